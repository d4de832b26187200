#include <chrono>
#include <map>
#include <memory>
#include <vector>

#include <gmock/gmock.h>

#include "sim/exchange/fill_model.hpp"
#include "sim/exchange/hours.hpp"
#include "sim/exchange/simple_exchange.hpp"

// Matching by scripted quotes and time.

namespace belay::sim {
namespace {

using namespace belay::literals;
using namespace std::chrono_literals;
using namespace std::chrono;
using testing::ElementsAre;
using testing::IsEmpty;
using Kind = VenueReport::Kind;

Instant new_york(int y, unsigned m, unsigned d, minutes clock) {
  return from_new_york(local_days{year{y} / static_cast<int>(m) / static_cast<int>(d)} + clock);
}
const Instant kMorning = new_york(2025, 1, 13, 10h);

class ExchangeTest : public testing::Test {
 protected:
  std::unique_ptr<SimpleExchange> make(StopReference stops = StopReference::last,
                                       SimpleExchange::Settings settings = {}) {
    return std::make_unique<SimpleExchange>(
        quote_fills([this](Symbol symbol) { return books_[symbol]; }, stops), settings);
  }
  void quote(std::string_view symbol, Decimal bid, Decimal ask, Decimal last) {
    books_[Symbol{symbol}] = {.bid = bid, .ask = ask, .last = last};
  }
  static VenueOrder buy(std::int64_t id, std::optional<Decimal> limit, Decimal units = 10) {
    return {.id = id,
            .type = limit ? OrderType::limit : OrderType::market,
            .limit = limit,
            .units = units,
            .legs = {{.symbol = Symbol{"SPY"}, .buys = true}}};
  }
  static VenueOrder sell(std::int64_t id, std::optional<Decimal> limit) {
    VenueOrder order = buy(id, limit ? std::optional{-*limit} : limit);
    order.legs.front().buys = false;
    return order;
  }

  std::map<Symbol, TopOfBook> books_;
};

TEST_F(ExchangeTest, a_marketable_order_fills_at_the_opposite_side) {
  const auto exchange = make();
  quote("SPY", 599.98_usd, 600.02_usd, 600.00_usd);
  exchange->submit(buy(1, std::nullopt));
  exchange->submit(sell(2, std::nullopt));
  exchange->submit(buy(3, 601.00_usd));
  const auto reports = exchange->advance(kMorning);
  ASSERT_EQ(reports.size(), 3U);
  EXPECT_THAT(reports[0].prices, ElementsAre(600.02_usd));
  EXPECT_TRUE(reports[0].complete);
  EXPECT_THAT(reports[1].prices, ElementsAre(599.98_usd));
  EXPECT_THAT(reports[2].prices, ElementsAre(600.02_usd)) << "not at its limit";
}

TEST_F(ExchangeTest, a_limit_rests_until_the_market_reaches_it) {
  const auto exchange = make();
  quote("SPY", 599.98_usd, 600.02_usd, 600.00_usd);
  exchange->submit(buy(1, 599.00_usd));
  exchange->submit(sell(2, 601.00_usd));
  EXPECT_THAT(exchange->advance(kMorning), IsEmpty());
  quote("SPY", 598.90_usd, 599.00_usd, 598.95_usd);
  const auto reports = exchange->advance(kMorning + 1s);
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].order, 1);
  EXPECT_EQ(reports[0].units, 10_dec);
}

TEST_F(ExchangeTest, several_legs_fill_together_at_the_net_of_their_opposite_sides) {
  const auto exchange = make();
  quote("A", 8.30_usd, 8.50_usd, 8.40_usd);
  quote("B", 4.50_usd, 4.70_usd, 4.60_usd);
  VenueOrder spread{
      .id = 1,
      .limit = -3.70_usd,
      .units = 2,
      .legs = {{.symbol = Symbol{"A"}, .buys = false}, {.symbol = Symbol{"B"}, .buys = true}}};
  exchange->submit(spread);
  EXPECT_THAT(exchange->advance(kMorning), IsEmpty()) << "8.30 - 4.70 is 3.60";
  quote("A", 8.40_usd, 8.60_usd, 8.50_usd);
  const auto reports = exchange->advance(kMorning);
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_THAT(reports[0].prices, ElementsAre(8.40_usd, 4.70_usd));
}

TEST_F(ExchangeTest, ratios_count_in_the_net_price) {
  const auto exchange = make();
  quote("A", 1.00_usd, 1.10_usd, 1.05_usd);
  quote("B", 3.00_usd, 3.10_usd, 3.05_usd);
  exchange->submit({.id = 1,
                    .limit = -0.80_usd,  // sells B, buys two of A: 3.00 - 2.20
                    .units = 1,
                    .legs = {{.symbol = Symbol{"A"}, .buys = true, .ratio = 2},
                             {.symbol = Symbol{"B"}, .buys = false}}});
  EXPECT_EQ(exchange->advance(kMorning).size(), 1U);
}

