#include <set>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "belay/belay.hpp"
#include "belay/sim/simulator.hpp"
#include "proto/rest/endpoints.hpp"

// Every typed call, by the client without coroutines, against a simulator on loopback: what one
// row of the table promises, both sides keep.

namespace belay {
namespace {

using namespace belay::literals;

class EveryCall : public testing::Test {
 protected:
  void SetUp() override {
    auto started = sim::Simulator::start(loop_.get_executor(), sim::Options{});
    ASSERT_TRUE(started) << started.error().message;
    simulator_.emplace(std::move(*started));
    thread_ = std::thread{[this] { loop_.run(); }};
    client_.emplace(Config::simulator(simulator_->port()));
    const auto accounts = client_->accounts();
    ASSERT_TRUE(accounts) << accounts.error().message;
    called_.insert("accounts");
    account_ = accounts->front();
  }
  void TearDown() override {
    client_.reset();
    loop_.stop();
    if (thread_.joinable()) thread_.join();
  }

  template <class T>
  Result<T> works(const char* verb, Result<T> answer) {
    called_.insert(verb);
    EXPECT_TRUE(answer) << verb << ": " << (answer ? "" : answer.error().message);
    return answer;
  }
  template <class T>
  std::vector<T> works(const char* verb, Pages<blocking::Client, T> pages, std::size_t most = 5) {
    called_.insert(verb);
    std::vector<T> items;
    for (const T& item : pages) {
      items.push_back(item);
      if (items.size() == most) break;
    }
    EXPECT_TRUE(pages.status()) << verb << ": " << pages.status().error().message;
    return items;
  }
  /// What the broker refuses, here as there.
  template <class T>
  void is_refused(const char* verb, const Result<T>& answer, int status) {
    called_.insert(verb);
    ASSERT_FALSE(answer) << verb;
    EXPECT_EQ(answer.error().http_status, status) << verb << ": " << answer.error().message;
  }

  blocking::Client& client() { return *client_; }

  boost::asio::io_context loop_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      loop_.get_executor()};
  std::optional<sim::Simulator> simulator_;
  std::thread thread_;
  std::optional<blocking::Client> client_;
  Account account_;
  std::set<std::string> called_;
};

TEST_F(EveryCall, of_the_table_is_answered_by_the_simulator) {
  const Date today = new_york_date(simulator_->now());
  // 4.1, 4.2, 4.3
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
  // 4.6
  works("margin().report", client().margin().report(account_));
  works("margin().effective", client().margin().effective(account_, "SPY"));
  works("margin().public_configuration", client().margin().public_configuration());
  works("margin().span_rows", client().margin().span_rows({.date = today, .exchange = "CME"}));
  EXPECT_EQ(client().api_drift().unknown, (std::map<std::string, std::uint64_t>{}));
  EXPECT_EQ(client().api_drift().retyped, (std::map<std::string, std::uint64_t>{}));
}

TEST_F(EveryCall, about_instruments_and_markets_is_answered) {
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
  works("instruments().option_chain", instruments.option_chain("SPX"));
  works("instruments().compact_option_chain", instruments.compact_option_chain("SPX"));
  const auto futures = works("instruments().futures", instruments.futures());
  ASSERT_FALSE(futures.empty());
  works("instruments().future", instruments.future(futures.front().symbol));
  works("instruments().future_products", instruments.future_products());
  works("instruments().future_product", instruments.future_product("CME", "ES"));
  works("instruments().future_option_products", instruments.future_option_products());
  works("instruments().future_option_product", instruments.future_option_product("ES"));
  works("instruments().nested_future_option_chain", instruments.nested_future_option_chain("ES"));
  works("instruments().cryptocurrencies", instruments.cryptocurrencies());
  works("instruments().cryptocurrency", instruments.cryptocurrency("BTC/USD"));
  works("instruments().warrants", instruments.warrants());
  works("instruments().quantity_decimal_precisions", instruments.quantity_decimal_precisions());
  works("instruments().currency_pairs", instruments.currency_pairs());
  InstrumentSearch search;
  search.query = "AAPL";
  works("instruments().search", instruments.search(search));
  is_refused("instruments().equity_deliverables", instruments.equity_deliverables(), 403);
  is_refused("instruments().future_spreads", instruments.future_spreads(), 403);

  SnapshotFilter quotes;
  quotes.equities = {"SPY", "AAPL"};
  EXPECT_EQ(works("market().snapshots", client().market().snapshots(quotes)).size(), 2U);
  works("market().metrics", client().market().metrics({"AAPL", "SPY"}));
  works("market().dividends", client().market().dividends("AAPL"));
  works("market().search", client().market().search("AAP"));

  const auto time = client().market_time();
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
  EXPECT_EQ(client().api_drift().unknown, (std::map<std::string, std::uint64_t>{}));
}

TEST_F(EveryCall, about_lists_alerts_and_backtests_is_answered) {
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

  works("backtests().list", client().backtests().list());
  works("backtests().available_dates", client().backtests().available_dates());
}

TEST_F(EveryCall, that_trades_is_tried_first_and_then_done) {
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
  // On its way to the venue it cannot be changed (broker-api.md 6.4).
  auto order = works("orders().get", client().orders().get(account_, id));
  for (int asked = 0; order && order->editable != true && asked < 5000; ++asked) {
    order = client().orders().get(account_, id);
  }
  ASSERT_TRUE(order) << order.error().message;
  ASSERT_EQ(order->editable, true) << order->status.text();

  auto change = works("dry_run_replacement",
                      client().dry_run_replacement(account_, {.order_id = id,
                                                              .limit = debit(101.00_usd),
                                                              .time_in_force = TimeInForce::day}));
  ASSERT_TRUE(change);
  const auto replaced = works("replace", client().replace(std::move(*change)));
  ASSERT_TRUE(replaced && replaced->id);
  EXPECT_NE(*replaced->id, id);
  EXPECT_EQ(replaced->price, 101_dec);
  works("cancel", client().cancel(account_, *replaced->id));
  OrderFilter filter;
  filter.start_date = new_york_date(simulator_->now());
  EXPECT_FALSE(works("orders().search", client().orders().search(account_, filter)).empty());
  works("orders().search_all", client().orders().search_all({account_}, filter));
  works("orders().live_all", client().orders().live_all({account_}));
  is_refused("orders().reconfirm", client().orders().reconfirm(account_, id), 422);
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

TEST_F(EveryCall, of_two_that_belong_together_one_cancels_the_other) {
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
