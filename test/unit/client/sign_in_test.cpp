#include "client/sign_in.hpp"

#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "net/http_server.hpp"

namespace belay::detail {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

/// What processes share, in memory.
struct Shelf {
  std::optional<SharedToken> entry;
  bool locked = false;
  bool unlockable = false;
  int writes = 0;
};

class MemoryCache final : public TokenCache {
 public:
  explicit MemoryCache(Shelf& shelf) : shelf_{shelf} {}
  std::optional<SharedToken> read() override { return shelf_.entry; }
  Result<void> write(const SharedToken& entry) override {
    shelf_.entry = entry;
    ++shelf_.writes;
    return {};
  }
  void forget() override { shelf_.entry.reset(); }
  Result<std::unique_ptr<Lock>> try_lock() override {
    if (shelf_.unlockable) return fail(Errc::io, "the disk is read-only");
    if (shelf_.locked) return nullptr;
    return std::make_unique<Held>(shelf_);
  }

 private:
  struct Held final : Lock {
    explicit Held(Shelf& of) : shelf{of} { shelf.locked = true; }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    ~Held() override { shelf.locked = false; }
    Shelf& shelf;
  };
  Shelf& shelf_;
};

/// Several "processes" that share a shelf and a broker, on one loop and one clock.
class SignInTest : public testing::Test {
 protected:
  void SetUp() override {
    auto handler = [this](HttpRequest request) -> boost::asio::awaitable<HttpResponse> {
      asked.push_back(request);
      HttpResponse answer = broker(request);
      advance(answer_takes);
      co_return answer;
    };
    auto no_websocket = [](HttpRequest, net::WebSocket) -> boost::asio::awaitable<void> {
      co_return;
    };
    auto listening = net::HttpServer::listen(context.get_executor(), handler, no_websocket, {}, {});
    ASSERT_TRUE(listening) << listening.error().message;
    server = std::make_unique<net::HttpServer>(std::move(*listening));
  }

  struct Process {
    Config config;
    net::HttpClient http;
    Wait wait;
    SignIn sign_in;
    Process(SignInTest& test, Config settings)
        : config{std::move(settings)},
          http{test.context.get_executor(), "sim", [&test] { return test.connect(); }},
          wait{[&test](std::chrono::nanoseconds time) { return test.pass(time); }},
          sign_in{test.context.get_executor(), config, http, wait} {}
  };

  Task<net::StreamPtr> connect() {
    auto [ours, theirs] = net::memory_pair(context.get_executor());
    server->serve(std::move(theirs));
    co_return std::move(ours);
  }
  /// Lets the others run meanwhile.
  boost::asio::awaitable<bool> pass(std::chrono::nanoseconds time) {
    advance(time);
    ++waits;
    co_await boost::asio::post(context, boost::asio::use_awaitable);
    co_return false;
  }
  void advance(std::chrono::nanoseconds time) {
    tick += std::chrono::duration_cast<Tick::duration>(time);
    wall += time;
  }

  Config settings() {
    Config made = Config::simulator();
    made.clock = Clock{.now = [this] { return wall; }, .tick = [this] { return tick; }};
    made.token_cache = std::make_shared<MemoryCache>(shelf);
    made.log = Log{[this](LogLevel, std::string_view, std::string_view text) {
                     log += std::string{text} + "\n";
                   },
                   "client"};
    return made;
  }
  Config grant() {
    Config made = settings();
    made.client_secret = Secret{"canary-secret"};
    made.refresh_token = Secret{"canary-refresh"};
    return made;
  }
  Config session(std::string remember_token = "remember-0") {
    Config made = settings();
    made.use({.login = "me", .remember_token = Secret{std::move(remember_token)}});
    made.keep_remember_token = [this](const Secret& next) -> Result<void> {
      kept.emplace_back(next.reveal());
      kept_after_writes = shelf.writes;
      return {};
    };
    return made;
  }

