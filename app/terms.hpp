#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/options.hpp"
#include "app/view/mark.hpp"
#include "belay/base/error.hpp"
#include "belay/guard/stop_plan.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/complex_orders.hpp"
#include "belay/model/order_intents.hpp"
#include "belay/model/placed_orders.hpp"

// What an order says, and whether it may still be sent: decided from what the account holds, what
// the broker said and where the market is. No I/O here. Errors are `blocked` unless said otherwise,
// and say what was wrong with which value.

namespace belay::app {

/// What closes the position in `options.symbol`, or `options.quantity` of it. Blocked when it is
/// not held, when the broker does not tell its size or direction, or lists it more than once.
[[nodiscard]] Result<Order> closing_order(std::span<const Position> positions,
                                          const TradeOptions& options);

/// The order's terms with those of `options` that were given: limit, stop, or both, for `symbol`.
[[nodiscard]] Order order_at(const TradeOptions& options, Action action, Decimal quantity);

/// New terms in the old order's direction, for what was not named as it was. Blocked when that
/// direction cannot be told; usage when nothing was named.
[[nodiscard]] Result<Amendment> amended_terms(const OrderRecord& old, const TradeOptions& options);

/// A warning blocks until its code is in `accepted`; that an order begins with the next session is
/// no more than information (product.md W12).
[[nodiscard]] Result<void> warnings_accepted(std::span<const Notice> warnings,
                                             const std::vector<std::string>& accepted);

/// A stop that is about to be sent.
struct Trigger {
  std::string symbol;
  bool sells = false;
  Decimal price;
};
/// The stop of `order` that waits for the market on its own: of one leg, and not one that begins to
/// work only after something else.
[[nodiscard]] std::optional<Trigger> trigger_of(const NewOrder& order);
/// Of a group: its trigger order's, of an OCO its stop's; PAIRS wait for their ratio.
[[nodiscard]] std::optional<Trigger> trigger_of(const NewComplexOrder& group);
/// The others: stops that begin to work later, or have several legs.
[[nodiscard]] std::size_t stops_beside_trigger(const NewOrder& order);
[[nodiscard]] std::size_t stops_beside_trigger(const NewComplexOrder& group);
/// The price that decides: the bid for who sells, the ask for who buys, else what it is worth.
[[nodiscard]] std::optional<Decimal> market_against(const Trigger& trigger, const Mark& mark);
/// Blocked when the stop would be a market order at once.
[[nodiscard]] Result<void> still_ahead(const Trigger& trigger, Decimal market);

/// Blocked when `now` decides something else than what a person said yes to.
[[nodiscard]] Result<void> still_wanted(const guard::StopDecision& agreed,
                                        const guard::StopPlan& now);

}  // namespace belay::app
