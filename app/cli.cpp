#include "app/cli.hpp"
#include "app/cli_lookups.hpp"
#include "app/cli_parts.hpp"
#include "app/cli_shape.hpp"
#include "app/render/text.hpp"
#include "app/view/events.hpp"
#include "belay/base/version.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "proto/dxlink/chaos_file.hpp"

namespace belay::app {

/// A subcommand that also understands the global flags, and whose help ends with an example.
CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& about,
                      const std::string& example) {
  CLI::App* command = app.add_subcommand(name, about);
  command->fallthrough();
  command->footer("Global flags (--json, --profile, …): belay --help\nExample: " + example);
  return command;
}

namespace {

constexpr const char* kAbout = "The flight simulator and the seat-belt for tastytrade by program.";

constexpr const char* kChaosHelp =
    "A chaos file has one rule per line: at 30s drop; every 20s spurious_error; from 10s to 40s\n"
    "stop_data; after 20 frames flip_full silent; p=0.1 reject_early_auth; seed 7. Times count "
    "from\n"
    "the opening of each connection. What there is:\n";

/// Everything CLI11 writes into while it parses, then the command it found.
struct Draft {
  Globals globals;
  AccountsOptions accounts;
  BalancesOptions balances;
  DemoOptions demo;
  SimOptions sim;
  PositionsOptions positions;
  OrdersOptions orders;
  ChainOptions chain;
  StreamOptions stream;
  CandlesOptions candles;
  StopOptions stop;
  ReplayOptions replay;
  ConsoleOptions console;
  DoctorOptions doctor;
  CompletionOptions completion;
  CompleteOptions complete;
  ManOptions man;
  LoginOptions login;
  LogoutOptions logout;
  AuthOptions auth;
  LookupOptions lookup;
  TradeOptions trade;
  ApiOptions api;
  CommandOptions command;
};

Result<Decimal> parse_percent(std::string_view text) {
  Result<Decimal> percent = Decimal::parse(text);
  if (!percent) return fail(Errc::usage, fmt::format("'{}' is not a number", text));
  if (*percent <= Decimal{0} || *percent >= Decimal{100}) {
    return fail(Errc::usage, fmt::format("{} % is not between 0 and 100", text));
  }
  return percent;
}

/// Only the exact word: nobody reaches production by a guess.
Result<Environment> parse_profile(std::string_view text) {
  const auto profile = Open<Environment>::parse(text);
  if (profile.is_known()) return profile.value();
  return fail(Errc::usage, fmt::format("'{}' is not sim, cert or live", text));
}

Result<LogLevel> parse_level(std::string_view text) {
  for (const LogLevel level :
       {LogLevel::trace, LogLevel::debug, LogLevel::info, LogLevel::warning, LogLevel::error}) {
    if (to_string(level) == text) return level;
  }
  return fail(Errc::usage, fmt::format("'{}' is not a log level", text));
}

void add_connection(CLI::App& app, Globals& globals) {
  add_parsed(&app, "--profile", globals.profile, parse_profile,
             "which world to talk to (else BELAY_PROFILE, else sim)", "sim|cert|live");
  app.add_option("--url", globals.url, "the broker's address (else BELAY_URL)")->type_name("URL");
  add_optional(&app, "--port", globals.port, "port of a simulator on this machine", "PORT");
  app.add_option("--credentials", globals.credentials, "a file of mode 600 that holds them")
      ->type_name("FILE");
  app.add_option("--account", globals.account, "which account, when there are several")
      ->type_name("NUMBER|NICKNAME");
  app.add_flag("--all-accounts", globals.all_accounts, "every account");
}

void add_output(CLI::App& app, Globals& globals) {
  app.add_flag("--json", globals.json, "one JSON document instead of tables");
  app.add_flag("--no-color", globals.no_color, "no colour (also: NO_COLOR)");
  add_optional(&app, "--width", globals.width, "columns to fill (default: the terminal's)", "N")
      ->check(CLI::Range(20, 1000).description(""));
  app.add_flag("--verbose", globals.verbose, "more about what happens, on standard error");
}

void add_logging(CLI::App& app, Globals& globals) {
  app.add_option("--log-dir", globals.log_dir, "where the log file goes")->type_name("DIR");
  app.add_flag("--log-console", globals.log_console, "log to standard error too");
  app.add_flag("--no-log-file", globals.no_log_file, "no log file");
  add_parsed(&app, "--log-level", globals.log_level, parse_level, "least level that is logged",
             "trace|debug|info|warning|error");
}

template <class Options>
void chosen(CLI::App* command, Draft& draft, const Options& options) {
  command->callback([&draft, &options] { draft.command = options; });
}

void add_market(CLI::App* command, std::uint64_t& seed, double& speed) {
  command->add_option("--seed", seed, "the same seed gives the same market (42)")->type_name("N");
  command->add_option("--speed", speed, "simulated seconds per second (1)")
      ->check(CLI::Range(0.001, 1000.0).description(""))
      ->type_name("X");
}

void add_demo(CLI::App& app, Draft& draft) {
  CLI::App* demo = add_command(app, "demo", "Look at a simulated market and account, live.",
                               "belay demo --for 30s");
  add_market(demo, draft.demo.seed, draft.demo.speed);
  add_parsed(demo, "--for", draft.demo.run_for, parse_duration, "end after this long", "15s|2m");
  chosen(demo, draft, draft.demo);
}

void add_sim(CLI::App& app, Draft& draft) {
  CLI::App* sim = add_command(
      app, "sim", "Run a simulated broker on this machine, or run a command against one.",
      "belay sim --seed 7 -- python my_bot.py");
  add_market(sim, draft.sim.seed, draft.sim.speed);
  sim->add_option("--chaos", draft.sim.chaos, "how its streams misbehave (see below)")
      ->type_name("FILE");
  sim->add_option("--set", draft.sim.settings,
                  "a setting of the broker, again for each (docs/formats/chaos.md)")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  sim->add_flag("--quiet", draft.sim.quiet, "print nothing");
  sim->footer(kChaosHelp + dxlink::describe_quirks() + "\n" + sim->get_footer());
  chosen(sim, draft, draft.sim);
}

Result<std::string_view> parse_event(std::string_view word) {
  return word == "all" ? Result<std::string_view>{word} : event_type_named(word);
}

void add_stream_view(CLI::App* stream, StreamOptions& options) {
  add_optional(stream, "--head", options.head, "the first N events of each kind, as rows", "N");
  add_optional(stream, "--tail", options.tail, "the last N", "N")->excludes("--head");
  stream->add_option("--sort", options.sort, "order of the rows: symbol, age, bidPrice, …")
      ->type_name("COLUMN[:desc]");
  stream->add_option("--filter", options.filter, "show only these symbols")->type_name("SYMBOL...");
  stream->add_flag("--status", options.status, "how the feed is doing: channels, lag, ages");
  add_table(stream, options.table);
  stream->add_flag("--table", options.last_table, "into a pipe: one last table instead of lines");
}

void add_stream(CLI::App& app, Draft& draft) {
  CLI::App* stream =
      add_command(app, "stream", "Market data as it happens.",
                  "belay stream SPY AAPL --events quote,trade --for 15s\n"
                  "         belay stream --window 'SPX dte=0 strikes=±10 right=both' "
                  "--events quote,greeks\n"
                  "         belay stream --window 'SPX strikes=delta0.1..0.9' --events greeks");
  stream->add_option("symbols", draft.stream.symbols, "streamer symbols, e.g. SPY .SPXW250113C5830")
      ->type_name("SYMBOL...");
  stream->add_option("--events", draft.stream.events, "which events (quote,trade), or all")
      ->delimiter(',')
      ->check(readable(parse_event))
      ->type_name("EVENT,...");
  add_parsed(stream, "--window", draft.stream.window, parse_window_spec,
             "options around the money, following it, and those you hold",
             "'SPX dte=0 strikes=±10 right=both'");
  add_parsed(stream, "--for", draft.stream.run_for, parse_duration, "end after this long",
             "15s|2m");
  add_optional(stream, "--count", draft.stream.count, "end after this many events", "N");
  add_stream_view(stream, draft.stream);
  stream->footer(wrapped("Events: " + event_words(", ") + ".", 80, 2) + stream->get_footer());
  chosen(stream, draft, draft.stream);
}

void add_candles(CLI::App& app, Draft& draft) {
  CandlesOptions& options = draft.candles;
  CLI::App* candles = add_command(app, "candles", "Bars of the past, and those that are made now.",
                                  "belay candles SPX --interval 5m --from 2025-01-10");
  candles->add_option("symbols", options.symbols, "streamer symbols, e.g. SPX BTC/USD:CXTALP")
      ->required()
      ->type_name("SYMBOL...");
  candles->add_option("--interval", options.interval, "how long a bar is (5m)")
      ->type_name("15s|5m|2h|d|w|mo");
  candles->add_option("--from", options.from, "the first day or time (today; of days, a year)")
      ->type_name("DATE|TIME");
  candles->add_option("--to", options.to, "the last day, or the end")->type_name("DATE|TIME");
  add_optional(candles, "--last", options.last, "only the newest bars", "N");
  candles->add_option("--price", options.price, "which price makes the bars (last)")
      ->type_name("last|bid|ask|mark|s");
  candles->add_flag("--tho", options.trading_hours_only, "trading hours only");
  candles->add_flag("--follow", options.follow, "go on with what is made now");
  add_table(candles, options.table);
  chosen(candles, draft, options);
}

CLI::App* add_stop_verb(CLI::App& stop, Draft& draft, const std::string& name,
                        StopOptions::What what, const std::string& about,
                        const std::string& example) {
  CLI::App* verb = add_command(stop, name, about, example);
  verb->callback([&draft, what] {
    draft.stop.what = what;
    draft.command = draft.stop;
  });
  verb->add_option("--only", draft.stop.only, "only these symbols")->type_name("SYMBOL...");
  return verb;
}

void add_distance(CLI::App* verb, StopOptions& stop) {
  add_parsed(verb, "--percent", stop.percent, parse_percent, "distance from the price paid (8)",
             "P");
}

void add_stop(CLI::App& app, Draft& draft) {
  using What = StopOptions::What;
  CLI::App* stop = add_command(app, "stop", "Find positions without a stop, and cover them.",
                               "belay stop audit");
  stop->require_subcommand(1);
  add_table(add_stop_verb(*stop, draft, "audit", What::audit,
                          "Which positions are covered, and why not.", "belay stop audit --json"),
            draft.stop.table);
  CLI::App* plan = add_stop_verb(*stop, draft, "plan", What::plan,
                                 "The stops that would cover them.", "belay stop plan --percent 8");
  add_distance(plan, draft.stop);
  add_table(plan, draft.stop.table);
  CLI::App* apply =
      add_stop_verb(*stop, draft, "apply", What::apply, "Send those stops, each tried first.",
                    "belay stop apply --dry-run --percent 8 --only SPY");
  add_distance(apply, draft.stop);
  add_optional(apply, "--limit", draft.stop.limit, "at most this many stops", "N");
  apply->add_flag("--dry-run", draft.stop.dry_run, "only ask what they would do; send nothing");
  apply->add_flag("-y,--yes", draft.stop.yes, "send without asking");
  add_accept(apply, draft.stop.accept);
}

void add_dxlink(CLI::App& app, Draft& draft) {
  CLI::App* dxlink = add_command(app, "dxlink", "Tools for the market-data protocol.",
                                 "belay dxlink replay session.jsonl");
  dxlink->require_subcommand(1);
  CLI::App* replay = add_command(*dxlink, "replay", "Decode a recorded session.",
                                 "belay dxlink replay session.jsonl --json");
  replay->add_option("file", draft.replay.file, "one JSON frame per line")
      ->required()
      ->type_name("FILE");
  chosen(replay, draft, draft.replay);
  CLI::App* console =
      add_command(*dxlink, "console", "Talk to a dxLink server and see every frame, decoded.",
                  "belay dxlink console --for 3s <<< 'sub Quote SPY'");
  console
      ->add_option("--url", draft.console.url,
                   "of a dxLink server, ws:// or wss:// (the profile's, with its token)")
      ->type_name("URL");
  add_parsed(console, "--for", draft.console.run_for, parse_duration,
             "end this long after the last line of input (2s)", "15s|2m");
  chosen(console, draft, draft.console);
}

void add_api(CLI::App& app, Draft& draft) {
  CLI::App* api = add_command(app, "api", "Any request to the broker, and what it answered.",
                              "belay api GET /option-chains/SPX/nested --json");
  api->add_option("method", draft.api.method, "how")
      ->check(CLI::IsMember({"GET", "POST", "PUT", "PATCH", "DELETE"}).description(""))
      ->type_name("METHOD");
  api->add_option("target", draft.api.target, "path and query, percent-encoded")->type_name("PATH");
  api->add_option("--body", draft.api.file, "a JSON file to send")->type_name("FILE");
  api->add_flag("--list", draft.api.list, "every endpoint, its typed call and its command");
  chosen(api, draft, draft.api);
}

void build(CLI::App& app, Draft& draft) {
  app.name("belay");
  app.set_help_flag("-h,--help", "this text");
  app.set_version_flag("--version", "belay " + std::string{kVersion});
  app.require_subcommand(1);
  app.footer("Example: belay demo");
  add_connection(app, draft.globals);
  add_output(app, draft.globals);
  add_logging(app, draft.globals);
  add_demo(app, draft);
  add_sim(app, draft);
  add_views(app, {draft.accounts, draft.balances, draft.positions, draft.orders, draft.chain},
            [&draft](CommandOptions options) { draft.command = std::move(options); });
  add_stream(app, draft);
  add_candles(app, draft);
  add_stop(app, draft);
  add_dxlink(app, draft);
  add_api(app, draft);
  add_lookups(app, draft.lookup,
              [&draft](const LookupOptions& options) { draft.command = options; });
  const Choose choose = [&draft](const CommandOptions& command) { draft.command = command; };
  add_trading(app, draft.trade, choose);
  add_doctor(app, draft.doctor, choose);
  add_shell(app, draft.completion, draft.complete, draft.man, choose);
  add_auth(app, draft.login, draft.logout, draft.auth, choose);
}

/// The innermost command named on the line, whose help is wanted.
const CLI::App* innermost(const CLI::App* app) {
  const auto chosen = app->get_subcommands();
  return chosen.empty() ? app : innermost(chosen.front());
}

std::string path_of(const CLI::App* app) {
  const CLI::App* parent = app->get_parent();
  return parent == nullptr ? app->get_name() : path_of(parent) + " " + app->get_name();
}

Result<void> check_candles(const CandlesOptions& candles) {
  if (candles.follow && candles.symbols.size() > 1) {
    return fail(Errc::usage, "--follow takes one symbol");
  }
  if (candles.follow && !candles.to.empty()) {
    return fail(Errc::usage, "--follow and --to exclude each other");
  }
  return {};
}

Result<void> check_stream(const StreamOptions& stream) {
  if (stream.symbols.empty() && !stream.window) {
    return fail(Errc::usage,
                "name symbols, or options around the money with --window; see belay "
                "stream --help");
  }
  if (stream.table.csv && stream.status) {
    return fail(Errc::usage, "--status has no --csv form; take --json");
  }
  return {};
}

/// CLI11 does not name a command that there is not.
std::string reason_of(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* const at = innermost(&app);
  const bool wants_command = at->get_require_subcommand_min() > 0;
  const std::vector<std::string> rest = app.remaining(true);
  if (!wants_command || rest.empty()) return error.what();
  if (rest.front().starts_with('-')) {
    return fmt::format("there is no option '{}'", escape_control(rest.front()));
  }
  return fmt::format("there is no command '{} {}'", path_of(at), escape_control(rest.front()));
}

std::unexpected<Error> usage(const CLI::App& app, const std::string& why) {
  return fail(Errc::usage, fmt::format("{}; see {} --help", why, path_of(innermost(&app))));
}

Result<void> check_login(const LoginOptions& login) {
  using How = LoginOptions::How;
  if (!login.from_file.empty() && (login.how != How::personal || login.from_stdin)) {
    return fail(Errc::usage, "--from goes with --personal, and without --from-stdin");
  }
  return {};
}

Result<void> check_api(const ApiOptions& api) {
  if (api.list) return {};
  if (!api.target.starts_with('/')) {
    return fail(Errc::usage, "name a method and a path that begins with /, or --list");
  }
  return {};
}

constexpr auto wants_csv = [](const auto& options) {
  if constexpr (requires { options.table.csv; }) {
    return options.table.csv;
  } else {
    return false;
  }
};

Result<void> check_together(const Invocation& invocation) {
  if (invocation.globals.all_accounts && !invocation.globals.account.empty()) {
    return fail(Errc::usage, "--account and --all-accounts exclude each other");
  }
  if (invocation.globals.port && !invocation.globals.url.empty()) {
    return fail(Errc::usage, "--port and --url exclude each other");
  }
  if (invocation.globals.json && std::visit(wants_csv, invocation.command)) {
    return fail(Errc::usage, "--csv and --json exclude each other");
  }
  if (const auto* api = std::get_if<ApiOptions>(&invocation.command)) return check_api(*api);
  if (const auto* candles = std::get_if<CandlesOptions>(&invocation.command)) {
    return check_candles(*candles);
  }
  if (const auto* login = std::get_if<LoginOptions>(&invocation.command)) {
    return check_login(*login);
  }
  if (const auto* stream = std::get_if<StreamOptions>(&invocation.command)) {
    return check_stream(*stream);
  }
  return {};
}

/// What follows the first `--` belongs to the command that `sim` runs, untouched.
std::vector<std::string> split_trailing(std::vector<std::string>& arguments) {
  const auto mark = std::ranges::find(arguments, "--");
  if (mark == arguments.end()) return {};
  std::vector<std::string> trailing{mark + 1, arguments.end()};
  arguments.erase(mark, arguments.end());
  return trailing;
}

}  // namespace

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  constexpr auto units = std::to_array<std::pair<std::string_view, std::int64_t>>(
      {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}});
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto unit = std::ranges::find(units, text.substr(digits), [](auto& u) { return u.first; });
  if (digits == 0 || digits > 9 || unit == units.end()) {
    return fail(Errc::usage,
                fmt::format("'{}' is not a length of time; write 15s, 2m or 1h", text));
  }
  const std::int64_t number = std::atoll(std::string{text.substr(0, digits)}.c_str());
  return std::chrono::milliseconds{number * unit->second};
}

