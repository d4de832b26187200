#include "client/rest_connection.hpp"

#include <fmt/format.h>

namespace belay::detail {
namespace {

// What the caller stopped is no failure of the connection.
boost::asio::awaitable<void> tell_cancelled(Error& error) {
  const auto state = co_await boost::asio::this_coro::cancellation_state;
  if (state.cancelled() != boost::asio::cancellation_type::none) error.code = Errc::cancelled;
}

std::unexpected<Error> too_late(std::string operation) {
  return std::unexpected(Error{
      .code = Errc::timeout,
      .message = "the time for the whole call is over before it could be sent; ask less often, "
                 "or allow more (call_limit)",
      .operation = std::move(operation)});
}

}  // namespace

RestConnection::RestConnection(boost::asio::any_io_executor executor, Config config,
                               net::HttpClient http, Wait wait)
    : config_{std::move(config)},
      http_{std::move(http)},
      wait_{wait ? std::move(wait) : real_wait(executor)},
      sign_in_{executor, config_, http_, wait_},
      bucket_{config_.pace} {}

Task<HttpResponse> RestConnection::send(Sending sending) {
  const auto seed = static_cast<std::uint64_t>(config_.clock.tick().time_since_epoch().count());
  retry::Retry retry{config_.patience, seed + ++calls_, sending.deadline};
  bool renewed = false;
  for (;;) {
    Result<HttpResponse> response = co_await send_once(sending);
    if (!sending.repeatable) co_return response;
    if (!response) {
      response.error().in_doubt = false;  // nothing can have happened
      co_return response;
    }
    if (response->status == 401 && !renewed) {
      renewed = true;
      continue;
    }
    const auto pause = retry.after(*response, config_.clock.tick());
    if (!pause) co_return response;
    config_.log(LogLevel::info, "{}: HTTP {}, asking again in {} ms", sending.operation,
                response->status, pause->count());
    const bool cancelled = co_await wait_(*pause);
    if (cancelled) co_return fail(Errc::cancelled, "stopped while waiting to ask again");
  }
}

Task<void> RestConnection::turn(const Sending& sending) {
  const Tick now = config_.clock.tick();
  if (polls_.is_polling(sending.request.target, now)) {
    config_.log(LogLevel::warning,
                "{}: read {} times within a minute. The broker throttles those who poll live "
                "orders, and may suspend them; listen to the account stream instead",
                sending.operation, retry::PollWatch::kOften);
  }
  const auto wait = bucket_.take(now);
  if (now + wait >= sending.deadline) co_return too_late(sending.operation);
  if (wait.count() == 0) co_return Result<void>{};
  const bool cancelled = co_await wait_(wait);
  if (cancelled) co_return fail(Errc::cancelled, "stopped while waiting for its turn");
  co_return Result<void>{};
}

std::string_view RestConnection::version_for(bool order_route) const {
  return order_route ? config_.accept_version : config_.service_version;
}

Task<HttpResponse> RestConnection::send_once(const Sending& sending) {
  const Result<void> ours = co_await turn(sending);
  if (!ours) co_return std::unexpected(ours.error());
  const Result<Secret> authorization = co_await sign_in_.authorization();
  if (!authorization) co_return std::unexpected(authorization.error());
  const auto left =
      std::chrono::floor<std::chrono::milliseconds>(sending.deadline - config_.clock.tick());
  if (left.count() <= 0) co_return too_late(sending.operation);
  HttpRequest request = sending.request;
  request.headers.push_back({"Authorization", std::string{authorization->reveal()}});
  request.headers.push_back({"User-Agent", config_.user_agent});
  request.headers.push_back({"Accept", "application/json"});
  if (const auto version = version_for(sending.order_route); !version.empty()) {
    request.headers.push_back({"Accept-Version", std::string{version}});
  }
  config_.log(LogLevel::debug, "{}", sending.operation);
  Result<HttpResponse> response =
      co_await http_.send(std::move(request), std::min(config_.request_limit, left));
  if (response && response->status == 401) sign_in_.invalidate(*authorization);
  if (response) co_return response;
  response.error().operation = sending.operation;
  co_await tell_cancelled(response.error());
  co_return response;
}

}  // namespace belay::detail
