#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/orders.hpp"
#include "belay/sim/trading_options.hpp"
#include "sim/broker/book.hpp"
#include "sim/broker/catalog.hpp"
#include "sim/broker/refusal.hpp"

// Small questions about orders that the desk asks.

namespace belay::sim {

/// What placing `order` would do to `book`, or why it is refused.
[[nodiscard]] std::expected<PlacedOrder, Refusal> preflight(const NewOrder& order, const Book& book,
                                                            const Market& market, Instant now,
                                                            const TradingOptions& options);

/// The request that would make what is left of `record`.
[[nodiscard]] NewOrder request_of(const OrderRecord& record);

/// `change` with the legs of `original`; with `keeps`, whatever else it leaves out stays as well.
[[nodiscard]] NewOrder merged(const NewOrder& original, NewOrder change, bool keeps);

/// When it ends by itself: its time in force, or the first of its instruments.
[[nodiscard]] std::optional<Instant> ending_of(const NewOrder& order,
                                               const std::vector<Tradable>& instruments,
                                               Instant received);

/// How much of leg `index` one unit of the order has; 1 for a single leg.
[[nodiscard]] Decimal ratio_of(const OrderRecord& record, std::size_t index);
/// Units that are not filled.
[[nodiscard]] Decimal units_left(const OrderRecord& record);

/// It changed then: `updated-at` never goes back.
void touch(OrderRecord& record, Instant at);

/// Component `old` was replaced by `next`.
void put_in_place(ComplexRecord& complex, std::int64_t old, std::int64_t next);

}  // namespace belay::sim
