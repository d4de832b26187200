#include <tuple>

#include "belay/model/schema.hpp"

struct Point {
  int x = 0;
  int y = 0;
};

template <>
struct belay::Schema<Point> {
  static constexpr std::string_view name = "Point";
#ifdef BELAY_MISUSE
  static constexpr auto fields = std::tuple{belay::Field { "x", &Point::x }};
#else
  static constexpr auto fields =
      std::tuple{belay::Field{"x", &Point::x}, belay::Field{"y", &Point::y}};
#endif
};
static_assert(belay::complete_schema<Point>, "a_member_without_a_row");