  HttpResponse broker(const HttpRequest& request) {
    if (!troubles.empty()) {
      HttpResponse trouble = troubles.front();
      troubles.pop_front();
      return trouble;
    }
    ++granted;
    if (request.target == "/sessions") {
      return {.status = 201,
              .body = fmt::format(R"({{"data":{{"session-token":"session-{0}","remember-token":)"
                                  R"("remember-{0}"}},"context":"/sessions"}})",
                                  granted)};
    }
    return {
        .body = fmt::format(
            R"({{"access_token":"access-{}","token_type":"Bearer","expires_in":900}})", granted)};
  }

  void start(Process& process, std::optional<Result<Secret>>& into) {
    boost::asio::co_spawn(context, ask(process, into), boost::asio::detached);
  }
  boost::asio::awaitable<void> ask(Process& process, std::optional<Result<Secret>>& into) {
    into = co_await process.sign_in.authorization();
  }
  Result<Secret> wait_for(Process& process) {
    std::optional<Result<Secret>> outcome;
    start(process, outcome);
    run_until([&] { return outcome.has_value(); });
    return std::move(*outcome);
  }
  std::array<std::optional<Result<Secret>>, 5> wait_for_five(Process& process) {
    std::array<std::optional<Result<Secret>>, 5> outcomes;
    for (auto& outcome : outcomes) start(process, outcome);
    run_until([&] {
      return std::ranges::all_of(outcomes, [](const auto& outcome) { return outcome.has_value(); });
    });
    return outcomes;
  }
  std::string text_of(Process& process) {
    const auto secret = wait_for(process);
    return secret ? std::string{secret->reveal()} : secret.error().message;
  }
  template <class Done>
  void run_until(Done done) {
    context.restart();
    while (!done() && context.run_one() > 0) {
    }
  }

  boost::asio::io_context context;
  std::unique_ptr<net::HttpServer> server;
  Shelf shelf;
  Tick tick{1h};
  Instant wall = from_epoch_ms(1'700'000'000'000);
  std::vector<HttpRequest> asked;
  std::deque<HttpResponse> troubles;
  std::chrono::seconds answer_takes{0};
  std::vector<std::string> kept;
  int kept_after_writes = 0;
  int granted = 0;
  int waits = 0;
  std::string log;
};

TEST_F(SignInTest, two_processes_started_together_make_one_request) {
  Process one{*this, grant()};
  Process two{*this, grant()};
  std::optional<Result<Secret>> first;
  std::optional<Result<Secret>> second;
  start(one, first);
  start(two, second);
  run_until([&] { return first && second; });
  EXPECT_EQ((*first)->reveal(), "Bearer access-1");
  EXPECT_EQ((*second)->reveal(), "Bearer access-1");
  EXPECT_EQ(granted, 1);
  EXPECT_FALSE(shelf.locked);
}

TEST_F(SignInTest, runs_in_a_row_ask_nothing_until_the_token_is_about_to_end) {
  for (int i = 0; i < 12; ++i) {
    Process process{*this, grant()};
    EXPECT_EQ(text_of(process), "Bearer access-1");
    advance(60s);
  }
  EXPECT_EQ(granted, 1);
  advance(61s);  // 119 s are left
  Process process{*this, grant()};
  EXPECT_EQ(text_of(process), "Bearer access-2");
}

HttpResponse token_of_a_minute() {
  return {.body = R"({"access_token":"short","token_type":"Bearer","expires_in":60})"};
}

TEST_F(SignInTest, a_token_of_a_minute_is_used_for_half_of_it_by_all) {
  troubles = {token_of_a_minute()};
  Process process{*this, grant()};
  EXPECT_EQ(text_of(process), "Bearer short");
  advance(29s);
  EXPECT_EQ(text_of(process), "Bearer short");
  Process other{*this, grant()};
  EXPECT_EQ(text_of(other), "Bearer short");
  EXPECT_EQ(asked.size(), 1U);
  advance(1s);
  EXPECT_EQ(text_of(process), "Bearer access-1");
}

TEST_F(SignInTest, a_token_that_ended_on_its_way_is_no_reason_to_ask_on_and_on) {
  troubles = {token_of_a_minute()};
  answer_takes = 61s;
  Process process{*this, grant()};
  for (const auto& outcome : wait_for_five(process)) {
    ASSERT_FALSE(*outcome);
    EXPECT_THAT(outcome->error().message, HasSubstr("has ended already"));
  }
  EXPECT_EQ(asked.size(), 1U);
}

TEST_F(SignInTest, a_token_that_comes_when_most_of_its_life_is_over_is_used_for_the_rest) {
  troubles = {token_of_a_minute()};
  answer_takes = 50s;
  Process process{*this, grant()};
  for (const auto& outcome : wait_for_five(process)) {
    ASSERT_TRUE(*outcome) << outcome->error().message;
    EXPECT_EQ((*outcome)->reveal(), "Bearer short");
  }
  EXPECT_EQ(asked.size(), 1U);
  advance(5s);
  EXPECT_EQ(text_of(process), "Bearer access-1");
}

TEST_F(SignInTest, a_token_the_broker_refused_is_not_taken_from_the_others_again) {
  Process process{*this, grant()};
  EXPECT_EQ(text_of(process), "Bearer access-1");
  process.sign_in.invalidate(Secret{"Bearer access-1"});
  EXPECT_EQ(text_of(process), "Bearer access-2");
  Process other{*this, grant()};
  EXPECT_EQ(text_of(other), "Bearer access-2");
}

TEST_F(SignInTest, a_refusal_is_remembered_across_processes_for_eight_hours) {
  troubles = {{.status = 400, .body = R"({"error":"invalid_grant"})"}};
  for (int i = 0; i < 300; ++i) {
    Process process{*this, grant()};
    const auto refused = wait_for(process);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unauthorized);
    EXPECT_THAT(refused.error().message, HasSubstr("8 hours"));
    EXPECT_THAT(refused.error().message, HasSubstr("invalid_grant"));
    advance(1min);
  }
  EXPECT_EQ(asked.size(), 1U) << "a cron job that runs every minute";
  advance(3h + 1min);
  Process process{*this, grant()};
  EXPECT_EQ(text_of(process), "Bearer access-1");
}

