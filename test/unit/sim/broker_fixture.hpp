#pragma once

#include <chrono>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "belay/sim/simulator.hpp"
#include "proto/oauth/token.hpp"
#include "sim/broker/broker.hpp"

namespace belay::sim {

/// A broker on the default Monday morning, and a client with a good token.
class SignedIn : public testing::Test {
 protected:
  explicit SignedIn(const BrokerOptions& options = {})
      : market_{42, kDefaultStart}, broker_{market_, with_defaults(options)} {}

  HttpResponse send(HttpRequest request) {
    request.headers.push_back({"User-Agent", "test/1.0"});
    if (!token_.empty()) request.headers.push_back({"Authorization", token_});
    return broker_.handle(request, now_);
  }
  HttpResponse get(std::string target) { return send({.target = std::move(target)}); }
  HttpResponse get(std::string target, std::string version) {
    return send({.target = std::move(target), .headers = {{"Accept-Version", std::move(version)}}});
  }
  HttpResponse send(std::string method, std::string target, std::string body = {}) {
    return send({.method = std::move(method),
                 .target = std::move(target),
                 .headers = {{"Content-Type", "application/json"}},
                 .body = std::move(body)});
  }
  void SetUp() override {
    const auto token =
        oauth::read_answer(send(oauth::refresh_request(oauth::simulator_grant())), now_.real);
    ASSERT_TRUE(token) << token.error().message;
    token_ = "Bearer " + std::string{token->token.reveal()};
  }

  Market market_;
  BrokerTime now_{kDefaultStart, Tick{} + std::chrono::hours{1}};
  Broker broker_;
  std::string token_;

 private:
  static BrokerOptions with_defaults(BrokerOptions options) {
    options.start = kDefaultStart;
    options.accounts = 4;
    options.dxlink_url = "ws://127.0.0.1:7380/realtime";
    options.version = "0.1.0";
    return options;
  }
};

}  // namespace belay::sim
