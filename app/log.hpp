#pragma once

#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "belay/base/log.hpp"
#include "belay/base/time.hpp"
#include "belay/client/config.hpp"

namespace belay::app {

struct LogOptions {
  Environment profile = Environment::sim;
  std::filesystem::path directory;  ///< made when missing; see default_log_directory()
  bool to_file = true;
  bool to_console = false;  ///< standard error, so that output stays clean
  LogLevel level = LogLevel::info;
  std::function<Instant()> now = [] { return Clock::system().now(); };
  std::FILE* console = stderr;
};

/// $XDG_STATE_HOME/belay, else $HOME/.local/state/belay; empty when neither is set. Arguments are
/// those variables' values, null when unset.
[[nodiscard]] std::filesystem::path default_log_directory(const char* state_home, const char* home);

/// `dev_belay_20250113.log`; `prod_` for live only (product.md S2-11, S2-12).
[[nodiscard]] std::string log_file_name(Environment profile, Date trade_date);

/// `2025-01-13T15:31:07.123456Z info    sim  client: message`, without line end; control
/// characters escaped so that a line is always one line.
[[nodiscard]] std::string log_line(Instant at, LogLevel level, Environment profile,
                                   std::string_view component, std::string_view message);

/// Where this process logs. The file is private to its owner (0600, its directory 0700) and changes
/// at the exchange-day boundary. Logging never fails a command: what goes wrong is told once on the
/// console.
class Logging {
 public:
  Logging();
  ~Logging();
  Logging(const Logging&) = delete;
  Logging& operator=(const Logging&) = delete;

  /// Replaces whatever was set up before, so that calling twice prints nothing twice. The first
  /// line says where it writes. Returns what went wrong, for standard error; empty when all is
  /// well.
  std::string configure(LogOptions options);
  /// Goes where configure() said last; may outlive this object.
  [[nodiscard]] Log log() const;
  /// The file written to, if any.
  [[nodiscard]] std::optional<std::filesystem::path> file() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace belay::app
