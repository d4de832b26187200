#include "app/run.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "app/cli.hpp"
#include "app/command/commands.hpp"
#include "app/context.hpp"
#include "app/exit_code.hpp"
#include "app/hardening.hpp"
#include "app/log.hpp"
#include "app/render/json.hpp"
#include "app/render/text.hpp"
#include "app/terminal.hpp"

namespace belay::app {
namespace {

constexpr std::size_t kPipedWidth = 120;  // columns when nobody says
constexpr std::size_t kLeastWidth = 20;

int as_int(ExitCode code) { return static_cast<int>(code); }

/// The command line wins over the environment; both are handed to the libraries the same way.
Result<Environment> settle_profile(const Globals& globals) {
  if (globals.profile) {
    ::setenv("BELAY_PROFILE", std::string{enum_name(*globals.profile)}.c_str(), 1);
  }
  if (!globals.url.empty()) ::setenv("BELAY_URL", globals.url.c_str(), 1);
  const char* text = std::getenv("BELAY_PROFILE");
  if (text == nullptr || *text == '\0') return Environment::sim;
  const auto profile = Open<Environment>::parse(text);
  if (profile.is_known()) return profile.value();
  return fail(Errc::usage, fmt::format("BELAY_PROFILE is '{}': it must be sim, cert or live",
                                       escape_control(text)));
}

Style settle_style(const Globals& globals, bool terminal) {
  const std::size_t natural = terminal ? terminal_width(STDOUT_FILENO, 80) : kPipedWidth;
  const bool color = terminal && !globals.no_color && !no_color_wanted();
  return {std::max(globals.width.value_or(natural), kLeastWidth), color};
}

Context make_context(const Globals& globals, Environment profile) {
  Context context;
  context.globals = globals;
  context.profile = profile;
  context.terminal = is_terminal(STDOUT_FILENO);
  context.style = settle_style(globals, context.terminal);
  context.error_color = is_terminal(STDERR_FILENO) && !globals.no_color && !no_color_wanted();
  return context;
}

void start_logging(Logging& logging, Context& context) {
  const Globals& globals = context.globals;
  LogOptions options{.profile = context.profile, .directory = globals.log_dir};
  if (globals.log_dir.empty()) {
    options.directory = default_log_directory(std::getenv("XDG_STATE_HOME"), std::getenv("HOME"));
  }
  options.to_file = !globals.no_log_file;
  options.to_console = globals.log_console || globals.verbose;
  options.level =
      globals.verbose ? std::min(globals.log_level, LogLevel::debug) : globals.log_level;
  const std::string trouble = logging.configure(std::move(options));
  if (!trouble.empty()) Context::complain("belay: warning: " + trouble + "\n");
  context.log = logging.log();
}

std::string hint_for(const Error& error) {
  if (error.in_doubt) return {};  // it says itself what to do
  switch (error.code) {
    case Errc::unauthorized:
      return "without --profile and BELAY_PROFILE everything runs against a simulator";
    case Errc::unreachable:
      return error.message.contains("127.0.0.1")
                 ? std::string{"is a simulator running there? start one with: belay sim"}
                 : std::string{};
    case Errc::throttled: return "wait a little before trying again";
    case Errc::cancelled: return "what was printed before this point is all that was done";
    default: return {};
  }
}

std::string describe(const Error& error) {
  std::string text = "belay: ";
  if (!error.operation.empty()) text += escape_control(error.operation) + ": ";
  text += escape_control(error.message) + "\n";
  for (const Reason& reason : error.reasons) {
    text += "  " + escape_control(reason.code) + ": " + escape_control(reason.message) + "\n";
  }
  if (error.in_doubt) text += "  it may have arrived: look before sending anything again\n";
  const std::string hint = hint_for(error);
  if (!hint.empty()) text += "  hint: " + hint + "\n";
  return text;
}

/// What went wrong under the live profile says so first, in the colour of the live banner.
std::string live_badge(const Context& context) {
  if (context.profile != Environment::live) return {};
  return paint(" LIVE ", Meaning::profile_live, context.error_color) + " ";
}

int report(Context& context, const Error& error) {
  const int code = as_int(exit_code_for(error));
  context.log(LogLevel::error, "{}: {}", to_string(error.code), error.message);
  if (context.globals.json) {
    context.out.write(json_error(error, enum_name(context.profile), context.clock.now(), code) +
                      "\n");
  }
  Context::complain(live_badge(context) + describe(error));
  return code;
}

struct Dispatch {
  Context& context;
  Result<ExitCode> operator()(const DemoOptions& o) const { return run_demo(context, o); }
  Result<ExitCode> operator()(const SimOptions& o) const { return run_sim(context, o); }
  Result<ExitCode> operator()(const AccountsOptions& o) const { return run_accounts(context, o); }
  Result<ExitCode> operator()(const BalancesOptions& o) const { return run_balances(context, o); }
  Result<ExitCode> operator()(const PositionsOptions& o) const { return run_positions(context, o); }
  Result<ExitCode> operator()(const OrdersOptions& o) const { return run_orders(context, o); }
  Result<ExitCode> operator()(const ChainOptions& o) const { return run_chain(context, o); }
  Result<ExitCode> operator()(const CandlesOptions& o) const { return run_candles(context, o); }
  Result<ExitCode> operator()(const StreamOptions& o) const { return run_stream(context, o); }
  Result<ExitCode> operator()(const StopOptions& o) const { return run_stop(context, o); }
  Result<ExitCode> operator()(const ReplayOptions& o) const { return run_replay(context, o); }
  Result<ExitCode> operator()(const ConsoleOptions& o) const { return run_console(context, o); }
  Result<ExitCode> operator()(const LookupOptions& o) const { return run_lookup(context, o); }
  Result<ExitCode> operator()(const TradeOptions& o) const { return run_trade(context, o); }
  Result<ExitCode> operator()(const ApiOptions& o) const { return run_api(context, o); }
  Result<ExitCode> operator()(const DoctorOptions& o) const { return run_doctor(context, o); }
  Result<ExitCode> operator()(const CompletionOptions& o) const {
    return run_completion(context, o);
  }
  Result<ExitCode> operator()(const CompleteOptions& o) const { return run_complete(context, o); }
  Result<ExitCode> operator()(const ManOptions& o) const { return run_man(context, o); }
  Result<ExitCode> operator()(const LoginOptions& o) const { return run_login(context, o); }
  Result<ExitCode> operator()(const LogoutOptions& o) const { return run_logout(context, o); }
  Result<ExitCode> operator()(const AuthOptions& o) const { return run_auth(context, o); }
};

/// Nothing may leave as an exception: the shell would see a crash instead of a reason.
Result<ExitCode> carry_out(Context& context, const CommandOptions& command) {
  try {
    return std::visit(Dispatch{context}, command);
  } catch (const std::exception& failure) {
    return fail(Errc::unavailable, fmt::format("unexpected: {}", failure.what()));
  }
}

int finish(Context& context, const Result<ExitCode>& outcome) {
  if (!outcome) return report(context, outcome.error());
  const int failure = context.out.failure();
  if (failure == EINTR) {  // nobody took it, and then the person stopped us
    return report(context, Error{.code = Errc::cancelled,
                                 .message = "stopped before everything was written"});
  }
  if (context.out.broken() && failure != EPIPE) {
    const char* why = std::strerror(failure);
    return report(context, Error{.code = Errc::io, .message = fmt::format("output: {}", why)});
  }
  return as_int(*outcome);
}

/// These run against a simulator of their own whatever the profile says, and log as such.
bool is_always_simulated(const CommandOptions& command) {
  return std::holds_alternative<DemoOptions>(command) ||
         std::holds_alternative<SimOptions>(command);
}

int invoke(const Invocation& invocation) {
  const Result<Environment> profile = settle_profile(invocation.globals);
  const bool simulated = is_always_simulated(invocation.command);
  Context context = make_context(invocation.globals,
                                 simulated ? Environment::sim : profile.value_or(Environment::sim));
  if (!profile) return report(context, profile.error());
  Logging logging;
  start_logging(logging, context);
  if (context.profile != Environment::sim) {
    const std::string trouble = harden_process();
    if (!trouble.empty()) context.log(LogLevel::warning, "credentials: {}", trouble);
  }
  return finish(context, carry_out(context, invocation.command));
}

bool wants_json(const std::vector<std::string>& arguments) {
  const auto end = std::ranges::find(arguments, "--");
  return std::find(arguments.begin(), end, "--json") != end;
}

}  // namespace

int run(const std::vector<std::string>& arguments) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that left is seen at write()
  const auto parsed = parse_command_line(arguments);
  if (!parsed) {
    Context context = make_context(Globals{.json = wants_json(arguments)}, Environment::sim);
    return report(context, parsed.error());
  }
  if (const auto* answer = std::get_if<Answer>(&*parsed)) {
    Output{}.write(answer->text);
    return as_int(ExitCode::ok);
  }
  return invoke(std::get<Invocation>(*parsed));
}

}  // namespace belay::app
