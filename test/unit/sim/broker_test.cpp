#include "sim/broker/broker.hpp"

#include <chrono>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "belay/sim/simulator.hpp"
#include "proto/json/codec.hpp"
#include "proto/oauth/token.hpp"
#include "proto/rest/calls.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class BrokerTest : public testing::Test {
 protected:
  HttpResponse send(HttpRequest request) {
    request.headers.push_back({"User-Agent", "test/1.0"});
    if (!token_.empty()) request.headers.push_back({"Authorization", "Bearer " + token_});
    return broker_.handle(request, now_);
  }
  HttpResponse get(std::string target) { return send({.target = std::move(target)}); }
  HttpResponse get(std::string target, std::string version) {
    return send({.target = std::move(target), .headers = {{"Accept-Version", std::move(version)}}});
  }
  HttpResponse dry_run(std::string body) {
    return send({.method = "POST",
                 .target = "/accounts/5WT00001/orders/dry-run",
                 .headers = {{"Content-Type", "application/json"}},
                 .body = std::move(body)});
  }

  void log_in() {
    const HttpResponse response = send(oauth::refresh_request(oauth::simulator_grant()));
    const auto token = oauth::read_answer(response, now_.real);
    ASSERT_TRUE(token) << token.error().message;
    token_ = token->token.reveal();
  }
  void SetUp() override { log_in(); }

  Market market_{42, kDefaultStart};
  BrokerTime now_{kDefaultStart, Tick{} + 1h};
  Broker broker_{market_,
                 BrokerOptions{.start = kDefaultStart,
                               .dxlink_url = "ws://127.0.0.1:7380/realtime",
                               .version = "0.1.0",
                               .account_stream_url = "ws://127.0.0.1:7380/account-streamer"}};
  std::string token_;
};

std::string limit_order(std::string_view symbol, std::string_view action, std::string_view quantity,
                        std::string_view price, std::string_view effect,
                        std::string_view rest = "") {
  return fmt::format(
      R"({{"time-in-force":"Day","order-type":"Limit","price":"{}","price-effect":"{}",{})"
      R"("legs":[{{"instrument-type":"Equity","symbol":"{}","action":"{}","quantity":{}}}]}})",
      price, effect, rest, symbol, action, quantity);
}

constexpr std::string_view kStrict =
    R"("advanced-instructions":{"strict-position-effect-validation":true},)";

// ---- login

TEST_F(BrokerTest, a_login_with_json_and_a_scope_gives_a_bearer_token_for_900_seconds) {
  const oauth::Grant grant = oauth::simulator_grant();
  const HttpResponse response =
      send({.method = "POST",
            .target = "/oauth/token",
            .headers = {{"Content-Type", "application/json"}},
            .body = fmt::format(R"({{"grant_type":"refresh_token","refresh_token":"{}",)"
                                R"("client_secret":"{}","scope":"read trade"}})",
                                grant.refresh_token.reveal(), grant.client_secret.reveal())});
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body, StartsWith(R"({"access_token":"eyJ)"));
  EXPECT_THAT(response.body, HasSubstr(R"("token_type":"Bearer","expires_in":900)"));
}

TEST_F(BrokerTest, a_login_with_a_form_works_too) {
  const oauth::Grant grant = oauth::simulator_grant();
  const HttpResponse response =
      send({.method = "POST",
            .target = "/oauth/token",
            .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
            .body = fmt::format("grant_type=refresh_token&refresh_token={}&client_secret={}",
                                rest::percent_encode(grant.refresh_token.reveal()),
                                rest::percent_encode(grant.client_secret.reveal()))});
  EXPECT_EQ(response.status, 200) << response.body;
}

