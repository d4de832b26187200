#include "app/exit_code.hpp"

#include <array>

#include <gmock/gmock.h>

namespace belay::app {
namespace {

struct Case {
  Errc code;
  int expected;
};

constexpr auto kCases = std::to_array<Case>({{Errc::usage, 1},
                                             {Errc::invalid, 1},
                                             {Errc::parse, 6},
                                             {Errc::overflow, 1},
                                             {Errc::io, 1},
                                             {Errc::unreachable, 6},
                                             {Errc::timeout, 6},
                                             {Errc::closed, 6},
                                             {Errc::tls, 6},
                                             {Errc::protocol, 6},
                                             {Errc::unauthorized, 7},
                                             {Errc::not_found, 2},
                                             {Errc::rejected, 2},
                                             {Errc::throttled, 6},
                                             {Errc::unavailable, 6},
                                             {Errc::blocked, 4},
                                             {Errc::cancelled, 3},
                                             {Errc::unsupported, 1}});

TEST(ExitCode, every_kind_of_error_has_its_code) {
  static_assert(kCases.size() == static_cast<std::size_t>(Errc::unsupported) + 1);
  for (std::size_t i = 0; i < kCases.size(); ++i) {
    ASSERT_EQ(static_cast<std::size_t>(kCases[i].code), i) << "one row per Errc";
    EXPECT_EQ(static_cast<int>(exit_code_for(Error{.code = kCases[i].code})), kCases[i].expected)
        << to_string(kCases[i].code);
  }
}

TEST(ExitCode, in_doubt_beats_every_kind) {
  for (const Case& one : kCases) {
    EXPECT_EQ(exit_code_for(Error{.code = one.code, .in_doubt = true}), ExitCode::unknown);
  }
}

TEST(ExitCode, the_worst_of_two_does_not_depend_on_their_order) {
  for (int a = 0; a < 8; ++a) {
    for (int b = 0; b < 8; ++b) {
      const auto x = static_cast<ExitCode>(a);
      const auto y = static_cast<ExitCode>(b);
      EXPECT_EQ(worst_of(x, y), worst_of(y, x));
      EXPECT_EQ(worst_of(x, x), x);
    }
  }
  EXPECT_EQ(worst_of(ExitCode::unknown, ExitCode::credentials), ExitCode::unknown);
  EXPECT_EQ(worst_of(ExitCode::rejected, ExitCode::partly), ExitCode::rejected);
  EXPECT_EQ(worst_of(ExitCode::ok, ExitCode::usage), ExitCode::usage);
}

}  // namespace
}  // namespace belay::app
