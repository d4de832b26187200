#pragma once

#include <string_view>

namespace belay {

/// From project(VERSION) in CMakeLists.txt, the only place that states it.
inline constexpr std::string_view kVersion = BELAY_VERSION;

}  // namespace belay
