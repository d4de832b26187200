#pragma once

#include <functional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "app/choose.hpp"
#include "app/context.hpp"
#include "app/exit_code.hpp"
#include "app/render/json.hpp"
#include "belay/client/client.hpp"
#include "belay/task.hpp"

namespace belay::app {

/// One command's conversation with a broker.
struct Session {
  Context& context;
  Client& client;
  boost::asio::any_io_executor executor;
  std::string connected;                ///< what we talk to, for the banner
  std::function<Instant()> market_now;  ///< simulated time where it is known, else the clock

  /// The line above tables; empty with --json.
  [[nodiscard]] std::string banner() const;
  /// Head of this command's `--json` document.
  [[nodiscard]] JsonObject document(std::string_view schema) const;
  /// Prints the banner and `tables`, or `document` with --json.
  void show(const std::string& tables, const JsonObject& document) const;
};

/// Runs `body` on a loop of its own and returns what it returned. SIGINT and SIGTERM cancel it
/// (Errc::cancelled); a second one ends the process at once.
[[nodiscard]] Result<ExitCode> run_loop(
    const std::function<Task<ExitCode>(boost::asio::any_io_executor)>& body);

/// Runs `body` against the broker the command line names, on a loop of its own, and returns what it
/// returned. Under the sim profile without an address: the simulator at kSimulatorPort if one
/// answers there, else one in this process, which ends with the command. Stopped as run_loop() is.
[[nodiscard]] Result<ExitCode> with_client(Context& context,
                                           const std::function<Task<ExitCode>(Session&)>& body);

/// A person who stops what runs until stopped (`stream`, `demo`) did nothing wrong.
[[nodiscard]] Result<ExitCode> unless_stopped(Result<ExitCode> outcome);

/// True once the person stopped the program, be it a moment ago: what failed since then failed
/// because of that.
boost::asio::awaitable<bool> was_stopped();

/// choose_accounts() of what the broker lists.
Task<std::vector<Account>> chosen_accounts(Session& session);
/// The one that a command about one thing needs. Errors: usage where several are meant.
Task<Account> one_account(Session& session);

}  // namespace belay::app
