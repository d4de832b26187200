#include "vault/token_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/vault.hpp"

namespace belay::vault {
namespace {

using test::Folder;
using test::grant;
using testing::HasSubstr;
using testing::Not;

SharedToken entry() {
  return {.token = Secret{"canary-token"},
          .obtained_at = from_epoch_ms(1'000),
          .expires_at = from_epoch_ms(901'000),
          .scope = "read trade",
          .remember_token = Secret{"canary-remember"}};
}

TEST(TokenFile, what_one_process_wrote_another_reads) {
  const Folder folder;
  const auto first = token_file(real_files(), folder.path, "cert", grant("a"));
  ASSERT_TRUE(first->write(entry()));
  const auto read = token_file(real_files(), folder.path, "cert", grant("a"))->read();
  ASSERT_TRUE(read);
  EXPECT_EQ(read->token, entry().token);
  EXPECT_EQ(read->remember_token, entry().remember_token);
  EXPECT_EQ(read->expires_at, entry().expires_at);
  EXPECT_EQ(read->scope, "read trade");
  first->forget();
  EXPECT_FALSE(first->read());
}

TEST(TokenFile, another_grant_or_profile_sees_nothing_of_it) {
  const Folder folder;
  ASSERT_TRUE(token_file(real_files(), folder.path, "cert", grant("a"))->write(entry()));
  EXPECT_FALSE(token_file(real_files(), folder.path, "cert", grant("b"))->read());
  EXPECT_FALSE(token_file(real_files(), folder.path, "live", grant("a"))->read());
}

TEST(TokenFile, is_private_and_holds_nothing_legible) {
  const Folder folder;
  ASSERT_TRUE(token_file(real_files(), folder.path, "cert", grant("canary"))->write(entry()));
  int files = 0;
  for (const auto& file : fs::directory_iterator{folder.path}) {
    ++files;
    EXPECT_EQ(test::mode_of(file.path()), 0600U);
    EXPECT_THAT(test::content_of(file.path()) + file.path().string(), Not(HasSubstr("canary")));
  }
  EXPECT_EQ(files, 1);
}

TEST(TokenFile, a_damaged_or_public_file_is_no_token) {
  const Folder folder;
  const auto cache = token_file(real_files(), folder.path, "cert", grant("a"));
  ASSERT_TRUE(cache->write(entry()));
  const fs::path path = fs::directory_iterator { folder.path } -> path();
  ::chmod(path.c_str(), 0644);
  EXPECT_FALSE(cache->read());
  ::chmod(path.c_str(), 0600);
  ASSERT_TRUE(cache->read());
  std::ofstream{path, std::ios::app} << "x";
  EXPECT_FALSE(cache->read());
}

// The next remember token of a session may stand nowhere else.
TEST(TokenFile, what_was_written_and_not_renamed_yet_is_read_and_forgotten) {
  const Folder folder;
  const auto cache = token_file(real_files(), folder.path, "cert", grant("a"));
  ASSERT_TRUE(cache->write(entry()));
  const fs::path path = fs::directory_iterator { folder.path } -> path();
  SharedToken newer = entry();
  newer.remember_token = Secret{"newer"};
  const Folder elsewhere;
  ASSERT_TRUE(token_file(real_files(), elsewhere.path, "cert", grant("a"))->write(newer));
  const fs::path whole = fs::directory_iterator { elsewhere.path } -> path();
  fs::rename(whole, next_to(path));
  ASSERT_TRUE(cache->read());
  EXPECT_EQ(cache->read()->remember_token, Secret{"newer"});
  fs::resize_file(next_to(path), fs::file_size(next_to(path)) / 2);
  ASSERT_TRUE(cache->read()) << "half a file is none";
  EXPECT_EQ(cache->read()->remember_token, entry().remember_token);
  cache->forget();
  EXPECT_TRUE(fs::is_empty(folder.path));
}

TEST(TokenFile, one_holds_the_lock_and_the_others_are_told) {
  const Folder folder;
  const auto mine = token_file(real_files(), folder.path, "cert", grant("a"));
  const auto theirs = token_file(real_files(), folder.path, "cert", grant("a"));
  auto held = mine->try_lock();
  ASSERT_TRUE(held);
  ASSERT_TRUE(*held);
  auto refused = theirs->try_lock();
  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_FALSE(*refused);
  held->reset();
  EXPECT_TRUE(*theirs->try_lock());
}

TEST(SharedTokenText, is_total) {
  EXPECT_FALSE(parse_shared_token(Secret{""}));
  EXPECT_FALSE(parse_shared_token(Secret{"{}"}));
  EXPECT_FALSE(parse_shared_token(Secret{R"({"obtained-at":1,"expires-at":2})"}));
  EXPECT_FALSE(
      parse_shared_token(Secret{R"({"token":"a","refusal":"b","obtained-at":1,"expires-at":2})"}));
}

}  // namespace
}  // namespace belay::vault
