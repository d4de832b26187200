#include "sim/market/market_history.hpp"

#include <cmath>
#include <map>
#include <set>

#include <gmock/gmock.h>

#include "belay/model/indexed.hpp"
#include "belay/model/series.hpp"
#include "belay/sim/simulator.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono_literals;

const Symbol kAapl{"AAPL"};
const Symbol kSpx{"SPX"};

template <class E>
std::vector<E> of_type(const std::vector<Event>& events) {
  std::vector<E> out;
  for (const Event& event : events) {
    if (const auto* each = std::get_if<E>(&event)) out.push_back(*each);
  }
  return out;
}

struct World {
  std::vector<Event> play(std::chrono::nanoseconds span) {
    std::vector<Event> made;
    const auto tell = [&](const Event& event) { made.push_back(event); };
    market.advance(market.now() + span, [&](const Event& event) {
      made.push_back(event);
      history.on_event(event, tell);
    });
    history.look([](std::string_view, Symbol) { return true; }, tell);
    return made;
  }
  template <class E>
  std::vector<E> rows(Symbol symbol, std::int64_t from = 0, std::string_view source = {}) {
    return of_type<E>(history.history(Schema<E>::name, symbol, source, from).value());
  }
  Symbol option() const {
    return market.chains().front().expirations.front().options.front().streamer_symbol;
  }

  Market market{42, kDefaultStart};
  MarketHistory history{42, market};
};

// S-33, S-44
template <class E>
void expect_newest_first(const std::vector<E>& rows) {
  for (std::size_t i = 1; i < rows.size(); ++i) ASSERT_LT(rows[i].index, rows[i - 1].index) << i;
  if constexpr (timed_event<E> && !book_event<E> && !std::same_as<E, Series>) {
    for (const E& row : rows) ASSERT_EQ(row.index, pack_index(row.time, row.sequence));
  }
}

TEST(TimeAndSales, begins_with_the_last_minutes_before_the_start) {
  World world;
  const auto rows = world.rows<TimeAndSale>(kAapl);
  ASSERT_GT(rows.size(), 100U);
  expect_newest_first(rows);
  EXPECT_LT(from_epoch_ms(rows.front().time), kDefaultStart);
  EXPECT_GE(from_epoch_ms(rows.back().time), kDefaultStart - PrintBook::kPast);
  EXPECT_EQ(rows.back().event_flags, flags(EventFlag::snapshot_snip)) << "there was more";
  for (const TimeAndSale& print : rows) ASSERT_TRUE(print.price > 0 && print.valid_tick);
}

TEST(TimeAndSales, every_trade_is_a_print_and_stays_in_the_history) {
  World world;
  const std::int64_t from = to_epoch_ms(kDefaultStart);
  const std::vector<Event> events = world.play(20s);
  std::vector<double> trades;
  for (const Trade& trade : of_type<Trade>(events)) {
    if (trade.symbol == kAapl) trades.push_back(trade.price);
  }
  std::vector<double> live;
  for (const TimeAndSale& print : of_type<TimeAndSale>(events)) {
    if (print.symbol == kAapl) live.push_back(print.price);
  }
  ASSERT_FALSE(trades.empty());
  EXPECT_EQ(live, trades);
  const auto rows = world.rows<TimeAndSale>(kAapl, from);
  expect_newest_first(rows);
  ASSERT_EQ(rows.size(), trades.size());
  EXPECT_EQ(rows.front().price, trades.back());
  EXPECT_EQ(rows.back().event_flags, 0) << "nothing older was asked for";
}

TEST(TimeAndSales, the_sales_of_options_are_the_underlyings) {
  World world;
  const std::vector<Event> events = world.play(30s);
  const auto sales = of_type<OptionSale>(events);
  ASSERT_FALSE(sales.empty());
  for (const OptionSale& sale : sales) {
    ASSERT_EQ(sale.symbol, world.market.asset_of(sale.option_symbol)->streamer_symbol);
    ASSERT_TRUE(std::isfinite(sale.volatility));
  }
  const Symbol underlying = sales.front().symbol;
  expect_newest_first(world.rows<OptionSale>(underlying));
  EXPECT_FALSE(world.history.history("OptionSale", sales.front().option_symbol, {}, 0));
}

TEST(OptionSeries, greeks_and_theoretical_prices_are_series_in_step) {
  World world;
  const Symbol option = world.option();
  EXPECT_EQ(world.rows<Greeks>(option).size(), 1U) << "the first value";
  for (int i = 0; i < 60; ++i) world.play(1s);
  const auto greeks = world.rows<Greeks>(option);
  const auto theo = world.rows<TheoPrice>(option);
  ASSERT_GE(greeks.size(), 3U);
  expect_newest_first(greeks);
  expect_newest_first(theo);
  ASSERT_EQ(theo.size(), greeks.size());
  for (std::size_t i = 0; i < theo.size(); ++i) {
    EXPECT_EQ(theo[i].index, greeks[i].index);
    EXPECT_EQ(theo[i].price, greeks[i].price);
    EXPECT_EQ(theo[i].delta, greeks[i].delta);
  }
  EXPECT_EQ(std::get<TheoPrice>(world.history.last("TheoPrice", option).value()).index,
            greeks.front().index);
}

