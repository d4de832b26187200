#include "net/http_client.hpp"

#include "support/net_http.hpp"

namespace belay::net::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr auto kPlenty = 10'000ms;

class HttpClientTest : public NetTest {
 protected:
  HttpClient client(ScriptedServer& server, HttpClientOptions options = {}) {
    return HttpClient{executor(), "broker.test", server.connector(), options};
  }
};

asio::awaitable<void> answer_each(StreamPtr stream, std::string answer) {
  for (;;) {
    const std::string request = co_await read_until(*stream, "\r\n\r\n");
    if (request.empty()) co_return;
    const bool sent = co_await write_all(*stream, answer);
    if (!sent) co_return;
  }
}

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST_F(HttpClientTest, one_connection_serves_requests_that_follow_each_other) {
  ScriptedServer server{executor(),
                        [](StreamPtr stream, int) { return answer_each(std::move(stream), kOk); }};
  run([&]() -> asio::awaitable<void> {
    auto http = client(server);
    for (int i = 0; i < 5; ++i) {
      auto request = get("/quotes");
      const auto answer = co_await http.send(std::move(request), kPlenty);
      EXPECT_TRUE(answer.has_value());
      EXPECT_EQ(answer.value_or(HttpResponse{}).body, "ok");
    }
  });
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, host_connection_and_length_are_written_and_the_callers_headers_kept) {
  std::string seen;
  ScriptedServer server{executor(), [&](StreamPtr stream, int) -> asio::awaitable<void> {
                          seen = co_await read_until(*stream, "payload");
                          co_await write_all(*stream, kOk);
                        }};
  run([&]() -> asio::awaitable<void> {
    auto http = client(server);
    auto request = post("/orders?dry=1", "payload");
    request.headers.push_back({"Authorization", "Bearer x"});
    co_await http.send(std::move(request), kPlenty);
  });
  EXPECT_THAT(seen, StartsWith("POST /orders?dry=1 HTTP/1.1\r\n"));
  EXPECT_THAT(seen, HasSubstr("\r\nHost: broker.test\r\n"));
  EXPECT_THAT(seen, HasSubstr("\r\nConnection: keep-alive\r\n"));
  EXPECT_THAT(seen, HasSubstr("\r\nContent-Length: 7\r\n"));
  EXPECT_THAT(seen, HasSubstr("\r\nAuthorization: Bearer x\r\n"));
}

TEST_F(HttpClientTest, requests_share_at_most_max_connections_and_are_served_in_order) {
  ScriptedServer server{executor(),
                        [](StreamPtr stream, int) { return answer_each(std::move(stream), kOk); }};
  std::vector<int> order;
  auto http = client(server, {.max_connections = 3});
  const auto one = [&](int number) -> asio::awaitable<void> {
    auto request = get("/n");
    const auto answer = co_await http.send(std::move(request), kPlenty);
    EXPECT_TRUE(answer.has_value());
    order.push_back(number);
  };
  for (int i = 0; i < 50; ++i) spawn(one(i));
  io_.run_one();
  while (order.size() < 50 && io_.run_one() > 0) {
  }
  EXPECT_LE(server.connections(), 3);
  EXPECT_EQ(order.size(), 50U);
  EXPECT_TRUE(std::ranges::is_sorted(order));
  http.close();
  io_.run();
}

TEST_F(HttpClientTest, a_silent_server_is_a_timeout_and_a_read_is_never_in_doubt) {
  ScriptedServer server{executor(), [](StreamPtr stream, int) -> asio::awaitable<void> {
                          co_await read_to_end(*stream);
                        }};
  run([&]() -> asio::awaitable<void> {
    auto http = client(server);
    auto request = get("/slow");
    const auto answer = co_await http.send(std::move(request), 20ms);
    EXPECT_FALSE(answer.has_value());
    if (answer) co_return;
    EXPECT_EQ(answer.error().code, Errc::timeout);
    EXPECT_FALSE(answer.error().in_doubt);
    EXPECT_THAT(answer.error().message, HasSubstr("broker.test"));
  });
}

