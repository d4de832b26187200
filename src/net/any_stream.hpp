#pragma once

#include <memory>
#include <string>
#include <utility>

#include <boost/asio/append.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>

#include "net/stream.hpp"

namespace belay::net {

/// The first eight non-empty buffers of a sequence.
template <class List, class Sequence>
[[nodiscard]] List gather(const Sequence& sequence) {
  List list;
  const auto end = asio::buffer_sequence_end(sequence);
  for (auto it = asio::buffer_sequence_begin(sequence); it != end; ++it) {
    const typename List::value_type buffer(*it);
    if (buffer.size() == 0) continue;
    list.items[list.count++] = buffer;
    if (list.count == list.items.size()) break;
  }
  return list;
}

/// What Beast sees: a ByteStream with Asio's stream vocabulary. The stream is shared so that the
/// owner of a connection can close it from outside while Beast works on it.
class AnyStream {
 public:
  using executor_type = asio::any_io_executor;

  /// `early` are bytes already taken off the stream; they are read first.
  explicit AnyStream(std::shared_ptr<ByteStream> stream, std::string early = {})
      : stream_{std::move(stream)}, early_{std::move(early)} {}

  executor_type get_executor() noexcept { return stream_->executor(); }
  [[nodiscard]] ByteStream& bytes() { return *stream_; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(error_code, std::size_t)>(
        [](auto handler, AnyStream* self, InBuffers in) {
          self->start_read(in, IoHandler{std::move(handler)});
        },
        token, this, gather<InBuffers>(buffers));
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(error_code, std::size_t)>(
        [](auto handler, ByteStream* stream, OutBuffers out) {
          stream->write_some(out, IoHandler{std::move(handler)});
        },
        token, stream_.get(), gather<OutBuffers>(buffers));
  }

 private:
  void start_read(InBuffers buffers, IoHandler handler) {
    if (early_.empty()) return stream_->read_some(buffers, std::move(handler));
    const std::size_t size = asio::buffer_copy(buffers, asio::buffer(early_));
    early_.erase(0, size);
    asio::post(stream_->executor(), asio::append(std::move(handler), error_code{}, size));
  }

  std::shared_ptr<ByteStream> stream_;
  std::string early_;
};

// What Beast's WebSocket looks for when it ends a connection.

inline void beast_close_socket(AnyStream& stream) { stream.bytes().close(); }

/// Ends our side in order. Its own failure is of no interest: the conversation is over, and how it
/// ended is known already.
template <class Handler>
void async_teardown(boost::beast::role_type, AnyStream& stream, Handler&& handler) {
  auto done = [next = DoneHandler{std::forward<Handler>(handler)}](error_code) mutable {
    std::move(next)(error_code{});
  };
  stream.bytes().shutdown(DoneHandler{std::move(done)});
}

}  // namespace belay::net
