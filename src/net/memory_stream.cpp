#include <algorithm>
#include <string>
#include <utility>

#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/stream.hpp"

namespace belay::net {
namespace {

// Like a socket's buffer: a writer whose peer does not read waits once this much is under way.
constexpr std::size_t kCapacity = 256 * 1024;

constexpr auto kNever = asio::steady_timer::time_point::max();

/// One direction. A waiting operation lives in a timer that never fires, so that the io_context
/// owns it: a destroyed context frees it, and a cancellation slot reaches it.
struct Pipe {
  explicit Pipe(const asio::any_io_executor& executor)
      : readable{executor, kNever}, writable{executor, kNever} {}
  /// What was written and not yet read.
  [[nodiscard]] asio::const_buffer waiting() const { return asio::buffer(bytes) + taken; }

  std::string bytes;
  std::size_t taken = 0;     ///< the front of `bytes` that was read already
  bool writer_done = false;  ///< no more bytes will come
  bool reader_gone = false;  ///< nobody will take them
  asio::steady_timer readable;
  asio::steady_timer writable;
};
using PipePtr = std::shared_ptr<Pipe>;

struct Outcome {
  error_code error;
  std::size_t size = 0;
};

bool can_read(const Pipe& pipe) {
  return pipe.reader_gone || pipe.writer_done || pipe.waiting().size() > 0;
}

bool can_write(const Pipe& pipe) {
  return pipe.reader_gone || pipe.writer_done || pipe.waiting().size() < kCapacity;
}

Outcome take(Pipe& pipe, const InBuffers& buffers) {
  if (pipe.reader_gone) return {asio::error::operation_aborted};
  if (pipe.waiting().size() == 0) return {asio::error::eof};
  const std::size_t size = asio::buffer_copy(buffers, pipe.waiting());
  pipe.taken += size;
  pipe.writable.cancel();
  return {{}, size};
}

Outcome put(Pipe& pipe, const OutBuffers& buffers) {
  if (pipe.writer_done) return {asio::error::operation_aborted};
  if (pipe.reader_gone) return {asio::error::broken_pipe};
  const std::size_t room = kCapacity - pipe.waiting().size();
  pipe.bytes.erase(0, std::exchange(pipe.taken, 0));
  const std::size_t start = pipe.bytes.size();
  pipe.bytes.resize(start + std::min(room, asio::buffer_size(buffers)));
  const std::size_t size = asio::buffer_copy(asio::buffer(pipe.bytes) + start, buffers);
  pipe.readable.cancel();
  return {{}, size};
}

Outcome retry_take(Pipe& pipe, const InBuffers& buffers) {
  return can_read(pipe) ? take(pipe, buffers) : Outcome{asio::error::operation_aborted};
}

Outcome retry_put(Pipe& pipe, const OutBuffers& buffers) {
  return can_write(pipe) ? put(pipe, buffers) : Outcome{asio::error::operation_aborted};
}

/// Runs `retry` once `timer` is cancelled, be it that something changed or that the operation was
/// cancelled, and completes `handler` where and how its owner wants it.
template <class Retry>
void wait(asio::steady_timer& timer, IoHandler handler, Retry retry) {
  auto executor = asio::get_associated_executor(handler, timer.get_executor());
  auto slot = asio::get_associated_cancellation_slot(handler);
  auto woken = [handler = std::move(handler), retry = std::move(retry)](error_code) mutable {
    const Outcome outcome = retry();
    std::move(handler)(outcome.error, outcome.size);
  };
  timer.async_wait(
      asio::bind_cancellation_slot(slot, asio::bind_executor(executor, std::move(woken))));
}

class MemoryStream final : public ByteStream {
 public:
  MemoryStream(const asio::any_io_executor& executor, PipePtr in, PipePtr out)
      : executor_{executor}, in_{std::move(in)}, out_{std::move(out)} {}
  ~MemoryStream() override { close(); }

  asio::any_io_executor executor() override { return executor_; }

  void read_some(InBuffers buffers, IoHandler handler) override {
    if (buffers.count == 0) return complete({}, std::move(handler));
    if (can_read(*in_)) return complete(take(*in_, buffers), std::move(handler));
    wait(in_->readable, std::move(handler),
         [pipe = in_, buffers] { return retry_take(*pipe, buffers); });
  }

  void write_some(OutBuffers buffers, IoHandler handler) override {
    if (can_write(*out_)) return complete(put(*out_, buffers), std::move(handler));
    wait(out_->writable, std::move(handler),
         [pipe = out_, buffers] { return retry_put(*pipe, buffers); });
  }

  void shutdown(DoneHandler handler) override {
    finish_writing();
    asio::post(executor_, asio::append(std::move(handler), error_code{}));
  }

  void close() override {
    finish_writing();
    in_->reader_gone = true;
    in_->readable.cancel();
    in_->writable.cancel();
  }

  bool quiet() override { return !can_read(*in_); }

 private:
  void complete(Outcome outcome, IoHandler handler) {
    asio::post(executor_, asio::append(std::move(handler), outcome.error, outcome.size));
  }

  void finish_writing() {
    out_->writer_done = true;
    out_->readable.cancel();
    out_->writable.cancel();
  }

  asio::any_io_executor executor_;
  PipePtr in_;
  PipePtr out_;
};

}  // namespace

std::pair<StreamPtr, StreamPtr> memory_pair(const asio::any_io_executor& executor) {
  auto there = std::make_shared<Pipe>(executor);
  auto back = std::make_shared<Pipe>(executor);
  return {std::make_unique<MemoryStream>(executor, back, there),
          std::make_unique<MemoryStream>(executor, there, back)};
}

}  // namespace belay::net