TEST_F(BrokerTest, wrong_credentials_are_refused_as_rfc_6749_says) {
  oauth::Grant grant = oauth::simulator_grant();
  grant.refresh_token = Secret{"wrong"};
  const HttpResponse bad_token = send(oauth::refresh_request(grant));
  EXPECT_EQ(bad_token.status, 400);
  EXPECT_THAT(bad_token.body, HasSubstr(R"("error":"invalid_grant")"));

  grant = oauth::simulator_grant();
  grant.client_secret = Secret{"wrong"};
  const HttpResponse bad_secret = send(oauth::refresh_request(grant));
  EXPECT_EQ(bad_secret.status, 401);
  EXPECT_THAT(bad_secret.body, HasSubstr(R"("error":"invalid_client")"));

  EXPECT_EQ(send({.method = "POST", .target = "/oauth/token", .body = "{"}).status, 400);
}

TEST_F(BrokerTest, an_access_token_ends_after_900_seconds) {
  now_.real += 899s;
  EXPECT_EQ(get("/customers/me").status, 200);
  now_.real += 1s;
  const HttpResponse late = get("/customers/me");
  EXPECT_EQ(late.status, 401);
  EXPECT_THAT(late.body, HasSubstr("token_invalid"));
}

TEST_F(BrokerTest, everything_but_status_and_login_needs_a_token) {
  token_.clear();
  EXPECT_THAT(get("/customers/me").body, HasSubstr(R"("code":"unauthorized")"));
  EXPECT_EQ(get("/accounts/5WT00001/positions").status, 401);
  EXPECT_EQ(get("/no/such/route").status, 401);
  EXPECT_EQ(get("/belay-sim/status").status, 200);
  token_ = "made-up";
  EXPECT_THAT(get("/customers/me").body, HasSubstr("token_invalid"));
}

TEST_F(BrokerTest, a_request_without_user_agent_gets_html) {
  const HttpResponse response = broker_.handle({.target = "/customers/me"}, now_);
  EXPECT_EQ(response.status, 401);
  EXPECT_THAT(response.body, HasSubstr("401 Authorization Required"));
  EXPECT_THAT(response.body, HasSubstr("<html>"));
}

