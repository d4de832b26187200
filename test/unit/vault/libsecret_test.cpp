#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vault/keychain.hpp"

// Against a library of ours with libsecret's calls (fake_libsecret.cpp), loaded the same way.

namespace belay::vault {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string library() {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "libfake_libsecret.so")
      .string();
}

TEST(Libsecret, keeps_finds_and_forgets_by_profile) {
  auto keychain = libsecret_keychain("unix:", library());
  ASSERT_TRUE(keychain) << keychain.error().message;
  EXPECT_FALSE((*keychain)->find("cert").value());
  ASSERT_TRUE((*keychain)->keep("cert", Secret{"one"}));
  ASSERT_TRUE((*keychain)->keep("live", Secret{"two"}));
  EXPECT_EQ((*keychain)->find("cert").value()->reveal(), "one");
  EXPECT_EQ((*keychain)->find("live").value()->reveal(), "two");
  ASSERT_TRUE((*keychain)->forget("cert"));
  EXPECT_FALSE((*keychain)->find("cert").value());
}

TEST(Libsecret, a_refusal_of_the_keychain_is_an_error_without_the_secret) {
  auto keychain = libsecret_keychain("unix:", library());
  ASSERT_TRUE(keychain);
  const auto refused = (*keychain)->keep("refuse", Secret{"canary"});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("is locked"));
  EXPECT_THAT(refused.error().message, Not(HasSubstr("canary")));
}

TEST(Libsecret, no_library_or_no_desktop_is_said_and_no_more) {
  const auto no_library = libsecret_keychain("unix:", "libno-such-secret.so.0");
  ASSERT_FALSE(no_library);
  EXPECT_THAT(no_library.error().message, HasSubstr("not installed"));
  const auto no_bus = libsecret_keychain(nullptr, library());
  ASSERT_FALSE(no_bus);
  EXPECT_THAT(no_bus.error().message, HasSubstr("DBUS_SESSION_BUS_ADDRESS"));
  EXPECT_THAT(libsecret_keychain("unix:", "libc.so.6").error().message, HasSubstr("lacks"));
}

}  // namespace
}  // namespace belay::vault
