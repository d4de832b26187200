#include "vault/search.hpp"

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/vault.hpp"
#include "vault/credential_text.hpp"

namespace belay::vault {
namespace {

using test::Folder;
using test::grant;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kFernetKey = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
constexpr const char* kFernetToken =
    "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4I"
    "wqDA==";

class SearchTest : public testing::Test {
 protected:
  SearchTest() {
    around = {.profile = "cert",
              .config_directory = folder.path,
              .variables = [this](const char* name) { return variables[name]; },
              .files = real_files(),
              .keychain = keychain,
              .passphrase =
                  [this](bool) {
                    ++asked;
                    return Result<Secret>{Secret{"words"}};
                  },
              .sessions_allowed = true};
  }
  void set_environment(const std::string& mark) {
    variables["BELAY_CLIENT_SECRET"] = mark + "-secret";
    variables["BELAY_REFRESH_TOKEN"] = mark + "-refresh";
  }
  std::string name_file(const Credential& credential) {
    return around.named_file =
               folder.with("named", std::string{credential_text(credential, "cert").reveal()});
  }
  static std::vector<Finding::State> states(const Search& search) {
    std::vector<Finding::State> all;
    for (const Finding& finding : search.findings) all.push_back(finding.state);
    return all;
  }

  Folder folder;
  std::map<std::string, std::string> variables;
  std::shared_ptr<test::MemoryKeychain> keychain = std::make_shared<test::MemoryKeychain>();
  int asked = 0;
  Surroundings around;
};

using State = Finding::State;

TEST_F(SearchTest, the_order_is_named_file_environment_keychain_sealed_file_founding) {
  variables["TASTY_USERNAME"] = "me";
  variables["TASTY_KEY"] = kFernetKey;
  variables["TASTY_TOKEN"] = kFernetToken;
  EXPECT_EQ(find_credential(around).from, Place::founding);
  ASSERT_TRUE(keep_in_file(around, grant("file")));
  EXPECT_EQ(find_credential(around).credential, grant("file"));
  ASSERT_TRUE(keep_in_keychain(around, grant("chain")));
  EXPECT_EQ(find_credential(around).credential, grant("chain"));
  set_environment("env");
  EXPECT_EQ(find_credential(around).credential, grant("env"));
  name_file(grant("named"));
  const Search search = find_credential(around);
  EXPECT_EQ(search.credential, grant("named"));
  EXPECT_EQ(states(search),
            (std::vector{State::won, State::passed, State::passed, State::passed, State::passed}));
}

TEST_F(SearchTest, nobody_is_asked_for_a_passphrase_that_is_not_needed) {
  ASSERT_TRUE(keep_in_file(around, grant("file")));
  asked = 0;
  set_environment("env");
  static_cast<void>(find_credential(around));
  EXPECT_EQ(asked, 0);
}

TEST_F(SearchTest, every_place_says_why_it_has_nothing) {
  around.keychain = nullptr;
  around.no_keychain = "no desktop session here";
  const Search search = find_credential(around);
  EXPECT_FALSE(search.from);
  EXPECT_THAT(search.error.message, HasSubstr("belay --profile cert login"));
  ASSERT_EQ(search.findings.size(), 5U);
  EXPECT_EQ(search.findings[2].why, "no desktop session here");
  for (const Finding& finding : search.findings) {
    EXPECT_EQ(finding.state, State::absent);
    EXPECT_FALSE(finding.why.empty());
  }
}

TEST_F(SearchTest, a_broken_credential_is_never_passed_over_in_silence) {
  ASSERT_TRUE(keep_in_keychain(around, grant("chain")));
  variables["BELAY_CLIENT_SECRET"] = "canary";
  const Search half = find_credential(around);
  EXPECT_FALSE(half.from);
  EXPECT_THAT(half.error.message, HasSubstr("BELAY_REFRESH_TOKEN is not"));
  EXPECT_EQ(half.findings[1].state, State::unreadable);
  variables.clear();
  around.named_file = (folder.path / "none").string();
  EXPECT_THAT(find_credential(around).error.message, HasSubstr("no such file"));
  around.named_file = folder.with("open", "BELAY_CLIENT_SECRET=canary\n", 0644);
  const Search open = find_credential(around);
  EXPECT_THAT(open.error.message, HasSubstr("chmod 600"));
  EXPECT_THAT(open.error.message, Not(HasSubstr("canary")));
}

TEST_F(SearchTest, a_locked_keychain_does_not_hide_the_sealed_file) {
  keychain->locked = true;
  ASSERT_TRUE(keep_in_file(around, grant("file")));
  EXPECT_EQ(find_credential(around).from, Place::sealed_file);
}

TEST_F(SearchTest, a_wrong_passphrase_is_an_error_and_names_the_file) {
  ASSERT_TRUE(keep_in_file(around, grant("canary")));
  around.passphrase = [](bool) { return Result<Secret>{Secret{"other"}}; };
  const Search search = find_credential(around);
  EXPECT_FALSE(search.from);
  EXPECT_EQ(search.error.code, Errc::unauthorized);
  EXPECT_THAT(search.error.message, HasSubstr("cert.credentials"));
  EXPECT_THAT(search.error.message, Not(HasSubstr("canary")));
}

TEST_F(SearchTest, the_sealed_file_is_private_and_holds_nothing_legible) {
  ASSERT_TRUE(keep_in_file(around, grant("canary")));
  EXPECT_EQ(test::mode_of(sealed_path(around)), 0600U);
  EXPECT_THAT(test::content_of(sealed_path(around)), Not(HasSubstr("canary")));
}

TEST_F(SearchTest, credentials_of_another_profile_are_refused) {
  around.named_file =
      folder.with("live", std::string{credential_text(grant("x"), "live").reveal()});
  EXPECT_THAT(find_credential(around).error.message, HasSubstr("another profile"));
}

TEST_F(SearchTest, a_named_file_may_hold_lines_of_variables) {
  around.named_file = folder.with(
      "dotenv", "# mine\nexport BELAY_CLIENT_SECRET='a-secret'\nBELAY_REFRESH_TOKEN=a-refresh\n");
  EXPECT_EQ(find_credential(around).credential, grant("a"));
}

TEST_F(SearchTest, founding_variables_open_a_session_where_there_are_sessions) {
  variables["TASTY_USERNAME"] = "me";
  variables["TASTY_KEY"] = kFernetKey;
  variables["TASTY_TOKEN"] = kFernetToken;
  const Search search = find_credential(around);
  ASSERT_EQ(search.from, Place::founding);
  EXPECT_EQ(search.credential.login, "me");
  EXPECT_EQ(search.credential.remember_token.reveal(), "hello");
  EXPECT_TRUE(search.credential.is_session());
  EXPECT_THAT(search.findings[4].why, HasSubstr("BELAY_CLIENT_SECRET"));
}

TEST_F(SearchTest, founding_variables_are_answered_by_what_replaced_them) {
  around.sessions_allowed = false;
  variables["TASTY_TOKEN"] = "canary";
  const Search search = find_credential(around);
  EXPECT_FALSE(search.from);
  EXPECT_EQ(search.error.code, Errc::unauthorized);
  for (const char* word : {"2026-02-11", "BELAY_CLIENT_SECRET", "TASTY_ACCOUNT_UNIQUE_ID", "login"})
    EXPECT_THAT(search.error.message, HasSubstr(word));
  EXPECT_THAT(search.error.message, Not(HasSubstr("canary")));
}

TEST_F(SearchTest, a_stored_session_is_refused_where_there_are_none) {
  const Credential session{
      .login = "me", .remember_token = Secret{"canary"}, .session_key = Secret{"key"}};
  name_file(session);
  EXPECT_EQ(find_credential(around).credential, session);
  around.sessions_allowed = false;
  const Search search = find_credential(around);
  EXPECT_THAT(search.error.message, HasSubstr("legacy session"));
  EXPECT_THAT(search.error.message, Not(HasSubstr("canary")));
}

TEST(Directories, follow_xdg_and_nothing_else) {
  std::map<std::string, std::string> set{{"HOME", "/h"}};
  const Variables variables = [&](const char* name) { return set[name]; };
  EXPECT_EQ(config_directory(variables), "/h/.config/belay");
  EXPECT_EQ(state_directory(variables), "/h/.local/state/belay");
  set["XDG_CONFIG_HOME"] = "/c";
  set["XDG_STATE_HOME"] = "relative";  // not allowed by the specification
  EXPECT_EQ(config_directory(variables), "/c/belay");
  EXPECT_EQ(state_directory(variables), "/h/.local/state/belay");
  set.clear();
  EXPECT_TRUE(config_directory(variables).empty());
}

TEST(Passphrase, comes_from_a_private_file_a_descriptor_or_a_person) {
  const Folder folder;
  std::map<std::string, std::string> set;
  const Variables variables = [&](const char* name) { return set[name]; };
  const auto ask = passphrase_from(variables, real_files());
  EXPECT_THAT(ask(false).error().message, HasSubstr("BELAY_PASSPHRASE_FILE"));
  EXPECT_EQ(passphrase_from(variables, real_files(), [](bool) { return Secret{"typed"}; })(false)
                ->reveal(),
            "typed");
  set["BELAY_PASSPHRASE_FILE"] = folder.with("open", "words\n", 0644);
  EXPECT_THAT(ask(false).error().message, HasSubstr("chmod 600"));
  set["BELAY_PASSPHRASE_FILE"] = folder.with("closed", "words\nmore\n");
  EXPECT_EQ(ask(false)->reveal(), "words");
  set.clear();
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::write(ends[1], "piped\nrest", 10), 10);
  set["BELAY_PASSPHRASE_FD"] = std::to_string(ends[0]);
  EXPECT_EQ(ask(false)->reveal(), "piped");
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace belay::vault
