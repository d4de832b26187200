#pragma once

#include <string>

#include "app/render/json.hpp"
#include "app/render/style.hpp"
#include "app/view/board.hpp"
#include "belay/base/time.hpp"
#include "belay/client/feed_status.hpp"

namespace belay::app {

/// How a feed is doing (product.md S2-59): state, channels, queues, what was counted, and per
/// symbol how long ago anything came.
[[nodiscard]] std::string status_text(const FeedStatus& status, const EventBoard& board,
                                      Instant now, const Style& style);
/// The same as members of `document`.
void put_status(JsonObject& document, const FeedStatus& status, const EventBoard& board,
                Instant now);

}  // namespace belay::app
