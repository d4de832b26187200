#pragma once

#include <string>

#include "app/render/style.hpp"
#include "belay/base/time.hpp"
#include "belay/client/config.hpp"

namespace belay::app {

/// What stands above every table.
struct Banner {
  Environment profile = Environment::sim;
  Instant market_time;    ///< the time of the market looked at: simulated time under sim
  std::string connected;  ///< what we talk to, e.g. "simulator at http://127.0.0.1:7380"
};

/// One line: ` SIM  2025-01-13 10:31:07 EST  simulator at …`; the profile in its colour (product.md
/// 5.2, rule 1), shortened to the width from the right.
[[nodiscard]] std::string render(const Banner& banner, const Style& style);

}  // namespace belay::app
