#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>

#include "belay/client/client.hpp"
#include "net/http_server.hpp"
#include "proto/oauth/token_request.hpp"
#include "proto/rest/envelope.hpp"

namespace belay::test {

/// A broker of a few lines on loopback: signs everybody in, lists one account, and answers the rest
/// as the test says.
class FakeBroker {
 public:
  using Answer = std::function<HttpResponse(const HttpRequest& request)>;

  /// The account streamer, where a test has one.
  using Stream = std::function<boost::asio::awaitable<void>(net::WebSocket socket)>;

  explicit FakeBroker(Answer answer, Stream stream = {})
      : answer_{std::move(answer)}, stream_{std::move(stream)} {
    const auto handler = [this](HttpRequest request) -> boost::asio::awaitable<HttpResponse> {
      HttpResponse response = respond(request);
      requests.push_back(std::move(request));
      co_return response;
    };
    const auto serve = [this](HttpRequest, net::WebSocket socket) -> boost::asio::awaitable<void> {
      if (stream_) co_await stream_(std::move(socket));
    };
    auto listening = net::HttpServer::listen(loop.get_executor(), handler, serve, {}, {});
    server_ = std::make_unique<net::HttpServer>(std::move(listening.value()));
  }

  [[nodiscard]] Config config() const { return Config::simulator(server_->port()); }

  /// Runs what `body` returns, a Task, to its end; stop() is the person's Ctrl-C.
  template <class Body>
  auto run(Body body) {
    using Value = typename std::invoke_result_t<Body>::value_type;
    std::optional<Value> outcome;
    const auto keep = [&]() -> boost::asio::awaitable<void> {
      co_await boost::asio::this_coro::throw_if_cancelled(false);
      Value value = co_await body();
      outcome.emplace(std::move(value));
    };
    boost::asio::co_spawn(loop, keep(),
                          boost::asio::bind_cancellation_slot(stop_.slot(), boost::asio::detached));
    while (!outcome) loop.run_one();
    return std::move(*outcome);
  }

  void stop() { stop_.emit(boost::asio::cancellation_type::all); }

  [[nodiscard]] std::size_t count(std::string_view method, std::string_view ending) const {
    return bodies(method, ending).size();
  }
  /// What was sent by `method` to targets that end so.
  [[nodiscard]] std::vector<std::string> bodies(std::string_view method,
                                                std::string_view ending) const {
    std::vector<std::string> found;
    for (const HttpRequest& request : requests) {
      if (request.method == method && request.target.ends_with(ending)) {
        found.push_back(request.body);
      }
    }
    return found;
  }

  boost::asio::io_context loop;
  std::vector<HttpRequest> requests;

 private:
  HttpResponse respond(const HttpRequest& request) {
    if (request.target == "/oauth/token") {
      return oauth::token_answer(Secret{"t"}, std::chrono::seconds{900});
    }
    if (request.target == "/customers/me/accounts") {
      return rest::json_response(
          200, R"({"data":{"items":[{"account":{"account-number":"5WX00001"}}]}})");
    }
    return answer_(request);
  }

  boost::asio::cancellation_signal stop_;
  Answer answer_;
  Stream stream_;
  std::unique_ptr<net::HttpServer> server_;
};

}  // namespace belay::test