TEST_F(HttpClientTest, a_connection_that_is_never_made_is_a_timeout_and_not_in_doubt) {
  asio::steady_timer never{io_, asio::steady_timer::time_point::max()};
  const auto hang = [&]() -> Task<StreamPtr> {
    co_await never.async_wait(kAwait);
    co_return fail(Errc::unreachable, "woken");
  };
  run([&]() -> asio::awaitable<void> {
    HttpClient http{executor(), "broker.test", hang};
    auto request = post("/orders", "{}");
    const auto answer = co_await http.send(std::move(request), 20ms);
    EXPECT_FALSE(answer.has_value());
    if (answer) co_return;
    EXPECT_EQ(answer.error().code, Errc::timeout);
    EXPECT_FALSE(answer.error().in_doubt);
  });
}

TEST_F(HttpClientTest, waiting_for_a_turn_counts_against_the_deadline) {
  ScriptedServer server{executor(), [](StreamPtr stream, int) -> asio::awaitable<void> {
                          co_await read_to_end(*stream);
                        }};
  auto http = client(server, {.max_connections = 1});
  const auto first = [&]() -> asio::awaitable<void> {
    auto request = get("/first");
    const auto answer = co_await http.send(std::move(request), kPlenty);
    EXPECT_EQ(answer.error().code, Errc::closed);
  };
  spawn(first());
  run([&]() -> asio::awaitable<void> {
    auto request = post("/second", "{}");
    const auto answer = co_await http.send(std::move(request), 20ms);
    EXPECT_EQ(answer.error().code, Errc::timeout);
    EXPECT_FALSE(answer.error().in_doubt);
    http.close();
  });
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, a_post_whose_server_dies_after_reading_it_is_in_doubt_and_sent_once) {
  int received = 0;
  ScriptedServer server{executor(), [&](StreamPtr stream, int) -> asio::awaitable<void> {
                          co_await read_until(*stream, "{}");
                          ++received;
                        }};
  run([&]() -> asio::awaitable<void> {
    auto http = client(server);
    auto request = post("/orders", "{}");
    const auto answer = co_await http.send(std::move(request), kPlenty);
    EXPECT_FALSE(answer.has_value());
    if (answer) co_return;
    EXPECT_EQ(answer.error().code, Errc::closed);
    EXPECT_TRUE(answer.error().in_doubt);
  });
  EXPECT_EQ(received, 1);
}

TEST_F(HttpClientTest, a_post_without_an_answer_in_time_is_in_doubt) {
  ScriptedServer server{executor(), [](StreamPtr stream, int) -> asio::awaitable<void> {
                          co_await read_to_end(*stream);
                        }};
  run([&]() -> asio::awaitable<void> {
    auto http = client(server);
    auto request = post("/orders", "{}");
    const auto answer = co_await http.send(std::move(request), 20ms);
    EXPECT_EQ(answer.error().code, Errc::timeout);
    EXPECT_TRUE(answer.error().in_doubt);
  });
}

/// Answers the first request of its first connection and hangs up on the second one.
asio::awaitable<void> stale_once(StreamPtr stream, int nth) {
  co_await read_until(*stream, "\r\n\r\n");
  co_await write_all(*stream, kOk);
  co_await read_until(*stream, "\r\n\r\n");
  if (nth > 1) co_await write_all(*stream, kOk);
}

