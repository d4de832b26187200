#include "app/terms.hpp"

#include <gmock/gmock.h>

namespace belay::app {
namespace {

using namespace belay::literals;
using ::testing::HasSubstr;

Position held(const char* symbol, std::optional<Decimal> quantity, Open<PositionSide> side) {
  return {.account_number = "5WX00001",
          .instrument_type = InstrumentType::equity,
          .symbol = symbol,
          .quantity = quantity,
          .quantity_direction = side};
}

Result<Order> close_aapl(const std::vector<Position>& positions,
                         std::optional<Decimal> quantity = {}) {
  return closing_order(positions, {.symbol = "AAPL", .quantity = quantity});
}

TEST(ClosingOrder, sells_what_is_long_and_buys_what_is_short) {
  const auto sells = close_aapl({held("AAPL", 100_dec, PositionSide::long_)});
  ASSERT_TRUE(sells) << sells.error().message;
  EXPECT_EQ(sells->legs[0].action, Action::sell_to_close);
  EXPECT_EQ(sells->legs[0].quantity, 100_dec);
  const auto buys = close_aapl({held("AAPL", 100_dec, PositionSide::short_)}, 40_dec);
  ASSERT_TRUE(buys) << buys.error().message;
  EXPECT_EQ(buys->legs[0].action, Action::buy_to_close);
  EXPECT_EQ(buys->legs[0].quantity, 40_dec);
}

TEST(ClosingOrder, a_direction_that_is_not_told_is_not_guessed) {
  for (const Open<PositionSide> side :
       {Open<PositionSide>{}, Open<PositionSide>{PositionSide::zero},
        Open<PositionSide>::parse("Sideways")}) {
    const auto order = close_aapl({held("AAPL", 100_dec, side)});
    ASSERT_FALSE(order);
    EXPECT_EQ(order.error().code, Errc::blocked);
    EXPECT_THAT(order.error().message, HasSubstr("long or short"));
  }
  EXPECT_EQ(close_aapl({held("AAPL", {}, PositionSide::long_)}).error().code, Errc::blocked);
}

TEST(ClosingOrder, rows_of_one_symbol_are_not_chosen_from) {
  const auto order = close_aapl({held("AAPL", 100_dec, PositionSide::long_),
                                 held("AAPL", 0_dec, PositionSide::zero),
                                 held("AAPL", 50_dec, PositionSide::short_)});
  ASSERT_FALSE(order);
  EXPECT_EQ(order.error().code, Errc::blocked);
  EXPECT_THAT(order.error().message, HasSubstr("Equity Long 100; Equity Short 50"));
}

TEST(ClosingOrder, is_never_more_than_is_held) {
  EXPECT_FALSE(close_aapl({held("AAPL", 100_dec, PositionSide::long_)}, 101_dec));
  EXPECT_FALSE(close_aapl({held("SPY", 100_dec, PositionSide::long_)}));
  EXPECT_FALSE(close_aapl({held("AAPL", 0_dec, PositionSide::long_)}));
}

OrderRecord old_order(std::optional<Open<Effect>> effect, std::vector<Action> actions) {
  OrderRecord old{.id = 7, .price = 3.30_usd, .price_effect = effect};
  old.time_in_force = TimeInForce::gtc;
  for (const Action action : actions) old.legs.push_back({.symbol = "SPY", .action = action});
  return old;
}

TEST(AmendedTerms, keep_what_is_not_named) {
  OrderRecord old;
  old.stop_trigger = 90_dec;
  old.time_in_force = TimeInForce::gtd;
  old.gtc_date = "2026-12-18";
  const auto terms = amended_terms(old, {.stop = 95.00_usd, .id = 7});
  ASSERT_TRUE(terms) << terms.error().message;
  EXPECT_EQ(terms->stop, 95_dec);
  EXPECT_EQ(terms->time_in_force, TimeInForce::gtd);
  EXPECT_EQ(terms->gtd_date, Date{std::chrono::year{2026} / 12 / 18});
  EXPECT_FALSE(terms->limit);
  old.gtc_date.reset();
  EXPECT_FALSE(amended_terms(old, {.stop = 95.00_usd, .id = 7}));
  const auto day =
      amended_terms(old, {.stop = 95.00_usd, .time_in_force = TimeInForce::day, .id = 7});
  ASSERT_TRUE(day);
  EXPECT_FALSE(day->gtd_date);
}

TEST(AmendedTerms, an_effect_that_is_not_told_is_the_single_legs_and_never_a_guess) {
  const auto effect_of = [](const OrderRecord& old) {
    const auto terms = amended_terms(old, {.limit = 3.40_usd, .id = 7});
    return terms ? std::optional{terms->limit->effect} : std::nullopt;
  };
  const auto nothing = Open<Effect>::parse("");
  EXPECT_EQ(effect_of(old_order(Effect::credit, {Action::buy_to_open})), Effect::credit);
  EXPECT_EQ(effect_of(old_order(nothing, {Action::sell_to_close})), Effect::credit);
  EXPECT_EQ(effect_of(old_order({}, {Action::buy_to_open})), Effect::debit);
  EXPECT_EQ(effect_of(old_order(nothing, {Action::sell_to_open, Action::buy_to_open})),
            std::nullopt);
  EXPECT_EQ(effect_of(old_order({}, {})), std::nullopt);
}

TEST(Warnings, block_until_their_code_is_accepted) {
  const std::vector<Notice> warnings{{.code = "tif.next_valid_session", .message = "Tomorrow."},
                                     {.code = "tif_next_valid_sesssion", .message = "Tomorrow."},
                                     {.code = "closing_with_no_position", .message = "It opens."},
                                     {.message = "Something."}};
  const auto blocked = warnings_accepted(warnings, {});
  ASSERT_FALSE(blocked);
  EXPECT_EQ(blocked.error().code, Errc::blocked);
  EXPECT_THAT(blocked.error().message,
              HasSubstr("(closing_with_no_position: It opens.; warning: Something.)"));
  EXPECT_THAT(blocked.error().message,
              HasSubstr("--accept closing_with_no_position --accept warning"));
  EXPECT_FALSE(warnings_accepted(warnings, {"closing_with_no_position"}));
  EXPECT_TRUE(warnings_accepted(warnings, {"warning", "closing_with_no_position"}));
  EXPECT_TRUE(warnings_accepted({}, {}));
}

TEST(Triggers, are_compared_with_the_side_that_would_trade) {
  const Mark mark{.bid = 99_dec, .ask = 101_dec, .price = 100_dec};
  const Trigger sell{"SPY", true, 99_dec};
  const Trigger buy{"SPY", false, 102_dec};
  EXPECT_EQ(market_against(sell, mark), 99_dec);
  EXPECT_EQ(market_against(buy, mark), 101_dec);
  EXPECT_EQ(market_against(sell, Mark{.price = 100_dec}), 100_dec);
  EXPECT_EQ(market_against(sell, Mark{.bid = 0_dec, .price = 100_dec}), std::nullopt);
  EXPECT_FALSE(still_ahead(sell, 99_dec));
  EXPECT_TRUE(still_ahead(sell, 99.01_dec));
  EXPECT_TRUE(still_ahead(buy, 101_dec));
  EXPECT_EQ(still_ahead(buy, 102_dec).error().code, Errc::blocked);
}

}  // namespace
}  // namespace belay::app