CommandShape command_tree() {
  Draft draft;
  CLI::App app{kAbout};
  build(app, draft);
  return shape_of(app);
}

Result<std::variant<Invocation, Answer>> parse_command_line(
    const std::vector<std::string>& arguments) {
  std::vector<std::string> own = arguments;
  const std::vector<std::string> trailing = split_trailing(own);
  std::ranges::reverse(own);  // as CLI11 takes them
  Draft draft;
  CLI::App app{kAbout};
  build(app, draft);
  try {
    app.parse(std::move(own));
  } catch (const CLI::CallForHelp&) {
    const CLI::App* const asked = innermost(&app);
    const CLI::App* const above = asked->get_parent();
    return Answer{asked->help(above == nullptr ? "" : path_of(above))};
  } catch (const CLI::CallForVersion& version) {
    return Answer{std::string{version.what()} + "\n"};
  } catch (const CLI::ParseError& error) {
    return usage(app, reason_of(app, error));
  }
  if (auto* sim = std::get_if<SimOptions>(&draft.command)) {
    sim->command = trailing;
  } else if (auto* complete = std::get_if<CompleteOptions>(&draft.command)) {
    complete->words = trailing;
    draft.globals.no_log_file = true;  // not a line for every TAB
  } else if (!trailing.empty()) {
    return usage(app, "only sim takes a command after --");
  }
  Invocation invocation{std::move(draft.globals), std::move(draft.command)};
  if (auto fine = check_together(invocation); !fine) return usage(app, fine.error().message);
  return invocation;
}

}  // namespace belay::app
