#include "client/rest_connection.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "proto/url.hpp"

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

// What stands between host and route: nothing at the broker, a folder at a simulator.
std::string path_of(const std::string& address) {
  const Result<Url> url = parse_url(address);
  return url && url->path != "/" ? url->path : std::string{};
}

}  // namespace

RestConnection::RestConnection(boost::asio::any_io_executor executor, Config config,
                               net::HttpClient http, Wait wait,
                               std::optional<net::HttpClient> backtester)
    : config_{std::move(config)},
      http_{std::move(http)},
      backtester_{std::move(backtester)},
      backtester_path_{path_of(config_.backtester_url)},
      wait_{wait ? std::move(wait) : real_wait(executor)},
      sign_in_{executor, config_, http_, wait_},
      bucket_{config_.pace} {}

void RestConnection::close() {
  http_.close();
  if (backtester_) backtester_->close();
}

Result<void> RestConnection::may_be_sent(const rest::Question& question) const {
  const rest::Endpoint& endpoint = *question.endpoint;
  if (endpoint.effects == rest::Effects::orders && config_.environment == Environment::live) {
    return fail(Errc::blocked, fmt::format("{}: this version sends no orders to the live broker; "
                                           "use profile sim or cert",
                                           question.operation));
  }
  if (endpoint.service == rest::Service::backtester && !backtester_) {
    return fail(Errc::unsupported,
                fmt::format("{}: no backtester is configured", question.operation));
  }
  return {};
}

Task<HttpResponse> RestConnection::answer(rest::Question question) {
  if (const Result<void> fine = may_be_sent(question); !fine) {
    co_return std::unexpected(fine.error());
  }
  Sending sending{std::move(question), config_.clock.tick() + config_.call_limit};
  co_return co_await send(std::move(sending));
}

// Where no row of the table says what a request may change, its method does.
Task<HttpResponse> RestConnection::raw(HttpRequest request) {
  const rest::Endpoint row = rest::row_of(request);
  std::string operation = fmt::format("{} {}", request.method, rest::redact_path(request.target));
  rest::Question question{
      .endpoint = &row, .request = std::move(request), .operation = std::move(operation)};
  co_return co_await answer(std::move(question));
}

Task<Secret> RestConnection::fresh_authorization() {
  const Result<Secret> refused = co_await sign_in_.authorization();
  if (!refused) co_return std::unexpected(refused.error());
  sign_in_.invalidate(*refused);
  co_return co_await sign_in_.authorization();
}

Task<HttpResponse> RestConnection::send(Sending sending) {
  const auto seed = static_cast<std::uint64_t>(config_.clock.tick().time_since_epoch().count());
  retry::Retry retry{config_.patience, seed + ++calls_, sending.deadline};
  bool renewed = false;
  for (;;) {
    Result<HttpResponse> response = co_await send_once(sending);
    if (sending.question.mutating()) co_return response;
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
    config_.log(LogLevel::info, "{}: HTTP {}, asking again in {} ms", sending.question.operation,
                response->status, pause->count());
    const bool cancelled = co_await wait_(*pause);
    if (cancelled) co_return fail(Errc::cancelled, "stopped while waiting to ask again");
  }
}

Task<void> RestConnection::turn(const Sending& sending) {
  const Tick now = config_.clock.tick();
  if (polls_.is_polling(sending.question.request.target, now)) {
    config_.log(LogLevel::warning,
                "{}: read {} times within a minute. The broker throttles those who poll live "
                "orders, and may suspend them; listen to the account stream instead",
                sending.question.operation, retry::PollWatch::kOften);
  }
  const auto wait = bucket_.take(now);
  if (now + wait >= sending.deadline) co_return too_late(sending.question.operation);
  if (wait.count() == 0) co_return Result<void>{};
  const bool cancelled = co_await wait_(wait);
  if (cancelled) co_return fail(Errc::cancelled, "stopped while waiting for its turn");
  co_return Result<void>{};
}

std::string_view RestConnection::version_for(const rest::Endpoint& endpoint) const {
  switch (endpoint.service) {
    case rest::Service::order: return config_.accept_version;
    case rest::Service::account: return config_.service_version;
    case rest::Service::backtester: return {};
  }
  return {};
}

Task<HttpResponse> RestConnection::send_once(const Sending& sending) {
  const Result<void> ours = co_await turn(sending);
  if (!ours) co_return std::unexpected(ours.error());
  const rest::Endpoint& endpoint = *sending.question.endpoint;
  Secret used;
  if (endpoint.signed_in) {
    const Result<Secret> authorization = co_await sign_in_.authorization();
    if (!authorization) co_return std::unexpected(authorization.error());
    used = *authorization;
  }
  const auto left =
      std::chrono::floor<std::chrono::milliseconds>(sending.deadline - config_.clock.tick());
  if (left.count() <= 0) co_return too_late(sending.question.operation);
  HttpRequest request = sending.question.request;
  const bool elsewhere = endpoint.service == rest::Service::backtester;
  if (elsewhere) request.target = backtester_path_ + request.target;
  if (endpoint.signed_in) {
    request.headers.push_back({"Authorization", std::string{used.reveal()}});
  }
  request.headers.push_back({"User-Agent", config_.user_agent});
  if (const auto version = version_for(endpoint); !version.empty()) {
    request.headers.push_back({"Accept-Version", std::string{version}});
  }
  config_.log(LogLevel::debug, "{}", sending.question.operation);
  Result<HttpResponse> response =
      co_await (elsewhere ? *backtester_ : http_)
          .send(std::move(request), std::min(config_.request_limit, left));
  if (response && response->status == 401 && endpoint.signed_in) sign_in_.invalidate(used);
  if (response) co_return response;
  response.error().operation = sending.question.operation;
  co_await tell_cancelled(response.error());
  co_return response;
}

}  // namespace belay::detail
