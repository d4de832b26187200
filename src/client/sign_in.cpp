#include "client/sign_in.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <fmt/format.h>

#include "proto/oauth/hide.hpp"

namespace belay::detail {
namespace {

using namespace std::chrono_literals;

constexpr auto kLook = 100ms;        // at the lock, while another process has it
constexpr auto kLockPatience = 30s;  // its request ends long before
constexpr auto kRefusalLife = 8h;    // as long as the broker's block (broker-api.md 3.6)
constexpr auto kClockStep = 5s;      // an entry from further ahead means that a clock was set

boost::asio::awaitable<bool> is_cancelled() {
  const auto state = co_await boost::asio::this_coro::cancellation_state;
  co_return state.cancelled() != boost::asio::cancellation_type::none;
}

Error remembered(const SharedToken& entry, Instant now) {
  const auto left = std::chrono::ceil<std::chrono::minutes>(entry.expires_at - now);
  return {.code = Errc::unauthorized,
          .message = fmt::format(
              "the broker refused these credentials {} min ago ({}), and they are not tried again "
              "for {} min: a run of refusals blocks this address for about 8 hours. Log in anew "
              "(belay login), or try once more with belay auth retry",
              std::chrono::floor<std::chrono::minutes>(now - entry.obtained_at).count(),
              entry.refusal, left.count()),
          .operation = "signing in",
          .broker_code = entry.refusal};
}

boost::asio::awaitable<bool> wait_on(boost::asio::any_io_executor executor,
                                     std::chrono::nanoseconds time) {
  boost::asio::steady_timer timer{executor, time};
  const auto token = boost::asio::as_tuple(boost::asio::use_awaitable);
  co_await timer.async_wait(token);
  co_return co_await is_cancelled();
}

}  // namespace

Wait real_wait(boost::asio::any_io_executor executor) {
  return [executor](std::chrono::nanoseconds time) { return wait_on(executor, time); };
}

// While it lives, one renewal is under way; its end, however it comes, wakes whoever waited.
struct SignIn::Renewal {
  explicit Renewal(SignIn& of) : owner{of} {
    owner.renewing_ = true;
    ++owner.renewals_;
    owner.outcome_ = {};
  }
  Renewal(const Renewal&) = delete;
  Renewal& operator=(const Renewal&) = delete;
  ~Renewal() {
    owner.renewing_ = false;
    owner.renewed_.notify();
  }
  SignIn& owner;
};

SignIn::SignIn(boost::asio::any_io_executor executor, const Config& config, net::HttpClient& http,
               const Wait& wait)
    : config_{config},
      http_{http},
      wait_{wait},
      remember_token_{config.remember_token},
      renewed_{std::move(executor)} {}

Secret SignIn::authorization_of(const Secret& token) const {
  if (by_session()) return token;
  return Secret{fmt::format("Bearer {}", token.reveal())};
}

// One renewal at a time: whoever comes while it runs waits for its outcome. A failure is theirs
// too: if each asked anew, a broker that is down would be asked as often as there are callers.
Task<Secret> SignIn::authorization() {
  for (;;) {
    switch (policy_.decide(config_.clock.tick())) {
      case oauth::TokenPolicy::Verdict::use: co_return authorization_of(policy_.current()->token);
      case oauth::TokenPolicy::Verdict::refused: co_return std::unexpected(policy_.refusal());
      case oauth::TokenPolicy::Verdict::renew: break;
    }
    if (renewing_) {
      const std::uint64_t watched = renewals_;
      const bool cancelled = co_await renewed_.wait();
      if (cancelled) co_return fail(Errc::cancelled, "stopped while signing in");
      if (watched == renewals_ && !outcome_) co_return std::unexpected(outcome_.error());
      continue;
    }
    const Result<void> outcome = co_await renew();
    if (!outcome) co_return std::unexpected(outcome.error());
  }
}

void SignIn::invalidate(const Secret& refused) {
  const oauth::AccessToken* token = policy_.current();
  if (token == nullptr || authorization_of(token->token) != refused) return;
  rejected_ = token->token;
  policy_.invalidate(rejected_);
}

Task<void> SignIn::renew() {
  const Renewal renewal{*this};
  Result<void> outcome;
  if (config_.token_cache) {
    outcome = co_await renew_among_processes();
  } else {
    outcome = co_await ask_broker();
  }
  if (outcome && policy_.decide(config_.clock.tick()) == oauth::TokenPolicy::Verdict::renew) {
    outcome = fail(Errc::protocol,
                   "the broker gave a token that has ended already; look at the clock, and try "
                   "again later");
  }
  // One caller that was stopped says nothing about the others.
  if (!outcome && outcome.error().code != Errc::cancelled) outcome_ = outcome;
  co_return outcome;
}

Task<void> SignIn::renew_among_processes() {
  const Tick patience = config_.clock.tick() + kLockPatience;
  while (!take_shared()) {
    const auto lock = config_.token_cache->try_lock();
    if (!lock && by_session()) co_return std::unexpected(lock.error());
    if (!lock) config_.log(LogLevel::warning, "{}; signing in alone", lock.error().message);
    if (!lock || *lock) {
      if (take_shared()) break;  // it was just given back
      co_return co_await ask_broker();
    }
    if (config_.clock.tick() >= patience) {
      co_return fail(Errc::timeout,
                     "another process of these credentials has been signing in for "
                     "30 s; is it stopped?");
    }
    const bool cancelled = co_await wait_(kLook);
    if (cancelled) co_return fail(Errc::cancelled, "stopped while signing in");
  }
  co_return Result<void>{};
}

bool SignIn::take_shared() {
  const auto entry = config_.token_cache->read();
  if (!entry) return false;
  if (by_session() && !entry->remember_token.empty()) remember_token_ = entry->remember_token;
  const Instant now = config_.clock.now();
  if (entry->obtained_at > now + kClockStep || entry->expires_at <= now) return false;
  if (entry->token.empty()) {
    policy_.failed(remembered(*entry, now));
    return true;
  }
  const auto left = std::chrono::duration_cast<Tick::duration>(entry->expires_at - now);
  const auto life =
      std::chrono::duration_cast<Tick::duration>(entry->expires_at - entry->obtained_at);
  if (entry->token == rejected_ || left <= oauth::TokenPolicy::margin_of(life)) return false;
  policy_.store(
      {.token = entry->token, .expires_at = config_.clock.tick() + left, .scope = entry->scope},
      life);
  config_.log(LogLevel::info, "using the access token that another process was given");
  return true;
}

void SignIn::share(const oauth::AccessToken& token, const Secret& remember_token) {
  if (!config_.token_cache) return;
  const Instant now = config_.clock.now();
  const SharedToken entry{.token = token.token,
                          .obtained_at = now,
                          .expires_at = now + (token.expires_at - config_.clock.tick()),
                          .scope = token.scope,
                          .remember_token = remember_token};
  const auto written = config_.token_cache->write(entry);
  if (!written) {
    config_.log(LogLevel::warning, "other processes must sign in by themselves: {}",
                written.error().message);
  }
}

void SignIn::share_refusal(const Error& error) {
  if (!config_.token_cache) return;
  const Instant now = config_.clock.now();
  const SharedToken entry{.refusal = error.broker_code.empty()
                                         ? fmt::format("HTTP {}", error.http_status)
                                         : error.broker_code,
                          .obtained_at = now,
                          .expires_at = now + kRefusalLife,
                          .remember_token = by_session() ? remember_token_ : Secret{}};
  static_cast<void>(config_.token_cache->write(entry));
}

Error SignIn::refused(Error error) {
  error = oauth::hide(std::move(error), {&config_.client_secret, &config_.refresh_token,
                                         &remember_token_, &config_.remember_token});
  policy_.failed(error);
  if (error.code == Errc::unauthorized) share_refusal(error);
  config_.log(LogLevel::warning, "sign-in failed: {}", error.message);
  return error;
}

Task<HttpResponse> SignIn::send(HttpRequest request) {
  request.headers.push_back({"User-Agent", config_.user_agent});
  Result<HttpResponse> response = co_await http_.send(std::move(request), config_.request_limit);
  if (response) co_return response;
  response.error().operation = "signing in";
  response.error().in_doubt = false;  // signing in twice harms nobody
  const bool cancelled = co_await is_cancelled();
  if (cancelled) response.error().code = Errc::cancelled;
  co_return response;
}

Task<void> SignIn::ask_broker() {
  if (by_session()) co_return co_await log_in();
  co_return co_await ask_for_token();
}

Task<void> SignIn::ask_for_token() {
  const oauth::Grant grant{.client_secret = config_.client_secret,
                           .refresh_token = config_.refresh_token};
  const Tick asked = config_.clock.tick();
  const Result<HttpResponse> response = co_await send(oauth::refresh_request(grant));
  if (!response) co_return std::unexpected(response.error());
  Result<oauth::AccessToken> token = oauth::read_answer(*response, asked);
  if (!token) co_return std::unexpected(refused(std::move(token.error())));
  share(*token, Secret());
  const Tick::duration left = token->expires_at - config_.clock.tick();
  policy_.store(std::move(*token), left);
  config_.log(LogLevel::info, "signed in to {}", config_.base_url);
  co_return Result<void>{};
}

Task<void> SignIn::log_in() {
  oauth::SessionLogin login{{.login = config_.login, .remember_token = remember_token_}};
  oauth::SessionLogin::Step step = login.start();
  while (auto* request = std::get_if<HttpRequest>(&step)) {
    const Result<HttpResponse> response = co_await send(std::move(*request));
    if (!response) co_return std::unexpected(response.error());
    step = login.answered(*response, config_.clock.now());
  }
  if (auto* error = std::get_if<Error>(&step)) co_return std::unexpected(refused(*error));
  const auto* session = std::get_if<oauth::LegacySession>(&step);
  if (session == nullptr) co_return fail(Errc::protocol, "a remembered login was asked a question");
  keep_next(*session);
  config_.log(LogLevel::info, "logged in to {} with a remembered session", config_.base_url);
  co_return Result<void>{};
}

void SignIn::keep_next(const oauth::LegacySession& session) {
  const auto left =
      std::chrono::duration_cast<Tick::duration>(session.expires_at - config_.clock.now());
  const oauth::AccessToken token{.token = session.token, .expires_at = config_.clock.tick() + left};
  share(token, session.remember_token);
  policy_.store(token, left);
  remember_token_ = session.remember_token;
  if (remember_token_.empty()) {
    config_.log(LogLevel::warning,
                "the broker gave no next remember token: the password is needed in a day");
  }
  if (remember_token_.empty() || !config_.keep_remember_token) return;
  const auto kept = config_.keep_remember_token(remember_token_);
  if (!kept) {
    config_.log(LogLevel::warning, "the next remember token is in the token file only: {}",
                kept.error().message);
  }
}

}  // namespace belay::detail
