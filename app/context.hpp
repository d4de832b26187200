#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/options.hpp"
#include "app/render/style.hpp"
#include "app/waiting.hpp"
#include "belay/base/log.hpp"
#include "belay/base/time.hpp"
#include "belay/client/config.hpp"
#include "belay/sim/simulator.hpp"

namespace belay::app {

/// Standard output. A reader that goes away (`belay stream SPY | head -1`) is not an error: what
/// follows is dropped and broken() says so.
class Output {
 public:
  void write(std::string_view text);
  /// True once nobody reads any more; long-running commands then end.
  [[nodiscard]] bool broken() const { return failure_ != 0; }
  /// How often something was written.
  [[nodiscard]] std::uint64_t writes() const { return writes_; }
  /// The errno of the first failed write, 0 when none; EPIPE is the quiet one.
  [[nodiscard]] int failure() const { return failure_; }

 private:
  int failure_ = 0;
  std::uint64_t writes_ = 0;
};

/// What every command is given: the command line and the surroundings, read once in run().
struct Context {
  Globals globals;
  Environment profile = Environment::sim;
  Style style;               ///< of standard output
  bool terminal = false;     ///< standard output is a person's screen
  bool error_color = false;  ///< standard error takes colour
  /// Set: always a simulator of our own, made like this, whatever runs at the usual port.
  std::optional<sim::Options> own_simulator;
  /// Whoever asks has no screen and no patience (TAB was pressed): no question, no sign-in.
  bool silent = false;
  /// Who says yes or no: the terminal, unless somebody stands in for the person there.
  std::function<Result<void>(std::string_view question)> person;
  Clock clock = Clock::system();
  Log log;
  Output out;
  Waiting waiting;  ///< what a person is told who waits longer than a moment

  /// To standard error, for people; `belay: ` is the caller's to write.
  static void complain(std::string_view text);
};

}  // namespace belay::app
