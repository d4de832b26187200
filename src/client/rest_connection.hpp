#pragma once

#include <memory>
#include <optional>
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

/// REST with sign-in and manners: sends a Call with a token that is fresh, no faster than the host
/// may be asked, and repeats a read that waiting can mend.
class RestConnection {
 public:
  /// The backtester has a host of its own; without one its calls fail with unsupported. `wait` is
  /// real_wait() unless a test brings its own.
  RestConnection(boost::asio::any_io_executor executor, Config config, net::HttpClient http,
                 std::optional<net::HttpClient> backtester = std::nullopt, Wait wait = {});
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
  /// The answer to `question`, whatever it says. A GET is repeated once after a 401 with a new
  /// token, and after 429 and 5xx as `patience` says; anything else never. Ends within
  /// `call_limit`, or as soon as signing in ends if that takes longer.
  Task<HttpResponse> answer(rest::Question question);
  /// The broker's answer to any request, as it is.
  Task<HttpResponse> raw(HttpRequest request);

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] json::Drift& drift() { return drift_; }
  /// What the account stream sends as `auth-token`: fresh, and the text REST sends.
  Task<Secret> authorization() { return sign_in_.authorization(); }
  /// The same, and not `refused`, which was refused elsewhere.
  Task<Secret> authorization_after(Secret refused);
  [[nodiscard]] const SignIn& sign_in() const { return sign_in_; }
  void close();

 private:
  /// A host, and how fast it may be asked.
  struct Host {
    net::HttpClient http;
    retry::TokenBucket bucket;
    std::string path;  ///< before every route
  };
  /// The host of `endpoint`, or why it is not to be asked.
  Result<Host*> host_of(const rest::Endpoint& endpoint, const std::string& operation);
  /// Sends once, in the host's turn. A 401 makes the token it went with be renewed before the next
  /// call.
  Task<HttpResponse> send(HttpRequest request, std::string operation,
                          const rest::Endpoint& endpoint, Tick deadline);
  Task<void> turn(Host& host, const std::string& target, const std::string& operation,
                  Tick deadline);
  void add_headers(HttpRequest& request, const rest::Endpoint& endpoint) const;

  Config config_;
  Host broker_;
  std::optional<Host> backtester_;
  Wait wait_;
  SignIn sign_in_;
  retry::PollWatch polls_;
  std::uint64_t calls_ = 0;  // each call's waits are random in their own way
  json::Drift drift_;
};

}  // namespace belay::detail
