#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "belay/base/time.hpp"
#include "proto/dxlink/quirks.hpp"

namespace belay::chaos {

using duration = Tick::duration;

/// Something the network or the user does at a time.
struct Mischief {
  enum class Kind : std::uint8_t {
    cut,             ///< the connection ends; both ends learn it
    half_open,       ///< bytes vanish in both directions; nobody is told
    stall,           ///< the client's bytes wait for `length`, as if the network were full
    kill_tokens,     ///< every token given out so far is dead
    refuse_connect,  ///< for `length` no connection can be made
    refuse_token,    ///< for `length` no token can be had
    toggle,          ///< the user takes up or gives up subscription number `which`
    sleep,           ///< the client's machine does nothing for `length`
  };
  duration at{0};
  Kind kind = Kind::cut;
  duration length{0};
  std::size_t which = 0;
};

/// What one seed does: a time of faults, then a quiet time in which everything has to heal.
struct Plan {
  std::uint64_t seed = 0;
  duration trouble{0};  ///< no fault after this
  duration quiet{0};
  dxlink::Quirks quirks;  ///< the server's misbehaviour, times from each connection's opening
  std::vector<Mischief> mischief;  ///< in order of time
};

/// The same plan for the same seed, on every machine.
[[nodiscard]] Plan make_plan(std::uint64_t seed);
/// The server's misbehaviour until the trouble is over, counted from the opening of a connection
/// that is made so long after the beginning.
[[nodiscard]] dxlink::Quirks quirks_of_connection(const Plan& plan, duration opened);
/// For people: one line per fault.
[[nodiscard]] std::string describe(const Plan& plan);

}  // namespace belay::chaos