TEST_F(SignInTest, a_broken_server_is_no_refusal) {
  troubles = {{.status = 503, .body = "<html>"}};
  Process process{*this, grant()};
  const auto broken = wait_for(process);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, Errc::unavailable);
  EXPECT_FALSE(shelf.entry);
  EXPECT_EQ(text_of(process), "Bearer access-1");
}

// A broker that is down, or an address that is blocked, is not asked as often as there are callers.
TEST_F(SignInTest, callers_that_waited_for_a_renewal_share_its_failure) {
  for (int i = 0; i < 5; ++i) troubles.push_back({.status = 503, .body = "<html>"});
  Process process{*this, grant()};
  for (const auto& outcome : wait_for_five(process)) {
    ASSERT_FALSE(*outcome);
    EXPECT_EQ(outcome->error().code, Errc::unavailable);
  }
  EXPECT_EQ(asked.size(), 1U);
  troubles.clear();
  EXPECT_EQ(text_of(process), "Bearer access-1") << "asking later is allowed";
}

TEST_F(SignInTest, a_clock_that_was_set_back_makes_old_entries_void) {
  Process process{*this, grant()};
  EXPECT_EQ(text_of(process), "Bearer access-1");
  wall -= 1h;
  Process later{*this, grant()};
  EXPECT_EQ(text_of(later), "Bearer access-2");
}

TEST_F(SignInTest, another_process_that_never_ends_is_waited_for_and_then_named) {
  shelf.locked = true;
  Process process{*this, grant()};
  const auto late = wait_for(process);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Errc::timeout);
  EXPECT_EQ(waits, 300);
  EXPECT_TRUE(asked.empty());
}

TEST_F(SignInTest, without_a_place_for_the_lock_a_grant_signs_in_alone_and_a_session_does_not) {
  shelf.unlockable = true;
  Process process{*this, grant()};
  EXPECT_EQ(text_of(process), "Bearer access-1");
  EXPECT_THAT(log, HasSubstr("read-only"));
  shelf.entry.reset();
  Process remembered{*this, session()};
  EXPECT_EQ(text_of(remembered), "the disk is read-only") << "its token is good only once";
}

