#include "net/websocket.hpp"

#include <limits>

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "net/await.hpp"
#include "net/await_stream.hpp"
#include "net/websocket_state.hpp"

namespace belay::net {
namespace {

using StatePtr = std::shared_ptr<WebSocket::State>;
using Messages = WebSocket::Messages;
using Kind = Reading::Kind;

constexpr std::chrono::milliseconds kCloseLimit{2'000};
constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
// What a Close frame has room for beside its code.
constexpr std::size_t kMaxReason = kMaxControl - 2;

std::unexpected<Error> closed(const WebSocket::State& state) {
  return fail(Errc::closed, fmt::format("the WebSocket is closed: {} '{}'; connect again",
                                        state.reason.code, state.reason.reason));
}

std::unexpected<Error> broken(std::string_view what) {
  return fail(Errc::protocol, fmt::format("the other side broke the WebSocket protocol: {}; the "
                                          "connection was closed",
                                          what));
}

std::unexpected<Error> too_large(std::size_t limit) {
  return fail(Errc::protocol,
              fmt::format("the other side sent a WebSocket message over the limit of {} bytes; "
                          "allow more, or have it send less at a time",
                          limit));
}

/// One of the state's two turns, reading and sending, taken while this lives.
class Turn {
 public:
  Turn(StatePtr state, bool& taken) : state_{std::move(state)}, taken_{taken} { taken_ = true; }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    taken_ = false;
    state_->notify();
  }

 private:
  StatePtr state_;
  bool& taken_;
};

asio::awaitable<void> wait_for_change(StatePtr state) {
  co_await state->changed.async_wait(kAwait);
}

// ---- sending -----------------------------------------------------------------------------------

/// A frame that was sent in part only leaves nothing that could follow it.
struct Unsent {
  WebSocket::State& state;
  ~Unsent() {
    if (!state.in_flight.empty()) state.drop();
  }
};

asio::awaitable<void> send(StatePtr state) {
  const Unsent unsent{*state};
  asio::const_buffer rest = asio::buffer(state->in_flight);
  while (rest.size() > 0) {
    const auto [error, size] = co_await async_write_some(*state->stream, rest);
    if (error) co_return;
    rest += size;
  }
  state->in_flight.clear();
}

/// Sends everything that is queued; false when the connection broke.
asio::awaitable<bool> flush(StatePtr state) {
  while (state->sending) co_await wait_for_change(state);
  const Turn turn{state, state->sending};
  while (state->next_outgoing()) co_await send(state);
  co_return !state->ended;
}

asio::awaitable<void> flush_alone(StatePtr state) { co_await flush(state); }

/// Nobody has to write for a ping to be answered.
void answer_ping(const StatePtr& state) {
  if (!state->pong || state->sending) return;
  asio::co_spawn(state->stream->executor(), flush_alone(state), asio::detached);
}

Task<void> write_message(StatePtr state, std::string_view text) {
  if (state->ended || state->close_sent) co_return closed(*state);
  state->queue_message(text);
  const bool sent = co_await flush(state);
  if (!sent) co_return closed(*state);
  co_return Result<void>{};
}

// ---- ending ------------------------------------------------------------------------------------

asio::awaitable<void> hang_up(StatePtr state) {
  co_await async_shutdown(*state->stream);
  state->drop();
}

/// Our last word, without waiting for theirs.
asio::awaitable<void> say_goodbye(StatePtr state, std::uint16_t code) {
  const Watchdog watchdog{state->stream->executor(), deadline_after(kCloseLimit),
                          [state] { state->drop(); }};
  if (!state->close_sent) state->queue_close(code, {});
  co_await flush(state);
  co_await hang_up(state);
}

asio::awaitable<void> hear_close(StatePtr state, Reading said) {
  state->reason = CloseReason{said.code, std::string{said.payload}};
  state->close_heard = true;
  state->notify();
  if (!state->close_sent && !state->owner_ends) co_await say_goodbye(state, said.code);
}

/// Deals with what is no message, and says what a reader is to be told.
asio::awaitable<Error> react(StatePtr state, Reading met) {
  if (met.kind == Kind::close) {
    co_await hear_close(state, met);
    co_return closed(*state).error();
  }
  if (met.kind == Kind::violation) {
    co_await say_goodbye(state, met.code);
    co_return broken(met.payload).error();
  }
  state->exceeded = met.limit;
  if (!state->close_sent && !state->owner_ends) co_await say_goodbye(state, close_code::too_big);
  co_return too_large(met.limit).error();
}

// ---- reading -----------------------------------------------------------------------------------

asio::mutable_buffer room_of(WebSocket::State& state) {
  const std::span<char> room = state.reader.room();
  return {room.data(), room.size()};
}

/// `size` bytes were read into `room`, or the connection is lost.
void arrived(WebSocket::State& state, asio::mutable_buffer room, const error_code& error,
             std::size_t size) {
  if (error) return state.drop();
  if (!state.sending) size += state.stream->read_now(room + size);
  state.reader.commit(size);
}

/// At least one text message and at most `most` of those that are there.
Task<Messages> read_messages(StatePtr state, std::size_t most) {
  while (!state->deaf()) {
    if (state->reading) {  // close() does, or did when we were called
      co_await wait_for_change(state);
      continue;
    }
    state->batch.clear();
    const Reading met = state->collect(most);
    answer_ping(state);
    if (!state->batch.empty()) {
      state->put_back(met);
      co_return Messages{state->batch};
    }
    if (met.kind != Kind::need_more) {
      Error end = co_await react(state, met);
      co_return std::unexpected(std::move(end));
    }
    const Turn turn{state, state->reading};
    const asio::mutable_buffer room = room_of(*state);
    const auto [error, size] = co_await async_read_some(*state->stream, room);
    arrived(*state, room, error, size);
  }
  co_return closed(*state);
}

Task<std::string_view> read_message(StatePtr state) {
  const Result<Messages> messages = co_await read_messages(state, 1);
  if (!messages) co_return std::unexpected(messages.error());
  co_return messages->front();
}

bool may_close_with(const WebSocket::State& state, std::uint16_t code, std::string_view text) {
  if (code == close_code::no_status) return state.close_heard && text.empty();
  return is_close_code(code) && text.size() <= kMaxReason;
}

Task<void> close_socket(StatePtr state, std::uint16_t code, std::string_view text) {
  if (!may_close_with(*state, code, text)) {
    co_return fail(Errc::invalid,
                   fmt::format("a Close frame cannot carry code {} with a reason of {} bytes; use "
                               "1000, or 3000 to 4999, and at most {} bytes",
                               code, text.size(), kMaxReason));
  }
  if (state->ended || state->close_sent) co_return Result<void>{};
  const Watchdog watchdog{state->stream->executor(), deadline_after(kCloseLimit),
                          [state] { state->drop(); }};
  state->queue_close(code, text);
  co_await flush(state);
  while (!state->deaf()) co_await read_messages(state, kAll);
  co_await hang_up(state);
  if (watchdog.bit()) {
    co_return fail(Errc::timeout,
                   "the other side did not answer our Close frame in time; the "
                   "connection was dropped");
  }
  co_return Result<void>{};
}

}  // namespace

WebSocket::WebSocket(std::shared_ptr<State> state) : state_{std::move(state)} {}
WebSocket::WebSocket(WebSocket&&) noexcept = default;
WebSocket& WebSocket::operator=(WebSocket&& other) noexcept {
  if (this != &other) {
    if (state_) abort();
    state_ = std::move(other.state_);
  }
  return *this;
}
WebSocket::~WebSocket() {
  if (state_) abort();
}

Task<std::string_view> WebSocket::read() { return read_message(state_); }
Task<Messages> WebSocket::read_batch() { return read_messages(state_, kAll); }
Task<void> WebSocket::write(std::string_view text) { return write_message(state_, text); }
Task<void> WebSocket::close(std::uint16_t code, std::string_view reason) {
  return close_socket(state_, code, reason);
}
void WebSocket::abort() { state_->drop(); }
const CloseReason& WebSocket::close_reason() const { return state_->reason; }
std::uint64_t WebSocket::skipped_binary() const { return state_->skipped; }
std::uint64_t WebSocket::pings() const { return state_->pings; }
std::size_t WebSocket::exceeded_limit() const { return state_->exceeded; }

}  // namespace belay::net
