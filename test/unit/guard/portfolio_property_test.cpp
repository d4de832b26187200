#include <algorithm>
#include <array>
#include <random>

#include <gmock/gmock.h>

#include "belay/guard/stop_plan.hpp"
#include "belay/rules/order_rules.hpp"
#include "unit/guard/fixtures.hpp"

// What holds for every portfolio, tried on thousands of random ones.

namespace belay::guard {
namespace {

using namespace testing_support;

constexpr int kRuns = 2000;
constexpr std::array kSymbols{"AAPL", "SPY", "TSLA", "F"};
constexpr std::array kOptions{"AAPL  250620C00200000", "AAPL  250718P00180000",
                              "TSLA  250620C00300000"};

struct World {
  std::vector<Position> positions;
  std::vector<OrderRecord> orders;
  MarketFacts facts;
  StopPolicy policy;
};

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_{seed} {}
  std::int64_t up_to(std::int64_t n) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(n));
  }
  bool one_in(std::int64_t n) { return up_to(n) == 0; }
  template <class C>
  auto pick(const C& choices) {
    return choices[static_cast<std::size_t>(up_to(static_cast<std::int64_t>(choices.size())))];
  }
  std::mt19937_64& engine() { return engine_; }

 private:
  std::mt19937_64 engine_;
};

Decimal cents(std::int64_t n) { return Decimal::make(n, 2).value(); }

