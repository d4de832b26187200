#pragma once

#include "net/await.hpp"

namespace belay::net {

// A ByteStream's operations as something to co_await; errors come back as values.

inline auto async_read_some(ByteStream& stream, asio::mutable_buffer into) {
  return asio::async_initiate<const decltype(kAwait), void(error_code, std::size_t)>(
      [](auto handler, ByteStream* self, asio::mutable_buffer buffer) {
        InBuffers buffers;
        buffers.items[0] = buffer;
        buffers.count = 1;
        self->read_some(buffers, IoHandler{std::move(handler)});
      },
      kAwait, &stream, into);
}

inline auto async_write_some(ByteStream& stream, asio::const_buffer from) {
  return asio::async_initiate<const decltype(kAwait), void(error_code, std::size_t)>(
      [](auto handler, ByteStream* self, asio::const_buffer buffer) {
        OutBuffers buffers;
        buffers.items[0] = buffer;
        buffers.count = 1;
        self->write_some(buffers, IoHandler{std::move(handler)});
      },
      kAwait, &stream, from);
}

inline auto async_shutdown(ByteStream& stream) {
  return asio::async_initiate<const decltype(kAwait), void(error_code)>(
      [](auto handler, ByteStream* self) { self->shutdown(DoneHandler{std::move(handler)}); },
      kAwait, &stream);
}

}  // namespace belay::net
