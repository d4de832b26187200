#pragma once

#include <string>
#include <string_view>

#include "app/render/table.hpp"
#include "app/session.hpp"
#include "app/table_options.hpp"
#include "app/view/records.hpp"

namespace belay::app {

/// A command's answer: the same facts for people and for programs.
struct Shown {
  Table table;
  std::string records;      ///< the broker's objects behind its rows, for `--columns`; empty = none
  KnownMembers known = {};  ///< what such an object may have
  std::string after;        ///< lines under the table
  std::string nothing;      ///< instead of a table without rows; empty = its heading
};

/// Prints it as the flags say: a table, comma-separated values or, with --json, `document`.
/// Errors: usage for a column that there is not, whatever the form.
[[nodiscard]] Result<ExitCode> show_table(const Session& session, const TableOptions& options,
                                          const Shown& shown, const JsonObject& document);

}  // namespace belay::app
