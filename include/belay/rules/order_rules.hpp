#pragma once

#include <string_view>

#include "belay/base/error.hpp"
#include "belay/model/orders.hpp"

namespace belay::rules {

/// The request body for what the user wants (broker-api.md 5.8, 6.1–6.3, 6.7, 6.12), or the first
/// rule that refuses it. The order type follows from what `order` has (see Order). `source` stays
/// unset: the client names itself. A closing leg always brings strict-position-effect-validation
/// (product.md W6), so that the broker refuses it instead of opening a position when there is
/// nothing to close. Ticks are not checked here: they need the instrument (TickSchedule).
///
/// Errors: Errc::blocked. The message reads "rule <id>: <what is wrong>; <next step>";
/// `reasons[0].code` is the id alone. Legs on several underlyings are not refused: no
/// document forbids them, the broker's dry-run decides.
[[nodiscard]] Result<NewOrder> to_request(const Order& order);

/// The same rules for a finished request body, whoever made it; also knows the two order types an
/// Order has no words for (Notional Market, Marketable Limit). Does not ask for strict position
/// effect, which is our habit and not the broker's rule. A position effect that cannot be told from
/// the leg (plain Buy and Sell) counts as opening.
[[nodiscard]] Result<void> check(const NewOrder& request);

/// The id of the rule that made `error`, e.g. "stop-tif"; empty when no rule did.
[[nodiscard]] std::string_view rule_id(const Error& error);

}  // namespace belay::rules
