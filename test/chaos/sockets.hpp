#pragma once

#include <functional>
#include <memory>
#include <string>

#include "chaos/plan.hpp"
#include "chaos/verdict.hpp"

namespace belay::chaos {

/// The same story as a World's over real sockets of the loopback interface: the client's carrier
/// (client/feed.hpp), a network with faults (wire.hpp) and the simulator's server, on a clock that
/// is kRate times as fast as the machine's. The plan is the same for the same seed; what happens
/// between its faults is the machine's.
class SocketWorld {
 public:
  static constexpr int kRate = 20;

  /// `tell`: faults and notices, for people; may be empty.
  SocketWorld(const Plan& plan, std::function<void(const std::string&)> tell);
  SocketWorld(const SocketWorld&) = delete;
  SocketWorld& operator=(const SocketWorld&) = delete;
  ~SocketWorld();

  /// Takes (trouble + at most quiet) / kRate.
  [[nodiscard]] Outcome run();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace belay::chaos
