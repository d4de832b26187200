#include "app/cli_lookups.hpp"
#include "app/cli_parts.hpp"

#include <algorithm>
#include <string>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

namespace belay::app {
namespace {

// What the groups of commands are about; a command of one word has its own line.
std::string_view about_group(std::string_view name) {
  if (name == "order") return "Orders: look at them, send, change and cancel them.";
  if (name == "instruments") return "What can be traded.";
  if (name == "watchlist") return "Lists of symbols, yours and the broker's.";
  if (name == "alert") return "Alerts on quotes.";
  if (name == "backtest") return "The broker's backtester.";
  return "";
}

CLI::App* child(CLI::App& parent, const std::string& name) {
  for (CLI::App* known : parent.get_subcommands([](CLI::App*) { return true; })) {
    if (known->get_name() == name) return known;
  }
  CLI::App* made = parent.add_subcommand(name);
  made->fallthrough();
  return made;
}

CLI::App* place_of(CLI::App& app, std::string_view name) {
  const std::size_t space = name.find(' ');
  if (space == std::string_view::npos) return child(app, std::string{name});
  CLI::App* group = child(app, std::string{name.substr(0, space)});
  group->description(std::string{about_group(name.substr(0, space))});
  group->require_subcommand(1);
  return child(*group, std::string{name.substr(space + 1)});
}

void add_date(CLI::App* command, const std::string& name, std::optional<Date>& target,
              const std::string& about) {
  const auto store = [&target](const std::string& text) { target = parse_date(text).value(); };
  const std::function<std::string(std::string&)> check = [](std::string& text) {
    const Result<Date> date = parse_date(text);
    return date ? std::string{} : date.error().message;
  };
  command->add_option_function<std::string>(name, store, about)
      ->check(CLI::Validator{check, "", "date"})
      ->type_name("DATE");
}

void add_text(CLI::App* command, const std::string& name, std::string& target,
              const std::string& about, const std::string& kind) {
  command->add_option(name, target, about)->type_name(kind);
}

void add_flag(CLI::App* command, const Lookup& lookup, Flag flag, LookupOptions& options) {
  switch (flag) {
    case Flag::from: return add_date(command, "--from", options.from, "the first day, or the day");
    case Flag::to: return add_date(command, "--to", options.to, "the last day");
    case Flag::type:
      command->add_option("--type", options.types, "only these types")->type_name("TYPE...");
      return;
    case Flag::symbol: return add_text(command, "--symbol", options.symbol, "only this", "SYMBOL");
    case Flag::underlying:
      return add_text(command, "--underlying", options.underlying, "only this underlying",
                      "SYMBOL");
    case Flag::exchange:
      return add_text(command, "--exchange", options.exchange, "of which exchange",
                      "CME|CFE|Equity");
    case Flag::id: return add_text(command, "--id", options.id, "only this one, all of it", "ID");
    case Flag::back:
      return add_text(command, "--back", options.back, "how far back (1m)",
                      "1d|1w|1m|3m|6m|1y|all");
    case Flag::file: return add_text(command, "--file", options.file, "a JSON file", "FILE");
    case Flag::next: command->add_flag("--next", options.next, "the session after"); return;
    case Flag::previous:
      command->add_flag("--previous", options.previous, "the session before");
      return;
    case Flag::wide: {
      const std::size_t colon = lookup.wide.find(':');
      command->add_flag(std::string{lookup.wide.substr(0, colon)}, options.wide,
                        std::string{lookup.wide.substr(colon + 1)});
      return;
    }
  }
}

void add_names(CLI::App* command, const Lookup& lookup, LookupOptions& options) {
  if (lookup.behind == Behind::nothing) return;
  const std::string_view first = lookup.behind_name.substr(0, lookup.behind_name.find(' '));
  CLI::Option* names = command->add_option(CLI::detail::to_lower(std::string{first}), options.names,
                                           "what to ask for");
  names->option_text(std::string{lookup.behind_name} +
                     (lookup.behind == Behind::one ? "" : " ..."));
  if (lookup.behind == Behind::one) names->expected(1);
  if (lookup.behind != Behind::many) names->required();
}

void add_lookup(CLI::App& app, const Lookup& lookup, LookupOptions& options,
                const std::function<void(const LookupOptions&)>& chosen) {
  CLI::App* command = place_of(app, lookup.name);
  command->description(std::string{lookup.about});
  command->footer(fmt::format("Global flags (--json, --profile, …): belay --help\nExample: {}",
                              lookup.example));
  add_names(command, lookup, options);
  for (const Flag flag : lookup.flags) add_flag(command, lookup, flag, options);
  if (!lookup.sentence) add_table(command, options.table);
  if (!lookup.columns.empty()) {
    const auto store = [&options](const std::size_t& most) { options.limit = most; };
    command->add_option_function<std::size_t>("--limit", store, "at most this many")
        ->type_name("N");
  }
  command->callback([&options, &lookup, chosen] {
    options.lookup = &lookup;
    chosen(options);
  });
}

}  // namespace

void add_lookups(CLI::App& app, LookupOptions& options,
                 const std::function<void(const LookupOptions&)>& chosen) {
  for (const Lookup& lookup : lookups()) add_lookup(app, lookup, options, chosen);
}

}  // namespace belay::app
