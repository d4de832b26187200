#include "sim/broker/dry_run.hpp"

#include <gmock/gmock.h>

#include "belay/sim/simulator.hpp"

// What the broker says to orders about options beside stock, decided without a request.

namespace belay::sim {
namespace {

using namespace belay::literals;

class DryRunTest : public testing::Test {
 protected:
  // The call furthest out of the money, in the last expiration listed.
  std::string a_call_on(std::string_view root) {
    for (const Chain& chain : market_.chains()) {
      if (chain.root != root) continue;
      const auto& options = chain.expirations.back().options;
      return options[options.size() - 2].symbol;
    }
    ADD_FAILURE() << "no options on " << root;
    return {};
  }

  DryRun sell_to_open(const std::string& call, Decimal quantity, Instant now = kDefaultStart) {
    const NewOrder order{.time_in_force = TimeInForce::day,
                         .order_type = OrderType::limit,
                         .price = 1.00_usd,
                         .price_effect = Effect::credit,
                         .legs = {{.instrument_type = InstrumentType::equity_option,
                                   .symbol = call,
                                   .action = Action::sell_to_open,
                                   .quantity = quantity}}};
    return dry_run(order, book_, market_, now).value();
  }

  Decimal margin_of(const std::string& call, Decimal quantity) {
    const DryRun result = sell_to_open(call, quantity);
    EXPECT_TRUE(result.answer.buying_power_effect.has_value());
    return result.answer.buying_power_effect->change_in_margin_requirement.value_or(-1_dec);
  }

  Market market_{42, kDefaultStart};
  Book book_ = make_book(market_, kDefaultStart);
};

TEST_F(DryRunTest, a_call_on_a_hundred_held_shares_is_covered_and_no_more_than_one) {
  const std::string call = a_call_on("AAPL");  // 100 shares are held
  EXPECT_EQ(margin_of(call, 1), 0_dec);
  const Decimal naked = margin_of(call, 2);
  EXPECT_GT(naked, 100_dec);
  EXPECT_EQ(margin_of(call, 3), (naked + naked).value());
  EXPECT_GT(margin_of(a_call_on("SPY"), 1), 100_dec) << "50 shares cover no contract";
}

TEST_F(DryRunTest, shares_under_a_short_call_cover_no_second_one) {
  const std::string call = a_call_on("AAPL");
  const Decimal naked = margin_of(call, 2);
  book_.holdings.push_back({.type = InstrumentType::equity_option,
                            .symbol = call,
                            .underlying = "AAPL",
                            .quantity = 1,
                            .side = PositionSide::short_,
                            .multiplier = 100});
  EXPECT_EQ(margin_of(call, 1), naked);
}

TEST_F(DryRunTest, the_evening_before_a_morning_settlement_an_option_is_not_called_expired) {
  const Instant evening = parse_timestamp("2025-01-16T21:00:00Z").value();
  const DryRun result = sell_to_open("SPX   250117C05825000", 1, evening);
  ASSERT_EQ(result.refusals.size(), 1U);
  EXPECT_EQ(result.refusals[0].code, "sim_expired");
  EXPECT_EQ(result.refusals[0].message, "Trading in SPX   250117C05825000 has ended.");
}

TEST_F(DryRunTest, stock_and_options_together_are_refused_and_not_reckoned_wrong) {
  const NewOrder order{.time_in_force = TimeInForce::day,
                       .order_type = OrderType::limit,
                       .price = 184.00_usd,
                       .price_effect = Effect::debit,
                       .legs = {{.instrument_type = InstrumentType::equity,
                                 .symbol = "AAPL",
                                 .action = Action::buy_to_open,
                                 .quantity = 100_dec},
                                {.instrument_type = InstrumentType::equity_option,
                                 .symbol = a_call_on("AAPL"),
                                 .action = Action::sell_to_open,
                                 .quantity = 1_dec}}};
  const DryRun result = dry_run(order, book_, market_, kDefaultStart).value();
  ASSERT_EQ(result.refusals.size(), 1U);
  EXPECT_EQ(result.refusals[0].code, "sim_stock_with_options");
  EXPECT_FALSE(result.answer.buying_power_effect.has_value());
}

}  // namespace
}  // namespace belay::sim
