#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "integration/every_call_fixture.hpp"
#include "proto/json/codec.hpp"

// Every typed call, by the client without coroutines, against a simulator on loopback: what one
// row of the table promises, both sides keep. The simulator tells which requests it had.

namespace belay {

using namespace belay::literals;
using testing::HasSubstr;
using testing::IsEmpty;

void EveryCall::sign_in() {
  boost::asio::io_context context;
  std::optional<Result<oauth::LegacySession>> session;
  auto login = log_in(context.get_executor(), simulator_->port());
  boost::asio::co_spawn(context, keep(std::move(login), session), boost::asio::detached);
  context.run();
  ASSERT_TRUE(session && *session) << (session ? session->error().message : "no answer");
  Config config = Config::simulator(simulator_->port());
  config.client_secret = Secret{};
  config.refresh_token = Secret{};
  config.login = "pilot";
  config.remember_token = (*session)->remember_token;
  blocking::Client remembered{config};
  const auto sessions = remembered.sessions();
  const auto who = works("sessions().validate", sessions.validate());
  ASSERT_TRUE(who);
  EXPECT_EQ(who->email, "pilot@example.com");
  const auto factor = works("sessions().two_factor_method", sessions.two_factor_method());
  ASSERT_TRUE(factor);
  EXPECT_EQ(factor->is_active, true);
  const auto token = works("sessions().quote_streamer_token", sessions.quote_streamer_token());
  ASSERT_TRUE(token);
  EXPECT_THAT(token->dxlink_url, HasSubstr("/realtime"));
  works("sessions().request_password_reset", sessions.request_password_reset("pilot@example.com"));
  works("sessions().request_confirmation", sessions.request_confirmation("pilot@example.com"));
  works("sessions().change_password",
        sessions.change_password(Secret{"flight-school-42"}, Secret{"flight-school-43"}));
  works("sessions().end", sessions.end());
}

void EveryCall::accounts() {
  const Date today = new_york_date(simulator_->now());
  works("customer().me", client().customer().me());
  works("customer().account", client().customer().account(account_.account_number));
  works("customer().trading_status", client().customer().trading_status(account_));
  works("customer().position_limit", client().customer().position_limit(account_));
  works("quote_token", client().quote_token());
  works("balances", client().balances(account_));
  works("portfolio().balance", client().portfolio().balance(account_));
  BalanceSnapshotFilter snapshots;
  snapshots.snapshot_date = today;
  works("portfolio().balance_snapshots",
        client().portfolio().balance_snapshots(account_, snapshots));
  works("positions", client().positions(account_));
  NetLiqFilter month;
  month.time_back = "1m";
  works("portfolio().net_liq_history", client().portfolio().net_liq_history(account_, month));
  works("portfolio().net_liq", client().portfolio().net_liq(account_));
  const auto history = works("transactions().search", client().transactions().search(account_));
  ASSERT_FALSE(history.empty());
  works("transactions().get", client().transactions().get(account_, history.front().id.value()));
  works("transactions().total_fees", client().transactions().total_fees(account_));
  nothing_drifted();
}

void EveryCall::margin() {
  const Date today = new_york_date(simulator_->now());
  works("margin().report", client().margin().report(account_));
  works("margin().effective", client().margin().effective(account_, "SPY"));
  works("margin().public_configuration", client().margin().public_configuration());
  works("margin().span_rows", client().margin().span_rows({.date = today, .exchange = "CME"}));
  const NewMarginOrder order{.account_number = account_.account_number,
                             .underlying_symbol = "SPY",
                             .order_type = OrderType::limit,
                             .time_in_force = TimeInForce::day,
                             .price = 500.0_dec,
                             .price_effect = Effect::debit,
                             .legs = {{.symbol = "SPY",
                                       .instrument_type = InstrumentType::equity,
                                       .action = Action::buy_to_open,
                                       .quantity = 10}}};
  const auto run = works("margin().dry_run", client().margin().dry_run(account_, order));
  ASSERT_TRUE(run && run->new_order_results && run->last_results);
  const Result<Decimal> added =
      *run->new_order_results->margin_requirement - *run->last_results->margin_requirement;
  EXPECT_EQ(added.value(), *run->change_in_margin_requirement);
  EXPECT_EQ(run->change_in_margin_requirement_effect, Effect::debit);
  nothing_drifted();
}

void EveryCall::equities_and_options() {
  const auto instruments = client().instruments();
  EquityFilter some;
  some.symbols = {"SPY", "AAPL"};
  EXPECT_EQ(works("instruments().equities", instruments.equities(some)).size(), 2U);
  works("instruments().active_equities", instruments.active_equities());
  works("instruments().equity", instruments.equity("AAPL"));
  const auto chains =
      works("instruments().nested_option_chain", instruments.nested_option_chain("SPX"));
  ASSERT_TRUE(chains);
  const std::string option = chains->front().expirations.front().strikes.front().call;
  works("instruments().equity_option", instruments.equity_option(option));
  const EquityOptionFilter one{.symbols = {option}};
  const auto options = works("instruments().equity_options", instruments.equity_options(one));
  ASSERT_TRUE(options && options->size() == 1);
  EXPECT_EQ(options->front().symbol, option);
  works("instruments().option_chain", instruments.option_chain("SPX"));
  works("instruments().compact_option_chain", instruments.compact_option_chain("SPX"));
  is_refused("instruments().equity_deliverables", instruments.equity_deliverables(), 403);
}

void EveryCall::futures() {
  const auto instruments = client().instruments();
  const auto futures = works("instruments().futures", instruments.futures());
  ASSERT_FALSE(futures.empty());
  works("instruments().future", instruments.future(futures.front().symbol));
  works("instruments().future_products", instruments.future_products());
  works("instruments().future_product", instruments.future_product("CME", "ES"));
  works("instruments().future_option_products", instruments.future_option_products());
  works("instruments().future_option_product", instruments.future_option_product("ES"));
  const auto product =
      works("instruments().future_option_product", instruments.future_option_product("CME", "ES"));
  ASSERT_TRUE(product);
  EXPECT_EQ(product->root_symbol, "ES");
  works("instruments().nested_future_option_chain", instruments.nested_future_option_chain("ES"));
  const auto chain =
      works("instruments().future_option_chain", instruments.future_option_chain("ES"));
  ASSERT_TRUE(chain && !chain->empty());
  const std::string symbol = chain->front().symbol;
  const auto one = works("instruments().future_option", instruments.future_option(symbol));
  ASSERT_TRUE(one);
  EXPECT_EQ(one->symbol, symbol);
  const FutureOptionFilter wanted{.symbols = {symbol}};
  const auto some = works("instruments().future_options", instruments.future_options(wanted));
  ASSERT_TRUE(some && some->size() == 1);
  EXPECT_EQ(some->front().strike_price, one->strike_price);
  is_refused("instruments().future_spreads", instruments.future_spreads(), 403);
}

void EveryCall::other_instruments() {
  const auto instruments = client().instruments();
  works("instruments().cryptocurrencies", instruments.cryptocurrencies());
  works("instruments().cryptocurrency", instruments.cryptocurrency("BTC/USD"));
  const auto warrants = works("instruments().warrants", instruments.warrants());
  ASSERT_TRUE(warrants && !warrants->empty());
  const std::string symbol = warrants->front().symbol;
  const auto warrant = works("instruments().warrant", instruments.warrant(symbol));
  ASSERT_TRUE(warrant);
  EXPECT_EQ(warrant->symbol, symbol);
  works("instruments().quantity_decimal_precisions", instruments.quantity_decimal_precisions());
  works("instruments().currency_pairs", instruments.currency_pairs());
  InstrumentSearch search;
  search.query = "AAPL";
  works("instruments().search", instruments.search(search));
  works("instruments().ai_search_token", instruments.ai_search_token());
}

void EveryCall::market_data() {
  SnapshotFilter quotes;
  quotes.equities = {"SPY", "AAPL"};
  EXPECT_EQ(works("market().snapshots", client().market().snapshots(quotes)).size(), 2U);
  const auto quote =
      works("market().snapshot", client().market().snapshot(InstrumentType::equity, "AAPL"));
  ASSERT_TRUE(quote && quote->bid && quote->ask);
  EXPECT_EQ(quote->symbol, "AAPL");
  EXPECT_LT(*quote->bid, *quote->ask);
  works("market().metrics", client().market().metrics({"AAPL", "SPY"}));
  works("market().dividends", client().market().dividends("AAPL"));
  const EarningsFilter since{.start_date = parse_date("2024-01-01").value()};
  const auto earnings = works("market().earnings", client().market().earnings("AAPL", since));
  ASSERT_TRUE(earnings && earnings->size() == 4);
  EXPECT_LT(earnings->front().occurred_date, earnings->back().occurred_date);
  works("market().search", client().market().search("AAP"));
  nothing_drifted();
}

void EveryCall::market_time() {
  const Date today = new_york_date(simulator_->now());
  const auto time = client().market_time();
  const auto week = Date{std::chrono::sys_days{today} + std::chrono::days{7}};
  const SessionFilter range{.to_date = week, .instrument_collection = "Equity"};
  const auto sessions = works("market_time().sessions", time.sessions(range));
  ASSERT_TRUE(sessions);
  EXPECT_EQ(sessions->size(), 5U) << "Martin Luther King's day is none";
  works("market_time().current_sessions", time.current_sessions({"Equity", "CME"}));
  works("market_time().current_equity_session", time.current_equity_session());
  works("market_time().next_equity_session", time.next_equity_session());
  works("market_time().previous_equity_session", time.previous_equity_session());
  works("market_time().equity_holidays", time.equity_holidays());
  works("market_time().current_futures_sessions", time.current_futures_sessions());
  works("market_time().current_futures_session", time.current_futures_session("CME"));
  works("market_time().next_futures_session", time.next_futures_session("CME"));
  works("market_time().previous_futures_session", time.previous_futures_session("CME"));
  works("market_time().futures_holidays", time.futures_holidays("CME"));
}

void EveryCall::lists_and_alerts() {
  const auto watchlists = client().watchlists();
  const NewWatchlist mine{.name = "Mine", .watchlist_entries = {{.symbol = "SPY"}}};
  works("watchlists().create", watchlists.create(mine));
  works("watchlists().list", watchlists.list());
  const auto got = works("watchlists().get", watchlists.get("Mine"));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->watchlist_entries.front().symbol, "SPY");
  NewWatchlist changed = mine;
  changed.watchlist_entries.push_back({.symbol = "AAPL"});
  works("watchlists().replace", watchlists.replace("Mine", changed));
  works("watchlists().remove", watchlists.remove("Mine"));
  const auto lists = works("watchlists().public_lists", watchlists.public_lists());
  ASSERT_TRUE(lists && !lists->empty());
  works("watchlists().public_list", watchlists.public_list(lists->front().name));
  const auto pairs = works("watchlists().pairs_lists", watchlists.pairs_lists());
  ASSERT_TRUE(pairs && !pairs->empty());
  works("watchlists().pairs_list", watchlists.pairs_list(pairs->front().name));

