#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include "app/options.hpp"
#include "belay/base/error.hpp"

// What the files that build the command line share.

namespace belay::app {

using Check = std::function<std::string(std::string&)>;

/// Told which command the line names, with what its flags say.
using Choose = std::function<void(CommandOptions)>;

/// Turns a Result-returning reader into a check whose failure text CLI11 prints.
template <class T>
CLI::Validator readable(Result<T> (*read)(std::string_view)) {
  const Check check = [read](std::string& text) {
    const auto value = read(text);
    return value ? std::string{} : value.error().message;
  };
  return CLI::Validator{check, "", "readable"};
}

/// An option whose text is read by `read` into `target`, at once and only when legal.
template <class T, class Target>
CLI::Option* add_parsed(CLI::App* app, const std::string& name, Target& target,
                        Result<T> (*read)(std::string_view), const std::string& help,
                        const std::string& kind) {
  const auto store = [&target, read](const std::string& text) { target = read(text).value(); };
  return app->add_option_function<std::string>(name, store, help)
      ->check(readable(read))
      ->type_name(kind);
}

template <class T>
CLI::Option* add_optional(CLI::App* app, const std::string& name, std::optional<T>& target,
                          const std::string& help, const std::string& kind) {
  const auto store = [&target](const T& value) { target = value; };
  return app->add_option_function<T>(name, store, help)->type_name(kind);
}

/// --columns and --csv.
void add_table(CLI::App* command, TableOptions& options);

/// A subcommand that also understands the global flags, and whose help ends with an example.
CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& about,
                      const std::string& example);

/// The codes of warnings that do not keep an order from being sent.
inline void add_accept(CLI::App* app, std::vector<std::string>& codes) {
  app->add_option("--accept", codes, "send although the broker warns of this")
      ->type_name("CODE")
      ->allow_extra_args(false);
}

/// `options`, which must outlive the parsing, is what `command` means.
template <class Options>
void chosen(CLI::App* command, const Choose& choose, const Options& options) {
  command->callback([choose, &options] { choose(options); });
}

/// What the tables' commands fill; outlives the parsing.
struct Views {
  AccountsOptions& accounts;
  BalancesOptions& balances;
  PositionsOptions& positions;
  OrdersOptions& orders;
  ChainOptions& chain;
};
void add_views(CLI::App& app, const Views& views, const Choose& choose);

// A file each: commands for people who sign in, trade, and mend or complete their shell.
void add_auth(CLI::App& app, LoginOptions& login, LogoutOptions& logout, AuthOptions& auth,
              const Choose& choose);
/// After the lookups, whose `order` it extends.
void add_trading(CLI::App& app, TradeOptions& trade, const Choose& choose);
void add_doctor(CLI::App& app, DoctorOptions& doctor, const Choose& choose);
/// Completion and manual pages, both made from this very tree.
void add_shell(CLI::App& app, CompletionOptions& completion, CompleteOptions& complete,
               ManOptions& man, const Choose& choose);

}  // namespace belay::app
