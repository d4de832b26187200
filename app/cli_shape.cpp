#include "app/cli_shape.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>

namespace belay::app {
namespace {

OptionShape shape_of(const CLI::Option& option) {
  OptionShape shape{.about = option.get_description(),
                    .positional = option.get_positional(),
                    .required = option.get_required(),
                    .repeats = option.get_expected_max() > 1};
  for (const std::string& name : option.get_snames()) shape.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) shape.names.push_back("--" + name);
  if (shape.positional) shape.names = {option.get_name(true)};
  if (option.get_type_size() != 0) shape.kind = option.get_type_name();
  return shape;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '-'; }

}  // namespace

CommandShape shape_of(const CLI::App& app) {
  CommandShape shape{.name = app.get_name(),
                     .about = app.get_description(),
                     .footer = app.get_footer(),
                     .hidden = app.get_parent() != nullptr && app.get_group().empty()};
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_group().empty()) shape.options.push_back(shape_of(*option));
  }
  for (const CLI::App* command : app.get_subcommands({})) {
    shape.commands.push_back(shape_of(*command));
  }
  return shape;
}

const CommandShape* CommandShape::find(std::string_view command) const {
  const auto found = std::ranges::find(commands, command, &CommandShape::name);
  return found == commands.end() ? nullptr : &*found;
}

const OptionShape* CommandShape::option(std::string_view named) const {
  const auto found = std::ranges::find_if(options, [&](const OptionShape& option) {
    return !option.positional && std::ranges::count(option.names, named) > 0;
  });
  return found == options.end() ? nullptr : &*found;
}

std::vector<std::string> choices_of(std::string_view kind) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at <= kind.size();) {
    const std::size_t end = std::min(kind.find('|', at), kind.size());
    const std::string_view word = kind.substr(at, end - at);
    if (word.empty() || !std::ranges::all_of(word, is_letter)) return {};
    words.emplace_back(word);
    at = end + 1;
  }
  return words.size() > 1 ? words : std::vector<std::string>{};
}

}  // namespace belay::app
