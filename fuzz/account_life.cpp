#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "proto/account/connection_life.hpp"

// The life of an account stream against a server that says anything at all: lines are frames, a
// line "T…" lets time pass, a line "X" loses the connection. Whatever comes: no execution with an
// id is told twice, the token stands in no event, and the life asks to be woken in the future only.

namespace {

using namespace belay;

void check(bool holds) {
  if (!holds) std::abort();
}

class World {
 public:
  World() : life_{options()} { life_.start(now()); }

  void frame(std::string_view text) {
    settle();
    life_.receive(text, now());
    settle();
  }
  void lose() {
    life_.transport_closed(1006, "", now());
    settle();
  }
  void pass(std::chrono::seconds time) {
    settle();
    const Tick until = tick_ + time;
    for (int guard = 0; life_.next_deadline() <= until; ++guard) {
      check(guard < 1'000);
      tick_ = std::max(tick_, life_.next_deadline());
      life_.tick(now());
      settle();
    }
    tick_ = until;
  }

 private:
  static account::LifeOptions options() {
    account::LifeOptions options;
    options.session.accounts = {"5WX1"};
    options.session.quote_alerts = true;
    return options;
  }
  [[nodiscard]] account::Moment now() const { return {tick_, Instant{} + (tick_ - Tick{})}; }
  void settle() {
    for (bool busy = true; busy;) {
      const auto actions = life_.take_actions();
      busy = !actions.empty();
      for (const account::Action& action : actions) perform(action);
    }
    for (const AccountEvent& event : life_.take_events()) look(event);
    for (const auto& notice : life_.take_notices()) {
      check(notice.text.find("the-secret-token") == std::string::npos);
    }
  }
  void perform(const account::Action& action) {
    using Kind = account::Action::Kind;
    switch (action.kind) {
      case Kind::fetch_token:
      case Kind::renew_token: life_.token_arrived(Secret{"the-secret-token"}, now()); break;
      case Kind::connect: life_.transport_opened(now()); break;
      case Kind::read_state:
        life_.state_arrived(life_.connections(), {{.account_number = "5WX1"}}, now());
        break;
      case Kind::send:
      case Kind::drop:
      case Kind::close: break;
    }
  }
  void look(const AccountEvent& event) {
    const auto* const execution = event.as<Execution>();
    if (execution == nullptr || !execution->fill.fill_id) return;
    check(told_.emplace(execution->order_id, *execution->fill.fill_id).second);
  }

  account::ConnectionLife life_;
  Tick tick_{std::chrono::hours{1}};
  std::set<std::pair<std::int64_t, std::string>> told_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  World world;
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.starts_with('T')) {
      world.pass(std::chrono::seconds{line.size()});
    } else if (line == "X") {
      world.lose();
    } else {
      world.frame(line);
    }
  }
  return 0;
}
