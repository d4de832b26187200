#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "proto/dxlink/connection_life.hpp"
#include "proto/dxlink/event_batch.hpp"
#include "proto/dxlink/server_session.hpp"

// The life of a connection against our own server, on a clock of the test's own.

namespace belay::dxlink::test {

using namespace std::chrono_literals;

/// The broker, the network and one server at a time. Everything arrives at once.
class World {
 public:
  explicit World(LifeOptions options = {}) : life{std::move(options)} {}

  void start() {
    life.start(now());
    settle();
  }
  /// Lets every deadline on the way happen, and everything said arrive.
  void pass(std::chrono::nanoseconds time) {
    settle();
    const Tick until = tick_ + time;
    for (Tick next = deadline(); next <= until; next = deadline()) {
      tick_ = std::max(tick_, next);
      if (server) server->tick(tick_);
      life.tick(now());
      settle();
    }
    tick_ = until;
  }
  void settle() {
    for (bool busy = true; busy;) {
      busy = hear_server();
      for (Action& action : life.take_actions()) {
        busy = true;
        perform(action);
      }
    }
    for (Gap& gap : life.take_gaps()) gaps.push_back(std::move(gap));
    for (Notice& notice : life.take_notices()) notices.push_back(std::move(notice.text));
    events += life.batch().size();
    life.clear_batch();
  }
  void close(std::uint16_t code, std::string_view reason) {
    server.reset();
    life.transport_closed(code, reason, now());
    settle();
  }
  void tell(std::string_view frame) {
    life.receive(frame, now());
    settle();
  }
  void publish(std::string_view symbol, double bid) {
    Quote quote;
    quote.symbol = Symbol{symbol};
    quote.bid_price = bid;
    server->publish(quote, tick_);
    pass(200ms);
  }
  void want(std::string_view symbol) { ASSERT_TRUE(life.subscribe(key(symbol), tick_)); }
  void unwant(std::string_view symbol) { life.unsubscribe(key(symbol), tick_); }
  [[nodiscard]] std::set<std::string> subscribed() const {
    std::set<std::string> symbols;
    for (const auto& [channel, pair] : server->subscriptions()) {
      symbols.insert(std::string{pair.symbol.view()});
    }
    return symbols;
  }
  [[nodiscard]] Moment now() const { return {tick_, Instant{tick_.time_since_epoch()}}; }
  [[nodiscard]] Tick tick() const { return tick_; }

  ConnectionLife life;
  std::unique_ptr<ServerSession> server;
  ServerOptions server_options;
  std::string good_token = "token-1";
  bool reachable = true;
  bool mute = false;     // nothing the server says arrives
  bool stalled = false;  // of what it says, data do not arrive
  std::optional<Error> sign_in_error;
  bool broker_silent = false;
  int tokens = 0;
  std::vector<Tick> connects;
  std::vector<std::string> addresses;
  std::vector<std::pair<Tick, std::string>> said;
  std::vector<Action::Kind> left;
  std::vector<Gap> gaps;
  std::vector<std::string> notices;
  std::size_t events = 0;

 private:
  static SubscriptionKey key(std::string_view symbol) { return {"Quote", Symbol{symbol}}; }
  [[nodiscard]] Tick deadline() const {
    return std::min(life.next_deadline(), server ? server->next_deadline() : Tick::max());
  }
  bool hear_server() {
    if (!server) return false;
    const auto frames = server->take_outgoing();
    for (const std::string& frame : frames) {
      const bool data = frame.find("FEED_DATA") != std::string::npos;
      if (!mute && !(stalled && data)) life.receive(frame, now());
    }
    if (const auto end = server->close()) {
      server.reset();
      if (!mute) life.transport_closed(end->code, end->reason, now());
    }
    return !frames.empty();
  }
  void perform(const Action& action) {
    switch (action.kind) {
      case Action::Kind::fetch_token: answer_token(); break;
      case Action::Kind::connect: connect(action.text); break;
      case Action::Kind::send:
        ASSERT_TRUE(server);
        said.emplace_back(tick_, action.text);
        server->receive(action.text, tick_);
        break;
      default: left.push_back(action.kind); server.reset();
    }
  }
  void answer_token() {
    ++tokens;
    if (broker_silent) return;
    if (sign_in_error) {
      life.token_failed(*sign_in_error, now());
    } else {
      life.token_arrived(Secret{"token-" + std::to_string(tokens)},
                         "wss://host-" + std::to_string(tokens), now());
    }
  }
  void connect(const std::string& address) {
    connects.push_back(tick_);
    addresses.push_back(address);
    if (!reachable) {
      life.transport_failed(Error{.code = Errc::unreachable, .message = "nobody there"}, now());
      return;
    }
    server = std::make_unique<ServerSession>(
        server_options,
        [this](std::string_view token) {
          const bool good = good_token == "any" || token == good_token;
          return good ? std::optional<std::string>{"user-1"} : std::nullopt;
        },
        nullptr);
    server->start(tick_);
    life.transport_opened(now());
  }

  Tick tick_{1h};
};

}  // namespace belay::dxlink::test
