#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "chaos/consumer.hpp"
#include "chaos/market.hpp"
#include "chaos/plan.hpp"
#include "chaos/verdict.hpp"
#include "proto/dxlink/connection_life.hpp"
#include "proto/dxlink/server_session.hpp"

namespace belay::chaos {

/// A client's whole connection life against server sessions, in memory, on a clock of its own: the
/// same plan gives the same story.
class World {
 public:
  /// `tell`: every message, fault and notice, for people; may be empty.
  World(const Plan& plan, std::function<void(const std::string&)> tell);

  [[nodiscard]] Outcome run();

 private:
  struct Frame {
    Tick at;
    std::string text;
  };
  /// One transport with the server's session at its far end.
  struct Link {
    std::uint64_t id = 0;
    dxlink::ServerSession session;
    duration delay{0};
    std::deque<Frame> to_server = {};
    std::deque<Frame> to_client = {};
    bool attached = true;                  ///< the client uses it
    bool served = true;                    ///< the session lives
    bool vanishing = false;                ///< bytes get lost in both directions
    std::optional<Tick> client_ends = {};  ///< our end of it reaches the server
    std::optional<Tick> server_ends = {};  ///< its end of it reaches us
    dxlink::ServerClose close = {};
  };
  struct Errand {  ///< something the client asked for that takes a while
    Tick at;
    dxlink::Action::Kind kind;
  };

  [[nodiscard]] dxlink::Moment moment() const { return {now_, wall(now_)}; }
  [[nodiscard]] static Instant wall(Tick tick) { return Instant{tick.time_since_epoch()}; }
  [[nodiscard]] bool is_calm() const { return now_ >= begin_ + plan_.trouble; }
  [[nodiscard]] bool holds(Tick until) const { return now_ < until; }
  duration random_delay(std::chrono::milliseconds most);

  [[nodiscard]] Tick next() const;
  [[nodiscard]] Tick next_of(const Link& link) const;
  void run_until(Tick end);
  void step();
  void happen(const Mischief& each);
  void toggle(std::size_t which);
  void trade();
  void serve(Link& link);
  void receive(std::string_view text);
  void attend(Link& link);
  void run_errands();
  void token_comes();
  void connection_comes();
  void act();
  void leave(bool politely);

  Outcome judge();
  [[nodiscard]] Link* attached();
  template <class... T>
  void tell(fmt::format_string<T...> text, T&&... parts) const {
    if (!tell_) return;
    tell_(fmt::format("{:8.3f}  {}", std::chrono::duration<double>{now_ - begin_}.count(),
                      fmt::format(text, std::forward<T>(parts)...)));
  }

  const Plan plan_;
  std::function<void(const std::string&)> tell_;
  std::mt19937_64 random_;
  const Tick begin_{std::chrono::hours{1}};
  Tick now_ = begin_;
  Market market_;
  bool trading_ = true;
  Tick next_trade_ = begin_;
  std::size_t next_mischief_ = 0;
  dxlink::ConnectionLife life_;
  Consumer consumer_;
  std::set<std::size_t> wanted_;  // of market_.keys()
  std::vector<std::unique_ptr<Link>> links_;
  std::deque<Errand> errands_;
  std::uint64_t opened_ = 0;
  std::uint64_t tokens_ = 0;
  std::uint64_t good_token_ = 1;  // and those after it
  Tick stalled_until_ = Tick::min();
  Tick no_connections_until_ = Tick::min();
  Tick no_tokens_until_ = Tick::min();
  Tick asleep_until_ = Tick::min();
  std::size_t most_waiting_ = 0;
};

}  // namespace belay::chaos