TEST_F(ExchangeTest, an_empty_side_does_not_trade) {
  const auto exchange = make();
  books_[Symbol{"SPY"}] = {.bid = 0_usd, .ask = std::nullopt, .last = 1.00_usd};
  exchange->submit(buy(1, std::nullopt));
  exchange->submit(sell(2, std::nullopt));
  EXPECT_THAT(exchange->advance(kMorning), IsEmpty());
}

TEST_F(ExchangeTest, a_stop_is_triggered_by_the_last_trade_and_then_fills_as_a_market_order) {
  const auto exchange = make();
  VenueOrder stop = sell(1, std::nullopt);
  stop.type = OrderType::stop;
  stop.trigger = 595.00_usd;
  exchange->submit(stop);
  quote("SPY", 594.00_usd, 594.10_usd, 595.01_usd);
  EXPECT_THAT(exchange->advance(kMorning), IsEmpty()) << "the bid does not count";
  quote("SPY", 594.00_usd, 594.10_usd, 595.00_usd);
  const auto hit = exchange->advance(kMorning);
  ASSERT_EQ(hit.size(), 1U);
  EXPECT_EQ(hit[0].kind, Kind::triggered);
  quote("SPY", 593.00_usd, 593.10_usd, 596.00_usd);
  const auto reports = exchange->advance(kMorning + 1s);
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_THAT(reports[0].prices, ElementsAre(593.00_usd)) << "it slips";
}

TEST_F(ExchangeTest, or_by_the_side_it_will_trade_at) {
  const auto exchange = make(StopReference::quote);
  VenueOrder stop = buy(1, std::nullopt);
  stop.type = OrderType::stop;
  stop.trigger = 605.00_usd;
  exchange->submit(stop);
  quote("SPY", 604.00_usd, 604.99_usd, 606.00_usd);
  EXPECT_THAT(exchange->advance(kMorning), IsEmpty());
  quote("SPY", 604.00_usd, 605.00_usd, 604.00_usd);
  EXPECT_EQ(exchange->advance(kMorning).size(), 1U);
}

TEST_F(ExchangeTest, a_stop_limit_rests_when_the_market_has_run_past_its_limit) {
  const auto exchange = make();
  VenueOrder stop = sell(1, 594.50_usd);
  stop.type = OrderType::stop_limit;
  stop.trigger = 595.00_usd;
  exchange->submit(stop);
  quote("SPY", 594.00_usd, 594.10_usd, 594.05_usd);
  EXPECT_EQ(exchange->advance(kMorning).size(), 1U);
  EXPECT_THAT(exchange->advance(kMorning), IsEmpty());
  quote("SPY", 594.60_usd, 594.70_usd, 594.65_usd);
  EXPECT_EQ(exchange->advance(kMorning).size(), 1U);
}

TEST_F(ExchangeTest, the_rest_of_an_ioc_is_cancelled_at_once) {
  const auto exchange = make();
  quote("SPY", 599.98_usd, 600.02_usd, 600.00_usd);
  VenueOrder order = buy(1, 599.00_usd);
  order.time_in_force = TimeInForce::ioc;
  exchange->submit(order);
  const auto reports = exchange->advance(kMorning);
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].kind, Kind::cancelled);
  EXPECT_FALSE(exchange->cancel(1));
}

TEST_F(ExchangeTest, of_two_orders_of_a_group_that_could_fill_one_does) {
  const auto exchange = make();
  VenueOrder limit = sell(1, 590.00_usd);
  limit.group = 7;
  VenueOrder other = sell(2, 580.00_usd);
  other.group = 7;
  exchange->submit(limit);
  exchange->submit(other);
  quote("SPY", 600.00_usd, 600.02_usd, 600.00_usd);
  const auto reports = exchange->advance(kMorning);
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_EQ(reports[0].kind, Kind::filled);
  EXPECT_EQ(reports[1].kind, Kind::cancelled);
  EXPECT_EQ(reports[1].order, 2);
}

TEST_F(ExchangeTest, pieces_add_up) {
  const auto exchange = make(StopReference::last, {.partial_fills = true, .seed = 1});
  quote("SPY", 599.98_usd, 600.02_usd, 600.00_usd);
  exchange->submit(buy(1, std::nullopt, 1000));
  Decimal filled;
  int pieces = 0;
  bool complete = false;
  for (int i = 0; i < 1000 && !complete; ++i) {
    for (const VenueReport& report : exchange->advance(kMorning)) {
      filled = (filled + report.units).value();
      complete = report.complete;
      ++pieces;
    }
  }
  EXPECT_TRUE(complete);
  EXPECT_EQ(filled, 1000_dec);
  EXPECT_GT(pieces, 1);
}

TEST_F(ExchangeTest, a_notional_order_buys_what_its_dollars_buy) {
  const auto exchange = make();
  quote("SPY", 599.98_usd, 600.00_usd, 600.00_usd);
  VenueOrder order = buy(1, std::nullopt, 0);
  order.value = 100.00_usd;
  exchange->submit(order);
  const auto reports = exchange->advance(kMorning);
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].units, 0.16666_dec);
  EXPECT_TRUE(reports[0].complete);
}

