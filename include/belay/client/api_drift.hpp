#pragma once

#include "belay/model/drift.hpp"

namespace belay {

/// What the broker sent that this version does not expect, counted since the client began.
using ApiDrift = Drift;

}  // namespace belay
