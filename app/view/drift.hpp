#pragma once

#include <string>

#include "belay/client/api_drift.hpp"

namespace belay::app {

/// True when every answer was as this build knows it.
[[nodiscard]] bool is_as_known(const ApiDrift& drift);
/// `2 unknown members, 0 of another type, 0 unknown words, 0 missing (Balance.new-thing, …)`:
/// counts and a few names, never values.
[[nodiscard]] std::string drift_text(const ApiDrift& drift);

}  // namespace belay::app
