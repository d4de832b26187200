#pragma once

#include <algorithm>
#include <mutex>
#include <ranges>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "belay/belay.hpp"
#include "belay/sim/simulator.hpp"
#include "net/http_client.hpp"
#include "proto/oauth/session_login.hpp"
#include "proto/rest/endpoints.hpp"

// The fixture of every_call_test.cpp: a simulator that tells which requests it had, and how a
// request is found in the table of endpoints.

namespace belay {

/// A request as the simulator saw it: the method and the path, without the query.
using Request = std::pair<std::string, std::string>;

inline std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  for (const auto part : std::views::split(path, '/')) {
    segments.emplace_back(part.begin(), part.end());
  }
  return segments;
}

inline bool fits(std::string_view word, std::string_view segment) {
  return word.starts_with('{') || word == segment;
}

/// The row that `request` is a call of: of those that fit, the one with most fixed words.
inline const rest::Endpoint* row_of(const Request& request) {
  constexpr std::string_view kBacktester = "/backtester";
  std::string_view path = request.second;
  const bool backtester = path.starts_with(kBacktester);
  if (backtester) path.remove_prefix(kBacktester.size());
  const std::vector<std::string_view> segments = segments_of(path);
  const rest::Endpoint* best = nullptr;
  std::ptrdiff_t fewest = 100;
  for (const rest::Endpoint& row : rest::endpoints()) {
    if (row.method != request.first) continue;
    if (backtester != (row.service == rest::Service::backtester)) continue;
    const std::vector<std::string_view> words = segments_of(row.path);
    if (!std::ranges::equal(words, segments, fits)) continue;
    const auto open = std::ranges::count(row.path, '{');
    if (open >= fewest) continue;
    fewest = open;
    best = &row;
  }
  return best;
}

/// A legacy login with a password, through the device challenge.
inline Task<oauth::LegacySession> log_in(boost::asio::any_io_executor executor,
                                         std::uint16_t port) {
  const net::Endpoint endpoint{.host = "127.0.0.1", .port = port, .tls = false};
  const net::TlsOptions tls;
  constexpr std::chrono::milliseconds kLimit{10'000};
  net::HttpClient http{executor, endpoint, tls};
  oauth::SessionLogin talk{{.login = "pilot", .password = Secret{"flight-school-42"}}};
  oauth::SessionLogin::Step step = talk.start();
  for (;;) {
    if (auto* request = std::get_if<HttpRequest>(&step)) {
      request->headers.push_back({"User-Agent", "test/1.0"});
      const Result<HttpResponse> response = co_await http.send(std::move(*request), kLimit);
      if (!response) co_return std::unexpected(response.error());
      step = talk.answered(*response, Instant{});
    } else if (std::holds_alternative<oauth::SessionLogin::Question>(step)) {
      step = talk.told(Secret{"123456"});
    } else {
      break;
    }
  }
  if (auto* error = std::get_if<Error>(&step)) co_return std::unexpected(std::move(*error));
  co_return std::get<oauth::LegacySession>(std::move(step));
}

inline boost::asio::awaitable<void> keep(Task<oauth::LegacySession> login,
                                         std::optional<Result<oauth::LegacySession>>& into) {
  into.emplace(co_await std::move(login));
}

class EveryCall : public testing::Test {
 protected:
  void SetUp() override {
    sim::Options options;
    options.chaos = "rest set device-challenge on";
    options.log =
        Log{[this](LogLevel, std::string_view, std::string_view text) { note(text); }, "sim"};
    auto started = sim::Simulator::start(loop_.get_executor(), std::move(options));
    ASSERT_TRUE(started) << started.error().message;
    simulator_.emplace(std::move(*started));
    thread_ = std::thread{[this] { loop_.run(); }};
    client_.emplace(Config::simulator(simulator_->port()));
    const auto accounts = client_->accounts();
    ASSERT_TRUE(accounts) << accounts.error().message;
    account_ = accounts->front();
  }
  void TearDown() override {
    client_.reset();
    loop_.stop();
    if (thread_.joinable()) thread_.join();
  }

  /// `GET /customers/me 200`, the simulator's log of a request.
  void note(std::string_view text) {
    const std::size_t method = text.find(' ');
    if (method == std::string_view::npos || text.substr(method + 1, 1) != "/") return;
    const std::string_view path = text.substr(method + 1, text.rfind(' ') - method - 1);
    const std::lock_guard lock{mutex_};
    seen_.emplace(text.substr(0, method), path);
  }
  std::set<Request> seen() {
    const std::lock_guard lock{mutex_};
    return seen_;
  }

  template <class T>
  Result<T> works(const char* verb, Result<T> answer) {
    EXPECT_TRUE(answer) << verb << ": " << (answer ? "" : answer.error().message);
    return answer;
  }
  template <class T>
  std::vector<T> works(const char* verb, Pages<blocking::Client, T> pages, std::size_t most = 5) {
    std::vector<T> items;
    for (const T& item : pages) {
      items.push_back(item);
      if (items.size() == most) break;
    }
    EXPECT_TRUE(pages.status()) << verb << ": " << pages.status().error().message;
    return items;
  }
  /// What the broker refuses, here as there.
  template <class T>
  void is_refused(const char* verb, const Result<T>& answer, int status) {
    ASSERT_FALSE(answer) << verb;
    EXPECT_EQ(answer.error().http_status, status) << verb << ": " << answer.error().message;
  }
  void nothing_drifted() {
    EXPECT_THAT(client().api_drift().unknown, testing::IsEmpty());
    EXPECT_THAT(client().api_drift().retyped, testing::IsEmpty());
  }
  /// On its way to the venue an order cannot be changed (broker-api.md 6.4).
  void until_editable(std::int64_t id) {
    auto order = works("orders().get", client().orders().get(account_, id));
    for (int asked = 0; order && order->editable != true && asked < 5000; ++asked) {
      order = client().orders().get(account_, id);
    }
    ASSERT_TRUE(order) << order.error().message;
    ASSERT_EQ(order->editable, true) << order->status.text();
  }

  blocking::Client& client() { return *client_; }

  // One area of broker-api.md each.
  void sign_in();
  void accounts();
  void margin();
  void equities_and_options();
  void futures();
  void other_instruments();
  void market_data();
  void market_time();
  void lists_and_alerts();
  void backtests();
  void orders();
  void complex_orders();
  void pairs();

  boost::asio::io_context loop_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      loop_.get_executor()};
  std::mutex mutex_;
  std::set<Request> seen_;
  std::optional<sim::Simulator> simulator_;
  std::thread thread_;
  std::optional<blocking::Client> client_;
  Account account_;
};

}  // namespace belay