  const NewQuoteAlert alert{.symbol = "AAPL",
                            .field = AlertField::last,
                            .comparison = AlertComparison::above,
                            .threshold = "900.0",
                            .threshold_numeric = 900_dec};
  const auto made = works("alerts().create", client().alerts().create(alert));
  ASSERT_TRUE(made && made->alert_external_id);
  works("alerts().list", client().alerts().list());
  works("alerts().remove", client().alerts().remove(*made->alert_external_id));
}

void EveryCall::backtests() {
  const auto backtests = client().backtests();
  const NewBacktest wanted{.symbol = "SPY",
                           .start_date = "2024-01-02",
                           .end_date = "2024-06-28",
                           .legs = {{.type = "equity-option",
                                     .direction = "short",
                                     .side = "put",
                                     .quantity = 1,
                                     .strike_selection = "delta",
                                     .delta = 30,
                                     .days_until_expiration = 45}}};
  const auto filed = works("backtests().create", backtests.create(wanted));
  ASSERT_TRUE(filed);
  const std::string id = filed->id;
  EXPECT_EQ(filed->status, "pending");
  const auto ids = works("backtests().list", backtests.list());
  ASSERT_TRUE(ids);
  EXPECT_THAT(*ids, testing::Contains(id));
  const auto found = works("backtests().get", backtests.get(id));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->symbol, "SPY");
  const auto logs = works("backtests().logs", backtests.logs(id));
  ASSERT_TRUE(logs);
  EXPECT_THAT(*logs, HasSubstr("profitLoss"));
  works("backtests().cancel", backtests.cancel(id));
  works("backtests().available_dates", backtests.available_dates());
  const auto chain = client().instruments().nested_option_chain("SPX");
  ASSERT_TRUE(chain) << chain.error().message;
  const auto& strikes = chain->front().expirations.front().strikes;
  const NewSimulatedTrade trade{
      .underlying = "SPX",
      .legs = {{.symbol = strikes[strikes.size() / 2].call, .direction = "long", .quantity = 1}}};
  const auto points = works("backtests().simulate_trade", backtests.simulate_trade(trade));
  ASSERT_TRUE(points && !points->empty());
  EXPECT_EQ(points->front().effect, "debit");
  EXPECT_GT(*points->front().price, 0_dec);
}

