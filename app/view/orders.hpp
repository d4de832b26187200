#pragma once

#include <string>
#include <vector>

#include "app/render/table.hpp"
#include "belay/model/orders.hpp"

namespace belay::app {

/// Only the orders that can still fill, or that this build cannot tell; newest first is the
/// broker's order and is kept.
[[nodiscard]] std::vector<OrderRecord> not_over(const std::vector<OrderRecord>& orders);

[[nodiscard]] Table orders_table(const std::vector<OrderRecord>& orders);
[[nodiscard]] Meaning meaning_of(Open<OrderStatus> status);
/// "working", "waiting", "leaving", "terminal", "unknown": for `--json`.
[[nodiscard]] std::string_view phase_code(Open<OrderStatus> status);
[[nodiscard]] std::string order_json(const OrderRecord& order);

/// `598.50 db`, `1.20 cr`; empty when there is no price.
[[nodiscard]] std::string net_price_text(const std::optional<Decimal>& price,
                                         const std::optional<Open<Effect>>& effect);

}  // namespace belay::app
