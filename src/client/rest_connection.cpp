#include "client/rest_connection.hpp"

#include <fmt/format.h>

#include "proto/url.hpp"

namespace belay::detail {
namespace {

// What the caller stopped is no failure of the connection.
boost::asio::awaitable<void> tell_cancelled(Error& error) {
  const auto state = co_await boost::asio::this_coro::cancellation_state;
  if (state.cancelled() == boost::asio::cancellation_type::none) co_return;
  error.code = Errc::cancelled;
  error.message = "stopped before the answer came";
}

// What stands between host and route: nothing at the broker, a folder at a simulator.
std::string path_of(const std::string& address) {
  const Result<Url> url = parse_url(address);
  return url && url->path != "/" ? url->path : std::string{};
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
                               net::HttpClient http, std::optional<net::HttpClient> backtester,
                               Wait wait)
    : config_{std::move(config)},
      broker_{std::move(http), retry::TokenBucket{config_.pace}, {}},
      wait_{wait ? std::move(wait) : real_wait(executor)},
      sign_in_{executor, config_, broker_.http, wait_} {
  if (!backtester) return;
  backtester_.emplace(Host{std::move(*backtester), retry::TokenBucket{config_.pace},
                           path_of(config_.backtester_url)});
}

void RestConnection::close() {
  broker_.http.close();
  if (backtester_) backtester_->http.close();
}

Task<HttpResponse> RestConnection::answer(rest::Question question) {
  const Tick begun = config_.clock.tick();
  const Tick deadline = begun + config_.call_limit;
  const auto seed = static_cast<std::uint64_t>(begun.time_since_epoch().count());
  retry::Retry retry{config_.patience, seed + ++calls_, deadline};
  for (bool renewed = false;;) {
    HttpRequest request = question.request;
    Result<HttpResponse> response =
        co_await send(std::move(request), question.operation, *question.endpoint, deadline);
    if (question.mutating()) co_return response;
    if (!response) response.error().in_doubt = false;  // nothing can have happened
    if (!response || question.request.method != "GET") co_return response;
    if (response->status == 401 && !renewed) {
      renewed = true;
      continue;
    }
    const auto pause = retry.after(*response, config_.clock.tick());
    if (!pause) co_return response;
    config_.log(LogLevel::info, "{}: HTTP {}, asking again in {} ms", question.operation,
                response->status, pause->count());
    const bool cancelled = co_await wait_(*pause);
    if (cancelled) co_return fail(Errc::cancelled, "stopped while waiting to ask again");
  }
}

Task<Secret> RestConnection::authorization_after(Secret refused) {
  sign_in_.invalidate(refused);
  co_return co_await sign_in_.authorization();
}

// Where no row of the table says what a request may change, its method does.
Task<HttpResponse> RestConnection::raw(HttpRequest request) {
  const rest::Endpoint row = rest::row_of(request);
  std::string operation = fmt::format("{} {}", request.method, rest::redact_path(request.target));
  const Tick deadline = config_.clock.tick() + config_.call_limit;
  co_return co_await send(std::move(request), std::move(operation), row, deadline);
}

Result<RestConnection::Host*> RestConnection::host_of(const rest::Endpoint& endpoint,
                                                      const std::string& operation) {
  if (endpoint.effects == rest::Effects::orders && config_.environment == Environment::live) {
    return fail(Errc::blocked, fmt::format("{}: this version sends no orders to the live broker; "
                                           "use profile sim or cert",
                                           operation));
  }
  if (endpoint.service != rest::Service::backtester) return &broker_;
  if (backtester_) return &*backtester_;
  return fail(Errc::unsupported, fmt::format("{}: no backtester is configured", operation));
}

Task<void> RestConnection::turn(Host& host, const std::string& target, const std::string& operation,
                                Tick deadline) {
  const Tick now = config_.clock.tick();
  if (polls_.is_polling(target, now)) {
    config_.log(LogLevel::warning,
                "{}: read {} times within a minute. The broker throttles those who poll live "
                "orders, and may suspend them; listen to the account stream instead",
                operation, retry::PollWatch::kOften);
  }
  const auto wait = host.bucket.take(now, deadline - now);
  if (!wait) co_return too_late(operation);
  if (wait->count() == 0) co_return Result<void>{};
  const bool cancelled = co_await wait_(*wait);
  if (cancelled) {
    host.bucket.give_back(now + *wait);
    co_return fail(Errc::cancelled, "stopped while waiting for its turn");
  }
  co_return Result<void>{};
}

void RestConnection::add_headers(HttpRequest& request, const rest::Endpoint& endpoint) const {
  request.headers.push_back({"User-Agent", config_.user_agent});
  const bool order_api = endpoint.service == rest::Service::order;
  const std::string& version = order_api ? config_.accept_version : config_.service_version;
  if (!version.empty()) request.headers.push_back({"Accept-Version", version});
}

Task<HttpResponse> RestConnection::send(HttpRequest request, std::string operation,
                                        const rest::Endpoint& endpoint, Tick deadline) {
  const Result<Host*> host = host_of(endpoint, operation);
  if (!host) co_return std::unexpected(host.error());
  const Result<void> ours = co_await turn(**host, request.target, operation, deadline);
  if (!ours) co_return std::unexpected(ours.error());
  Secret used;
  if (endpoint.signed_in) {
    const Result<Secret> authorization = co_await sign_in_.authorization();
    if (!authorization) co_return std::unexpected(authorization.error());
    used = *authorization;
    request.headers.push_back({"Authorization", std::string{used.reveal()}});
  }
  const auto left = std::chrono::floor<std::chrono::milliseconds>(deadline - config_.clock.tick());
  if (left.count() <= 0) co_return too_late(operation);
  request.target = (*host)->path + request.target;
  add_headers(request, endpoint);
  config_.log(LogLevel::debug, "{}", operation);
  Result<HttpResponse> response =
      co_await (*host)->http.send(std::move(request), std::min(config_.request_limit, left));
  if (response && response->status == 401 && endpoint.signed_in) sign_in_.invalidate(used);
  if (response) co_return response;
  response.error().operation = std::move(operation);
  co_await tell_cancelled(response.error());
  co_return response;
}

}  // namespace belay::detail
