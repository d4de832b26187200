#pragma once

#include <memory>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

#include "belay/client/config.hpp"
#include "belay/task.hpp"
#include "client/signal.hpp"
#include "net/http_client.hpp"
#include "proto/oauth/token.hpp"
#include "proto/rest/calls.hpp"

namespace belay::detail {

/// REST with sign-in: sends a Call with a token that is fresh, renewing it once for however many
/// callers wait.
class RestConnection {
 public:
  RestConnection(boost::asio::any_io_executor executor, Config config, net::HttpClient http);

  /// A read is repeated once after a 401 with a new token; a mutating call never. What was stopped
  /// by cancelling fails with cancelled.
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

  /// What goes into `Authorization`, good for now: the account stream says it too.
  Task<Secret> authorization();
  /// It was refused elsewhere: the next one is renewed first.
  void distrust();

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] const json::Drift& drift() const { return drift_; }
  void close() { http_.close(); }

 private:
  struct Renewal;
  /// `call` outlives the coroutine: it is the caller's own copy.
  template <class T>
  Task<HttpResponse> answer_to(const rest::Call<T>& call) {
    Result<HttpResponse> response = co_await send(call.request, call.operation, call.order_route);
    if (response && response->status == 401 && !call.mutating) {
      response = co_await send(call.request, call.operation, call.order_route);
    }
    if (!response && !call.mutating)
      response.error().in_doubt = false;  // nothing can have happened
    co_return response;
  }
  /// Sends once. A 401 makes the token it went with be renewed before the next call.
  Task<HttpResponse> send(HttpRequest request, std::string operation, bool order_route);
  Task<Secret> access_token();
  Task<void> renew();

  Config config_;
  net::HttpClient http_;
  oauth::TokenPolicy policy_;
  bool renewing_ = false;
  Signal renewed_;
  json::Drift drift_;
};

}  // namespace belay::detail