Position random_position(Dice& dice, const std::string& symbol, bool is_option) {
  const auto side = dice.one_in(2) ? PositionSide::long_ : PositionSide::short_;
  Decimal quantity = dice.up_to(300);
  if (dice.one_in(5)) quantity = Decimal::make(dice.up_to(3000), 1).value();
  Position position = equity(symbol, side, quantity, cents(50 + dice.up_to(40'000)));
  if (is_option) {
    position =
        option(symbol, symbol.substr(0, 4), side, 1 + dice.up_to(5), cents(50 + dice.up_to(900)));
  }
  if (dice.one_in(20)) position.quantity_direction = PositionSide::zero;
  if (dice.one_in(20)) position.average_open_price.reset();
  if (dice.one_in(20)) position.quantity.reset();
  if (dice.one_in(8)) position.close_price = 0.0_dec;
  if (dice.one_in(8)) position.mark_price.reset();
  return position;
}

OrderRecord random_order(Dice& dice, std::int64_t id, const Position& position) {
  static constexpr std::array kTypes{OrderType::stop,       OrderType::stop,  OrderType::stop,
                                     OrderType::stop_limit, OrderType::limit, OrderType::market};
  static constexpr std::array kActions{Action::sell_to_close, Action::buy_to_close,
                                       Action::sell_to_close, Action::buy_to_close,
                                       Action::sell,          Action::buy_to_open};
  OrderRecord record =
      order(id, dice.pick(kTypes), position.symbol, dice.pick(kActions), 1 + dice.up_to(200));
  record.legs[0].instrument_type = position.instrument_type;
  record.stop_trigger = cents(1 + dice.up_to(50'000));
  if (dice.one_in(2)) record.status = dice.pick(EnumText<OrderStatus>::names).first;
  if (dice.one_in(6)) record.legs[0].remaining_quantity = dice.up_to(50);
  if (dice.one_in(8)) record.legs[0].remaining_quantity.reset();
  if (dice.one_in(15)) record.stop_trigger.reset();
  if (dice.one_in(15)) record.account_number.reset();
  if (dice.one_in(6)) {
    record.complex_order_id = dice.up_to(2);
    record.complex_order_tag = dice.one_in(2) ? "OCO::order" : "OTOCO::order";
  }
  return record;
}

World random_world(std::uint64_t seed) {
  Dice dice{seed};
  World world;
  for (const char* symbol : kSymbols) {
    if (!dice.one_in(3)) world.positions.push_back(random_position(dice, symbol, false));
  }
  for (const char* symbol : kOptions) {
    if (dice.one_in(3)) world.positions.push_back(random_position(dice, symbol, true));
  }
  for (const Position& position : world.positions) {
    for (auto left = dice.up_to(4); left > 0; --left) {
      const auto id = static_cast<std::int64_t>(world.orders.size()) + 1;
      world.orders.push_back(random_order(dice, id, position));
    }
    if (dice.one_in(3)) continue;
    const Decimal bid = cents(1 + dice.up_to(40'000));
    world.facts[{position.symbol, position.instrument_type.value()}] = {
        .bid = bid, .ask = (bid + 0.01_dec).value()};
  }
  world.policy.percent = Decimal::make(1 + dice.up_to(9999), 2).value();
  world.policy.allow_immediate = dice.one_in(3);
  world.policy.allow_far_cost = dice.one_in(2);
  world.policy.allow_naked_calls = dice.one_in(3);
  return world;
}

StopPlan plan_for(const World& world) {
  return plan(audit(world.positions, world.orders), world.policy, world.facts).value();
}

/// Places every planned order and gives how many there were.
int place_all(World& world, const StopPlan& planned) {
  int placed = 0;
  for (const StopDecision& decision : planned.decisions) {
    if (!decision.order) continue;
    world.orders.push_back(as_live(*decision.order, 1'000'000 + placed, decision.account_number));
    ++placed;
  }
  return placed;
}

TEST(Portfolios, every_planned_order_reduces_the_position_on_its_losing_side) {
  int planned_orders = 0;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    const World world = random_world(seed);
    const auto planned = plan_for(world).decisions;
    ASSERT_EQ(planned.size(), world.positions.size());
    for (std::size_t i = 0; i < planned.size(); ++i) {
      if (!planned[i].order) continue;
      ++planned_orders;
      const Position& position = world.positions[i];
      const Leg& leg = planned[i].order->legs.front();
      const bool is_long = position.quantity_direction == PositionSide::long_;
      ASSERT_EQ(leg.symbol, position.symbol);
      ASSERT_EQ(leg.action, is_long ? Action::sell_to_close : Action::buy_to_close);
      ASSERT_GT(leg.quantity, 0_dec);
      ASSERT_LE(leg.quantity, *position.quantity);  // |position| shrinks, never flips
      const Decimal trigger = *planned[i].order->stop;
      ASSERT_TRUE(is_long ? trigger < *position.average_open_price
                          : trigger > *position.average_open_price);
      const auto type = position.instrument_type.value();
      ASSERT_TRUE(rules::TickSchedule::default_for(type)->is_on_tick(trigger));
      ASSERT_TRUE(rules::to_request(*planned[i].order));
    }
  }
  EXPECT_GT(planned_orders, kRuns / 4) << "the dice must give something to plan";
}

TEST(Portfolios, covered_and_claimed_and_planned_never_exceed_the_position) {
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    const World world = random_world(seed);
    const auto coverage = audit(world.positions, world.orders);
    const auto planned = plan(coverage, world.policy, world.facts).value().decisions;
    for (std::size_t i = 0; i < planned.size(); ++i) {
      if (!planned[i].order) continue;
      const auto promised = coverage[i].protected_quantity + coverage[i].claimed_quantity +
                            planned[i].planned_quantity;
      ASSERT_LE(promised.value(), *world.positions[i].quantity) << "seed " << seed;
    }
  }
}

TEST(Portfolios, a_second_run_plans_nothing) {
  int placed = 0;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    World world = random_world(seed);
    placed += place_all(world, plan_for(world));
    const StopPlan second = plan_for(world);
    ASSERT_EQ(second.count(Verdict::place), 0U) << "seed " << seed;
  }
  EXPECT_GT(placed, kRuns / 4);
}

TEST(Portfolios, what_was_placed_is_covered_afterwards) {
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    World world = random_world(seed);
    world.policy.allow_immediate = false;
    for (Position& position : world.positions) position.mark_price = position.average_open_price;
    const StopPlan first = plan_for(world);
    const auto before = audit(world.positions, world.orders);
    place_all(world, first);
    const auto after = audit(world.positions, world.orders);
    for (std::size_t i = 0; i < after.size(); ++i) {
      const auto expected = before[i].protected_quantity + first.decisions[i].planned_quantity;
      ASSERT_EQ(after[i].protected_quantity, expected.value()) << "seed " << seed;
    }
  }
}

TEST(Portfolios, an_unreadable_order_leaves_nothing_to_plan_in_its_account) {
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    World world = random_world(seed);
    world.orders.push_back(
        {.id = 99, .account_number = kAccount, .status = OrderStatus::live});  // no underlying
    ASSERT_EQ(plan_for(world).count(Verdict::place), 0U) << "seed " << seed;
  }
}

TEST(Portfolios, the_order_of_the_orders_does_not_matter) {
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    World world = random_world(seed);
    const auto before = audit(world.positions, world.orders);
    if (!world.orders.empty()) world.orders.push_back(world.orders.front());  // a page overlap
    std::mt19937_64 random{seed};
    std::ranges::shuffle(world.orders, random);
    ASSERT_EQ(audit(world.positions, world.orders), before) << "seed " << seed;
  }
}

TEST(Portfolios, dead_orders_change_nothing_but_the_list_of_reasons) {
  static constexpr std::array kDead{OrderStatus::filled,  OrderStatus::cancelled,
                                    OrderStatus::expired, OrderStatus::rejected,
                                    OrderStatus::removed, OrderStatus::partially_removed};
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    World world = random_world(seed);
    Dice dice{seed};
    for (OrderRecord& order : world.orders) order.status = dice.pick(kDead);
    for (const PositionCoverage& found : audit(world.positions, world.orders)) {
      ASSERT_TRUE(found.protected_quantity.is_zero());
      ASSERT_TRUE(found.claimed_quantity.is_zero());
    }
    const StopPlan with_dead = plan_for(world);
    world.orders.clear();
    const StopPlan without = plan_for(world);
    for (std::size_t i = 0; i < without.decisions.size(); ++i) {
      ASSERT_EQ(with_dead.decisions[i].order, without.decisions[i].order);
      ASSERT_EQ(with_dead.decisions[i].reason, without.decisions[i].reason);
    }
  }
}

