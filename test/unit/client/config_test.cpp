#include "belay/client/config.hpp"

#include <boost/asio/io_context.hpp>

#include "belay/client/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace belay {
namespace {

using testing::HasSubstr;

Config with_url(Environment environment, std::string url) {
  Config config = Config::for_environment(environment);
  config.base_url = std::move(url);
  config.client_secret = Secret{"s"};
  config.refresh_token = Secret{"r"};
  return config;
}

TEST(Config, the_simulator_needs_nothing_from_anybody) {
  const Config config = Config::simulator(4711);
  EXPECT_TRUE(check(config));
  EXPECT_EQ(config.base_url, "http://127.0.0.1:4711");
  EXPECT_EQ(config.environment, Environment::sim);
}

TEST(Config, user_agent_is_product_and_version) {
  EXPECT_THAT(Config::simulator().user_agent,
              testing::MatchesRegex("belay/[0-9]+\\.[0-9]+\\.[0-9]+"));
}

TEST(Config, plain_http_reaches_this_machine_only) {
  EXPECT_TRUE(check(with_url(Environment::cert, "http://127.0.0.1:1")));
  const auto refused = check(with_url(Environment::cert, "http://api.cert.tastyworks.com"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("https"));
}

TEST(Config, only_the_word_live_reaches_the_live_broker) {
  for (const char* url : {"https://api.tastyworks.com", "https://api.tastytrade.com"}) {
    const auto refused = check(with_url(Environment::cert, url));
    ASSERT_FALSE(refused) << url;
    EXPECT_EQ(refused.error().code, Errc::usage);
    EXPECT_THAT(refused.error().message, HasSubstr("live"));
    EXPECT_TRUE(check(with_url(Environment::live, url)));
  }
}

TEST(Config, no_spelling_of_the_live_host_gets_around_the_word) {
  for (const char* url : {"https://API.tastyworks.com", "https://api.tastyworks.com.",
                          "https://Api.TastyTrade.com.", "https://api.tastyworks.com:443"}) {
    EXPECT_FALSE(check(with_url(Environment::cert, url))) << url;
    EXPECT_FALSE(check(with_url(Environment::sim, url))) << url;
  }
}

TEST(Config, a_live_grant_goes_to_the_live_broker_and_nowhere_else) {
  for (const char* url :
       {"http://127.0.0.1:7380", "https://example.com", "https://api.cert.tastyworks.com"}) {
    EXPECT_FALSE(check(with_url(Environment::live, url))) << url;
  }
  EXPECT_FALSE(check(with_url(Environment::cert, "https://example.com")));
}

TEST(Config, the_sim_profile_never_leaves_this_machine) {
  EXPECT_FALSE(check(with_url(Environment::sim, "https://api.cert.tastyworks.com")));
}

// It is sent the access token as the broker itself is.
TEST(Config, the_backtester_is_the_profiles_own_too) {
  const auto with = [](Environment environment, const std::string& url) {
    Config config = Config::for_environment(environment);
    config.client_secret = Secret{"a"};
    config.refresh_token = Secret{"b"};
    config.backtester_url = url;
    return check(config);
  };
  for (const char* url : {"http://example.com", "https://example.com", "http://127.0.0.1:7380",
                          "http://backtester.vast.tastyworks.com", "nonsense"}) {
    EXPECT_FALSE(with(Environment::live, url)) << url;
  }
  EXPECT_TRUE(with(Environment::live, "https://backtester.vast.tastyworks.com"));
  EXPECT_TRUE(with(Environment::cert, "http://127.0.0.1:7380/backtester"));
  EXPECT_FALSE(with(Environment::sim, "https://backtester.vast.tastyworks.com"));
  for (const auto environment : {Environment::sim, Environment::cert, Environment::live}) {
    EXPECT_TRUE(with(environment, "")) << "one can do without";
  }
}

TEST(Config, a_client_without_a_backtester_is_made) {
  Config config = Config::simulator();
  config.backtester_url.clear();
  boost::asio::io_context context;
  EXPECT_NO_THROW((Client{context.get_executor(), config}));
  config.backtester_url = "nonsense";
  EXPECT_NO_THROW((Client{context.get_executor(), config}));
}

TEST(Config, live_without_credentials_says_what_to_set) {
  const auto refused = check(Config::for_environment(Environment::live));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unauthorized);
  EXPECT_THAT(refused.error().message, HasSubstr("BELAY_REFRESH_TOKEN"));
}

TEST(Config, cert_gets_no_accept_version) {
  EXPECT_EQ(Config::for_environment(Environment::cert).accept_version, "");
  EXPECT_EQ(Config::for_environment(Environment::live).accept_version, "20261012");
}

class FromEnv : public testing::Test {
 protected:
  void SetUp() override { clear(); }
  void TearDown() override { clear(); }
  static void clear() {
    for (const char* name :
         {"BELAY_PROFILE", "BELAY_URL", "BELAY_CLIENT_SECRET", "BELAY_REFRESH_TOKEN"})
      unsetenv(name);
  }
};

TEST_F(FromEnv, nothing_set_means_the_simulator) {
  const auto config = Config::from_env();
  ASSERT_TRUE(config);
  EXPECT_EQ(config->environment, Environment::sim);
}

TEST_F(FromEnv, an_unknown_profile_is_named_and_refused) {
  setenv("BELAY_PROFILE", "Live", 1);  // only the literal word counts
  const auto config = Config::from_env();
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().message, HasSubstr("'Live'"));
}

TEST_F(FromEnv, credentials_and_address_come_from_the_environment) {
  setenv("BELAY_PROFILE", "cert", 1);
  setenv("BELAY_URL", "http://localhost:9", 1);
  setenv("BELAY_CLIENT_SECRET", "cs", 1);
  setenv("BELAY_REFRESH_TOKEN", "rt", 1);
  const auto config = Config::from_env();
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->client_secret.reveal(), "cs");
  EXPECT_EQ(config->refresh_token.reveal(), "rt");
  EXPECT_EQ(config->base_url, "http://localhost:9");
}

TEST_F(FromEnv, a_simulator_never_sees_a_real_grant) {
  setenv("BELAY_CLIENT_SECRET", "real", 1);
  setenv("BELAY_REFRESH_TOKEN", "real", 1);
  const auto config = Config::from_env();
  ASSERT_TRUE(config);
  EXPECT_NE(config->client_secret.reveal(), "real");
  EXPECT_NE(config->refresh_token.reveal(), "real");
}

TEST(AccountStreamAddress, is_the_profiles_own) {
  EXPECT_EQ(account_stream_address(Config::simulator(7381)).value(),
            "ws://127.0.0.1:7381/account-streamer");
  EXPECT_EQ(account_stream_address(Config::for_environment(Environment::cert)).value(),
            "wss://streamer.cert.tastyworks.com/");
  EXPECT_EQ(account_stream_address(Config::for_environment(Environment::live)).value(),
            "wss://streamer.tastyworks.com/");
}

TEST(AccountStreamAddress, of_another_world_is_refused) {
  Config config = Config::for_environment(Environment::cert);
  for (const std::string url :
       {"wss://streamer.tastyworks.com/", "ws://streamer.cert.tastyworks.com/",
        "https://streamer.cert.tastyworks.com/", "wss://example.com/", "x"}) {
    config.account_stream_url = url;
    EXPECT_FALSE(account_stream_address(config)) << url;
  }
  config = Config::simulator();
  config.account_stream_url = "wss://streamer.tastyworks.com/";
  EXPECT_FALSE(account_stream_address(config));
}

}  // namespace
}  // namespace belay
