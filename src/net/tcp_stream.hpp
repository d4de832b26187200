#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "net/stream.hpp"

namespace belay::net {

using Socket = asio::ip::tcp::socket;

/// A connected socket as a ByteStream; turns Nagle's delay off.
StreamPtr tcp_stream(Socket socket);

/// True when nothing waits to be read on the socket, neither bytes nor an end. Never blocks.
[[nodiscard]] bool is_quiet(Socket& socket);

}  // namespace belay::net
