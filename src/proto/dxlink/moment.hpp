#pragma once

#include "belay/base/time.hpp"

namespace belay::dxlink {

/// Both clocks at once.
struct Moment {
  Tick tick;
  Instant wall;
};

}  // namespace belay::dxlink
