#pragma once

#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

#include "belay/client/config.hpp"
#include "belay/task.hpp"
#include "client/signal.hpp"
#include "net/http_client.hpp"
#include "proto/oauth/token.hpp"
#include "proto/rest/call.hpp"

namespace belay::detail {

/// REST with sign-in: sends a Call with a token that is fresh, renewing it once for however many
/// callers wait.
class RestConnection {
 public:
  /// The backtester has a host of its own; without one its calls fail with unsupported.
  RestConnection(boost::asio::any_io_executor executor, Config config, net::HttpClient http,
                 std::optional<net::HttpClient> backtester = std::nullopt);

  /// answer(), read. What was stopped by cancelling fails with cancelled.
  template <class T>
  Task<T> call(rest::Call<T> call) {
    rest::Question question = call;
    const Result<HttpResponse> response = co_await answer(std::move(question));
    if (!response) co_return std::unexpected(response.error());
    co_return call.decode(*response, &drift_);
  }
  /// The answer to `question`, whatever it says. A read is repeated once after a 401 with a new
  /// token; what may change something never.
  Task<HttpResponse> answer(rest::Question question);
  /// The broker's answer to any request, as it is.
  Task<HttpResponse> raw(HttpRequest request);

  /// What goes into `Authorization`, good for now: the account stream says it too.
  Task<Secret> authorization();
  /// It was refused elsewhere: the next one is renewed first.
  void distrust();

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] json::Drift& drift() { return drift_; }
  void close();

 private:
  struct Renewal;
  /// Sends once. A 401 makes the token it went with be renewed before the next call.
  Task<HttpResponse> send(HttpRequest request, std::string operation,
                          const rest::Endpoint& endpoint);
  Task<Secret> access_token();
  Task<void> renew();

  Config config_;
  net::HttpClient http_;
  std::optional<net::HttpClient> backtester_;
  std::string backtester_path_;
  oauth::TokenPolicy policy_;
  bool renewing_ = false;
  Signal renewed_;
  json::Drift drift_;
};

}  // namespace belay::detail
