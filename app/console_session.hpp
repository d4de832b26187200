#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/secret.hpp"
#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "proto/dxlink/contract.hpp"
#include "proto/dxlink/frame_decoder.hpp"

namespace belay::app {

/// A frame as the console shows it, without secrets.
struct ShownFrame {
  bool sent = false;
  Instant at;
  std::int64_t channel = 0;
  std::string type;  ///< empty when it is no dxLink message
  std::string text;
  std::vector<Event> events;
};

/// One dxLink conversation led by a person: typed lines, server frames and time go in; frames to
/// send and frames to show come out. Says hello, gives the token when asked, keeps alive, and opens
/// the channels that short forms need; everything else is said by the person (dxlink.md 2, 3, 4,
/// 9.1). Pure. What is typed before the server lets us in waits for it.
class ConsoleSession {
 public:
  /// `token` may be empty: the person then answers AUTH_STATE. `market_now` dates candles that are
  /// asked for without a day.
  ConsoleSession(Secret token, Instant market_now);

  /// What can be typed.
  [[nodiscard]] static std::string_view help();

  void start(Tick now, Instant at);
  /// One typed line. Fails with usage, saying what would do.
  Result<void> type(std::string_view line, Tick now, Instant at);
  void receive(std::string_view frame, Instant at);
  /// Keeps alive; call often.
  void tick(Tick now, Instant at);

  [[nodiscard]] std::vector<std::string> take_outgoing();
  [[nodiscard]] std::vector<ShownFrame> take_shown();
  /// Why lines that waited could not be carried out.
  [[nodiscard]] std::vector<std::string> take_complaints();
  /// True while lines wait for the server to let us in.
  [[nodiscard]] bool is_waiting() const { return !let_in_; }
  /// True once the server wants a token and there is none to give.
  [[nodiscard]] bool wants_token() const { return wants_token_; }
  [[nodiscard]] bool has_quit() const { return has_quit_; }

 private:
  struct Channel {
    bool opened = false;
    std::string setup;                 ///< said when it opens
    std::vector<std::string> pending;  ///< said after that
  };

  void say(std::string message, Instant at);
  void show(bool sent, std::string_view text, Instant at, std::vector<Event> events);
  void answer(const dxlink::ServerMessage& message, Instant at);
  void let_in(Instant at);
  void opened(std::int64_t id, Instant at);
  void say_on(std::int64_t channel, std::string message, Instant at);
  std::int64_t feed_channel(dxlink::Contract contract, Instant at);
  std::int64_t new_channel() { return std::exchange(next_channel_, next_channel_ + 2); }
  void learn_secrets(std::string_view message);
  [[nodiscard]] std::string redacted(std::string text) const;
  Result<void> carry_out(std::string_view line, Instant at);
  Result<void> subscribe(bool add, const std::vector<std::string_view>& words, Instant at);
  Result<void> candles(const std::vector<std::string_view>& words, Instant at);
  Result<void> book(const std::vector<std::string_view>& words, Instant at);

  Secret token_;
  Instant market_now_;
  dxlink::FrameDecoder decoder_;
  std::vector<std::string> secrets_;
  std::vector<std::string> outgoing_;
  std::vector<ShownFrame> shown_;
  std::vector<std::string> waiting_;  // lines typed too early
  std::vector<std::string> complaints_;
  std::map<std::int64_t, Channel> channels_;
  std::map<dxlink::Contract, std::int64_t> feeds_;
  std::int64_t next_channel_ = 1;
  Tick said_ = Tick::min();
  Tick now_ = Tick::min();
  bool let_in_ = false;
  bool wants_token_ = false;
  bool has_quit_ = false;
};

}  // namespace belay::app
