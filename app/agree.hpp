#pragma once

#include <string_view>

#include "app/context.hpp"
#include "belay/base/error.hpp"

namespace belay::app {

/// Yes is a word somebody said: `said` before (--yes), or at a terminal now, to `question`. Errors:
/// blocked, when nobody did.
[[nodiscard]] Result<void> agreed(Context& context, bool said, std::string_view question);

}  // namespace belay::app
