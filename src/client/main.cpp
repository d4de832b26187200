#include "belay/main.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>

namespace belay {
namespace {

boost::asio::awaitable<void> run(const std::function<Task<void>(Client&)>& body, Config config,
                                 Result<void>& outcome) {
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  Client client{co_await boost::asio::this_coro::executor, std::move(config)};
  outcome = co_await body(client);
}

int report(const Result<void>& outcome) {
  if (outcome || outcome.error().code == Errc::cancelled) return 0;
  const Error& error = outcome.error();
  fmt::print(stderr, "belay: {}{}{}\n", error.operation, error.operation.empty() ? "" : ": ",
             error.message);
  return exit_code(error);
}

}  // namespace

int exit_code(const Error& error) noexcept {
  if (error.in_doubt) return 5;
  switch (error.code) {
    case Errc::usage:
    case Errc::invalid:
    case Errc::overflow:
    case Errc::io:
    case Errc::unsupported: return 1;
    case Errc::not_found:
    case Errc::rejected: return 2;
    case Errc::cancelled: return 3;
    case Errc::blocked: return 4;
    case Errc::parse:
    case Errc::unreachable:
    case Errc::timeout:
    case Errc::closed:
    case Errc::tls:
    case Errc::protocol:
    case Errc::throttled:
    case Errc::unavailable: return 6;
    case Errc::unauthorized: return 7;
  }
  return 5;
}

int main(const std::function<Task<void>(Client&)>& body) {
  Result<Config> config = Config::from_env();
  if (!config) return report(std::unexpected(config.error()));
  boost::asio::io_context context{1};
  boost::asio::cancellation_signal stop;
  boost::asio::signal_set signals{context, SIGINT, SIGTERM};
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (error) return;
    signals.clear();  // the next Ctrl-C is the operating system's: it ends the process
    stop.emit(boost::asio::cancellation_type::terminal);
  });
  Result<void> outcome;
  boost::asio::co_spawn(
      context, run(body, std::move(*config), outcome),
      boost::asio::bind_cancellation_slot(stop.slot(), [&](const std::exception_ptr& failure) {
        signals.cancel();
        if (failure) std::rethrow_exception(failure);
      }));
  try {
    context.run();
  } catch (const std::bad_expected_access<Error>& missing) {  // value() of a Result that has none
    outcome = std::unexpected(missing.error());
  } catch (const std::exception& failure) {
    outcome =
        fail(Errc::invalid, fmt::format("the program ended by an exception: {}", failure.what()));
  }
  return report(outcome);
}

}  // namespace belay
