#include "belay/base/error.hpp"

#include <set>
#include <string_view>

#include <gmock/gmock.h>

using namespace belay;

TEST(Error, every_code_has_its_own_name) {
  std::set<std::string_view> names;
  constexpr auto kLast = static_cast<int>(Errc::unsupported);
  for (int i = 0; i <= kLast; ++i) names.insert(to_string(static_cast<Errc>(i)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kLast) + 1);
  EXPECT_EQ(names.count("unknown"), 0U);
  EXPECT_EQ(to_string(static_cast<Errc>(200)), "unknown");
}

TEST(Error, fail_makes_the_error_of_any_result) {
  const Result<int> result = fail(Errc::blocked, "no stop");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::blocked);
  EXPECT_EQ(result.error().message, "no stop");
  EXPECT_FALSE(result.error().in_doubt);
}
