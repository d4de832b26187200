#pragma once

#include <chrono>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "net/await.hpp"
#include "net/stream.hpp"

namespace belay::net::test {

using namespace std::chrono_literals;

/// Runs coroutines on an io_context until nothing is left to do.
class NetTest : public ::testing::Test {
 protected:
  template <class Body>
  void run(Body body) {
    bool done = false;
    std::exception_ptr thrown;
    asio::co_spawn(io_, body(), [&](std::exception_ptr error) {
      done = true;
      thrown = error;
    });
    io_.run_for(30s);
    if (thrown) std::rethrow_exception(thrown);
    EXPECT_TRUE(done) << "the test's coroutine hangs";
    EXPECT_TRUE(io_.stopped()) << "work is left after the test's coroutine ended";
  }

  asio::any_io_executor executor() { return io_.get_executor(); }
  void spawn(asio::awaitable<void> work) { asio::co_spawn(io_, std::move(work), asio::detached); }

  asio::io_context io_;
};

/// Goes to the end of the executor's queue.
inline asio::awaitable<void> let_others_run() {
  const auto executor = co_await asio::this_coro::executor;
  co_await asio::post(executor, asio::use_awaitable);
}

struct Transferred {
  error_code error;
  std::size_t size = 0;
};

inline asio::awaitable<Transferred> read_some(ByteStream& stream, asio::mutable_buffer buffer) {
  InBuffers buffers;
  buffers.items[0] = buffer;
  buffers.count = 1;
  auto start = [&stream, buffers](auto handler) {
    stream.read_some(buffers, IoHandler{std::move(handler)});
  };
  const auto [error, size] =
      co_await asio::async_initiate<const decltype(kAwait), void(error_code, std::size_t)>(start,
                                                                                           kAwait);
  co_return Transferred{error, size};
}

inline asio::awaitable<Transferred> write_some(ByteStream& stream, asio::const_buffer buffer) {
  OutBuffers buffers;
  buffers.items[0] = buffer;
  buffers.count = 1;
  auto start = [&stream, buffers](auto handler) {
    stream.write_some(buffers, IoHandler{std::move(handler)});
  };
  const auto [error, size] =
      co_await asio::async_initiate<const decltype(kAwait), void(error_code, std::size_t)>(start,
                                                                                           kAwait);
  co_return Transferred{error, size};
}

/// Writes all of `text`; false when the connection broke first.
inline asio::awaitable<bool> write_all(ByteStream& stream, std::string text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const asio::const_buffer rest{text.data() + sent, text.size() - sent};
    const Transferred done = co_await write_some(stream, rest);
    if (done.error) co_return false;
    sent += done.size;
  }
  co_return true;
}

/// Reads until `text` contains `end` or the connection ends; the bytes read so far.
inline asio::awaitable<std::string> read_until(ByteStream& stream, std::string end) {
  std::string text;
  std::string chunk(4096, '\0');
  while (text.find(end) == std::string::npos) {
    const auto into = asio::buffer(chunk);
    const Transferred done = co_await read_some(stream, into);
    if (done.error) break;
    text.append(chunk, 0, done.size);
  }
  co_return text;
}

/// Reads exactly `size` bytes, fewer only when the connection ends.
inline asio::awaitable<std::string> read_exactly(ByteStream& stream, std::size_t size) {
  std::string text(size, '\0');
  std::size_t read = 0;
  while (read < size) {
    const asio::mutable_buffer into{text.data() + read, size - read};
    const Transferred done = co_await read_some(stream, into);
    if (done.error) break;
    read += done.size;
  }
  text.resize(read);
  co_return text;
}

/// Everything until the other side ends the connection.
inline asio::awaitable<std::string> read_to_end(ByteStream& stream) {
  std::string text;
  std::string chunk(4096, '\0');
  for (;;) {
    const auto into = asio::buffer(chunk);
    const Transferred done = co_await read_some(stream, into);
    if (done.error) co_return text;
    text.append(chunk, 0, done.size);
  }
}

}  // namespace belay::net::test