TEST(Portfolios, no_stop_on_another_instrument_covers) {
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    World world = random_world(seed);
    for (OrderRecord& order : world.orders) {
      OrderLegRecord& leg = order.legs.front();
      const bool was_equity = leg.instrument_type == InstrumentType::equity;
      if (seed % 2 == 0) leg.symbol += "X";
      if (seed % 2 == 1) {
        leg.instrument_type = was_equity ? InstrumentType::equity_option : InstrumentType::equity;
      }
    }
    for (const PositionCoverage& found : audit(world.positions, world.orders)) {
      ASSERT_TRUE(found.protected_quantity.is_zero());
      ASSERT_TRUE(found.claimed_quantity.is_zero());
    }
  }
}

// ---- long and short are the same thing seen in a mirror

constexpr Decimal kMirror = 1000_dec;  // price p becomes 1000 − p

Decimal mirrored(Decimal price) { return (kMirror - price).value(); }
Action mirrored(Action action) {
  switch (action) {
    case Action::sell_to_close: return Action::buy_to_close;
    case Action::buy_to_close: return Action::sell_to_close;
    case Action::sell: return Action::buy;
    case Action::buy: return Action::sell;
    case Action::buy_to_open: return Action::sell_to_open;
    default: return action;
  }
}
World mirrored(World world) {
  for (Position& position : world.positions) {
    const auto side = position.quantity_direction.value();
    if (side == PositionSide::long_) position.quantity_direction = PositionSide::short_;
    if (side == PositionSide::short_) position.quantity_direction = PositionSide::long_;
    for (auto* price :
         {&position.average_open_price, &position.close_price, &position.mark_price}) {
      if (*price && !(*price)->is_zero()) *price = mirrored(**price);
    }
  }
  for (OrderRecord& order : world.orders) {
    if (order.stop_trigger) order.stop_trigger = mirrored(*order.stop_trigger);
    order.legs[0].action = mirrored(order.legs[0].action.value());
  }
  return world;
}

TEST(Portfolios, coverage_is_the_same_in_the_mirror) {
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    World world = random_world(seed);
    std::erase_if(world.positions,
                  [](const Position& p) { return p.instrument_type != InstrumentType::equity; });
    const World image = mirrored(world);
    const auto here = audit(world.positions, world.orders);
    const auto there = audit(image.positions, image.orders);
    for (std::size_t i = 0; i < here.size(); ++i) {
      ASSERT_EQ(here[i].coverage, there[i].coverage) << "seed " << seed;
      ASSERT_EQ(here[i].protected_quantity, there[i].protected_quantity) << "seed " << seed;
      ASSERT_EQ(here[i].claimed_quantity, there[i].claimed_quantity) << "seed " << seed;
      ASSERT_EQ(here[i].notes, there[i].notes) << "seed " << seed;
    }
  }
}

TEST(Portfolios, long_and_short_stops_lie_at_mirrored_distances) {
  Dice dice{7};
  for (int run = 0; run < kRuns; ++run) {
    const Decimal cost = cents(5'000 + dice.up_to(40'000));
    const StopPolicy policy{.percent = Decimal::make(1 + dice.up_to(4999), 2).value()};
    const std::vector<Position> pair{long_("AAPL", 10, cost), short_("SPY", 10, cost)};
    const auto planned = plan(audit(pair, {}), policy, {}).value().decisions;
    ASSERT_EQ(planned[0].verdict, planned[1].verdict);
    ASSERT_EQ((cost - *planned[0].trigger).value(), (*planned[1].trigger - cost).value());
  }
}

}  // namespace
}  // namespace belay::guard
