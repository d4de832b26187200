#pragma once

#include <memory>
#include <string>

#include "net/websocket.hpp"

namespace belay::net {

/// Answers an upgrade request that was read from `stream` already; `early` are bytes read beyond
/// it. A request that is no valid upgrade is answered 400 or 426 and gives Errc::protocol.
Task<WebSocket> accept_websocket(std::shared_ptr<ByteStream> stream, const HttpRequest& request,
                                 std::string early, WebSocketOptions options);

}  // namespace belay::net
