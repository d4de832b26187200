#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "belay/belay.hpp"
#include "belay/client/series.hpp"
#include "belay/sim/simulator.hpp"

// Our client against our simulator over real loopback sockets.

namespace belay {
namespace {

using namespace literals;
using testing::Contains;
using testing::HasSubstr;

class ClientAndSimulator : public testing::Test {
 protected:
  void SetUp() override {
    auto started = sim::Simulator::start(context.get_executor(), options());
    ASSERT_TRUE(started) << started.error().message;
    simulator = std::make_unique<sim::Simulator>(std::move(*started));
    client = std::make_unique<Client>(context.get_executor(), Config::simulator(simulator->port()));
  }
  void TearDown() override {
    client.reset();
    simulator->stop();
    context.restart();
    context.run();
  }

  virtual sim::Options options() const { return {}; }

  template <class Start>
  auto wait(Start start) {
    using Value = typename std::invoke_result_t<Start>::value_type;
    std::optional<Value> outcome;
    boost::asio::co_spawn(context, store(std::move(start), outcome), boost::asio::detached);
    context.restart();
    while (!outcome && context.run_one() > 0) {
    }
    return std::move(outcome).value();
  }
  template <class Start, class Value>
  static boost::asio::awaitable<void> store(Start start, std::optional<Value>& into) {
    into.emplace(co_await start());
  }

  Account account() {
    return wait([&] { return client->accounts(); }).value().at(0);
  }
  MarketData feed() {
    return wait([&] { return client->market_data(); }).value();
  }

