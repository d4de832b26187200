#include "app/write.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace belay::app {
namespace {

struct Pipe {
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    for (const int end : ends) {
      if (end >= 0) ::close(end);
    }
  }
  [[nodiscard]] int reader() const { return ends[0]; }
  [[nodiscard]] int writer() const { return ends[1]; }
  void stop_reading() {
    ::close(ends[0]);
    ends[0] = -1;
  }
  std::array<int, 2> ends{-1, -1};
};

void ignore(int) {}

/// SIGUSR1 interrupts a system call, as Ctrl-C does while a loop listens for it.
struct Interrupting {
  Interrupting() {
    struct sigaction action{};
    action.sa_handler = ignore;
    ::sigaction(SIGUSR1, &action, &before);
  }
  Interrupting(const Interrupting&) = delete;
  Interrupting& operator=(const Interrupting&) = delete;
  ~Interrupting() { ::sigaction(SIGUSR1, &before, nullptr); }
  struct sigaction before{};
};

TEST(WriteAll, loses_no_byte_to_a_signal) {
  const Interrupting interrupting;
  const Pipe pipe;
  const std::string text(1 << 20, 'x');  // a pipe holds 64 KiB: the writer blocks again and again
  std::atomic<int> outcome{-1};
  std::thread writer{[&] { outcome = write_all(pipe.writer(), text); }};
  std::string got;
  std::array<char, 4096> part{};
  while (got.size() < text.size()) {
    ::pthread_kill(writer.native_handle(), SIGUSR1);
    const ssize_t count = ::read(pipe.reader(), part.data(), part.size());
    if (count <= 0) break;
    got.append(part.data(), static_cast<std::size_t>(count));
  }
  writer.join();
  EXPECT_EQ(outcome, 0);
  EXPECT_EQ(got, text);
}

TEST(WriteAll, waits_for_a_reader_of_a_descriptor_that_does_not_block) {
  const Pipe pipe;
  ASSERT_EQ(::fcntl(pipe.writer(), F_SETFL, O_NONBLOCK), 0);
  const std::string text(1 << 18, 'x');
  std::atomic<int> outcome{-1};
  std::thread writer{[&] { outcome = write_all(pipe.writer(), text); }};
  std::size_t got = 0;
  std::array<char, 4096> part{};
  while (got < text.size()) {
    const ssize_t count = ::read(pipe.reader(), part.data(), part.size());
    if (count <= 0) break;
    got += static_cast<std::size_t>(count);
  }
  writer.join();
  EXPECT_EQ(outcome, 0);
  EXPECT_EQ(got, text.size());
}

TEST(WriteAll, an_interrupted_writer_does_not_wait_for_a_reader_that_has_stopped) {
  const Interrupting interrupting;
  const Pipe pipe;
  const std::string text(1 << 20, 'x');
  std::atomic<int> outcome{-1};
  std::thread writer{[&] { outcome = write_all(pipe.writer(), text); }};
  while (outcome == -1) {
    ::pthread_kill(writer.native_handle(), SIGUSR1);
    std::this_thread::yield();
  }
  writer.join();
  EXPECT_EQ(outcome, EINTR);
}

TEST(WriteAll, says_that_nobody_reads) {
  Pipe pipe;
  pipe.stop_reading();
  const auto before = ::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(write_all(pipe.writer(), "text"), EPIPE);
  ::signal(SIGPIPE, before);
}

}  // namespace
}  // namespace belay::app
