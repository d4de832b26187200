#include "vault/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/vault.hpp"
#include "vault/credential_text.hpp"
#include "vault/crypto.hpp"

namespace belay::vault {
namespace {

using test::Folder;
using testing::HasSubstr;

TEST(Files, a_secret_that_others_may_read_is_refused_with_the_command_that_mends_it) {
  const Folder folder;
  for (const mode_t mode : {0640U, 0604U, 0620U, 0666U}) {
    const std::string path = folder.with("open", "x", mode);
    const auto refused = real_files()->read_private(path);
    ASSERT_FALSE(refused) << mode;
    EXPECT_EQ(refused.error().code, Errc::blocked);
    EXPECT_THAT(refused.error().message, HasSubstr("chmod 600 " + path));
  }
  EXPECT_TRUE(real_files()->read_private(folder.with("closed", "x", 0600)));
  EXPECT_TRUE(real_files()->read_private(folder.with("read-only", "x", 0400)));
}

TEST(Files, what_is_not_there_is_no_error_and_what_is_no_file_is) {
  const Folder folder;
  const auto none = real_files()->read_private(folder.path / "a" / "b");
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
  EXPECT_FALSE(real_files()->read_private(folder.path));
}

TEST(Files, a_replaced_file_is_its_owners_from_the_first_moment) {
  const Folder folder;
  const mode_t before = ::umask(0);
  const fs::path path = folder.path / "made" / "new" / "secret";
  EXPECT_TRUE(replace_file(*real_files(), path, "one"));
  EXPECT_TRUE(replace_file(*real_files(), path, "two"));
  ::umask(before);
  EXPECT_EQ(test::content_of(path), "two");
  EXPECT_EQ(test::mode_of(path), 0600U);
  EXPECT_EQ(test::mode_of(path.parent_path()), 0700U);
  EXPECT_FALSE(fs::exists(next_to(path)));
}

struct Killed {};

/// Ends the "process" before step `left`, or half-way through a write.
class KilledFiles final : public Files {
 public:
  KilledFiles(int left, bool half) : left_{left}, half_{half} {}

  Result<std::optional<std::string>> read_private(const fs::path& path) override {
    return real_->read_private(path);
  }
  Result<void> make_directory(const fs::path& path) override {
    return step([&] { return real_->make_directory(path); });
  }
  Result<void> create(const fs::path& path) override {
    return step([&] { return real_->create(path); });
  }
  Result<void> append(const fs::path& path, std::string_view bytes) override {
    if (left_ == 1 && half_) {
      static_cast<void>(real_->append(path, bytes.substr(0, bytes.size() / 2)));
      throw Killed{};
    }
    return step([&] { return real_->append(path, bytes); });
  }
  Result<void> sync(const fs::path& path) override {
    return step([&] { return real_->sync(path); });
  }
  Result<void> rename(const fs::path& from, const fs::path& to) override {
    return step([&] { return real_->rename(from, to); });
  }
  Result<void> remove(const fs::path& path) override {
    return step([&] { return real_->remove(path); });
  }

 private:
  template <class Step>
  Result<void> step(Step take) {
    if (left_-- == 0) throw Killed{};
    return take();
  }
  std::shared_ptr<Files> real_ = real_files();
  int left_;
  bool half_;
};

std::string sealed(const Credential& credential) {
  return *seal(Secret{"words"}, credential_text(credential, "cert"), {.passes = 1, .memory = 8192});
}

/// The steps of a replacement: directory, create, append, sync, rename, sync.
constexpr int kSteps = 6;
constexpr int kWritten = 3;  ///< steps after which the new text is whole; a half step writes half

TEST(Rotation, killed_before_any_step_leaves_a_usable_credential) {
  for (const bool half : {false, true}) {
    for (int steps = 0; steps <= kSteps; ++steps) {
      const Folder folder;
      Surroundings around{.profile = "cert",
                          .config_directory = folder.path,
                          .variables = [](const char*) { return std::string{}; },
                          .files = real_files(),
                          .passphrase = [](bool) { return Secret{"words"}; }};
      ASSERT_TRUE(replace_file(*real_files(), sealed_path(around), sealed(test::grant("old"))));
      KilledFiles files{steps, half};
      try {
        static_cast<void>(replace_file(files, sealed_path(around), sealed(test::grant("new"))));
        EXPECT_EQ(steps, kSteps);
      } catch (const Killed&) {
        EXPECT_LT(steps, kSteps);
      }
      const Search after = find_credential(around);
      ASSERT_TRUE(after.from) << steps << ": " << after.error.message;
      EXPECT_EQ(after.credential, test::grant(steps >= kWritten + int{half} ? "new" : "old"))
          << steps;
    }
  }
}

}  // namespace
}  // namespace belay::vault
