#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include <boost/asio/any_io_executor.hpp>

#include "belay/client/config.hpp"
#include "belay/task.hpp"
#include "client/signal.hpp"
#include "net/http_client.hpp"
#include "proto/oauth/session_login.hpp"
#include "proto/oauth/token.hpp"

namespace belay::detail {

/// Waits on the machine's clock; tests put theirs here. True when the wait was cancelled.
using Wait = std::function<boost::asio::awaitable<bool>(std::chrono::nanoseconds)>;
[[nodiscard]] Wait real_wait(boost::asio::any_io_executor executor);

/// Knows what stands in `Authorization`, and renews it ahead of its end: once for however many
/// callers wait, and with a token cache once for all processes of the credential. A refusal is
/// remembered and never tried again.
class SignIn {
 public:
  /// `config`, `http` and `wait` outlive it.
  SignIn(boost::asio::any_io_executor executor, const Config& config, net::HttpClient& http,
         const Wait& wait);

  /// `Bearer …`, or the session token as it is. The account stream wants the same text.
  Task<Secret> authorization();
  /// The broker said 401 to `refused`: renew before the next use, unless that was done already.
  void invalidate(const Secret& refused);
  /// What the token grants, as far as the broker told.
  [[nodiscard]] const oauth::AccessToken* current() const { return policy_.current(); }

 private:
  struct Renewal;
  [[nodiscard]] bool by_session() const { return config_.refresh_token.empty(); }
  [[nodiscard]] Secret authorization_of(const Secret& token) const;

  Task<void> renew();
  /// With the lock of the cache; waits while another process holds it.
  Task<void> renew_among_processes();
  Task<void> ask_broker();
  Task<void> ask_for_token();
  Task<void> log_in();
  Task<HttpResponse> send(HttpRequest request);

  /// Takes what another process left; true when that settles it, for good or ill.
  bool take_shared();
  void share(const oauth::AccessToken& token, const Secret& remember_token);
  void share_refusal(const Error& error);
  Error refused(Error error);
  /// Everything about a session that must outlive this process, the newest token first.
  void keep_next(const oauth::LegacySession& session);

  const Config& config_;
  net::HttpClient& http_;
  const Wait& wait_;
  oauth::TokenPolicy policy_;
  Secret remember_token_;  // the one that is good now
  Secret rejected_;        // the last token the broker said 401 to
  bool renewing_ = false;
  std::uint64_t renewals_ = 0;  // begun
  Result<void> outcome_;        // of the last one, for those who waited for it
  Signal renewed_;
};

}  // namespace belay::detail
