#include "belay/base/secret.hpp"

#include <cstddef>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <gmock/gmock.h>

using belay::Secret;

namespace {

constexpr std::string_view kShort = "hunter2-abc";  // stands in the string's own bytes
constexpr std::string_view kLong = "a token that is too long for the string's own bytes";

bool object_holds(const Secret& secret, std::string_view text) {
  std::string bytes(sizeof secret, '\0');
  std::memcpy(bytes.data(), static_cast<const void*>(&secret), bytes.size());
  return bytes.find(text.substr(1)) != std::string::npos;
}

}  // namespace

static_assert(!fmt::is_formattable<Secret>::value);
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::is_convertible_v<std::string, Secret>);

TEST(Secret, reveals_only_what_was_put_in) {
  EXPECT_TRUE(Secret{}.empty());
  const Secret secret{std::string{kShort}};
  EXPECT_EQ(secret.reveal(), kShort);
  EXPECT_EQ(secret, Secret{std::string{kShort}});
  EXPECT_FALSE(secret == Secret{std::string{kLong}});
}

TEST(Secret, a_moved_from_secret_is_empty_and_keeps_no_bytes) {
  for (const std::string_view text : {kShort, kLong}) {
    Secret from{std::string{text}};
    const Secret to{std::move(from)};
    EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): that is the point
    EXPECT_FALSE(object_holds(from, text));
    EXPECT_EQ(to.reveal(), text);
  }
}

TEST(Secret, a_move_assigned_secret_leaves_nothing_behind) {
  Secret from{std::string{kShort}};
  Secret to{std::string{kLong}};
  to = std::move(from);
  EXPECT_EQ(to.reveal(), kShort);
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_FALSE(object_holds(from, kShort));
}

TEST(Secret, an_overwritten_secret_is_gone) {
  Secret secret{std::string{kShort}};
  EXPECT_TRUE(object_holds(secret, kShort));
  secret = Secret{};
  EXPECT_TRUE(secret.empty());
  EXPECT_FALSE(object_holds(secret, kShort));
}

TEST(Secret, assigning_to_itself_keeps_it) {
  Secret secret{std::string{kLong}};
  const Secret& same = secret;
  secret = same;
  EXPECT_EQ(secret.reveal(), kLong);
  Secret copy;
  copy = secret;
  EXPECT_EQ(copy, secret);
}

TEST(Secret, destruction_wipes_the_bytes) {
  alignas(Secret) unsigned char place[sizeof(Secret)] = {};
  auto* const secret = new (place) Secret{std::string{kShort}};
  secret->~Secret();
  const volatile unsigned char* const bytes = place;
  std::string left;
  for (std::size_t i = 0; i < sizeof place; ++i) left.push_back(static_cast<char>(bytes[i]));
  EXPECT_EQ(left.find(kShort.substr(1)), std::string::npos);
}
