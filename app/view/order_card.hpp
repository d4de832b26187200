#pragma once

#include <string>

#include "app/render/style.hpp"
#include "belay/client/receipt.hpp"

namespace belay::app {

/// What an order would do, for a person who has to say yes: its legs, price, cost, fees, what it
/// does to buying power, and every warning. Orders of a group stand one below the other.
[[nodiscard]] std::string order_card(const Receipt& receipt, const Style& style);

/// The same for `--json`.
[[nodiscard]] std::string receipt_json(const Receipt& receipt);

}  // namespace belay::app
