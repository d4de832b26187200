#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace belay::app {

/// One option, flag or positional of a command, as its help shows it.
struct OptionShape {
  std::vector<std::string> names;  ///< `--json`, `-h`; of a positional its one name
  std::string kind;                ///< what it takes: `NUMBER|NICKNAME`; empty = nothing, a flag
  std::string about;
  bool positional = false;
  bool required = false;
  bool repeats = false;  ///< takes any number of words
};

/// One command with everything below it.
struct CommandShape {
  std::string name;
  std::string about;
  std::string footer;  ///< what follows its help: examples, lists of words
  bool hidden = false;
  std::vector<OptionShape> options;
  std::vector<CommandShape> commands;

  [[nodiscard]] const CommandShape* find(std::string_view command) const;
  [[nodiscard]] const OptionShape* option(std::string_view named) const;
};

/// The command line that parse_command_line() reads. Completions, manual pages and tests walk it.
[[nodiscard]] CommandShape command_tree();

/// The words `kind` offers (`sim|cert|live`); none when it names a kind of thing, or gives
/// examples.
[[nodiscard]] std::vector<std::string> choices_of(std::string_view kind);

}  // namespace belay::app
