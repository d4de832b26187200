#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/order_conditions.hpp"
#include "sim/exchange/exchange.hpp"
#include "sim/market/market.hpp"

// What must happen before an order is routed or cancelled (broker-api.md 6.10).

namespace belay::sim {

/// The present book of a symbol of the broker's; empty for one that is not listed.
using BrokerQuotes = std::function<TopOfBook(std::string_view symbol)>;

/// Members that are missing or unreadable, as `{domain,reason}`.
[[nodiscard]] std::vector<Reason> malformed(const OrderRules& rules);

/// With what the broker fills in: the condition's own symbol as its only component.
[[nodiscard]] OrderRules completed(OrderRules rules);

/// Must this order wait before it is routed?
[[nodiscard]] bool holds_back(const OrderRules& rules);

/// The condition's price now: the weighted sum of its components' last trades, or (`nat`) of the
/// sides they would be bought and sold at; nullopt when one of them has none.
[[nodiscard]] std::optional<Decimal> price_of(const OrderCondition& condition,
                                              const BrokerQuotes& quotes);

/// Has `route-after` come, and are all conditions to route met? Marks those that are.
[[nodiscard]] bool may_route(OrderRules& rules, const BrokerQuotes& quotes, Instant now);
/// Is any condition to cancel met? Marks it.
[[nodiscard]] bool must_cancel(OrderRules& rules, const BrokerQuotes& quotes, Instant now);

}  // namespace belay::sim
