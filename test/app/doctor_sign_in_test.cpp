#include <gmock/gmock.h>

#include "app/doctor/gather.hpp"
#include "support/fake_broker.hpp"

// The doctor is asked again and again when signing in fails: it must not make that worse.

namespace belay::app::doctor {
namespace {

class Remembered final : public TokenCache {
 public:
  explicit Remembered(SharedToken entry) : entry_{std::move(entry)} {}
  std::optional<SharedToken> read() override { return entry_; }
  Result<void> write(const SharedToken& entry) override {
    entry_ = entry;
    return {};
  }
  void forget() override {}
  Result<std::unique_ptr<Lock>> try_lock() override { return std::make_unique<Lock>(); }

 private:
  SharedToken entry_;
};

class DoctorSignsIn : public ::testing::Test {
 protected:
  Facts look(const Config& config) {
    Context context;
    Client client{broker_.loop.get_executor(), config};
    Session session{context, client, broker_.loop.get_executor(), "", context.clock.now};
    Facts facts = local_facts(context);
    const Result<void> done = broker_.run([&] { return gather(session, facts); });
    EXPECT_TRUE(done);
    return facts;
  }
  static SharedToken entry_of(std::string token, std::string refusal) {
    const Instant now = Clock::system().now();
    return {.token = Secret{std::move(token)},
            .refusal = std::move(refusal),
            .obtained_at = now,
            .expires_at = now + std::chrono::seconds{900},
            .scope = "read"};
  }

  test::FakeBroker broker_{[](const HttpRequest& request) {
    if (request.target == "/sessions") {
      return rest::json_response(
          201, R"({"data":{"session-token":"s","remember-token":"r","session-expiration":)"
               R"("2099-01-01T00:00:00Z"}})");
    }
    return rest::json_response(200, R"({"data":{"items":[]}})");
  }};
};

TEST_F(DoctorSignsIn, a_remembered_refusal_is_told_and_the_broker_not_asked) {
  Config config = broker_.config();
  config.token_cache = std::make_shared<Remembered>(entry_of("", "invalid_grant"));
  for (int i = 0; i < 2; ++i) {
    const Facts facts = look(config);
    ASSERT_TRUE(facts.sign_in);
    ASSERT_FALSE(*facts.sign_in);
    EXPECT_EQ(facts.sign_in->error().code, Errc::unauthorized);
  }
  EXPECT_EQ(broker_.count("POST", "/oauth/token"), 0U);
}

TEST_F(DoctorSignsIn, a_session_logs_in_as_one) {
  Config config = broker_.config();
  config.use({.login = "me", .remember_token = Secret{"remember"}});
  const Facts facts = look(config);
  ASSERT_TRUE(facts.sign_in);
  EXPECT_TRUE(*facts.sign_in) << facts.sign_in->error().message;
  EXPECT_EQ(broker_.count("POST", "/oauth/token"), 0U);
  EXPECT_EQ(broker_.count("POST", "/sessions"), 1U);
}

TEST_F(DoctorSignsIn, a_token_that_is_there_is_used) {
  Config config = broker_.config();
  config.token_cache = std::make_shared<Remembered>(entry_of("good", ""));
  const Facts facts = look(config);
  ASSERT_TRUE(facts.sign_in && *facts.sign_in);
  EXPECT_EQ((*facts.sign_in)->scope, "read");
  EXPECT_EQ((*facts.sign_in)->life, std::chrono::seconds{900});
  EXPECT_EQ(broker_.count("POST", "/oauth/token"), 0U);
}

}  // namespace
}  // namespace belay::app::doctor