  boost::asio::io_context context;
  std::unique_ptr<sim::Simulator> simulator;
  std::unique_ptr<Client> client;
};

TEST_F(ClientAndSimulator, the_account_and_what_it_holds) {
  const Account mine = account();
  EXPECT_EQ(mine.authority_level, "owner");
  const auto positions = wait([&] { return client->positions(mine); });
  ASSERT_TRUE(positions) << positions.error().message;
  const auto aapl = std::ranges::find(*positions, std::string{"AAPL"}, &Position::symbol);
  ASSERT_NE(aapl, positions->end());
  EXPECT_EQ(aapl->quantity, Decimal{100});
  EXPECT_EQ(aapl->average_open_price, 186.75_usd);
  EXPECT_EQ(aapl->quantity_direction, PositionSide::long_);
  const auto nvda = std::ranges::find(*positions, std::string{"NVDA"}, &Position::symbol);
  ASSERT_NE(nvda, positions->end());
  EXPECT_FALSE(nvda->quantity->is_integer());
}

TEST_F(ClientAndSimulator, nothing_the_simulator_sends_is_unknown_to_the_tables) {
  const Account mine = account();
  EXPECT_TRUE(mine.extra.empty());
  // Named first: GCC 12 does not yet keep a range-for's temporaries alive.
  const auto balances = wait([&] { return client->balances(mine); }).value();
  const auto positions = wait([&] { return client->positions(mine); }).value();
  const auto orders = wait([&] { return client->live_orders(mine); }).value();
  for (const Balance& balance : balances) {
    EXPECT_TRUE(balance.extra.empty()) << balance.extra.front().first;
    EXPECT_TRUE(balance.net_liquidating_value);
  }
  for (const Position& position : positions) {
    EXPECT_TRUE(position.extra.empty()) << position.extra.front().first;
  }
  for (const OrderRecord& order : orders) {
    EXPECT_TRUE(order.extra.empty()) << order.extra.front().first;
  }
}

TEST_F(ClientAndSimulator, live_orders_holds_dead_ones_too) {
  const Account mine = account();
  const auto orders = wait([&] { return client->live_orders(mine); });
  ASSERT_TRUE(orders) << orders.error().message;
  std::vector<OrderPhase> phases;
  for (const OrderRecord& order : *orders) phases.push_back(phase_of(order.status));
  EXPECT_THAT(phases, Contains(OrderPhase::working));
  EXPECT_THAT(phases, Contains(OrderPhase::terminal));
}

TEST_F(ClientAndSimulator, a_protective_stop_is_accepted_in_a_dry_run) {
  const Account mine = account();
  const Order stop{.legs = {{.symbol = "AAPL", .action = Action::sell_to_close, .quantity = 50}},
                   .stop = 171.81_usd,
                   .time_in_force = TimeInForce::gtc};
  const auto receipt = wait([&] { return client->dry_run(mine, stop); });
  ASSERT_TRUE(receipt) << receipt.error().message;
  EXPECT_EQ(receipt->what_for(), Receipt::For::order);
  EXPECT_FALSE(receipt->external_identifier().empty());
  EXPECT_EQ(receipt->account_number(), mine.account_number);
  EXPECT_FALSE(receipt->answer().order->id) << "a dry run makes no order";
  EXPECT_FALSE(receipt->answer().order->price) << "a stop has no price";
  EXPECT_GT(receipt->buying_power_change(), Decimal{0});
  EXPECT_GT(receipt->fees(), Decimal{0});
}

TEST_F(ClientAndSimulator, closing_what_is_not_held_is_refused_and_never_turned_into_opening) {
  const Account mine = account();
  const Order stop{.legs = {{.symbol = "MSFT", .action = Action::sell_to_close, .quantity = 1}},
                   .stop = 100.00_usd,
                   .time_in_force = TimeInForce::gtc};
  const auto receipt = wait([&] { return client->dry_run(mine, stop); });
  ASSERT_FALSE(receipt);
  EXPECT_EQ(receipt.error().code, Errc::rejected);
}

TEST_F(ClientAndSimulator, our_rules_say_no_before_anything_is_sent) {
  const Account mine = account();
  const Order gtc_market{.legs = {{.symbol = "SPY", .action = Action::buy_to_open, .quantity = 1}},
                         .time_in_force = TimeInForce::gtc};
  const auto receipt = wait([&] { return client->dry_run(mine, gtc_market); });
  ASSERT_FALSE(receipt);
  EXPECT_EQ(receipt.error().code, Errc::blocked);
  EXPECT_EQ(receipt.error().http_status, 0);
}

TEST_F(ClientAndSimulator, the_chain_names_the_options_that_the_feed_quotes) {
  const auto chains = wait([&] { return client->instruments().nested_option_chain("SPX"); });
  ASSERT_TRUE(chains) << chains.error().message;
  const auto weekly = std::ranges::find(*chains, std::string{"SPXW"}, &OptionChain::root_symbol);
  ASSERT_NE(weekly, chains->end());
  const ChainExpiration& today = weekly->expirations.at(0);
  EXPECT_EQ(today.expiration_date, "2025-01-13");
  EXPECT_EQ(today.days_to_expiration, 0);
  const auto strike = std::ranges::find(today.strikes, 5830_dec, &ChainStrike::strike_price);
  ASSERT_NE(strike, today.strikes.end());
  EXPECT_EQ(strike->call, "SPXW  250113C05830000");

  MarketData data = feed();
  auto greeks = wait([&] { return data.subscribe<Greeks>(*strike->call_streamer_symbol); });
  ASSERT_TRUE(greeks);
  const auto event = wait([&] { return greeks->next(); });
  ASSERT_TRUE(event);
  EXPECT_GT(event->delta, 0.0);
  EXPECT_LT(event->delta, 1.0);
}

TEST_F(ClientAndSimulator, quotes_arrive_and_end_when_the_subscription_is_closed) {
  MarketData data = feed();
  auto quotes = wait([&] { return data.subscribe<Quote>("SPY", "SPX"); });
  ASSERT_TRUE(quotes);
  bool spx = false;
  bool spy = false;
  while (!spx || !spy) {
    const auto quote = wait([&] { return quotes->next(); });
    ASSERT_TRUE(quote);
    if (quote->symbol == "SPX") spx = std::isnan(quote->bid_size);
    if (quote->symbol == "SPY") spy = quote->bid_price <= quote->ask_price;
  }
  quotes->close();
  EXPECT_FALSE(wait([&] { return quotes->next(); }));
  EXPECT_TRUE(quotes->status());
}

TEST_F(ClientAndSimulator, a_broker_that_goes_away_is_unreachable_not_a_crash) {
  simulator->stop();
  const auto accounts = wait([&] { return client->accounts(); });
  ASSERT_FALSE(accounts);
  EXPECT_EQ(accounts.error().code, Errc::unreachable);
  EXPECT_THAT(accounts.error().message, HasSubstr("127.0.0.1"));
}

TEST_F(ClientAndSimulator, the_wrong_grant_is_refused_in_so_many_words) {
  Config config = Config::simulator(simulator->port());
  config.refresh_token = Secret{"not-this-one"};
  client = std::make_unique<Client>(context.get_executor(), config);
  const auto accounts = wait([&] { return client->accounts(); });
  ASSERT_FALSE(accounts);
  EXPECT_EQ(accounts.error().code, Errc::unauthorized);
  EXPECT_THAT(accounts.error().message, testing::Not(HasSubstr("not-this-one")));
}

// The simulator on a thread of its own, the blocking client on ours.
// A minute passes in a second; every connection is lost after one and a half.
class ClientAndDroppingSimulator : public ClientAndSimulator {
 protected:
  sim::Options options() const override {
    sim::Options options;
    options.speed = 60;
    options.chaos = "at 1500ms drop";
    return options;
  }
  SeriesChange change(TimeSeries<Candle>& series) {
    return wait([&] { return series.next_change(); }).value();
  }
};

TEST_F(ClientAndDroppingSimulator, a_series_resumes_over_a_real_reconnection) {
  using Kind = SeriesChange::Kind;
  MarketData data = feed();
  Gaps gaps = data.gaps();
  const Instant from = sim::kDefaultStart - std::chrono::hours{1};
  auto series = wait([&] { return data.candles("SPY{=1m,tho=false}", from); }).value();
  EXPECT_EQ(change(series).kind, Kind::snapshot);
  Kind kind = Kind::update;
  while (kind == Kind::update) kind = change(series).kind;
  ASSERT_EQ(kind, Kind::gap) << "it says so at once, and what there was can be read";
  const auto before =
      std::vector<Candle>{series.store().rows().begin(), series.store().rows().end()};
  EXPECT_GT(before.size(), 30U);
  ASSERT_EQ(change(series).kind, Kind::snapshot) << "whole, in one step";
  EXPECT_FALSE(series.store().gap());
  EXPECT_EQ(data.status().connections, 2U);
  const auto rows = series.store().rows();
  ASSERT_GE(rows.size(), before.size());
  for (std::size_t i = 1; i < rows.size(); ++i) {
    ASSERT_LT(rows[i - 1].index, rows[i].index) << "no bar twice";
  }
  for (std::size_t i = 0; i + 1 < before.size(); ++i) {
    EXPECT_EQ(rows[i].index, before[i].index);
    EXPECT_EQ(rows[i].close, before[i].close) << "what was complete is what it was";
  }
  const auto told = wait([&] { return gaps.next(); });
  ASSERT_TRUE(told);
  EXPECT_LT(told->from, told->to);
  EXPECT_FALSE(told->reason.empty());
}

TEST(BlockingClient, says_the_same_without_co_await) {
  boost::asio::io_context context;
  auto simulator = sim::Simulator::start(context.get_executor(), sim::Options{});
  ASSERT_TRUE(simulator);
  std::thread loop{[&] { context.run(); }};
  {
    blocking::Client client{Config::simulator(simulator->port())};
    const auto accounts = client.accounts();
    ASSERT_TRUE(accounts) << accounts.error().message;
    EXPECT_TRUE(client.positions(accounts->front()));
    auto feed = client.market_data();
    ASSERT_TRUE(feed);
    auto quotes = feed->subscribe<Quote>("SPY");
    ASSERT_TRUE(quotes);
    for (int i = 0; i < 3; ++i) {
      const auto quote = quotes->next();
      ASSERT_TRUE(quote);
      EXPECT_EQ(quote->symbol, "SPY");
    }
  }
  context.stop();
  loop.join();
}

}  // namespace
}  // namespace belay