TEST(OptionSeries, a_row_per_expiration_the_last_one_first_with_small_ordinals) {
  World world;
  const auto rows = world.rows<Series>(kSpx);
  ASSERT_GE(rows.size(), 2U);
  expect_newest_first(rows);
  EXPECT_EQ(rows.back().index, 1) << "0 is the terminator's";
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EXPECT_LE(rows[i].expiration, rows[i - 1].expiration) << "two roots may share a day";
  }
  const double spot = world.market.mark(kSpx);
  for (const Series& row : rows) {
    EXPECT_NEAR(row.forward_price, spot, spot * 0.01);
    EXPECT_GT(row.volatility, 0);
  }
  const auto underlying = world.rows<Underlying>(kSpx);
  ASSERT_EQ(underlying.size(), 1U);
  EXPECT_EQ(underlying.front().front_volatility, rows.back().volatility);
}

TEST(OptionSeries, are_told_anew_every_few_seconds_in_one_transaction) {
  World world;
  world.play(1s);
  EXPECT_TRUE(of_type<Underlying>(world.play(1s)).empty());
  const std::vector<Event> events = world.play(4s);
  std::vector<std::int32_t> pending;
  for (const Series& row : of_type<Series>(events)) {
    if (row.symbol == kSpx) pending.push_back(row.event_flags);
  }
  ASSERT_GE(pending.size(), 2U);
  EXPECT_EQ(pending.front(), flags(EventFlag::tx_pending));
  EXPECT_EQ(pending.back(), 0);
}

TEST(OrderBooks, have_the_index_of_their_source_and_fall) {
  World world;
  const auto orders = world.rows<BookOrder>(kAapl, 0, "NTV");
  const auto levels = world.rows<BookOrder>(kAapl, 0, "ntv");
  const auto unnamed = world.rows<BookOrder>(kAapl);
  expect_newest_first(orders);
  EXPECT_EQ(levels.size(), 2 * OrderBooks::kLevels);
  EXPECT_GT(orders.size(), levels.size()) << "levels are made of orders";
  for (const BookOrder& order : orders) ASSERT_EQ(order.index >> 32, 0x4E5456);
  for (const BookOrder& order : unnamed) {
    ASSERT_EQ(order.index >> 32, 0);
    ASSERT_EQ(order.source, "DEFAULT");
  }
  EXPECT_FALSE(world.history.history("Order", kAapl, "XXXX", 0)) << "no such book";
  EXPECT_FALSE(world.history.history("Order", kSpx, "NTV", 0)) << "an index has none";
  EXPECT_TRUE(world.history.history("SpreadOrder", kAapl, "", 0)->empty());
  EXPECT_EQ(world.rows<AnalyticBookOrder>(kAapl, 0, "NTV").size(), orders.size());
}

// C-55, S-33: whoever applies the changes holds the book there is.
TEST(OrderBooks, changes_are_transactions_that_lead_to_the_next_snapshot) {
  World world;
  SeriesStore<BookOrder> store;
  auto snapshot = world.rows<BookOrder>(kAapl, 0, "NTV");
  snapshot.front().event_flags = flags(EventFlag::snapshot_begin);
  snapshot.back().event_flags = flags(EventFlag::snapshot_end);
  store.apply(snapshot, Tick{});
  std::size_t changes = 0;
  for (int i = 0; i < 50; ++i) {
    const std::vector<Event> events = world.play(1s);
    for (const BookOrder& order : of_type<BookOrder>(events)) {
      if (order.symbol != kAapl) continue;
      store.apply(std::span{&order, 1}, Tick{});
      ++changes;
    }
  }
  ASSERT_GT(changes, 10U);
  EXPECT_EQ(store.pending(), 0U) << "every transaction is whole";
  std::set<double> bids;
  for (const BookOrder& order : store.rows()) {
    if (order.order_side == Side::buy) bids.insert(order.price);
  }
  const Quote quote = std::get<Quote>(world.market.last("Quote", kAapl).value());
  ASSERT_FALSE(bids.empty());
  EXPECT_EQ(*bids.rbegin(), quote.bid_price) << "the best level is the quote's";
  EXPECT_EQ(bids.size(), OrderBooks::kLevels);
}

TEST(OrderBooks, are_forgotten_when_nobody_wants_them) {
  World world;
  world.rows<BookOrder>(kAapl, 0, "NTV");
  world.history.keep([](std::string_view, Symbol) { return false; });
  EXPECT_TRUE(of_type<BookOrder>(world.play(10s)).empty());
}

TEST(MarketHistory, is_silent_about_what_is_not_listed) {
  World world;
  for (const auto* const type : {"TimeAndSale", "OptionSale", "Greeks", "TheoPrice", "Underlying",
                                 "Series", "Order", "AnalyticOrder", "SpreadOrder", "Quote"}) {
    EXPECT_FALSE(world.history.history(type, Symbol{"NOPE"}, "", 0)) << type;
  }
}

}  // namespace
}  // namespace belay::sim