void EveryCall::orders() {
  const Order buy{.legs = {{.symbol = "SPY", .action = Action::buy_to_open, .quantity = 10}},
                  .limit = debit(100.00_usd)};
  auto receipt = works("dry_run", client().dry_run(account_, buy));
  ASSERT_TRUE(receipt);
  const std::string identifier = receipt->external_identifier();
  const auto placed = works("place", client().place(std::move(*receipt)));
  ASSERT_TRUE(placed && placed->order && placed->order->id);
  const std::int64_t id = *placed->order->id;
  const auto found = client().find_order(account_, identifier);
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_TRUE(*found);
  EXPECT_EQ((*found)->id, id);
  works("live_orders", client().live_orders(account_));
  until_editable(id);

  auto change = works("dry_run_replacement",
                      client().dry_run_replacement(account_, {.order_id = id,
                                                              .limit = debit(101.00_usd),
                                                              .time_in_force = TimeInForce::day}));
  ASSERT_TRUE(change);
  const auto replaced = works("replace", client().replace(std::move(*change)));
  ASSERT_TRUE(replaced && replaced->id);
  EXPECT_NE(*replaced->id, id);
  EXPECT_EQ(replaced->price, 101_dec);
  until_editable(*replaced->id);
  auto other = client().dry_run_replacement(
      account_,
      {.order_id = *replaced->id, .limit = debit(102.00_usd), .time_in_force = TimeInForce::day});
  ASSERT_TRUE(other) << other.error().message;
  const auto edited = works("edit", client().edit(std::move(*other)));
  ASSERT_TRUE(edited && edited->id);
  EXPECT_EQ(edited->price, 102_dec);
  works("cancel", client().cancel(account_, *edited->id));
  OrderFilter filter;
  filter.start_date = new_york_date(simulator_->now());
  EXPECT_FALSE(works("orders().search", client().orders().search(account_, filter)).empty());
  works("orders().search_all", client().orders().search_all({account_}, filter));
  works("orders().live_all", client().orders().live_all({account_}));
  is_refused("orders().reconfirm", client().orders().reconfirm(account_, id), 422);
}

