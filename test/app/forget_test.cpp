#include "app/forget.hpp"

#include <gmock/gmock.h>

#include "app/credentials.hpp"
#include "app/exit_code.hpp"
#include "client/credentials.hpp"
#include "support/vault.hpp"
#include "vault/token_file.hpp"

namespace belay::app {
namespace {

using ::testing::HasSubstr;
using vault::test::Folder;
using vault::test::MemoryKeychain;

class ForgetTest : public ::testing::Test {
 protected:
  vault::Surroundings around() {
    return {.profile = "cert",
            .config_directory = folder_.path / "config",
            .variables = [](const std::string&) { return std::string{}; },
            .files = vault::real_files(),
            .keychain = keychain_};
  }
  Folder folder_;
  std::shared_ptr<MemoryKeychain> keychain_ = std::make_shared<MemoryKeychain>();
};

TEST_F(ForgetTest, a_locked_keychain_is_told_and_the_file_goes_all_the_same) {
  keychain_->held["cert"] = Secret{"x"};
  keychain_->locked = true;
  const vault::fs::path file = vault::sealed_path(around());
  vault::fs::create_directories(file.parent_path());
  static_cast<void>(folder_.with(vault::fs::relative(file, folder_.path).string(), "sealed"));
  const Forgotten forgotten = forget_stored(around());
  ASSERT_TRUE(forgotten.trouble);
  EXPECT_EQ(exit_code_for(*forgotten.trouble), ExitCode::credentials);
  EXPECT_THAT(forgotten.trouble->message, HasSubstr("the keychain is locked"));
  EXPECT_THAT(forgotten.gone, ::testing::ElementsAre(file.string()));
  EXPECT_FALSE(vault::fs::exists(file));
  keychain_->locked = false;
  const Forgotten again = forget_stored(around());
  EXPECT_FALSE(again.trouble);
  EXPECT_THAT(again.gone, ::testing::ElementsAre("the keychain's entry"));
}

TEST_F(ForgetTest, who_keeps_the_credentials_keeps_the_next_remember_token) {
  const auto cache =
      vault::token_file(vault::real_files(), folder_.path, "cert", vault::test::grant("a"));
  const Instant now = from_epoch_ms(10'000);
  const SharedToken entry{.token = Secret{"t"},
                          .obtained_at = from_epoch_ms(1'000),
                          .expires_at = from_epoch_ms(900'000),
                          .remember_token = Secret{"next"}};
  ASSERT_TRUE(cache->write(entry));
  ASSERT_TRUE(forget_token(*cache, true, now));
  const auto kept = cache->read();
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->remember_token, Secret{"next"});
  EXPECT_EQ(kept->expires_at, now);
  ASSERT_TRUE(forget_token(*cache, false, now));
  EXPECT_FALSE(cache->read());
}

TEST_F(ForgetTest, a_token_file_is_not_written_while_another_process_signs_in) {
  const auto make = [&] {
    return vault::token_file(vault::real_files(), folder_.path, "cert", vault::test::grant("a"));
  };
  const auto mine = make();
  const auto theirs = make();
  auto lock = lock_tokens(mine.get());
  ASSERT_TRUE(lock);
  ASSERT_TRUE(*lock);
  const auto refused = lock_tokens(theirs.get());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::blocked);
  lock->reset();
  EXPECT_TRUE(lock_tokens(theirs.get()));
  EXPECT_TRUE(lock_tokens(nullptr));
}

/// Sets a variable for a test's duration.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_{name} {
    ::setenv(name, value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { ::unsetenv(name_); }

 private:
  const char* name_;
};

TEST_F(ForgetTest, a_silent_command_asks_nobody_and_does_not_sign_in) {
  const Variable state{"XDG_STATE_HOME", folder_.path.string()};
  const Variable secret{"BELAY_CLIENT_SECRET", "a-secret"};
  const Variable refresh{"BELAY_REFRESH_TOKEN", "a-refresh"};
  Context context;
  context.profile = Environment::cert;
  EXPECT_TRUE(broker_config(context));
  context.silent = true;
  const auto cold = broker_config(context);
  ASSERT_FALSE(cold);
  EXPECT_EQ(cold.error().code, Errc::unauthorized);
  EXPECT_FALSE(surroundings_of(context).passphrase(false));
  const Instant now = context.clock.now();
  const auto cache = shared_tokens(surroundings_of(context), vault::test::grant("a"));
  ASSERT_TRUE(cache->write(
      {.token = Secret{"t"}, .obtained_at = now, .expires_at = now + std::chrono::seconds{600}}));
  EXPECT_TRUE(broker_config(context));
}

}  // namespace
}  // namespace belay::app
