#include "app/session.hpp"

#include <csignal>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "app/place.hpp"
#include "app/process_tokens.hpp"
#include "app/render/banner.hpp"
#include "app/terminal.hpp"
#include "app/view/drift.hpp"

#include <unistd.h>

namespace belay::app {
namespace {

namespace asio = boost::asio;
using Body = std::function<Task<ExitCode>(Session&)>;
using Outcome = Result<ExitCode>;

constexpr std::chrono::milliseconds kFarewell{200};  // for what is still closing

/// --json prints no banner on standard output; the live profile shows itself anyway.
void announce(const Session& session) {
  const Context& context = session.context;
  if (context.profile != Environment::live || !context.globals.json) return;
  const Banner banner{context.profile, session.market_now(), session.connected};
  Context::complain(render(banner, {context.style.width, context.error_color}));
}

/// Tells a person who waits, as long as it lives. Nobody else: not a program that reads --json, not
/// a file behind the standard error.
class WaitTeller {
 public:
  WaitTeller(Context& context, const asio::any_io_executor& executor)
      : timer_{std::make_shared<asio::steady_timer>(executor)} {
    if (!is_terminal(STDERR_FILENO) || context.globals.json) return;
    asio::co_spawn(executor, tell(context, timer_), asio::detached);
  }
  WaitTeller(const WaitTeller&) = delete;
  WaitTeller& operator=(const WaitTeller&) = delete;
  ~WaitTeller() {
    over(*timer_);
    clear_waiting();
  }

 private:
  static constexpr std::chrono::milliseconds kLook{500};
  static constexpr asio::steady_timer::time_point kNever = asio::steady_timer::time_point::max();

  /// A timer that never rings again is the sign to end.
  static void over(asio::steady_timer& timer) { timer.expires_at(kNever); }
  static asio::awaitable<void> tell(Context& context, std::shared_ptr<asio::steady_timer> timer) {
    const auto token = asio::as_tuple(asio::use_awaitable);
    while (timer->expiry() != kNever) {
      const std::string line = context.waiting.line(context.clock.tick(), context.out.writes());
      if (!line.empty()) show_waiting(line);
      timer->expires_after(kLook);
      co_await timer->async_wait(token);
    }
  }

  std::shared_ptr<asio::steady_timer> timer_;
};

/// With --verbose: how the broker's answers differed from what this build knows.
void tell_drift(const Session& session) {
  if (!session.context.globals.verbose) return;
  const ApiDrift drift = session.client.api_drift();
  if (is_as_known(drift)) return;
  Context::complain("belay: drift: " + drift_text(drift) +
                    "; nothing is lost, the values are in --json\n");
}

Task<ExitCode> converse(Context& context, const Body& body, asio::any_io_executor executor) {
  const WaitTeller teller{context, executor};
  Result<Place> place = co_await find_place(context, executor);
  if (!place) co_return std::unexpected(place.error());
  context.log(LogLevel::info, "profile {}, {}", enum_name(context.profile), place->description);
  if (!place->config.token_cache) place->config.token_cache = process_tokens();
  Client client{executor, place->config};
  Session session{context, client, executor, place->description, place->now};
  announce(session);
  Result<ExitCode> outcome = co_await body(session);
  tell_drift(session);
  co_return outcome;
}

asio::awaitable<void> run_body(const std::function<Task<ExitCode>(asio::any_io_executor)>& body,
                               Outcome& outcome) {
  co_await asio::this_coro::throw_if_cancelled(false);
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  outcome = co_await body(executor);
}

void rethrow(const std::exception_ptr& failure) {
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

std::string Session::banner() const {
  if (context.globals.json) return {};
  return render(Banner{context.profile, market_now(), connected}, context.style);
}

JsonObject Session::document(std::string_view schema) const {
  return json_document(schema, enum_name(context.profile), market_now());
}

void Session::show(const std::string& tables, const JsonObject& document) const {
  context.out.write(context.globals.json ? document.str() + "\n" : banner() + tables);
}

Result<ExitCode> with_client(Context& context, const Body& body) {
  return run_loop(
      [&](asio::any_io_executor executor) { return converse(context, body, executor); });
}

Result<ExitCode> run_loop(const std::function<Task<ExitCode>(asio::any_io_executor)>& body) {
  asio::io_context loop{1};
  asio::cancellation_signal stop;
  asio::signal_set signals{loop, SIGINT, SIGTERM};
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (error) return;
    signals.clear();  // the next one is the operating system's: it ends the process
    stop.emit(asio::cancellation_type::all);
  });
  Outcome outcome = fail(Errc::cancelled, "stopped");
  const auto finish = [&](const std::exception_ptr& failure) {
    signals.cancel();
    rethrow(failure);
    loop.stop();
  };
  asio::co_spawn(loop, run_body(body, outcome), asio::bind_cancellation_slot(stop.slot(), finish));
  loop.run();
  loop.restart();
  loop.run_for(kFarewell);
  return outcome;
}

Result<ExitCode> unless_stopped(Result<ExitCode> outcome) {
  if (!outcome && outcome.error().code == Errc::cancelled) return ExitCode::ok;
  return outcome;
}

asio::awaitable<bool> was_stopped() {
  // A signal that came a moment ago still waits in the loop: one turn to see it, one to pass it on.
  for (int turn = 0; turn < 2; ++turn) co_await asio::post(asio::use_awaitable);
  const auto state = co_await asio::this_coro::cancellation_state;
  co_return state.cancelled() != asio::cancellation_type::none;
}

Task<std::vector<Account>> chosen_accounts(Session& session) {
  const Result<std::vector<Account>> all = co_await session.client.accounts();
  if (!all) co_return std::unexpected(all.error());
  co_return choose_accounts(*all, session.context.globals);
}

Task<Account> one_account(Session& session) {
  const Result<std::vector<Account>> accounts = co_await chosen_accounts(session);
  if (!accounts) co_return std::unexpected(accounts.error());
  if (accounts->size() == 1) co_return accounts->front();
  co_return fail(Errc::usage, "this is about one account: choose it with --account");
}

}  // namespace belay::app