void EveryCall::complex_orders() {
  const Order limit{.legs = {{.symbol = "AAPL", .action = Action::sell_to_close, .quantity = 10}},
                    .limit = credit(900.00_usd),
                    .time_in_force = TimeInForce::gtc};
  const Order stop{.legs = {{.symbol = "AAPL", .action = Action::sell_to_close, .quantity = 10}},
                   .stop = 50.00_usd,
                   .time_in_force = TimeInForce::gtc};
  auto receipt = client().dry_run(account_, oco(limit, stop));
  ASSERT_TRUE(receipt) << receipt.error().message;
  const auto placed = client().place(std::move(*receipt));
  ASSERT_TRUE(placed) << placed.error().message;
  ASSERT_TRUE(placed->complex_order && placed->complex_order->id);
  const std::int64_t id = *placed->complex_order->id;
  works("complex_orders().get", client().complex_orders().get(account_, id));
  works("complex_orders().live", client().complex_orders().live(account_));
  works("complex_orders().search", client().complex_orders().search(account_));
  works("cancel_complex", client().cancel_complex(account_, id));
  const auto two_limits = client().dry_run(account_, oco(limit, limit));
  ASSERT_FALSE(two_limits);
  EXPECT_EQ(two_limits.error().code, Errc::blocked);
}