TEST_F(HttpClientTest, a_get_that_met_a_stale_connection_is_sent_once_more) {
  ScriptedServer server{executor(), stale_once};
  run([&]() -> asio::awaitable<void> {
    auto http = client(server);
    for (int i = 0; i < 2; ++i) {
      auto request = get("/positions");
      const auto answer = co_await http.send(std::move(request), kPlenty);
      EXPECT_TRUE(answer.has_value());
    }
  });
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, a_post_that_met_a_stale_connection_is_not_sent_again) {
  ScriptedServer server{executor(), stale_once};
  run([&]() -> asio::awaitable<void> {
    auto http = client(server);
    auto first = get("/positions");
    const auto warm = co_await http.send(std::move(first), kPlenty);
    EXPECT_TRUE(warm.has_value());
    auto request = post("/orders", "{}");
    const auto answer = co_await http.send(std::move(request), kPlenty);
    EXPECT_FALSE(answer.has_value());
    if (answer) co_return;
    EXPECT_EQ(answer.error().code, Errc::closed);
    EXPECT_TRUE(answer.error().in_doubt);
  });
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, a_get_is_repeated_once_only) {
  ScriptedServer server{executor(), [](StreamPtr stream, int nth) -> asio::awaitable<void> {
                          co_await read_until(*stream, "\r\n\r\n");
                          if (nth == 1) {
                            co_await write_all(*stream, kOk);
                            co_await read_until(*stream, "\r\n\r\n");
                          }
                        }};
  run([&]() -> asio::awaitable<void> {
    auto http = client(server);
    auto first = get("/a");
    co_await http.send(std::move(first), kPlenty);
    auto second = get("/b");
    const auto answer = co_await http.send(std::move(second), kPlenty);
    EXPECT_FALSE(answer.has_value());
  });
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, a_connection_the_server_closed_while_idle_is_replaced_even_for_a_post) {
  ScriptedServer server{executor(), [](StreamPtr stream, int) -> asio::awaitable<void> {
                          co_await read_until(*stream, "\r\n\r\n");
                          co_await write_all(*stream, kOk);
                        }};
  auto http = client(server);
  const auto once = [&]() -> asio::awaitable<void> {
    auto request = post("/orders", "");
    const auto answer = co_await http.send(std::move(request), kPlenty);
    EXPECT_TRUE(answer.has_value());
  };
  run(once);
  io_.restart();
  run(once);
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, a_connection_idle_for_too_long_is_not_used_again) {
  ScriptedServer server{executor(),
                        [](StreamPtr stream, int) { return answer_each(std::move(stream), kOk); }};
  run([&]() -> asio::awaitable<void> {
    auto http = client(server, {.idle_limit = -1ms});
    for (int i = 0; i < 2; ++i) {
      auto request = get("/");
      co_await http.send(std::move(request), kPlenty);
    }
  });
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, connection_close_is_obeyed) {
  const std::string last = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
  ScriptedServer server{
      executor(), [&](StreamPtr stream, int) { return answer_each(std::move(stream), last); }};
  run([&]() -> asio::awaitable<void> {
    auto http = client(server);
    for (int i = 0; i < 2; ++i) {
      auto request = get("/");
      co_await http.send(std::move(request), kPlenty);
    }
  });
  EXPECT_EQ(server.connections(), 2);
}

struct Shape {
  const char* name;
  const char* method;
  std::string answer;
  int status;
  std::string body;
};

class AnswerShapes : public HttpClientTest, public testing::WithParamInterface<Shape> {};

TEST_P(AnswerShapes, is_read_and_leaves_the_connection_usable) {
  const Shape& shape = GetParam();
  ScriptedServer server{executor(), [&](StreamPtr stream, int) {
                          return answer_each(std::move(stream), shape.answer);
                        }};
  run([&]() -> asio::awaitable<void> {
    auto http = client(server);
    for (int i = 0; i < 2; ++i) {
      auto request = get("/");
      request.method = shape.method;
      const auto answer = co_await http.send(std::move(request), kPlenty);
      EXPECT_TRUE(answer.has_value()) << answer.error().message;
      if (!answer) co_return;
      EXPECT_EQ(answer->status, shape.status);
      EXPECT_EQ(answer->body, shape.body);
    }
  });
  EXPECT_EQ(server.connections(), 1);
}

