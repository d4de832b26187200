#pragma once

#include <string_view>

#include "belay/model/customers.hpp"

namespace belay::sim {

/// The simulated customer, nobody real (broker-api.md 5.2). `id` as it was asked for.
[[nodiscard]] Customer customer_named(std::string_view id);

}  // namespace belay::sim
