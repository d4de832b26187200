#pragma once

#include <memory>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

#include "belay/client/config.hpp"
#include "belay/task.hpp"
#include "client/sign_in.hpp"
#include "net/http_client.hpp"
#include "proto/rest/calls.hpp"
#include "proto/retry/poll_watch.hpp"
#include "proto/retry/retry.hpp"
#include "proto/retry/token_bucket.hpp"

namespace belay::detail {

/// REST with sign-in and manners: sends a Call with a token that is fresh, no faster than the host
/// may be asked, and repeats a read that waiting can mend.
class RestConnection {
 public:
  /// `wait` is real_wait() unless a test brings its own.
  RestConnection(boost::asio::any_io_executor executor, Config config, net::HttpClient http,
                 Wait wait = {});
  RestConnection(const RestConnection&) = delete;
  RestConnection& operator=(const RestConnection&) = delete;

  /// A read is repeated once after a 401 with a new token, and after 429 and 5xx as `patience`
  /// says; a mutating call never. Ends within `call_limit`, or as soon as
  /// signing in ends if that takes longer. What was stopped by cancelling fails with cancelled.
  template <class T>
  Task<T> call(rest::Call<T> call) {
    const Result<HttpResponse> response = co_await answer_to(call);
    if (!response) co_return std::unexpected(response.error());
    co_return call.decode(*response, &drift_);
  }
  /// The value and where its page stands, for calls whose pages the caller walks.
  template <class T>
  Task<std::pair<T, rest::Page>> page(rest::Call<T> call) {
    const Result<HttpResponse> response = co_await answer_to(call);
    if (!response) co_return std::unexpected(response.error());
    Result<T> value = call.decode(*response, &drift_);
    if (!value) co_return std::unexpected(value.error());
    co_return std::pair{std::move(*value), rest::page_of(*response)};
  }

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] const json::Drift& drift() const { return drift_; }
  /// What the account stream sends as `auth-token`: fresh, and the text REST sends.
  Task<Secret> authorization() { return sign_in_.authorization(); }
  [[nodiscard]] const SignIn& sign_in() const { return sign_in_; }
  void close() { http_.close(); }

 private:
  /// Of a Call, what sending it needs.
  struct Sending {
    HttpRequest request;
    std::string operation;
    bool order_route;
    bool repeatable;
    Tick deadline;
  };
  /// `call` outlives the coroutine: it is the caller's own copy.
  template <class T>
  Task<HttpResponse> answer_to(const rest::Call<T>& call) {
    const Sending sending{call.request, call.operation, call.order_route, !call.mutating,
                          config_.clock.tick() + config_.call_limit};
    return send(sending);
  }
  /// Sends until there is an answer that stands; once when it may not be repeated.
  Task<HttpResponse> send(Sending sending);
  /// Sends once. A 401 makes the token it went with be renewed before the next call.
  Task<HttpResponse> send_once(const Sending& sending);
  /// Waits for the host's turn.
  Task<void> turn(const Sending& sending);
  [[nodiscard]] std::string_view version_for(bool order_route) const;

  Config config_;
  net::HttpClient http_;
  Wait wait_;
  SignIn sign_in_;
  retry::TokenBucket bucket_;
  retry::PollWatch polls_;
  std::uint64_t calls_ = 0;  // each call's waits are random in their own way
  json::Drift drift_;
};

}  // namespace belay::detail
