#pragma once

#include <string>
#include <utility>
#include <vector>

namespace belay {

/// What arrived without a row of its own: key and raw JSON text of each unknown member, in arrival
/// order. Shown, re-encoded, never fatal.
using Extra = std::vector<std::pair<std::string, std::string>>;

}  // namespace belay
