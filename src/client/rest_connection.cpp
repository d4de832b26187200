#include "client/rest_connection.hpp"

namespace belay::detail {
namespace {

// What the caller stopped is no failure of the connection.
boost::asio::awaitable<void> tell_cancelled(Error& error) {
  const auto state = co_await boost::asio::this_coro::cancellation_state;
  if (state.cancelled() != boost::asio::cancellation_type::none) error.code = Errc::cancelled;
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
                               net::HttpClient http)
    : config_{std::move(config)}, http_{std::move(http)}, renewed_{executor} {}

Task<HttpResponse> RestConnection::send(HttpRequest request, std::string operation,
                                        bool order_route) {
  const Result<Secret> token = co_await access_token();
  if (!token) co_return std::unexpected(token.error());
  request.headers.push_back({"Authorization", fmt::format("Bearer {}", token->reveal())});
  request.headers.push_back({"User-Agent", config_.user_agent});
  request.headers.push_back({"Accept", "application/json"});
  if (order_route && !config_.accept_version.empty()) {
    request.headers.push_back({"Accept-Version", config_.accept_version});
  }
  config_.log(LogLevel::debug, "{}", operation);
  Result<HttpResponse> response = co_await http_.send(std::move(request), config_.request_limit);
  if (response && response->status == 401) policy_.invalidate(*token);
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
