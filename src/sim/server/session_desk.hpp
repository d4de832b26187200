#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace belay::sim {

/// Who holds a session with which credential, and how many one credential may have (dxlink.md 4.8).
/// The real answer to one too many is unknown: the newcomer is refused, or the oldest has to go.
template <class Who>
class SessionDesk {
 public:
  struct Admission {
    bool granted = true;
    std::optional<Who> evicted;
  };

  SessionDesk(std::size_t most, bool refuse) : most_{most}, refuse_{refuse} {}

  /// A second AUTH of the same session moves it to the new credential.
  Admission admit(std::string_view credential, Who who) {
    leave(who);
    const auto same = [&](const Seat& seat) { return seat.credential == credential; };
    Admission answer;
    const auto held = static_cast<std::size_t>(std::ranges::count_if(seats_, same));
    if (held >= most_) {
      if (refuse_) return {.granted = false, .evicted = {}};
      answer.evicted = std::ranges::find_if(seats_, same)->who;
      leave(*answer.evicted);
    }
    seats_.push_back({std::string{credential}, who});
    return answer;
  }
  void leave(Who who) {
    std::erase_if(seats_, [&](const Seat& seat) { return seat.who == who; });
  }

 private:
  struct Seat {
    std::string credential;
    Who who;
  };
  std::size_t most_;
  bool refuse_;
  std::vector<Seat> seats_;  // in order of arrival
};

}  // namespace belay::sim
