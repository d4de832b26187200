#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

#include "belay/client/config.hpp"
#include "belay/task.hpp"
#include "client/sign_in.hpp"
#include "net/http_client.hpp"
#include "proto/rest/call.hpp"
#include "proto/retry/poll_watch.hpp"
#include "proto/retry/retry.hpp"
#include "proto/retry/token_bucket.hpp"

namespace belay::detail {

/// REST with sign-in and manners: sends a question with a token that is fresh, no faster than the
/// host may be asked, and repeats a read that waiting can mend.
class RestConnection {
 public:
  /// `wait` is real_wait() unless a test brings its own. The backtester has a host of its own;
  /// without one its calls fail with unsupported.
  RestConnection(boost::asio::any_io_executor executor, Config config, net::HttpClient http,
                 Wait wait = {}, std::optional<net::HttpClient> backtester = std::nullopt);
  RestConnection(const RestConnection&) = delete;
  RestConnection& operator=(const RestConnection&) = delete;

  /// answer(), read. What was stopped by cancelling fails with cancelled.
  template <class T>
  Task<T> call(rest::Call<T> call) {
    rest::Question question = call;
    const Result<HttpResponse> response = co_await answer(std::move(question));
    if (!response) co_return std::unexpected(response.error());
    co_return call.decode(*response, &drift_);
  }
  /// The answer to `question`, whatever it says. A read is repeated once after a 401 with a new
  /// token, and after 429 and 5xx as `patience` says; what may change something never. Ends within
  /// `call_limit`, or as soon as signing in ends if that takes longer. Under `live` nothing that
  /// can reach a market is sent (blocked).
  Task<HttpResponse> answer(rest::Question question);
  /// The broker's answer to any request, as it is.
  Task<HttpResponse> raw(HttpRequest request);

  /// What goes into `Authorization`, good for now: the account stream says it too.
  Task<Secret> authorization() { return sign_in_.authorization(); }
  /// The same, renewed: what there was has been refused elsewhere.
  Task<Secret> fresh_authorization();
  [[nodiscard]] const SignIn& sign_in() const { return sign_in_; }

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] Drift& drift() { return drift_; }
  void close();

 private:
  /// A question on its way.
  struct Sending {
    rest::Question question;
    Tick deadline;
  };
  /// Sends until there is an answer that stands; once when it may not be repeated.
  Task<HttpResponse> send(Sending sending);
  /// Sends once. A 401 makes the token it went with be renewed before the next call.
  Task<HttpResponse> send_once(const Sending& sending);
  /// Waits for the host's turn.
  Task<void> turn(const Sending& sending);
  [[nodiscard]] std::string_view version_for(const rest::Endpoint& endpoint) const;
  [[nodiscard]] Result<void> may_be_sent(const rest::Question& question) const;

  Config config_;
  net::HttpClient http_;
  std::optional<net::HttpClient> backtester_;
  std::string backtester_path_;
  Wait wait_;
  SignIn sign_in_;
  retry::TokenBucket bucket_;
  retry::PollWatch polls_;
  std::uint64_t calls_ = 0;  // each call's waits are random in their own way
  Drift drift_;
};

}  // namespace belay::detail