TEST_F(ExchangeTest, nothing_fills_while_the_market_is_closed_to_it) {
  const auto exchange = make();
  quote("SPY", 599.98_usd, 600.02_usd, 600.00_usd);
  exchange->submit(buy(1, std::nullopt));
  EXPECT_THAT(exchange->advance(new_york(2025, 1, 13, 8h)), IsEmpty());
  VenueOrder extended = buy(2, 601.00_usd);
  extended.time_in_force = TimeInForce::ext;
  exchange->submit(extended);
  EXPECT_EQ(exchange->advance(new_york(2025, 1, 13, 8h)).size(), 1U);
}

TEST_F(ExchangeTest, an_order_expires_at_its_end) {
  const auto exchange = make();
  VenueOrder order = buy(1, 1.00_usd);
  order.ends = new_york(2025, 1, 13, 16h);
  quote("SPY", 0.50_usd, 0.60_usd, 0.50_usd);
  exchange->submit(order);
  const auto reports = exchange->advance(new_york(2025, 1, 13, 16h));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].kind, Kind::expired);
}

TEST(LegacyCert, markets_fill_at_one_dollar_and_limits_to_three_at_their_price) {
  SimpleExchange exchange{legacy_cert_fills(), {}};
  const VenueLeg leg{.symbol = Symbol{"AAPL"}, .buys = true};
  exchange.submit({.id = 1, .type = OrderType::market, .units = 1, .legs = {leg}});
  exchange.submit({.id = 2, .limit = 3.00_usd, .units = 1, .legs = {leg}});
  exchange.submit({.id = 3, .limit = 3.01_usd, .units = 1, .legs = {leg}});
  exchange.submit(
      {.id = 4, .type = OrderType::stop, .trigger = 2.00_usd, .units = 1, .legs = {leg}});
  const auto reports = exchange.advance(kMorning);
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_THAT(reports[0].prices, ElementsAre(1.00_usd));
  EXPECT_THAT(reports[1].prices, ElementsAre(3.00_usd));
  EXPECT_EQ(exchange.name(), "TEST_A");
}

// ---- hours

TEST(Hours, day_orders_end_with_their_session_half_days_included) {
  EXPECT_EQ(end_of(TimeInForce::day, {}, kMorning), new_york(2025, 1, 13, 16h));
  EXPECT_EQ(end_of(TimeInForce::day, {}, new_york(2025, 1, 13, 17h)), new_york(2025, 1, 14, 16h));
  EXPECT_EQ(end_of(TimeInForce::day, {}, new_york(2025, 11, 28, 10h)), new_york(2025, 11, 28, 13h));
  EXPECT_EQ(end_of(TimeInForce::day, {}, new_york(2025, 11, 28, 13h)), new_york(2025, 12, 1, 16h));
}

TEST(Hours, extended_orders_end_at_eight_in_the_evening) {
  EXPECT_EQ(end_of(TimeInForce::ext, {}, kMorning), new_york(2025, 1, 13, 20h));
  EXPECT_EQ(end_of(TimeInForce::ext_overnight, {}, new_york(2025, 1, 13, 21h)),
            new_york(2025, 1, 14, 20h));
  EXPECT_EQ(end_of(TimeInForce::ext, {}, new_york(2025, 1, 10, 21h)), new_york(2025, 1, 13, 20h));
  EXPECT_EQ(end_of(TimeInForce::gtc, {}, kMorning), std::nullopt);
  EXPECT_EQ(end_of(TimeInForce::gtd, Date{year{2025} / 7 / 3}, kMorning),
            new_york(2025, 7, 3, 13h));
}

TEST(Hours, the_day_of_24_hours_begins_on_the_evening_before_but_not_before_a_holiday) {
  EXPECT_TRUE(works_at(TimeInForce::ext_overnight, new_york(2025, 1, 12, 20h))) << "a Sunday";
  EXPECT_FALSE(works_at(TimeInForce::ext_overnight, new_york(2025, 1, 12, 19h)));
  EXPECT_FALSE(works_at(TimeInForce::ext_overnight, new_york(2025, 1, 10, 21h))) << "a Friday";
  EXPECT_FALSE(works_at(TimeInForce::ext_overnight, new_york(2025, 7, 3, 21h))) << "holiday's eve";
  EXPECT_FALSE(works_at(TimeInForce::gtc_ext, new_york(2025, 1, 13, 21h)));
  EXPECT_TRUE(works_at(TimeInForce::gtc_ext, new_york(2025, 1, 13, 18h)));
}

TEST(Hours, what_cannot_work_now_waits_for_the_next_session) {
  const Instant evening = new_york(2025, 1, 10, 21h);
  EXPECT_EQ(next_working(TimeInForce::day, evening), new_york(2025, 1, 13, 9h + 30min));
  EXPECT_EQ(next_working(TimeInForce::ext, evening), new_york(2025, 1, 13, 7h));
  EXPECT_EQ(next_working(TimeInForce::ext_overnight, evening), new_york(2025, 1, 12, 20h));
  EXPECT_EQ(next_working(TimeInForce::day, kMorning), kMorning);
}

}  // namespace
}  // namespace belay::sim