TEST_F(SignInTest, a_session_token_stands_in_the_header_as_it_is) {
  Process process{*this, session()};
  EXPECT_EQ(text_of(process), "session-1");
  EXPECT_EQ(asked.front().target, "/sessions");
  EXPECT_THAT(asked.front().body, HasSubstr(R"("remember-token":"remember-0")"));
}

TEST_F(SignInTest, the_next_remember_token_is_kept_the_shared_file_first) {
  Process process{*this, session()};
  EXPECT_EQ(text_of(process), "session-1");
  EXPECT_EQ(shelf.entry->remember_token.reveal(), "remember-1");
  EXPECT_EQ(kept, std::vector<std::string>{"remember-1"});
  EXPECT_EQ(kept_after_writes, 1);
}

TEST_F(SignInTest, a_process_killed_before_it_kept_the_next_token_locks_nobody_out) {
  {
    Config config = session();
    config.keep_remember_token = {};  // never got there
    Process killed{*this, config};
    EXPECT_EQ(text_of(killed), "session-1");
  }
  Process next{*this, session()};  // still with the used-up token from the store
  EXPECT_EQ(text_of(next), "session-1") << "a session is used for its whole day";
  advance(25h);
  EXPECT_EQ(text_of(next), "session-2");
  EXPECT_THAT(asked.back().body, HasSubstr("remember-1"));
}

TEST_F(SignInTest, long_running_processes_follow_each_others_rotation) {
  Process one{*this, session()};
  Process two{*this, session()};
  for (int day = 1; day <= 5; ++day) {
    EXPECT_EQ(text_of(day % 2 == 0 ? one : two), fmt::format("session-{}", day));
    EXPECT_EQ(text_of(day % 2 == 0 ? two : one), fmt::format("session-{}", day));
    advance(25h);
  }
  EXPECT_EQ(granted, 5);
}

TEST_F(SignInTest, a_remembered_login_that_is_challenged_asks_nothing_more) {
  troubles = {{.status = 403,
               .headers = {{"X-Tastyworks-Challenge-Token", "t"}},
               .body = R"({"error":{"code":"device_challenge_required","message":"m"}})"}};
  Process process{*this, session()};
  EXPECT_THAT(text_of(process), HasSubstr("belay login --session"));
  EXPECT_EQ(text_of(process), text_of(process));
  EXPECT_EQ(asked.size(), 1U);
}

TEST_F(SignInTest, no_canary_is_in_the_log_or_in_an_error) {
  Config canary = session("canary-remember");
  canary.login = "canary-login";
  for (const int status : {200, 400, 401, 403, 429, 500}) {
    for (const char* body :
         {"", "<html>canary-refresh</html>", R"({"error":"invalid_grant"})",
          R"({"error":"canary-secret"})", R"({"access_token":"canary-access","expires_in":-1})",
          R"({"error":"invalid_grant","error_description":"the token canary-refresh is bad"})",
          R"({"error":{"code":"x","errors":[{"code":"canary-remember","message":"y"}]}})",
          R"({"data":{"session-token":"","remember-token":"canary-next"}})"}) {
      for (const Config& config : {grant(), canary}) {
        const bool mine = std::string_view{body}.contains("remember") != config.login.empty();
        if (!mine) continue;  // the broker can quote only what it was sent
        shelf = {};
        troubles = {{.status = status, .body = body}};
        Process process{*this, config};
        const auto refused = wait_for(process);
        troubles.clear();
        if (refused) continue;
        const std::string told =
            refused.error().message + refused.error().operation + refused.error().broker_code;
        // A body of HTML is quoted by its first bytes; the broker's own words are shown too.
        if (std::string_view{body}.find("html") != std::string_view::npos) continue;
        EXPECT_THAT(told, Not(HasSubstr("canary"))) << status << body;
      }
    }
  }
  EXPECT_THAT(log, Not(HasSubstr("canary-")));
}

}  // namespace
}  // namespace belay::detail