TEST_F(BrokerTest, status_names_the_simulator_without_a_token) {
  const HttpResponse response = broker_.handle({.target = "/belay-sim/status"}, now_);
  EXPECT_EQ(response.body, R"({"belay-sim":true,"version":"0.1.0","seed":42,)"
                           R"("time":"2025-01-13T15:31:07.000+00:00","speed":1,)"
                           R"("account-streamer-url":"ws://127.0.0.1:7380/account-streamer"})");
}

TEST_F(BrokerTest, routes_that_are_not_served_are_404_and_strange_accounts_403) {
  EXPECT_EQ(get("/no/such/route").status, 404);
  const HttpResponse strange = get("/accounts/5WT99999/positions");
  EXPECT_EQ(strange.status, 403);
  EXPECT_THAT(strange.body, HasSubstr("not_permitted"));
  EXPECT_EQ(get("/customers/me/accounts/5WT99999").status, 404);
}

TEST_F(BrokerTest, a_quote_token_opens_the_stream_and_nothing_else_does) {
  const auto token = rest::quote_token().decode(get("/api-quote-tokens"));
  ASSERT_TRUE(token) << token.error().message;
  EXPECT_EQ(token->dxlink_url, "ws://127.0.0.1:7380/realtime");
  EXPECT_EQ(token->level, "api");
  EXPECT_EQ(token->token.reveal().size(), 138U);
  EXPECT_TRUE(broker_.authorize_stream(token->token.reveal(), now_.real));
  EXPECT_FALSE(broker_.authorize_stream(token_, now_.real));
  EXPECT_FALSE(broker_.authorize_stream(token->token.reveal(), now_.real + 24h));
}

// ---- account

TEST_F(BrokerTest, our_client_reads_the_account) {
  const auto accounts = rest::accounts().decode(get("/customers/me/accounts"));
  ASSERT_TRUE(accounts) << accounts.error().message;
  ASSERT_EQ(accounts->size(), 1U);
  EXPECT_EQ(accounts->front().account_number, "5WT00001");
  EXPECT_EQ(accounts->front().nickname, "Flight school");
  EXPECT_EQ(accounts->front().authority_level, "owner");
}

TEST_F(BrokerTest, positions_teach_what_the_book_says) {
  const auto positions =
      rest::positions("5WT00001").decode(get("/accounts/5WT00001/positions?unknown=1"));
  ASSERT_TRUE(positions) << positions.error().message;
  std::vector<std::string> symbols;
  for (const Position& position : *positions) symbols.push_back(position.symbol);
  EXPECT_THAT(symbols, testing::ElementsAre("AAPL", "SPY", "TSLA", "INTC", "NVDA",
                                            "SPXW  250113P05800000", "SPXW  250113P05775000"));
  EXPECT_EQ(positions->at(3).quantity_direction, PositionSide::short_);
  EXPECT_EQ(positions->at(3).cost_effect, Effect::debit);
  EXPECT_EQ(positions->at(4).quantity, Decimal::parse("10.5").value());
  EXPECT_FALSE(positions->at(0).mark);
}

TEST_F(BrokerTest, positions_have_the_types_of_the_wire) {
  const std::string body = get("/accounts/5WT00001/positions?symbol=AAPL&include-marks=true").body;
  EXPECT_THAT(body, HasSubstr(R"("quantity":100,)"));
  EXPECT_THAT(body, HasSubstr(R"("multiplier":1,)"));
  EXPECT_THAT(body, HasSubstr(R"("average-open-price":"186.75")"));
  EXPECT_THAT(body, HasSubstr(R"("mark":")"));
  EXPECT_THAT(body, Not(HasSubstr("null")));
  EXPECT_THAT(body, Not(HasSubstr("TSLA")));
}

TEST_F(BrokerTest, positions_filter_by_underlying_and_type) {
  const std::string spx = get("/accounts/5WT00001/positions?underlying-symbol[]=SPX").body;
  EXPECT_THAT(spx, HasSubstr("SPXW  250113P05800000"));
  EXPECT_THAT(spx, Not(HasSubstr("AAPL")));
  const std::string equity = get("/accounts/5WT00001/positions?instrument-type=Equity").body;
  EXPECT_THAT(equity, Not(HasSubstr("SPXW")));
}

TEST_F(BrokerTest, the_balance_agrees_with_the_positions) {
  const auto positions =
      rest::positions("5WT00001").decode(get("/accounts/5WT00001/positions?include-marks=true"));
  const auto balances = rest::balances("5WT00001").decode(get("/accounts/5WT00001/balances"));
  ASSERT_TRUE(positions && balances);
  const Balance& balance = balances->front();
  Result<Decimal> worth = *balance.cash_balance;
  for (const Position& position : *positions) {
    const bool is_long = position.quantity_direction == PositionSide::long_;
    worth = is_long ? worth + *position.mark : worth - *position.mark;
  }
  EXPECT_EQ(worth.value(), *balance.net_liquidating_value);
  EXPECT_EQ((*balance.net_liquidating_value - *balance.maintenance_requirement).value(),
            *balance.equity_buying_power);
  EXPECT_THAT(get("/accounts/5WT00001/balances/USD").body, HasSubstr(R"("currency":"USD")"));
  EXPECT_EQ(get("/accounts/5WT00001/balances/EUR").status, 404);
}

// ---- orders

TEST_F(BrokerTest, live_orders_hold_one_working_stop_and_three_that_are_over) {
  const auto orders = rest::live_orders("5WT00001").decode(get("/accounts/5WT00001/orders/live"));
  ASSERT_TRUE(orders) << orders.error().message;
  ASSERT_EQ(orders->size(), 4U);
  EXPECT_EQ(orders->at(0).status, OrderStatus::filled);
  EXPECT_EQ(orders->at(1).status, OrderStatus::cancelled);
  EXPECT_EQ(orders->at(2).status, OrderStatus::expired);
  EXPECT_EQ(orders->at(3).status, OrderStatus::live);
  EXPECT_EQ(orders->at(3).stop_trigger, Decimal::parse("171.80").value());
  EXPECT_EQ(orders->at(3).time_in_force, TimeInForce::gtc);
  EXPECT_EQ(orders->at(3).legs.front().action, Action::sell_to_close);
  EXPECT_GT(orders->at(0).id.value(), orders->at(1).id.value());
  EXPECT_EQ(orders->at(0).legs.front().fills.size(), 1U);
}

TEST_F(BrokerTest, live_orders_are_paged_from_20261012_on) {
  const HttpResponse old = get("/accounts/5WT00001/orders/live?per-page=2");
  EXPECT_THAT(old.body, Not(HasSubstr("pagination")));
  const HttpResponse paged =
      get("/accounts/5WT00001/orders/live?per-page=3&page-offset=1", "20261012");
  EXPECT_THAT(paged.body, HasSubstr(R"("per-page":3,"page-offset":1,"item-offset":3,)"
                                    R"("total-items":4,"total-pages":2,"current-item-count":1)"));
  EXPECT_THAT(paged.body, HasSubstr("AAPL"));
  EXPECT_EQ(get("/accounts/5WT00001/orders/live?per-page=500", "20261012").status, 400);
  EXPECT_EQ(get("/accounts/5WT00001/orders/live", "20200101").status, 406);
}

TEST_F(BrokerTest, live_orders_filter_by_status_in_both_spellings) {
  for (const std::string key : {"status", "status[]"}) {
    const std::string body = get("/accounts/5WT00001/orders/live?" + key + "=Live").body;
    EXPECT_THAT(body, HasSubstr("AAPL"));
    EXPECT_THAT(body, Not(HasSubstr("Cancelled")));
  }
}

TEST_F(BrokerTest, order_search_needs_a_start_date_from_20261012_on) {
  EXPECT_EQ(get("/accounts/5WT00001/orders").status, 200);
  const HttpResponse missing = get("/accounts/5WT00001/orders", "20261012");
  EXPECT_EQ(missing.status, 400);
  EXPECT_THAT(missing.body, HasSubstr(R"({"domain":"start-date","reason":"is missing"})"));
  const HttpResponse today = get("/accounts/5WT00001/orders?start-date=2025-01-13", "20261012");
  EXPECT_THAT(today.body, HasSubstr(R"("total-items":2)"));
}

TEST_F(BrokerTest, one_order_stands_directly_in_data) {
  EXPECT_THAT(get("/accounts/5WT00001/orders/3412700002").body,
              StartsWith(R"({"data":{"id":3412700002,"account-number":"5WT00001")"));
  EXPECT_EQ(get("/accounts/5WT00001/orders/1").status, 404);
  EXPECT_EQ(get("/accounts/5WT00001/orders/x").status, 404);
}

// ---- dry-run

TEST_F(BrokerTest, buying_stock_costs_half_and_the_fees) {
  const HttpResponse response = dry_run(limit_order("AAPL", "Buy to Open", "1", "185.45", "Debit"));
  ASSERT_EQ(response.status, 201) << response.body;
  EXPECT_THAT(response.body, HasSubstr(R"("change-in-margin-requirement":"92.725",)"
                                       R"("change-in-margin-requirement-effect":"Debit",)"
                                       R"("change-in-buying-power":"92.726",)"
                                       R"("change-in-buying-power-effect":"Debit")"));
  EXPECT_THAT(response.body, HasSubstr(R"("total-fees":"0.001")"));
  EXPECT_THAT(response.body, HasSubstr(R"("status":"Received")"));
  EXPECT_THAT(response.body, HasSubstr(R"("updated-at":0)"));
  EXPECT_THAT(response.body, HasSubstr(R"("warnings":[])"));
  EXPECT_THAT(response.body, HasSubstr(R"("action":"Buy to Open")"));
  EXPECT_THAT(response.body, HasSubstr(R"("fills":[])"));
  EXPECT_THAT(response.body, Not(HasSubstr(R"("id":)")));
}

TEST_F(BrokerTest, selling_stock_credits_the_premium_less_fees) {
  const HttpResponse response =
      dry_run(limit_order("SPY", "Sell to Close", "1", "580.00", "Credit", kStrict));
  ASSERT_EQ(response.status, 201) << response.body;
  EXPECT_THAT(response.body, HasSubstr(R"("change-in-buying-power":"579.998834")"));
  EXPECT_THAT(response.body, HasSubstr(R"("total-fees":"0.001166")"));
}

std::string spread(std::string_view first, std::string_view second, std::string_view price,
                   std::string_view effect) {
  return fmt::format(
      R"({{"time-in-force":"Day","order-type":"Limit","price":"{}","price-effect":"{}","legs":[)"
      R"({{"instrument-type":"Equity Option","symbol":"SPXW  250113P05750000",)"
      R"("action":"{}","quantity":2}},)"
      R"({{"instrument-type":"Equity Option","symbol":"SPXW  250113P05725000",)"
      R"("action":"{}","quantity":2}}]}})",
      price, effect, first, second);
}

TEST_F(BrokerTest, a_credit_spread_costs_its_width_less_the_credit_and_fees) {
  const HttpResponse response = dry_run(spread("Sell to Open", "Buy to Open", "2.00", "Credit"));
  ASSERT_EQ(response.status, 201) << response.body;
  // 2 × 25 × 100 margin, 2 × 2.00 × 100 credit, fees 4 × 1.78 + 2 × 0.00279.
  EXPECT_THAT(response.body, HasSubstr(R"("change-in-margin-requirement":"5000.0")"));
  EXPECT_THAT(response.body, HasSubstr(R"("total-fees":"7.12558")"));
  EXPECT_THAT(response.body, HasSubstr(R"("change-in-buying-power":"4607.12558")"));
  EXPECT_THAT(response.body, HasSubstr(R"("is-spread":true)"));
  EXPECT_THAT(response.body, HasSubstr(R"("size":2,)"));
}

TEST_F(BrokerTest, a_debit_spread_costs_its_price_and_fees) {
  const HttpResponse response = dry_run(spread("Buy to Open", "Sell to Open", "2.00", "Debit"));
  ASSERT_EQ(response.status, 201) << response.body;
  EXPECT_THAT(response.body, HasSubstr(R"("change-in-margin-requirement":"0.0",)"
                                       R"("change-in-margin-requirement-effect":"None",)"
                                       R"("change-in-buying-power":"407.12558")"));
}

TEST_F(BrokerTest, an_order_beyond_buying_power_says_the_sums_beside_the_error) {
  const HttpResponse response =
      dry_run(limit_order("AAPL", "Buy to Open", "10000", "230.00", "Debit"));
  EXPECT_EQ(response.status, 422);
  EXPECT_THAT(response.body, StartsWith(R"({"data":{"order")"));
  EXPECT_THAT(response.body, HasSubstr("margin_check_failed"));
  EXPECT_THAT(response.body, HasSubstr(R"("new-buying-power-effect":"Debit")"));
}

TEST_F(BrokerTest, a_gtc_stop_that_closes_is_fine) {
  const HttpResponse response =
      dry_run(R"({"time-in-force":"GTC","order-type":"Stop","stop-trigger":"414.09",)"
              R"("advanced-instructions":{"strict-position-effect-validation":true},)"
              R"("legs":[{"instrument-type":"Equity","symbol":"SPY",)"
              R"("action":"Sell to Close","quantity":"50"}]})");
  ASSERT_EQ(response.status, 201) << response.body;
  EXPECT_THAT(response.body, HasSubstr(R"("stop-trigger":"414.09")"));
  EXPECT_THAT(response.body, HasSubstr(R"("quantity":50,)"));
}

TEST_F(BrokerTest, closing_more_than_held_is_refused_when_strict_and_warned_of_otherwise) {
  const HttpResponse strict =
      dry_run(limit_order("SPY", "Sell to Close", "51", "580.00", "Credit", kStrict));
  EXPECT_EQ(strict.status, 422);
  EXPECT_THAT(strict.body, HasSubstr("sim_closing_more_than_held"));
  const HttpResponse lax = dry_run(limit_order("SPY", "Sell to Close", "51", "580.00", "Credit"));
  EXPECT_EQ(lax.status, 201);
  EXPECT_THAT(lax.body, HasSubstr("closing_with_no_position"));
}

TEST_F(BrokerTest, closing_what_is_not_held_becomes_an_opening_order_unless_strict) {
  const std::string put =
      R"({"time-in-force":"Day","order-type":"Limit","price":"1.00","price-effect":"Credit",)"
      R"("legs":[{"instrument-type":"Equity Option","symbol":"SPXW  250113P05700000",)"
      R"("action":"Sell to Close","quantity":1}]})";
  const HttpResponse response = dry_run(put);
  EXPECT_THAT(response.body, HasSubstr(R"("action":"Sell to Open")")) << response.body;
  EXPECT_THAT(response.body, HasSubstr("updated to a sell to open order"));
}

struct Refused {
  std::string_view name;
  std::string body;
  int status;
  std::string_view code;
};

TEST_F(BrokerTest, refusals_have_the_codes_of_the_specification) {
  const std::string legs = R"("legs":[{"instrument-type":"Equity","symbol":"AAPL",)"
                           R"("action":"Buy to Open","quantity":1}]})";
  const std::vector<Refused> cases{
      {"not JSON", "{", 400, "validation_error"},
      {"no legs", R"({"time-in-force":"Day","order-type":"Market"})", 400,
       R"({"domain":"legs","reason":"is missing"})"},
      {"a leg that is none",
       R"({"time-in-force":"Day","order-type":"Market",)"
       R"("legs":[{"instrument-type":"Equity","symbol":"AAPL",)"
       R"("action":"Buy to Open","quantity":1},5]})",
       400, R"({"domain":"legs","reason":"does not have a valid value"})"},
      {"no type", R"({"time-in-force":"Day",)" + legs, 400,
       R"({"domain":"order-type","reason":"is missing"})"},
      {"bad time in force", R"({"time-in-force":"Forever","order-type":"Market",)" + legs, 400,
       R"("domain":"time-in-force")"},
      {"priced market",
       R"({"time-in-force":"Day","order-type":"Market","price":"1.0","price-effect":"Debit",)" +
           legs,
       422, "order_must_omit_price"},
      {"GTC market", R"({"time-in-force":"GTC","order-type":"Market",)" + legs, 422,
       "gtc_market_orders_not_supported"},
      {"buy for credit", limit_order("AAPL", "Buy to Open", "1", "185.45", "Credit"), 422,
       "cant_buy_for_credit"},
      {"sell for debit", limit_order("AAPL", "Sell to Close", "1", "185.45", "Debit"), 422,
       "cant_sell_for_debit"},
      {"off tick", limit_order("AAPL", "Buy to Open", "1", "185.455", "Debit"), 422,
       "sim_price_not_on_tick"},
      {"unknown symbol", limit_order("ZZZZ", "Buy to Open", "1", "185.45", "Debit"), 422,
       "sim_unknown_symbol"},
      {"index", limit_order("SPX", "Buy to Open", "1", "185.45", "Debit"), 422,
       "sim_index_not_tradable"},
      {"zero", limit_order("AAPL", "Buy to Open", "0", "185.45", "Debit"), 422, "sim_quantity"},
      {"opening against", limit_order("INTC", "Buy to Open", "1", "19.00", "Debit", kStrict), 422,
       "sim_opening_against_position"},
  };
  for (const Refused& refused : cases) {
    const HttpResponse response = dry_run(refused.body);
    EXPECT_EQ(response.status, refused.status) << refused.name << response.body;
    EXPECT_THAT(response.body, HasSubstr(std::string{refused.code})) << refused.name;
  }
}

TEST_F(BrokerTest, an_order_after_the_close_waits_for_the_next_session) {
  now_.simulated = kDefaultStart + 6h;
  const HttpResponse waits = dry_run(limit_order("AAPL", "Buy to Open", "1", "185.45", "Debit"));
  EXPECT_EQ(waits.status, 201);
  EXPECT_THAT(waits.body, HasSubstr("tif.next_valid_session"));
  const HttpResponse market = dry_run(
      R"({"time-in-force":"Day","order-type":"Market","legs":[)"
      R"({"instrument-type":"Equity","symbol":"AAPL","action":"Buy to Open","quantity":1}]})");
  EXPECT_EQ(market.status, 422);
}

// ---- instruments

TEST_F(BrokerTest, the_spx_chain_decodes_and_names_streamer_symbols) {
  const auto chains =
      rest::list<OptionChain>(rest::endpoint("GET", "/option-chains/{symbol}/nested"), {"SPX"})
          .decode(get("/option-chains/SPX/nested"));
  ASSERT_TRUE(chains) << chains.error().message;
  ASSERT_EQ(chains->size(), 2U);
  EXPECT_EQ(chains->front().root_symbol, "SPXW");
  const ChainExpiration& today = chains->front().expirations.front();
  EXPECT_EQ(today.expiration_date, "2025-01-13");
  EXPECT_EQ(today.days_to_expiration, 0);
  EXPECT_EQ(today.strikes.size(), 101U);
  EXPECT_EQ(today.strikes.front().put_streamer_symbol, ".SPXW250113P5580");
  EXPECT_EQ(get("/option-chains/ZZZZ/nested").status, 404);
}

TEST_F(BrokerTest, spx_of_the_third_friday_settles_in_the_morning_beside_spxw) {
  const auto chains =
      rest::list<OptionChain>(rest::endpoint("GET", "/option-chains/{symbol}/nested"), {"SPX"})
          .decode(get("/option-chains/SPX/nested"));
  ASSERT_TRUE(chains) << chains.error().message;
  const OptionChain& monthly = chains->back();
  EXPECT_EQ(monthly.root_symbol, "SPX");
  ASSERT_EQ(monthly.expirations.size(), 2U);
  EXPECT_EQ(monthly.expirations.front().expiration_date, "2025-01-17");
  EXPECT_EQ(monthly.expirations.back().expiration_date, "2025-02-21");
  EXPECT_EQ(monthly.expirations.front().settlement_type, "AM");
  EXPECT_EQ(monthly.expirations.front().expiration_type, "Regular");
  EXPECT_EQ(chains->front().expirations.back().expiration_date, "2025-01-17");
  EXPECT_EQ(chains->front().expirations.back().settlement_type, "PM");
  const std::string option = get("/instruments/equity-options/SPX%20%20%20250117C05825000").body;
  EXPECT_THAT(option, HasSubstr(R"("stops-trading-at":"2025-01-16T21:00:00.000+00:00")"));
  EXPECT_THAT(option, HasSubstr(R"("expires-at":"2025-01-17T14:30:00.000+00:00")"));
}

TEST_F(BrokerTest, expired_expirations_leave_the_chain) {
  now_.simulated = kDefaultStart + 6h;
  EXPECT_THAT(get("/option-chains/SPX/nested").body, Not(HasSubstr("2025-01-13")));
}

TEST_F(BrokerTest, equities_carry_their_ticks) {
  const auto both = rest::list<Equity>(rest::endpoint("GET", "/instruments/equities"))
                        .decode(get("/instruments/equities?symbol[]=AAPL&symbol[]=SPX"));
  ASSERT_TRUE(both) << both.error().message;
  ASSERT_EQ(both->size(), 2U);
  EXPECT_EQ(both->at(0).is_index, true);
  EXPECT_EQ(both->at(1).symbol, "AAPL");
  const std::string one = get("/instruments/equities/AAPL").body;
  EXPECT_THAT(
      one,
      HasSubstr(R"("option-tick-sizes":[{"threshold":"3.0","value":"0.01"},{"value":"0.05"}])"));
  EXPECT_EQ(get("/instruments/equities/BTC%2FUSD").status, 404);
}

TEST_F(BrokerTest, ending_the_session_answers_nothing) {
  const HttpResponse response = send({.method = "DELETE", .target = "/sessions"});
  EXPECT_EQ(response.status, 204);
  EXPECT_TRUE(response.body.empty());
}

}  // namespace
}  // namespace belay::sim
