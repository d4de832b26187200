#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "app/render/style.hpp"
#include "app/render/table.hpp"
#include "app/session.hpp"

// A table that goes on (`positions --watch`, `chain --watch`): drawn again and again on a screen,
// a line per row that says something new where there is none.

namespace belay::app {

/// What a command that goes on is asked at every look.
class LiveTable {
 public:
  LiveTable() = default;
  LiveTable(const LiveTable&) = delete;
  LiveTable& operator=(const LiveTable&) = delete;
  virtual ~LiveTable() = default;

  /// Before every look: what has changed since the one before.
  virtual Task<void> update() = 0;
  /// The rows whose changes are lines. Errors: usage for a column that there is not.
  [[nodiscard]] virtual Result<Table> rows() const = 0;
  /// Of each row, what stays its own.
  [[nodiscard]] virtual std::vector<std::string> keys() const = 0;
  /// A row as a JSON document on a line.
  [[nodiscard]] virtual std::string json_line(std::size_t row) const = 0;
  /// The rows as a person is shown them.
  [[nodiscard]] virtual Result<std::string> body(const Style& style) const = 0;
  /// The line under it.
  [[nodiscard]] virtual std::string foot() const = 0;
  /// What is not known now; empty while all is well.
  [[nodiscard]] virtual std::string trouble() const = 0;
  /// Why it cannot go on.
  [[nodiscard]] virtual std::optional<Error> failure() const = 0;
};

struct LiveOptions {
  bool csv = false;                                  ///< lines of comma-separated values
  std::optional<std::chrono::milliseconds> run_for;  ///< absent: until the person leaves
};

/// Shows `table` until the person leaves or the time is up; what a screen showed last stays on it.
Task<void> show_live(Session& session, LiveTable& table, LiveOptions options);

}  // namespace belay::app
