#pragma once

#include <string>

#include "app/console_session.hpp"
#include "app/render/style.hpp"

namespace belay::app {

/// `15:31:07.123Z  >  ch 1  FEED_SETUP  {…}` and, below it, each decoded event. `cut` shortens
/// lines to the width.
[[nodiscard]] std::string frame_text(const ShownFrame& frame, const Style& style, bool cut);
/// One line, schema belay.frame/1.
[[nodiscard]] std::string frame_json(const ShownFrame& frame);

}  // namespace belay::app
