#include "sim/broker/posting.hpp"

#include <chrono>

#include <gmock/gmock.h>

#include "belay/sim/simulator.hpp"
#include "sim/broker/catalog.hpp"

// What fills do to an account, by hand-reckoned numbers.

namespace belay::sim {
namespace {

using namespace belay::literals;
using namespace std::chrono_literals;

class PostingTest : public testing::Test {
 protected:
  Posted trade(bool buys, Decimal quantity, Decimal price) {
    const Execution execution{.order_id = 7,
                              .instrument = {.type = InstrumentType::equity,
                                             .streamer_symbol = Symbol{"SPY"},
                                             .underlying = "SPY"},
                              .symbol = "SPY",
                              .buys = buys,
                              .quantity = quantity,
                              .price = price,
                              .at = kDefaultStart,
                              .exec_id = "9401",
                              .venue = "MARKET_SIMULATOR_A"};
    return post(book_, execution, next_).value();
  }
  Book book_{.account_number = "5WT00001", .cash = 10'000_usd};
  std::int64_t next_ = 2'461'300'001;
};

TEST_F(PostingTest, adding_to_a_position_averages_its_price) {
  trade(true, 10, 100.00_usd);
  trade(true, 20, 101.00_usd);
  EXPECT_EQ(book_.find("SPY")->average_open_price, 100.66666667_dec);
  EXPECT_EQ(book_.find("SPY")->quantity, 30_dec);
}

TEST_F(PostingTest, closing_keeps_the_average_and_realizes_the_difference) {
  trade(true, 10, 100.00_usd);
  const Posted posted = trade(false, 4, 103.00_usd);
  EXPECT_EQ(posted.rows.at(0).action, Action::sell_to_close);
  EXPECT_EQ(posted.rows[0].realized_gain, 12_usd);
  EXPECT_EQ(book_.find("SPY")->average_open_price, 100.00_usd);
  EXPECT_EQ(book_.find("SPY")->realized_today, 12_usd);
}

TEST_F(PostingTest, a_short_gains_when_it_is_bought_back_lower) {
  trade(false, 10, 100.00_usd);
  EXPECT_EQ(book_.find("SPY")->side, PositionSide::short_);
  const Posted posted = trade(true, 10, 95.00_usd);
  EXPECT_EQ(posted.rows.at(0).realized_gain, 50_usd);
  EXPECT_EQ(posted.holding.side, PositionSide::zero);
  EXPECT_EQ(book_.find("SPY"), nullptr);
}

TEST_F(PostingTest, through_zero_the_other_side_begins_at_the_new_price) {
  trade(true, 10, 100.00_usd);
  const Posted posted = trade(false, 15, 103.00_usd);
  ASSERT_EQ(posted.rows.size(), 2U);
  EXPECT_EQ(book_.find("SPY")->side, PositionSide::short_);
  EXPECT_EQ(book_.find("SPY")->quantity, 5_dec);
  EXPECT_EQ(book_.find("SPY")->average_open_price, 103.00_usd);
}

TEST_F(PostingTest, a_row_becomes_a_transaction_as_the_broker_tells_it) {
  trade(true, 10, 100.25_usd);
  const Transaction told = transaction_of(book_, book_.trades.front());
  EXPECT_EQ(told.description, "Bought 10 SPY @ 100.25");
  EXPECT_EQ(told.transaction_sub_type, "Buy to Open");
  EXPECT_EQ(told.value, 1002.5_usd);
  EXPECT_EQ(told.value_effect, Open<Effect>{Effect::debit});
  EXPECT_EQ(told.net_value, 1002.508_usd);
  EXPECT_EQ(told.transaction_date, "2025-01-13");
}

TEST_F(PostingTest, an_option_settled_in_the_morning_expires_as_its_instrument_says) {
  const std::string option = "SPX   250117C05825000";
  const Market market{42, kDefaultStart};
  const Execution execution{.instrument = find_tradable(market, option).value(),
                            .symbol = option,
                            .buys = true,
                            .quantity = 1,
                            .price = 10.00_usd,
                            .at = kDefaultStart};
  ASSERT_TRUE(post(book_, execution, next_));
  EXPECT_EQ(to_iso_utc(book_.find(option)->expires.value()),
            option_of(market, option, kDefaultStart)->expires_at);
}

TEST_F(PostingTest, an_overflow_changes_nothing) {
  trade(true, 10, 100.00_usd);
  const Decimal cash = book_.cash;
  const Decimal huge{Decimal::Raw{},
                     Decimal::Coefficient{1'000'000'000'000'000'000} *
                         Decimal::Coefficient{100'000'000'000'000'000},
                     0};
  const Execution execution{.instrument = {.underlying = "SPY", .multiplier = 100},
                            .symbol = "SPY",
                            .buys = true,
                            .quantity = huge,
                            .price = huge,
                            .at = kDefaultStart};
  EXPECT_FALSE(post(book_, execution, next_));
  EXPECT_EQ(book_.cash, cash);
  EXPECT_EQ(book_.find("SPY")->quantity, 10_dec);
  EXPECT_EQ(book_.trades.size(), 1U);
}

}  // namespace
}  // namespace belay::sim
