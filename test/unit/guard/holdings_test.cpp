#include <vector>

#include <gmock/gmock.h>

#include "belay/guard/coverage.hpp"
#include "unit/guard/fixtures.hpp"

// What positions mean to each other.

namespace belay::guard {
namespace {

using namespace testing_support;

const char* const kJuneCall = "AAPL  250620C00200000";
const char* const kJunePut = "AAPL  250620P00180000";
const char* const kJulyCall = "AAPL  250718C00200000";
const char* const kJulyPut = "AAPL  250718P00180000";

Protectable kind_of_first(const Position& a, const Position& b) {
  const std::vector<Position> both{a, b};
  return audit(both, {}).front().protectable;
}

TEST(Spreads, long_and_short_options_that_hang_together_are_not_planned_one_by_one) {
  const auto l = [](const char* s) { return option(s, "AAPL", PositionSide::long_, 1, 2_dec); };
  const auto s = [](const char* s_) { return option(s_, "AAPL", PositionSide::short_, 1, 2_dec); };
  EXPECT_EQ(kind_of_first(l(kJuneCall), s(kJunePut)), Protectable::spread);  // same expiration
  EXPECT_EQ(kind_of_first(s(kJuneCall), l(kJunePut)), Protectable::spread);
  EXPECT_EQ(kind_of_first(l(kJulyCall), s(kJuneCall)), Protectable::spread);  // calendar
  EXPECT_EQ(kind_of_first(l(kJuneCall), l(kJunePut)), Protectable::yes);      // long straddle
  EXPECT_EQ(kind_of_first(l(kJuneCall), s(kJulyPut)), Protectable::yes);      // unrelated
  Position elsewhere = s(kJunePut);
  elsewhere.account_number = "5WT00002";
  EXPECT_EQ(kind_of_first(l(kJuneCall), elsewhere), Protectable::yes);
  EXPECT_EQ(kind_of_first(l(kJuneCall), s("AAPL unreadable")), Protectable::spread);
  Position unsaid = s(kJunePut);
  unsaid.quantity.reset();
  EXPECT_EQ(kind_of_first(l(kJuneCall), unsaid), Protectable::spread);
  unsaid = s(kJunePut);
  unsaid.quantity_direction = {};
  EXPECT_EQ(kind_of_first(l(kJuneCall), unsaid), Protectable::spread);
  unsaid.quantity = 0_dec;
  EXPECT_EQ(kind_of_first(l(kJuneCall), unsaid), Protectable::yes);
}

Decimal backing(const std::vector<Position>& positions) {
  return audit(positions, {}).front().call_backing_quantity;
}

TEST(CoveredCalls, shares_behind_short_calls_are_marked) {
  const auto shares = long_("AAPL", 250, 186_dec);
  const auto calls = [](const char* symbol, PositionSide side, int quantity) {
    return option(symbol, "AAPL", side, quantity, 2_dec);
  };
  const auto sold = calls(kJuneCall, PositionSide::short_, 1);
  EXPECT_EQ(backing({shares, sold}), 100_dec);
  EXPECT_TRUE(audit(std::vector{shares, sold}, {}).front().has(Note::backs_short_call));
  EXPECT_EQ(backing({shares, calls(kJuneCall, PositionSide::short_, 9)}), 250_dec);
  EXPECT_EQ(backing({shares, calls(kJunePut, PositionSide::short_, 1)}), 0_dec);
  EXPECT_EQ(backing({shares, sold, calls(kJulyCall, PositionSide::long_, 1)}), 0_dec);
  EXPECT_EQ(backing({shares, calls(kJulyCall, PositionSide::short_, 1),
                     calls(kJuneCall, PositionSide::long_, 1)}),
            100_dec)
      << "a long call that expires first covers nothing afterwards";
  EXPECT_EQ(backing({short_("AAPL", 250, 186_dec), sold}), 0_dec);
}

TEST(CoveredCalls, calls_that_do_not_say_enough_stand_on_the_shares) {
  const auto shares = long_("AAPL", 250, 186_dec);
  Position call = option(kJuneCall, "AAPL", PositionSide::short_, 1, 2_dec);
  call.quantity.reset();
  EXPECT_EQ(backing({shares, call}), 250_dec);
  call = option(kJuneCall, "AAPL", PositionSide::unknown, 1, 2_dec);
  EXPECT_EQ(backing({shares, call}), 100_dec);
  call = option(kJuneCall, "AAPL", PositionSide::short_, 1, 2_dec);
  call.multiplier = 0_dec;
  EXPECT_EQ(backing({shares, call}), 100_dec);
}

}  // namespace
}  // namespace belay::guard
