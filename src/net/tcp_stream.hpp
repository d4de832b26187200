#pragma once

#include <utility>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "net/stream.hpp"

namespace belay::net {

using Socket = asio::ip::tcp::socket;

/// `handler`, to run on the stream's executor, where all its calls are made. Asking a type-erased
/// handler for an executor would cost Asio three allocations per operation.
template <class Handler>
[[nodiscard]] auto on_stream(ByteStream& stream, Handler handler) {
  return asio::bind_executor(stream.executor(), std::move(handler));
}

/// A connected socket as a ByteStream; turns Nagle's delay off.
StreamPtr tcp_stream(Socket socket);

/// True when nothing waits to be read on the socket, neither bytes nor an end. Never blocks.
[[nodiscard]] bool is_quiet(Socket& socket);

}  // namespace belay::net
