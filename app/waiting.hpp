#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "belay/base/time.hpp"

// The line on the standard error that tells a person who waits that something is going on.

namespace belay::app {

/// Decides what the line says, and when there is one. Pure; looked at a few times a second.
class Waiting {
 public:
  static constexpr std::chrono::seconds kPatience{2};

  /// What has arrived so far: `300 rows`.
  void got(std::string what) { got_ = std::move(what); }
  /// From now on the command waits for nobody: it shows what comes, or a person reads.
  void end() { over_ = true; }
  /// The line at `now`, empty while it is early. `written` counts what was printed: who sees
  /// something new does not wait. Nor did who was asked something, which is what a look that comes
  /// late means.
  [[nodiscard]] std::string line(Tick now, std::uint64_t written);

 private:
  std::optional<Tick> since_;
  Tick looked_;
  std::uint64_t written_ = 0;
  std::string got_;
  bool over_ = false;
};

/// Writes `line` over the one before, without an end; the cursor stays behind it.
void show_waiting(std::string_view line);
/// Takes the line away, where there is one: whatever is written next begins a line of its own. A
/// process has one terminal, so this needs no object.
void clear_waiting();

}  // namespace belay::app
