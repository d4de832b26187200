#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/options.hpp"
#include "belay/base/error.hpp"

namespace belay::app {

/// The command line was answered by a text: --help, --version.
struct Answer {
  std::string text;
};

/// Reads a command line without the program's name. Pure: looks at nothing but its arguments.
/// Errors: usage, with the offending word and how to get help.
[[nodiscard]] Result<std::variant<Invocation, Answer>> parse_command_line(
    const std::vector<std::string>& arguments);

/// `500ms`, `15s`, `2m`, `1h`. Errors: usage.
[[nodiscard]] Result<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace belay::app