INSTANTIATE_TEST_SUITE_P(
    Http, AnswerShapes,
    testing::Values(
        Shape{"length", "GET", kOk, 200, "ok"},
        Shape{
            "chunked", "GET",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n"
            "T: v\r\n\r\n",
            200, "abcde"},
        Shape{"head", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", 200, ""},
        Shape{"no_content", "DELETE", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
        Shape{"not_modified", "GET", "HTTP/1.1 304 Not Modified\r\n\r\n", 304, ""},
        Shape{"server_error", "POST", "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy", 503,
              "busy"},
        Shape{"interim", "POST", "HTTP/1.1 100 Continue\r\n\r\n" + kOk, 200, "ok"},
        Shape{"large", "GET",
              "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + std::string(3'000'000, 'x'),
              200, std::string(3'000'000, 'x')}),
    [](const auto& test) { return test.param.name; });

TEST_F(HttpClientTest, an_answer_without_length_ends_with_the_connection) {
  ScriptedServer server{executor(), [](StreamPtr stream, int) -> asio::awaitable<void> {
                          co_await read_until(*stream, "\r\n\r\n");
                          co_await write_all(*stream, "HTTP/1.1 200 OK\r\n\r\nall of it");
                        }};
  run([&]() -> asio::awaitable<void> {
    auto http = client(server);
    auto request = get("/");
    const auto answer = co_await http.send(std::move(request), kPlenty);
    EXPECT_TRUE(answer.has_value());
    EXPECT_EQ(answer.value_or(HttpResponse{}).body, "all of it");
  });
}

struct Bad {
  const char* name;
  std::string answer;
  Errc code;
};

class BadAnswers : public HttpClientTest, public testing::WithParamInterface<Bad> {};

TEST_P(BadAnswers, are_errors_that_leave_a_post_in_doubt) {
  const Bad& bad = GetParam();
  ScriptedServer server{executor(), [&](StreamPtr stream, int) -> asio::awaitable<void> {
                          co_await read_until(*stream, "{}");
                          co_await write_all(*stream, bad.answer);
                        }};
  run([&]() -> asio::awaitable<void> {
    auto http = client(server, {.max_body = 1000});
    auto request = post("/orders", "{}");
    const auto answer = co_await http.send(std::move(request), kPlenty);
    EXPECT_FALSE(answer.has_value());
    if (answer) co_return;
    EXPECT_EQ(answer.error().code, bad.code) << answer.error().message;
    EXPECT_TRUE(answer.error().in_doubt);
  });
}

INSTANTIATE_TEST_SUITE_P(
    Http, BadAnswers,
    testing::Values(
        Bad{"too_long", "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x'),
            Errc::protocol},
        Bad{"too_long_chunked",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                std::string(1001, 'x') + "\r\n0\r\n\r\n",
            Errc::protocol},
        Bad{"header_too_long", "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n",
            Errc::protocol},
        Bad{"no_http", "SSH-2.0-OpenSSH_9\r\n", Errc::protocol},
        Bad{"cut_in_body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", Errc::closed},
        Bad{"cut_in_header", "HTTP/1.1 200 OK\r\nConte", Errc::closed},
        Bad{"nothing", "", Errc::closed}),
    [](const auto& test) { return test.param.name; });

struct Injection {
  const char* name;
  HttpRequest request;
};

class Injections : public HttpClientTest, public testing::WithParamInterface<Injection> {};

TEST_P(Injections, are_refused_before_anything_is_sent) {
  ScriptedServer server{executor(),
                        [](StreamPtr stream, int) { return answer_each(std::move(stream), kOk); }};
  run([&]() -> asio::awaitable<void> {
    auto http = client(server);
    auto request = GetParam().request;
    const auto answer = co_await http.send(std::move(request), kPlenty);
    EXPECT_FALSE(answer.has_value());
    if (answer) co_return;
    EXPECT_EQ(answer.error().code, Errc::invalid);
    EXPECT_FALSE(answer.error().in_doubt);
  });
  EXPECT_EQ(server.connections(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    Http, Injections,
    testing::Values(Injection{"a_header_in_the_target", {.target = "/a\r\nX: y"}},
                    Injection{"a_version_in_the_target", {.target = "/a HTTP/1.1"}},
                    Injection{"no_target", {.target = ""}},
                    Injection{"a_line_in_the_method", {.method = "GET /\r\n"}},
                    Injection{"a_line_in_a_value", {.headers = {{"A", "b\r\nC: d"}}}},
                    Injection{"a_bare_newline_in_a_value", {.headers = {{"A", "b\nC: d"}}}},
                    Injection{"a_line_in_a_name", {.headers = {{"A\r\nB", "c"}}}},
                    Injection{"a_zero_byte_in_a_value",
                              {.headers = {{"A", std::string{"b\0c", 3}}}}},
                    Injection{"a_length_of_its_own", {.headers = {{"Content-Length", "0"}}}}),
    [](const auto& test) { return test.param.name; });

TEST_F(HttpClientTest, closing_the_client_ends_outstanding_and_later_requests_with_closed) {
  ScriptedServer server{executor(), [](StreamPtr stream, int) -> asio::awaitable<void> {
                          co_await read_to_end(*stream);
                        }};
  auto http = client(server, {.max_connections = 1});
  int ended = 0;
  const auto one = [&]() -> asio::awaitable<void> {
    auto request = get("/");
    const auto answer = co_await http.send(std::move(request), kPlenty);
    EXPECT_EQ(answer.error().code, Errc::closed);
    ++ended;
  };
  spawn(one());
  spawn(one());
  io_.poll();
  EXPECT_EQ(ended, 0);
  http.close();
  run(one);
  EXPECT_EQ(ended, 3);
}

TEST_F(HttpClientTest, closing_the_client_ends_a_request_that_still_connects) {
  asio::steady_timer never{io_, asio::steady_timer::time_point::max()};
  HttpClient http{executor(), "broker.test", [&]() -> Task<StreamPtr> {
                    co_await never.async_wait(kAwait);
                    co_return fail(Errc::unreachable, "woken");
                  }};
  bool ended = false;
  const auto one = [&]() -> asio::awaitable<void> {
    auto request = post("/orders", "{}");
    const auto answer = co_await http.send(std::move(request), kPlenty);
    EXPECT_EQ(answer ? Errc::usage : answer.error().code, Errc::closed);
    ended = true;
  };
  spawn(one());
  io_.poll();
  EXPECT_FALSE(ended);
  http.close();
  io_.poll();
  EXPECT_TRUE(ended);
  EXPECT_TRUE(io_.stopped());
}

TEST_F(HttpClientTest, destroying_the_client_ends_outstanding_requests) {
  ScriptedServer server{executor(), [](StreamPtr stream, int) -> asio::awaitable<void> {
                          co_await read_to_end(*stream);
                        }};
  bool ended = false;
  {
    auto http = client(server);
    const auto one = [](HttpClient& on, bool& done) -> asio::awaitable<void> {
      auto request = get("/");
      const auto answer = co_await on.send(std::move(request), kPlenty);
      EXPECT_EQ(answer.error().code, Errc::closed);
      done = true;
    };
    spawn(one(http, ended));
    io_.poll();
  }
  io_.run();
  EXPECT_TRUE(ended);
}

TEST_F(HttpClientTest, a_refused_connection_is_unreachable_and_named) {
  run([&]() -> asio::awaitable<void> {
    const Endpoint nobody{.host = "127.0.0.1", .port = 1, .tls = false};
    const TlsOptions tls;
    HttpClient http{executor(), nobody, tls};
    auto request = post("/orders", "{}");
    const auto answer = co_await http.send(std::move(request), kPlenty);
    EXPECT_FALSE(answer.has_value());
    if (answer) co_return;
    EXPECT_EQ(answer.error().code, Errc::unreachable);
    EXPECT_THAT(answer.error().message, HasSubstr("127.0.0.1:1"));
    EXPECT_FALSE(answer.error().in_doubt);
  });
}

}  // namespace
}  // namespace belay::net::test
