#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "app/context.hpp"
#include "belay/client/config.hpp"
#include "belay/sim/simulator.hpp"
#include "belay/task.hpp"

namespace belay::app {

/// What a simulator says about itself: GET /belay-sim/status.
struct SimulatorStatus {
  Instant time;        ///< simulated
  double speed = 1.0;  ///< simulated seconds per second
  std::uint64_t seed = 0;
};

/// Reads a status answer; nullopt when it is not a belay simulator's.
[[nodiscard]] std::optional<SimulatorStatus> read_simulator_status(std::string_view json);

/// Where a command's client connects to.
struct Place {
  Config config;
  std::string
      description;  ///< for people: "simulator at http://…", "in-process simulator, seed 42"
  std::function<Instant()> now;               ///< the time of that market
  std::shared_ptr<sim::Simulator> simulator;  ///< when this process runs it
};

/// Decides where to connect, asking the usual port whether a simulator is there and starting one
/// when none is (session.hpp). `executor` is where an in-process simulator runs.
Task<Place> find_place(Context& context, boost::asio::any_io_executor executor);

/// The simulator at `url`, or Errc::unreachable when nothing there says it is one. Waits at most
/// half a second.
Task<SimulatorStatus> ask_simulator(boost::asio::any_io_executor executor, std::string url);

}  // namespace belay::app
