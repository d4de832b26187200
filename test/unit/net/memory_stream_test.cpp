#include <numeric>
#include <optional>
#include <random>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>

#include "support/net_run.hpp"

namespace belay::net::test {
namespace {

class MemoryStream : public NetTest {};

InBuffers one(asio::mutable_buffer buffer) {
  InBuffers buffers;
  buffers.items[0] = buffer;
  buffers.count = 1;
  return buffers;
}

TEST_F(MemoryStream, what_one_writes_the_other_reads_in_order_in_both_directions) {
  auto [left, right] = memory_pair(executor());
  std::mt19937_64 random{7};
  std::string there(900'000, '\0');
  std::string back(700'000, '\0');
  for (char& c : there) c = static_cast<char>(random());
  for (char& c : back) c = static_cast<char>(random());
  std::string got_there;
  std::string got_back;
  const auto echo = [&, stream = right.get()]() -> asio::awaitable<void> {
    const std::size_t size = there.size();
    got_there = co_await read_exactly(*stream, size);
  };
  const auto reply = [&, stream = right.get()]() -> asio::awaitable<void> {
    co_await write_all(*stream, back);
  };
  const auto listen = [&, stream = left.get()]() -> asio::awaitable<void> {
    const std::size_t size = back.size();
    got_back = co_await read_exactly(*stream, size);
  };
  spawn(echo());
  spawn(reply());
  spawn(listen());
  run([&, stream = left.get()]() -> asio::awaitable<void> { co_await write_all(*stream, there); });
  EXPECT_TRUE(got_there == there);
  EXPECT_TRUE(got_back == back);
}

TEST_F(MemoryStream, closing_one_end_lets_the_other_read_the_rest_and_then_the_end) {
  auto [left, right] = memory_pair(executor());
  run([&]() -> asio::awaitable<void> {
    co_await write_all(*left, "last words");
    left->close();
    EXPECT_FALSE(right->quiet());
    const std::string rest = co_await read_exactly(*right, 10);
    EXPECT_EQ(rest, "last words");
    std::string chunk(8, '\0');
    const auto into = asio::buffer(chunk);
    const Transferred end = co_await read_some(*right, into);
    EXPECT_EQ(end.error, asio::error::eof);
    const bool written = co_await write_all(*right, "anyone?");
    EXPECT_FALSE(written);
  });
}

TEST_F(MemoryStream, destroying_one_end_ends_a_read_that_waits) {
  auto [left, right] = memory_pair(executor());
  const auto drop = [end = &left]() -> asio::awaitable<void> {
    end->reset();
    co_return;
  };
  run([&]() -> asio::awaitable<void> {
    spawn(drop());
    const std::string text = co_await read_to_end(*right);
    EXPECT_EQ(text, "");
  });
}

TEST_F(MemoryStream, shutdown_ends_one_direction_only) {
  auto [left, right] = memory_pair(executor());
  left->shutdown(DoneHandler{[](error_code error) { EXPECT_FALSE(error); }});
  run([&]() -> asio::awaitable<void> {
    const std::string text = co_await read_to_end(*right);
    EXPECT_EQ(text, "");
    co_await write_all(*right, "still here");
    const std::string back = co_await read_exactly(*left, 10);
    EXPECT_EQ(back, "still here");
  });
}

TEST_F(MemoryStream, a_completion_never_runs_inside_the_call_that_started_it) {
  auto [left, right] = memory_pair(executor());
  OutBuffers out;
  out.items[0] = asio::buffer("x", 1);
  out.count = 1;
  int completed = 0;
  left->write_some(out, IoHandler{[&](error_code, std::size_t) { ++completed; }});
  std::string chunk(8, '\0');
  right->read_some(one(asio::buffer(chunk)), IoHandler{[&](error_code, std::size_t size) {
                     EXPECT_EQ(size, 1U);
                     ++completed;
                   }});
  EXPECT_EQ(completed, 0);
  io_.run();
  EXPECT_EQ(completed, 2);
}

TEST_F(MemoryStream, closing_ends_our_own_read) {
  auto [left, right] = memory_pair(executor());
  std::string chunk(8, '\0');
  std::optional<error_code> ended;
  left->read_some(one(asio::buffer(chunk)),
                  IoHandler{[&](error_code error, std::size_t) { ended = error; }});
  left->close();
  io_.run();
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(*ended, asio::error::operation_aborted);
}

TEST_F(MemoryStream, a_cancelled_read_takes_no_bytes) {
  auto [left, right] = memory_pair(executor());
  asio::cancellation_signal signal;
  std::string chunk(8, '\0');
  std::optional<error_code> ended;
  left->read_some(one(asio::buffer(chunk)),
                  IoHandler{asio::bind_cancellation_slot(
                      signal.slot(), [&](error_code error, std::size_t) { ended = error; })});
  signal.emit(asio::cancellation_type::terminal);
  io_.run();
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(*ended, asio::error::operation_aborted);
  io_.restart();
  run([&]() -> asio::awaitable<void> {
    co_await write_all(*right, "kept");
    const std::string text = co_await read_exactly(*left, 4);
    EXPECT_EQ(text, "kept");
  });
}

TEST_F(MemoryStream, a_reader_that_reads_nothing_makes_the_writer_wait) {
  auto [left, right] = memory_pair(executor());
  bool written = false;
  const auto write = [&, stream = left.get()]() -> asio::awaitable<void> {
    std::string much(1 << 20, 'x');
    written = co_await write_all(*stream, std::move(much));
  };
  spawn(write());
  io_.poll();
  EXPECT_FALSE(written);
  run([&, stream = right.get()]() -> asio::awaitable<void> {
    const std::string all = co_await read_exactly(*stream, 1 << 20);
    EXPECT_EQ(all.size(), std::size_t{1} << 20);
  });
  EXPECT_TRUE(written);
}

TEST(MemoryStreamLifetime, destroying_the_context_frees_coroutines_that_wait_on_a_stream) {
  const auto witness = std::make_shared<int>(1);
  {
    asio::io_context io;
    auto wait = [](asio::io_context& on, std::shared_ptr<int> held) -> asio::awaitable<void> {
      auto [left, right] = memory_pair(on.get_executor());
      const std::string text = co_await read_to_end(*left);
      EXPECT_EQ(*held, 1);
    };
    asio::co_spawn(io, wait(io, witness), asio::detached);
    io.poll();
    EXPECT_EQ(witness.use_count(), 2);
  }
  EXPECT_EQ(witness.use_count(), 1);
}

}  // namespace
}  // namespace belay::net::test