void EveryCall::pairs() {
  const auto buy = [](std::string symbol, Decimal price) {
    return Order{
        .legs = {{.symbol = std::move(symbol), .action = Action::buy_to_open, .quantity = 1}},
        .limit = debit(price)};
  };
  auto receipt =
      works("dry_run",
            client().dry_run(account_, belay::pairs(buy("SPY", 700.0_dec), buy("NVDA", 300.0_dec),
                                                    {.threshold = 90.0_dec})));
  ASSERT_TRUE(receipt);
  const auto placed = works("place", client().place(std::move(*receipt)));
  ASSERT_TRUE(placed);
  const auto live = client().complex_orders().live(account_);
  ASSERT_TRUE(live && !live->empty());
  ASSERT_EQ(live->front().type, ComplexOrderType::pairs);
  const std::int64_t id = live->front().id.value();
  const EditComplexOrder change{.ratio_price_threshold = 95.0_dec};
  const auto orders = client().complex_orders();
  const auto tried =
      works("complex_orders().dry_run_ratio", orders.dry_run_ratio(account_, id, change));
  ASSERT_TRUE(tried && tried->complex_order);
  EXPECT_EQ(tried->complex_order->ratio_price_threshold, 95_dec);
  auto before = orders.get(account_, id);
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_EQ(before->ratio_price_threshold, 90_dec) << "only asked";
  works("complex_orders().set_ratio", orders.set_ratio(account_, id, change));
  const auto after = orders.get(account_, id);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->ratio_price_threshold, 95_dec);
}

namespace {

TEST_F(EveryCall, of_the_table_is_made_and_answered) {
  sign_in();
  accounts();
  margin();
  equities_and_options();
  futures();
  other_instruments();
  market_data();
  market_time();
  lists_and_alerts();
  backtests();
  orders();
  complex_orders();
  pairs();

  std::set<const rest::Endpoint*> made;
  for (const Request& request : seen()) {
    const rest::Endpoint* row = row_of(request);
    if (request.second == "/belay-sim/status") continue;
    EXPECT_NE(row, nullptr) << request.first << " " << request.second << " is no row of the table";
    made.insert(row);
  }
  std::vector<std::string> missing;
  for (const rest::Endpoint& row : rest::endpoints()) {
    if (!made.contains(&row))
      missing.push_back(std::string{row.method} + " " + std::string{row.path});
  }
  EXPECT_THAT(missing, IsEmpty()) << "rows that no call of this test has asked for";
}

TEST_F(EveryCall, is_told_apart_from_those_that_look_like_it) {
  const auto row = [](std::string method, std::string path) {
    const rest::Endpoint* found = row_of({std::move(method), std::move(path)});
    return found == nullptr ? std::string_view{} : found->path;
  };
  EXPECT_EQ(row("GET", "/accounts/5WT00001/orders/live"), "/accounts/{account}/orders/live");
  EXPECT_EQ(row("GET", "/accounts/5WT00001/orders/77"), "/accounts/{account}/orders/{id}");
  EXPECT_EQ(row("GET", "/instruments/equities/BRK%2FB"), "/instruments/equities/{symbol}");
  EXPECT_EQ(row("GET", "/backtester/backtests"), "/backtests");
  EXPECT_EQ(row("GET", "/backtests"), "");
  EXPECT_EQ(row("PUT", "/customers/me"), "");
}

TEST_F(EveryCall, a_receipt_is_good_for_its_own_kind_only) {
  const Order buy{.legs = {{.symbol = "SPY", .action = Action::buy_to_open, .quantity = 1}},
                  .limit = debit(100.00_usd)};
  auto receipt = client().dry_run(account_, buy);
  ASSERT_TRUE(receipt) << receipt.error().message;
  const auto refused = client().replace(std::move(*receipt));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::usage);
  EXPECT_EQ(refused.error().http_status, 0);
}

TEST_F(EveryCall, raw_asks_what_has_no_typed_call) {
  const auto answer = client().raw("GET", "/option-chains/SPX/nested");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  const auto missing = client().raw("GET", "/nobody/knows");
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->status, 404);
}

}  // namespace
}  // namespace belay
