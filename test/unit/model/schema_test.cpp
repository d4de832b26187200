#include "belay/model/schema.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>

#include "belay/model/accounts.hpp"
#include "belay/model/events.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/orders.hpp"

// Named: clang looks for the definitions of conversions to types of an anonymous namespace.
namespace schema_test {

struct Inner {
  int a = 0;
  int b = 0;
};
struct Whole {
  std::string text;
  std::optional<int> maybe;
  Inner inner;
  std::vector<Inner> list;
  belay::Extra extra;
};
struct Forgotten {
  std::string text;
  double price = 0;
  int kept = 0;
};

}  // namespace schema_test

using namespace schema_test;

template <>
struct belay::Schema<Whole> {
  static constexpr std::string_view name = "Whole";
  static constexpr auto fields = std::tuple{
      Field{"text", &Whole::text}, Field{"maybe", &Whole::maybe}, Field{"inner", &Whole::inner},
      Field{"list", &Whole::list}, Field{"", &Whole::extra, Unit::rest}};
};
template <>
struct belay::Schema<Forgotten> {
  static constexpr std::string_view name = "Forgotten";
  static constexpr auto fields =
      std::tuple{Field{"text", &Forgotten::text}, Field{"kept", &Forgotten::kept}};
};

static_assert(belay::complete_schema<Whole>);
static_assert(!belay::complete_schema<Forgotten>);
static_assert(belay::has_schema<Whole> && !belay::has_schema<Inner>);

using namespace belay;

namespace {

template <class T>
void names_are_distinct() {
  std::set<std::string_view> names;
  std::size_t on_wire = 0;
  for_each_field<T>([&](const auto& field) {
    if (!field.on_wire()) return;
    ++on_wire;
    names.insert(field.wire);
  });
  EXPECT_EQ(names.size(), on_wire) << Schema<T>::name << " names a row twice";
  EXPECT_FALSE(names.contains("")) << Schema<T>::name;
}

template <class T>
class EveryTable : public testing::Test {};
using Tables = testing::Types<Account, Balance, NewOrderLeg, NewOrder, OrderRecord, PlacedOrder,
                              FeeCalculation, BuyingPowerEffect, Quote>;

}  // namespace

TYPED_TEST_SUITE(EveryTable, Tables);
TYPED_TEST(EveryTable, names_each_row_once) { names_are_distinct<TypeParam>(); }

TEST(Schema, rows_are_visited_in_order_and_only_wire_rows_have_names) {
  std::vector<std::string_view> visited;
  for_each_field<Whole>([&](const auto& field) { visited.push_back(field.wire); });
  EXPECT_THAT(visited, testing::ElementsAre("text", "maybe", "inner", "list", ""));
  EXPECT_THAT(wire_names<Whole>, testing::ElementsAre("text", "maybe", "inner", "list", ""));
}

TEST(Schema, a_row_reaches_its_member) {
  Forgotten value;
  for_each_field<Forgotten>([&](const auto& field) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value.*(field.member))>, int>)
      value.*(field.member) = 7;
  });
  EXPECT_EQ(value.kept, 7);
}
