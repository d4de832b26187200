#include "client/rest_connection.hpp"

#include "proto/url.hpp"

namespace belay::detail {
namespace {

// What the caller stopped is no failure of the connection.
boost::asio::awaitable<void> tell_cancelled(Error& error) {
  const auto state = co_await boost::asio::this_coro::cancellation_state;
  if (state.cancelled() != boost::asio::cancellation_type::none) error.code = Errc::cancelled;
}

// What stands between host and route: nothing at the broker, a folder at a simulator.
std::string path_of(const std::string& address) {
  const Result<Url> url = parse_url(address);
  return url && url->path != "/" ? url->path : std::string{};
}

}  // namespace

// While it lives, one renewal is under way; its end, however it comes, wakes whoever waited.
struct RestConnection::Renewal {
  explicit Renewal(RestConnection& of) : owner{of} { owner.renewing_ = true; }
  Renewal(const Renewal&) = delete;
  Renewal& operator=(const Renewal&) = delete;
  ~Renewal() {
    owner.renewing_ = false;
    owner.renewed_.notify();
  }
  RestConnection& owner;
};

RestConnection::RestConnection(boost::asio::any_io_executor executor, Config config,
                               net::HttpClient http, std::optional<net::HttpClient> backtester)
    : config_{std::move(config)},
      http_{std::move(http)},
      backtester_{std::move(backtester)},
      backtester_path_{path_of(config_.backtester_url)},
      renewed_{executor} {}

void RestConnection::close() {
  http_.close();
  if (backtester_) backtester_->close();
}

Task<HttpResponse> RestConnection::answer(rest::Question question) {
  HttpRequest first = question.request;
  Result<HttpResponse> response =
      co_await send(std::move(first), question.operation, *question.endpoint);
  if (response && response->status == 401 && !question.mutating()) {
    response = co_await send(std::move(question.request), question.operation, *question.endpoint);
  }
  if (!response && !question.mutating())
    response.error().in_doubt = false;  // nothing can have happened
  co_return response;
}

// Where no row of the table says what a request may change, its method does.
Task<HttpResponse> RestConnection::raw(HttpRequest request) {
  const rest::Endpoint row = rest::row_of(request);
  std::string operation = fmt::format("{} {}", request.method, rest::redact_path(request.target));
  co_return co_await send(std::move(request), std::move(operation), row);
}

Task<HttpResponse> RestConnection::send(HttpRequest request, std::string operation,
                                        const rest::Endpoint& endpoint) {
  if (endpoint.effects == rest::Effects::orders && config_.environment == Environment::live) {
    co_return fail(Errc::blocked,
                   fmt::format("{}: this version sends no orders to the live broker; "
                               "use profile sim or cert",
                               operation));
  }
  const bool elsewhere = endpoint.service == rest::Service::backtester;
  if (elsewhere && !backtester_) {
    co_return fail(Errc::unsupported, fmt::format("{}: no backtester is configured", operation));
  }
  net::HttpClient& http = elsewhere ? *backtester_ : http_;
  if (elsewhere) request.target = backtester_path_ + request.target;
  Secret used;
  if (endpoint.signed_in) {
    const Result<Secret> token = co_await access_token();
    if (!token) co_return std::unexpected(token.error());
    used = *token;
    request.headers.push_back({"Authorization", fmt::format("Bearer {}", used.reveal())});
  }
  request.headers.push_back({"User-Agent", config_.user_agent});
  if (endpoint.service == rest::Service::order && !config_.accept_version.empty()) {
    request.headers.push_back({"Accept-Version", config_.accept_version});
  }
  config_.log(LogLevel::debug, "{}", operation);
  Result<HttpResponse> response = co_await http.send(std::move(request), config_.request_limit);
  if (response && response->status == 401 && endpoint.signed_in) policy_.invalidate(used);
  if (response) co_return response;
  response.error().operation = std::move(operation);
  co_await tell_cancelled(response.error());
  co_return response;
}

Task<Secret> RestConnection::authorization() {
  const Result<Secret> token = co_await access_token();
  if (!token) co_return std::unexpected(token.error());
  co_return Secret{fmt::format("Bearer {}", token->reveal())};
}

void RestConnection::distrust() {
  if (policy_.current() != nullptr) policy_.invalidate(policy_.current()->token);
}

// One renewal at a time: whoever comes while it runs waits for its outcome and decides again.
Task<Secret> RestConnection::access_token() {
  for (;;) {
    switch (policy_.decide(config_.clock.tick())) {
      case oauth::TokenPolicy::Verdict::use: co_return policy_.current()->token;
      case oauth::TokenPolicy::Verdict::refused: co_return std::unexpected(policy_.refusal());
      case oauth::TokenPolicy::Verdict::renew: break;
    }
    if (renewing_) {
      const bool cancelled = co_await renewed_.wait();
      if (cancelled) co_return fail(Errc::cancelled, "stopped while signing in");
      continue;
    }
    const Result<void> outcome = co_await renew();
    if (!outcome) co_return std::unexpected(outcome.error());
  }
}

Task<void> RestConnection::renew() {
  const Renewal renewal{*this};
  const oauth::Grant grant{.client_secret = config_.client_secret,
                           .refresh_token = config_.refresh_token};
  HttpRequest request = oauth::refresh_request(grant);
  request.headers.push_back({"User-Agent", config_.user_agent});
  const Tick asked = config_.clock.tick();
  Result<HttpResponse> response = co_await http_.send(std::move(request), config_.request_limit);
  if (!response) {
    response.error().operation = "signing in";
    response.error().in_doubt = false;  // signing in twice harms nobody
    co_await tell_cancelled(response.error());
    co_return std::unexpected(response.error());
  }
  Result<oauth::AccessToken> token = oauth::read_answer(*response, asked);
  if (!token) {
    policy_.failed(token.error());
    config_.log(LogLevel::warning, "sign-in refused: {}", token.error().message);
    co_return std::unexpected(token.error());
  }
  policy_.store(std::move(*token));
  config_.log(LogLevel::info, "signed in to {}", config_.base_url);
  co_return Result<void>{};
}

}  // namespace belay::detail
