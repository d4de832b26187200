#include "belay/model/enum_text.hpp"

#include <set>
#include <string_view>
#include <type_traits>

#include <gmock/gmock.h>

#include "belay/model/accounts.hpp"
#include "belay/model/events.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/orders.hpp"

using namespace belay;

namespace {

template <class E>
class EveryEnum : public testing::Test {};
using Enums =
    testing::Types<Effect, PositionSide, InstrumentType, Action, OrderType, TimeInForce,
                   OrderStatus, Direction, ShortSaleRestriction, TradingStatus, PriceType>;

}  // namespace

static_assert(std::is_trivially_copyable_v<Open<OrderStatus>>);

TYPED_TEST_SUITE(EveryEnum, Enums);

TYPED_TEST(EveryEnum, every_text_reads_back_to_its_own_value) {
  std::set<std::string_view> texts;
  std::set<TypeParam> values;
  for (const auto& [value, text] : EnumText<TypeParam>::names) {
    const auto open = Open<TypeParam>::parse(text);
    EXPECT_EQ(open, value) << text;
    EXPECT_TRUE(open.is_known());
    EXPECT_EQ(open.text(), text);
    texts.insert(text);
    values.insert(value);
  }
  EXPECT_EQ(texts.size(), EnumText<TypeParam>::names.size());
  EXPECT_EQ(values.size(), EnumText<TypeParam>::names.size());
  EXPECT_TRUE(values.contains(EnumText<TypeParam>::fallback));
}

TYPED_TEST(EveryEnum, an_unknown_text_is_kept_and_equals_no_value) {
  const auto open = Open<TypeParam>::parse("Something New");
  EXPECT_FALSE(open.is_known());
  EXPECT_EQ(open.text(), "Something New");
  EXPECT_EQ(open.value(), EnumText<TypeParam>::fallback);
  for (const auto& [value, text] : EnumText<TypeParam>::names) EXPECT_FALSE(open == value) << text;
}

TEST(Open, the_empty_text_is_kept_too) {
  const auto open = Open<Effect>::parse("");
  EXPECT_FALSE(open.is_known());
  EXPECT_EQ(open.text(), "");
}

TEST(Open, letters_count) {
  EXPECT_FALSE(Open<OrderStatus>::parse("live").is_known());
  EXPECT_FALSE(Open<OrderStatus>::parse("Canceled").is_known());  // the wire is British
  EXPECT_EQ(Open<OrderStatus>::parse("Cancelled"), OrderStatus::cancelled);
}

TEST(Open, two_unknown_texts_differ) {
  EXPECT_EQ(Open<OrderStatus>::parse("Dead"), Open<OrderStatus>::parse("Dead"));
  EXPECT_FALSE(Open<OrderStatus>::parse("Dead") == Open<OrderStatus>::parse("Remove Pending"));
  EXPECT_EQ(fmt::format("{}", Open<OrderStatus>::parse("Dead")), "Dead");
}
