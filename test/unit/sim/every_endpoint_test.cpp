#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "belay/model/account_status.hpp"
#include "belay/model/backtests.hpp"
#include "belay/model/chains.hpp"
#include "belay/model/customers.hpp"
#include "belay/model/equity_options.hpp"
#include "belay/model/futures.hpp"
#include "belay/model/margin.hpp"
#include "belay/model/margin_dry_run.hpp"
#include "belay/model/market_metrics.hpp"
#include "belay/model/market_snapshots.hpp"
#include "belay/model/market_time.hpp"
#include "belay/model/net_liq.hpp"
#include "belay/model/quote_alerts.hpp"
#include "belay/model/sessions.hpp"
#include "belay/model/small_instruments.hpp"
#include "belay/model/transactions.hpp"
#include "belay/model/watchlists.hpp"
#include "belay_checkout.hpp"
#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "unit/sim/broker_fixture.hpp"

// Every row of broker-api.md 4 that is no order's: answered, decoded without drift, and of the same
// JSON types as the recordings, where there are some.

namespace belay::sim {
namespace {

using json::Kind;
using json::Node;
using Decode = std::function<Result<void>(std::string_view text, json::Drift& drift)>;

template <class T>
Decode as() {
  return [](std::string_view text, json::Drift& drift) -> Result<void> {
    auto value = json::decode<T>(text, &drift);
    if (!value) return std::unexpected(value.error());
    return {};
  };
}

// Where the objects stand in the answer.
enum class Place { data, items, root, list, none };

struct Row {
  std::string method;
  std::string target;
  Place place = Place::data;
  Decode decode;
  std::string recording;  // of the same answer; empty: none
  std::string body;
  int status = 200;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.method << ' ' << row.target; }

std::vector<std::string> objects_of(Node root, Place place) {
  std::vector<std::string> objects;
  const auto data = root.find("data");
  if (place == Place::root) return {std::string{root.raw()}};
  if (place == Place::list) {
    root.each_element([&](Node element) { objects.emplace_back(element.raw()); });
    return objects;
  }
  const Node holder = data.value_or(root);
  if (place == Place::data) return {std::string{holder.raw()}};
  const auto items = holder.find("items");
  if (items) items->each_element([&](Node element) { objects.emplace_back(element.raw()); });
  return objects;
}

std::filesystem::path captures() {
  const char* given = std::getenv("BELAY_CAPTURES");
  return given != nullptr ? std::filesystem::path{given}
                          : std::filesystem::path{BELAY_SOURCE_DIR} / "../shared/captures";
}

// The kinds seen at each path of the document, `[]` for elements.
void kinds_in(Node node, const std::string& path, std::map<std::string, std::vector<Kind>>& seen) {
  if (!node.is(Kind::null)) seen[path].push_back(node.kind());
  node.each_element([&](Node element) { kinds_in(element, path + "[]", seen); });
  node.each_member([&](std::string_view key, Node member) {
    kinds_in(member, path + "." + std::string{key}, seen);
  });
}

class EveryEndpoint : public SignedIn, public testing::WithParamInterface<Row> {};

TEST_P(EveryEndpoint, answers_what_the_tables_say) {
  const Row& row = GetParam();
  const HttpResponse response = send(row.method, row.target, row.body);
  ASSERT_EQ(response.status, row.status) << response.body.substr(0, 400);
  if (row.place == Place::none) return;
  const auto document = json::Document::parse(response.body);
  ASSERT_TRUE(document) << document.error().message;
  const std::vector<std::string> objects = objects_of(document->root(), row.place);
  ASSERT_FALSE(objects.empty()) << response.body.substr(0, 400);
  json::Drift drift;
  for (const std::string& object : objects) {
    const auto decoded = row.decode(object, drift);
    ASSERT_TRUE(decoded) << decoded.error().message << '\n' << object.substr(0, 400);
  }
  EXPECT_THAT(drift.unknown, testing::IsEmpty());
  // The broker's own "NaN" for a price that there is none of (broker-api.md 5.27).
  drift.retyped.erase("MarginEntry.fixing-price");
  EXPECT_THAT(drift.retyped, testing::IsEmpty());
  EXPECT_THAT(drift.unknown_enum, testing::IsEmpty());
  EXPECT_THAT(response.body, testing::Not(testing::HasSubstr(":null,\"data")));
}

TEST_P(EveryEndpoint, sends_the_json_types_of_the_recording) {
  const Row& row = GetParam();
  if (row.recording.empty()) GTEST_SKIP() << "never captured";
  std::ifstream in{captures() / "broker" / row.recording, std::ios::binary};
  if (!in) GTEST_SKIP() << "no recording " << row.recording;
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  const auto recorded = json::Document::parse(text);
  ASSERT_TRUE(recorded);
  const HttpResponse response = send(row.method, row.target, row.body);
  const auto document = json::Document::parse(response.body);
  ASSERT_TRUE(document);
  std::map<std::string, std::vector<Kind>> theirs;
  std::map<std::string, std::vector<Kind>> ours;
  const bool bare = !recorded->root().find("data");
  kinds_in(recorded->root(), bare && row.place != Place::root ? ".data" : "", theirs);
  kinds_in(document->root(), "", ours);
  for (const auto& [path, kinds] : ours) {
    const auto known = theirs.find(path);
    if (known == theirs.end()) continue;
    for (const Kind kind : kinds) {
      EXPECT_THAT(known->second, testing::Contains(kind))
          << path << " is " << json::describe(kind) << " here";
    }
  }
}

const std::string kNumber = "5WT00001";
std::string account(std::string_view rest) { return fmt::format("/accounts/{}{}", kNumber, rest); }

std::vector<Row> customer_rows() {
  return {
      {"GET", "/customers/me", Place::data, as<Customer>(),
       "tasty-go/customers__getCustomerResp.json"},
      {"GET", "/customers/me/accounts/5WT00002", Place::data, as<Account>(),
       "tasty-go/customers__getCustomerAccountResp.json"},
      {"GET", account("/trading-status"), Place::data, as<AccountTradingStatus>(),
       "tasty-go/accounts__accountTradingStatusResp.json"},
      {"GET", account("/position-limit"), Place::data, as<PositionLimit>(),
       "tasty-go/accounts__positionLimitResp.json"},
      {"GET", "/api-quote-tokens", Place::data, as<QuoteToken>(),
       "tasty-go/streaming__quoteStreamerTokensResp.json"},
      {"GET", "/quote-streamer-tokens", Place::data, as<QuoteToken>()},
      {"GET", account("/balances"), Place::items, as<Balance>()},
      {"GET", account("/balances/USD"), Place::data, as<Balance>(),
       "tasty-go/accounts__accountBalancesResp.json"},
      {"GET", account("/balance-snapshots?time-of-day=EOD&snapshot-date=2025-01-10"), Place::items,
       as<Balance>(), "tasty-go/accounts__balanceSnapshotsResp.json"},
      {"GET", account("/positions?include-marks=true&include-closed-positions=true"), Place::items,
       as<Position>(), "tasty-go/accounts__accountPositionsResp.json"},
      {"GET", account("/net-liq/history?time-back=1d"), Place::items, as<NetLiqBar>(),
       "tasty-go/accounts__netLiqHistoryResp.json"},
      {"GET", account("/net-liq"), Place::data, as<NetLiq>()},
      {"GET", account("/transactions"), Place::items, as<Transaction>(),
       "tasty-go/transactions__transactionsResp.json"},
      {"GET", account("/transactions/2455300002"), Place::data, as<Transaction>()},
      {"GET", account("/transactions/total-fees"), Place::data, as<TotalFees>(),
       "tasty-go/transactions__transactionFeesResp.json"},
      {"GET", "/margin/accounts/5WT00001/requirements", Place::data, as<MarginReport>(),
       "tasty-go/margin__marginReqResp.json"},
      {"POST", "/margin/accounts/5WT00001/dry-run", Place::data, as<MarginDryRun>(),
       "joaquinbejar/doc/margin_dry_run.json",
       R"({"account-number":"5WT00001","underlying-symbol":"AAPL","order-type":"Limit",)"
       R"("time-in-force":"Day","price":"185.45","price-effect":"Debit","legs":[{"symbol":"AAPL",)"
       R"("instrument-type":"Equity","action":"Buy to Open","quantity":"1"}]})"},
      {"GET", account("/margin-requirements/AAPL/effective"), Place::data, as<MarginRequirement>(),
       "tasty-go/margin__effectiveMarginRequirementsResp.json"},
      {"GET", "/margin-requirements-public-configuration", Place::data, as<MarginConfiguration>(),
       "tasty-go/margin__marginPublicConfigResp.json"},
      {"GET", "/span/rows?date=2025-01-10&exchange=CME", Place::items, as<SpanRow>()},
  };
}

std::vector<Row> instrument_rows() {
  return {
      {"GET", "/instruments/equities", Place::items, as<Equity>(),
       "tasty-go/equities__equitiesResp.json"},
      {"GET", "/instruments/equities/active?per-page=5000", Place::items, as<Equity>(),
       "tasty-go/equities__activeEquitiesResp.json"},
      {"GET", "/instruments/equities/BRK%2FB", Place::data, as<Equity>(),
       "tasty-go/equities__equityResp.json"},
      {"GET", "/instruments/equity-options?symbol[]=SPXW%20%20250113P05800000", Place::items,
       as<EquityOption>(), "tasty-go/equities__equityOptionsResp.json"},
      {"GET", "/instruments/equity-options/AAPL%20%20250117C00235000", Place::data,
       as<EquityOption>(), "tasty-go/equities__equityOptionResp.json"},
      {"GET", "/instruments/equity-deliverables", Place::none, {}, {}, {}, 403},
      {"GET", "/instruments/future-spreads", Place::none, {}, {}, {}, 403},
      {"GET", "/instruments/futures", Place::items, as<Future>(),
       "tasty-go/futures__futuresResp.json"},
      {"GET", "/instruments/futures/ESH5", Place::data, as<Future>(),
       "tasty-go/futures__futureResp.json"},
      {"GET", "/instruments/future-products", Place::items, as<FutureProduct>(),
       "tasty-go/futures__futureProductsResp.json"},
      {"GET", "/instruments/future-products/CME/ES", Place::data, as<FutureProduct>(),
       "tasty-go/futures__futureProductResp.json"},
      {"GET", "/instruments/future-options?symbol[]=.%2FESH5%20ESH5%20%20250321P5870", Place::items,
       as<FutureOption>(), "tasty-go/futures__futureOptionsResp.json"},
      {"GET", "/instruments/future-options/.%2FESH5%20ESH5%20%20250321P5870", Place::data,
       as<FutureOption>(), "tasty-go/futures__futureOptionResp.json"},
      {"GET", "/instruments/future-option-products", Place::items, as<FutureOptionProduct>(),
       "tasty-go/futures__futureOptionsProducts.json"},
      {"GET", "/instruments/future-option-products/EW3", Place::data, as<FutureOptionProduct>()},
      {"GET", "/instruments/future-option-products/CME/ES", Place::data, as<FutureOptionProduct>(),
       "tasty-go/futures__futureOptionProduct.json"},
      {"GET", "/instruments/cryptocurrencies", Place::items, as<Cryptocurrency>(),
       "tasty-go/cryptocurrencies__cryptocurrenciesResp.json"},
      {"GET", "/instruments/cryptocurrencies/BTC%2FUSD", Place::data, as<Cryptocurrency>(),
       "tasty-go/cryptocurrencies__cryptoResp.json"},
      {"GET", "/instruments/warrants", Place::items, as<Warrant>(),
       "tasty-go/instruments__warrantsResp.json"},
      {"GET", "/instruments/warrants/SIMHW", Place::data, as<Warrant>(),
       "tasty-go/instruments__warrantResp.json"},
      {"GET", "/instruments/quantity-decimal-precisions", Place::items, as<QuantityPrecision>(),
       "tasty-go/instruments__quantityDecimalPrecisionsResp.json"},
      {"GET", "/instruments/currency-pairs", Place::items, as<CurrencyPair>()},
      {"GET", "/instruments/search?query=crude", Place::items, as<SearchableInstrument>()},
      {"POST", "/instruments/ai-search-token", Place::none, {}, {}, {}, 201},
      {"GET", "/option-chains/AAPL", Place::items, as<EquityOption>(),
       "tasty-go/option_chains__equityOptionChainsResp.json"},
      {"GET", "/option-chains/AAPL/compact", Place::items, as<CompactOptionChain>(),
       "tasty-go/option_chains__equityOptionChainsCompactResp.json"},
      {"GET", "/option-chains/SPX/nested", Place::items, as<OptionChain>(),
       "tasty-go/option_chains__equityOptionChainsNestedResp.json"},
      {"GET", "/futures-option-chains/CL", Place::items, as<FutureOption>(),
       "tasty-go/option_chains__futuresOptionChainsResp.json"},
      {"GET", "/futures-option-chains/CL/nested", Place::data, as<FuturesOptionChain>(),
       "tasty-go/option_chains__futuresOptionChainsNested.json"},
  };
}

std::vector<Row> market_rows() {
  return {
      {"GET",
       "/market-data/by-type?equity=AAPL,SPY&index=SPX,VIX&cryptocurrency=BTC/USD&future=/ESH5"
       "&equity-option=SPXW%20%20250113P05800000",
       Place::items, as<MarketSnapshot>(), "tastytrade-mcp/get_quote_by_type.json"},
      {"GET", "/market-data/Equity/AAPL", Place::data, as<MarketSnapshot>()},
      {"GET", "/market-metrics?symbols=AAPL,TSLA,ZAAAB", Place::items, as<MarketMetric>(),
       "tasty-go/market__marketMetricsResp.json"},
      {"GET", "/market-metrics/historic-corporate-events/dividends/AAPL", Place::items,
       as<Dividend>(), "tasty-go/market__historicDividendsResp.json"},
      {"GET",
       "/market-metrics/historic-corporate-events/earnings-reports/AAPL?start-date=2023-01-01",
       Place::items, as<EarningsReport>(), "tasty-go/market__historicEarningsResp.json"},
      {"GET", "/symbols/search/app", Place::items, as<SymbolHit>(),
       "tasty-go/symbol__symbolSearchResp.json"},
      {"GET", "/symbols/search/nothing-of-that-name", Place::none, {}, {}, {}, 404},
      {"GET", "/market-time/sessions?to-date=2025-02-14&from-date=2025-01-13", Place::items,
       as<belay::MarketSession>()},
      {"GET", "/market-time/sessions/current?instrument-collections[]=Equity", Place::items,
       as<CurrentMarketSession>()},
      {"GET", "/market-time/equities/sessions/current", Place::data, as<CurrentMarketSession>()},
      {"GET", "/market-time/equities/sessions/next", Place::data, as<belay::MarketSession>()},
      {"GET", "/market-time/equities/sessions/previous", Place::data, as<belay::MarketSession>()},
      {"GET", "/market-time/equities/holidays", Place::data, as<MarketHolidays>()},
      {"GET", "/market-time/futures/sessions/current", Place::items, as<CurrentMarketSession>()},
      {"GET", "/market-time/futures/sessions/current/CME", Place::data, as<CurrentMarketSession>()},
      {"GET", "/market-time/futures/sessions/next/CFE", Place::data, as<belay::MarketSession>()},
      {"GET", "/market-time/futures/sessions/previous/CME", Place::data,
       as<belay::MarketSession>()},
      {"GET", "/market-time/futures/holidays/CME", Place::data, as<MarketHolidays>()},
  };
}

const std::string kList =
    R"({"name":"Flight school","watchlist-entries":[{"symbol":"TSLA","instrument-type":"Equity"}]})";

std::vector<Row> list_rows() {
  return {
      {"GET", "/watchlists", Place::items, as<Watchlist>(),
       "tasty-go/watchlists__getWatchlistsResp.json"},
      {"POST", "/watchlists", Place::data, as<Watchlist>(),
       "tasty-go/watchlists__createWatchlistResp.json",
       R"({"name":"new","group-name":"test","watchlist-entries":[{"symbol":"AAPL"}]})", 201},
      {"GET", "/watchlists/odd%20%2F%20chars", Place::data, as<Watchlist>(),
       "tasty-go/watchlists__getWatchlistResp.json"},
      {"PUT", "/watchlists/Flight%20school", Place::data, as<Watchlist>(),
       "tasty-go/watchlists__editedWatchlistResp.json", kList},
      {"DELETE", "/watchlists/Flight%20school", Place::root, as<Watchlist>(),
       "tasty-go/watchlists__deleteWatchlistResp.json"},
      {"GET", "/public-watchlists", Place::items, as<Watchlist>(),
       "tasty-go/watchlists__getPublicWatchlistsResp.json"},
      {"GET", "/public-watchlists?counts-only=true", Place::items, as<Watchlist>(),
       "tasty-go/watchlists__getPublicWatchlistsCountsResp.json"},
      {"GET", "/public-watchlists/Major%20Indices", Place::data, as<Watchlist>(),
       "tasty-go/watchlists__getPublicWatchlistResp.json"},
      {"GET", "/pairs-watchlists", Place::items, as<PairsWatchlist>(),
       "tasty-go/watchlists__getPairsWatchlistsResp.json"},
      {"GET", "/pairs-watchlists/Futures", Place::data, as<PairsWatchlist>(),
       "tasty-go/watchlists__getPairsWatchlistResp.json"},
      {"GET", "/quote-alerts", Place::none, {}},
      {"POST",
       "/quote-alerts",
       Place::data,
       as<QuoteAlert>(),
       {},
       R"({"symbol":"AAPL","field":"Last","operator":">","threshold":"500.0"})",
       201},
      {"DELETE", "/quote-alerts/none", Place::none, {}, {}, {}, 404},
      {"GET", "/backtester/backtests", Place::none, {}},
      {"POST",
       "/backtester/backtests",
       Place::root,
       as<Backtest>(),
       {},
       R"({"symbol":"SPY","startDate":"2024-01-02","endDate":"2024-06-28","legs":[)"
       R"({"type":"equity-option","direction":"short","side":"put","quantity":1,)"
       R"("strikeSelection":"delta","delta":30,"daysUntilExpiration":45}]})",
       201},
      {"GET", "/backtester/available-dates", Place::list, as<BacktestDates>()},
      {"POST",
       "/backtester/simulate-trade",
       Place::list,
       as<SimulatedTradePoint>(),
       {},
       R"({"underlying":"SPX","legs":[{"symbol":"SPXW  250113P05800000","direction":"short",)"
       R"("quantity":1}]})"},
  };
}

std::vector<Row> sign_in_rows() {
  return {
      {"POST", "/sessions", Place::data, as<UserSession>(), "tasty-go/session__sessionResp.json",
       R"({"login":"pilot","password":"flight-school-42","remember-me":true})", 201},
      {"POST", "/sessions/validate", Place::data, as<SessionUser>(),
       "tasty-go/session__sessionValidateResp.json"},
      {"DELETE", "/sessions", Place::none, {}, {}, {}, 204},
      {"GET", "/users/me/two-factor-method", Place::data, as<TwoFactorMethod>()},
      {"POST", "/password/reset", Place::none, {}, {}, R"({"email":"pilot@example.com"})"},
      {"POST", "/password/reset", Place::none, {}, {}, "{}", 400},
      {"POST", "/password", Place::none, {}, {}, "{}", 400},
      {"POST", "/confirmation", Place::none, {}, {}, R"({"email":"pilot@example.com"})"},
  };
}

INSTANTIATE_TEST_SUITE_P(customers, EveryEndpoint, testing::ValuesIn(customer_rows()));
INSTANTIATE_TEST_SUITE_P(instruments, EveryEndpoint, testing::ValuesIn(instrument_rows()));
INSTANTIATE_TEST_SUITE_P(markets, EveryEndpoint, testing::ValuesIn(market_rows()));
INSTANTIATE_TEST_SUITE_P(lists, EveryEndpoint, testing::ValuesIn(list_rows()));
INSTANTIATE_TEST_SUITE_P(sign_in, EveryEndpoint, testing::ValuesIn(sign_in_rows()));

}  // namespace
}  // namespace belay::sim
