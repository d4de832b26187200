#pragma once

#include <string>

#include "app/context.hpp"
#include "app/exit_code.hpp"
#include "app/options.hpp"
#include "belay/base/error.hpp"

// One function per subcommand, one file each. They print their own results; an Error goes to
// run(), which prints it and turns it into an exit code. The ExitCode they return is for outcomes
// that were told already (some stops refused, …).

namespace belay::app {

Result<ExitCode> run_demo(Context& context, const DemoOptions& options);
Result<ExitCode> run_sim(Context& context, const SimOptions& options);
Result<ExitCode> run_accounts(Context& context, const AccountsOptions& options);
Result<ExitCode> run_balances(Context& context, const BalancesOptions& options);
Result<ExitCode> run_positions(Context& context, const PositionsOptions& options);
Result<ExitCode> run_orders(Context& context, const OrdersOptions& options);
Result<ExitCode> run_chain(Context& context, const ChainOptions& options);
Result<ExitCode> run_candles(Context& context, const CandlesOptions& options);
Result<ExitCode> run_stream(Context& context, const StreamOptions& options);
Result<ExitCode> run_stop(Context& context, const StopOptions& options);
Result<ExitCode> run_replay(Context& context, const ReplayOptions& options);
Result<ExitCode> run_console(Context& context, const ConsoleOptions& options);
Result<ExitCode> run_lookup(Context& context, const LookupOptions& options);
Result<ExitCode> run_trade(Context& context, const TradeOptions& options);
Result<ExitCode> run_api(Context& context, const ApiOptions& options);
Result<ExitCode> run_doctor(Context& context, const DoctorOptions& options);
Result<ExitCode> run_completion(Context& context, const CompletionOptions& options);
Result<ExitCode> run_complete(Context& context, const CompleteOptions& options);
Result<ExitCode> run_man(Context& context, const ManOptions& options);
Result<ExitCode> run_login(Context& context, const LoginOptions& options);
Result<ExitCode> run_logout(Context& context, const LogoutOptions& options);
Result<ExitCode> run_auth(Context& context, const AuthOptions& options);

}  // namespace belay::app
