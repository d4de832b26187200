#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace belay::sim {

/// How the simulated account streamer behaves where the broker's way is not known, and how it
/// misbehaves on demand (broker-api.md 8, 11).
struct AccountStreamOptions {
  std::chrono::milliseconds idle_limit{60'000};  ///< without a word of the client
  bool batch = false;                            ///< what is due together goes as `{"results":[…]}`
  bool sequence = false;                         ///< notifications carry `ws-sequence`
  bool connect_extends = false;    ///< a second `connect` adds accounts instead of replacing them
  bool close_after_error = false;  ///< an error ends the conversation
  std::chrono::milliseconds delay{0};       ///< real time; notifications come that much later
  std::optional<std::uint64_t> drop_after;  ///< the connection is lost after so many notifications
  std::size_t most_waiting = 10'000;        ///< frames; a client that lets more pile up is dropped
};

}  // namespace belay::sim
