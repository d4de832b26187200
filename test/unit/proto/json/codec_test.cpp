#include "proto/json/codec.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "belay/model/account_stream.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/futures.hpp"
#include "belay/model/margin_dry_run.hpp"
#include "belay/model/orders.hpp"
#include "belay/model/watchlists.hpp"
#include "proto/json/table.hpp"
#include "unit/proto/json/same_json.hpp"

namespace belay::json {

// One member of every type a table may hold.
struct Sampler {
  std::string text;
  std::optional<Decimal> amount;
  std::optional<Decimal> ratio;
  std::optional<std::int64_t> wide;
  std::int32_t narrow = 7;
  std::optional<bool> flag;
  double real = 0;
  char letter = ' ';
  Symbol handle;
  Open<Effect> effect;
  std::vector<std::string> names;
  std::optional<std::string> note;
  Extra extra;
};

}  // namespace belay::json

template <>
struct belay::Schema<belay::json::Sampler> {
  using S = belay::json::Sampler;
  static constexpr std::string_view name = "Sampler";
  static constexpr auto fields = std::tuple{
      Field{"text", &S::text},
      Field{"amount", &S::amount, Unit::money},
      Field{"ratio", &S::ratio, Unit::ratio},
      Field{"wide", &S::wide},
      Field{"narrow", &S::narrow},
      Field{"flag", &S::flag},
      Field{"real", &S::real},
      Field{"letter", &S::letter},
      Field{"handle", &S::handle, Unit::symbol},
      Field{"effect", &S::effect},
      Field{"names", &S::names},
      Field{"note", &S::note},
      Field{"", &S::extra, Unit::rest},
  };
};
static_assert(belay::complete_schema<belay::json::Sampler>);

namespace belay::json {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

const std::string kPosition = R"({"account-number":"A1","symbol":"SPY","quantity":100.29})";

template <class T>
T decoded(std::string_view text, Drift* drift = nullptr) {
  auto value = decode<T>(text, drift);
  EXPECT_TRUE(value) << value.error().message;
  return value ? std::move(*value) : T{};
}

template <class T>
std::string refused(std::string_view text) {
  const auto value = decode<T>(text);
  EXPECT_FALSE(value) << text;
  if (value) return "";
  EXPECT_EQ(value.error().code, Errc::parse);
  return value.error().message;
}

TEST(JsonDecode, decimals_come_from_the_text_of_the_number) {
  EXPECT_EQ(decoded<Position>(kPosition).quantity->to_string(), "100.29");
  EXPECT_EQ(decoded<Sampler>(R"({"amount":0.1})").amount->to_string(), "0.1");
  EXPECT_EQ(decoded<Sampler>(R"({"amount":"999999.997668"})").amount->to_string(), "999999.997668");
  EXPECT_EQ(decoded<Sampler>(R"({"amount":12345678901234567.25})").amount->to_string(),
            "12345678901234567.25");
}

TEST(JsonDecode, scalars_are_taken_in_either_spelling) {
  const auto value = decoded<Sampler>(
      R"({"text":17.50,"wide":"42","narrow":"8","flag":"true","real":"NaN","letter":"Q",
          "handle":"SPY","names":["a",1],"note":true})");
  EXPECT_EQ(value.text, "17.50");
  EXPECT_EQ(value.wide, 42);
  EXPECT_EQ(value.narrow, 8);
  EXPECT_EQ(value.flag, true);
  EXPECT_TRUE(std::isnan(value.real));
  EXPECT_EQ(value.letter, 'Q');
  EXPECT_EQ(value.handle, Symbol{"SPY"});
  EXPECT_THAT(value.names, ElementsAre("a", "1"));
  EXPECT_EQ(value.note, "true");
  EXPECT_THAT(value.extra, IsEmpty());
}

TEST(JsonDecode, null_is_absent) {
  Drift drift;
  const auto value = decoded<Sampler>(
      R"({"text":null,"amount":null,"names":null,"effect":null,"note":null})", &drift);
  EXPECT_FALSE(value.amount);
  EXPECT_FALSE(value.note);
  EXPECT_THAT(value.extra, IsEmpty());
  EXPECT_THAT(drift.retyped, IsEmpty());
}

TEST(JsonDecode, unknown_members_are_kept_raw_and_in_order) {
  Drift drift;
  const auto value =
      decoded<Sampler>(R"({"z":{"deep":[1, 2.50]},"text":"t","a":"\u0041","z":null})", &drift);
  EXPECT_THAT(value.extra, ElementsAre(Pair("z", R"({"deep":[1, 2.50]})"), Pair("a", R"("\u0041")"),
                                       Pair("z", "null")));
  EXPECT_THAT(drift.unknown, ElementsAre(Pair("Sampler.a", 1), Pair("Sampler.z", 2)));
  EXPECT_THAT(encode(value), HasSubstr(R"("z":{"deep":[1, 2.50]},"a":"\u0041","z":null})"));
}

TEST(JsonDecode, a_member_of_an_unusable_type_is_kept_and_counted) {
  Drift drift;
  const auto value = decoded<Sampler>(
      R"({"ratio":"many","wide":1.5,"flag":"perhaps","note":{"a":1},"narrow":3000000000,
          "effect":4,"names":"one","letter":"long"})",
      &drift);
  EXPECT_FALSE(value.ratio);
  EXPECT_FALSE(value.wide);
  EXPECT_FALSE(value.note);
  EXPECT_EQ(value.narrow, 7);
  EXPECT_EQ(value.extra.size(), 8U);
  EXPECT_EQ(drift.retyped.size(), 8U);
  EXPECT_EQ(drift.retyped.at("Sampler.note"), 1U);
}

TEST(JsonDecode, what_could_not_be_read_is_written_back_once) {
  const std::string text = R"({"text":"t","effect":4,"narrow":"x","names":{"a":1},"note":[1]})";
  const auto value = decoded<Sampler>(text);
  const std::string again = encode(value);
  const auto document = Document::parse(again);
  ASSERT_TRUE(document);
  std::vector<std::string> keys;
  document->root().each_member([&](std::string_view key, Node) { keys.emplace_back(key); });
  EXPECT_THAT(keys, testing::UnorderedElementsAre("text", "real", "letter", "effect", "narrow",
                                                  "names", "note"));
  EXPECT_EQ(document->root().find("effect")->raw(), "4");
  EXPECT_EQ(document->root().find("names")->raw(), R"({"a":1})");
}

TEST(JsonDecode, an_odd_element_costs_a_list_nothing_but_itself) {
  Drift drift;
  const std::string legs =
      R"([{"symbol":"SPY","fills":[{"fill-id":"a"},"b",{"fill-id":"c"}]},5,null,{"symbol":"QQQ"}])";
  const auto order = decoded<OrderRecord>(R"({"id":1,"legs":)" + legs + "}", &drift);
  ASSERT_EQ(order.legs.size(), 2U);
  EXPECT_EQ(order.legs[1].symbol, "QQQ");
  ASSERT_EQ(order.legs[0].fills.size(), 2U);
  EXPECT_EQ(order.legs[0].fills[1].fill_id, "c");
  EXPECT_TRUE(holds(order.extra, "legs")) << "whoever reads the list can tell";
  EXPECT_TRUE(holds(order.legs[0].extra, "fills"));
  EXPECT_FALSE(holds(order.legs[1].extra, "fills"));
  EXPECT_THAT(drift.retyped,
              ElementsAre(Pair("OrderLegRecord.fills", 1), Pair("OrderRecord.legs", 1)));
  EXPECT_THAT(encode(order), HasSubstr("\"legs\":" + legs)) << "nothing is lost on the way out";
}

TEST(JsonDecode, a_root_list_is_whole_or_an_error) {
  for (const std::string& odd : {std::string{"5"}, std::string{"null"}, std::string{"[]"}}) {
    EXPECT_THAT(refused<std::vector<Position>>("[" + kPosition + "," + odd + "]"),
                HasSubstr("another type than the others"));
  }
  EXPECT_THAT(refused<std::vector<Position>>("{}"), HasSubstr("an array"));
}

TEST(JsonDecode, money_beside_an_odd_element_is_an_error_all_the_same) {
  EXPECT_THAT(refused<OrderRecord>(R"({"legs":[5,{"symbol":"SPY","quantity":"?"},6]})"),
              HasSubstr("OrderLegRecord.quantity"));
}

TEST(JsonDecode, unreadable_money_is_an_error_that_names_it) {
  const std::string message =
      refused<Position>(R"({"account-number":"A1","symbol":"SPY","quantity":"ten"})");
  EXPECT_THAT(message, HasSubstr("Position.quantity"));
  EXPECT_THAT(message, HasSubstr("\"ten\""));
  EXPECT_THAT(message, HasSubstr("a decimal number"));
  EXPECT_THAT(refused<Sampler>(R"({"amount":""})"), HasSubstr("Sampler.amount"));
  EXPECT_THAT(refused<Sampler>(R"({"amount":true})"), HasSubstr("Sampler.amount"));
  EXPECT_THAT(refused<Sampler>(R"({"amount":{}})"), HasSubstr("Sampler.amount"));
  EXPECT_THAT(refused<Sampler>(R"({"amount":1e40})"), HasSubstr("Sampler.amount"));
}

TEST(JsonDecode, money_deep_inside_is_an_error_too) {
  EXPECT_THAT(
      refused<PlacedOrder>(R"({"order":{"legs":[{"symbol":"SPY","fills":[{"fill-price":"?"}]}]}})"),
      HasSubstr("Fill.fill-price"));
}

TEST(JsonDecode, nan_money_is_absent_and_kept) {
  Drift drift;
  const auto value = decoded<Sampler>(R"({"amount":"NaN"})", &drift);
  EXPECT_FALSE(value.amount);
  EXPECT_THAT(value.extra, ElementsAre(Pair("amount", "\"NaN\"")));
  EXPECT_THAT(drift.retyped, IsEmpty()) << "a known habit of the broker";
  EXPECT_THAT(encode(value), HasSubstr(R"("amount":"NaN")"));
}

TEST(JsonDecode, a_record_without_its_key_is_refused) {
  EXPECT_THAT(refused<Position>(R"({"account-number":"A1"})"), HasSubstr("Position.symbol"));
  EXPECT_THAT(refused<Position>(R"({"symbol":"SPY"})"), HasSubstr("Position.account-number"));
  EXPECT_THAT(refused<Position>(R"({"account-number":null,"symbol":"SPY"})"),
              HasSubstr("Position.account-number is missing"));
  EXPECT_THAT(refused<Account>(R"({"account-number":{}})"), HasSubstr("Account.account-number"));
}

TEST(JsonDecode, money_a_struct_cannot_leave_out_is_never_zero_by_default) {
  EXPECT_THAT(refused<ChainStrike>(R"({"call":"C","put":"P"})"),
              HasSubstr("ChainStrike.strike-price is missing"));
  EXPECT_THAT(refused<ChainStrike>(R"({"strike-price":"NaN","call":"C","put":"P"})"),
              HasSubstr("ChainStrike.strike-price"));
}

// One fee that cannot be told must not hide the id of an order that was placed.
TEST(JsonDecode, a_fee_without_a_value_is_a_fee) {
  const auto placed = decoded<PlacedOrder>(
      R"({"order":{"id":7},"fee-calculation":{"regulatory-fees-breakdown":[{"name":"orf"}]}})");
  EXPECT_EQ(placed.order->id, 7);
  EXPECT_FALSE(placed.fee_calculation->regulatory_fees_breakdown.at(0).value);
}

TEST(JsonDecode, a_known_member_may_not_stand_there_twice) {
  EXPECT_THAT(refused<Sampler>(R"({"amount":"1.0","amount":"100.0"})"),
              HasSubstr("Sampler.amount stands there twice"));
  EXPECT_EQ(*decoded<Sampler>(R"({"amount":null,"amount":"2.0"})").amount, 2);
}

TEST(JsonDecode, enum_texts_lose_nothing) {
  Drift drift;
  const auto order = decoded<OrderRecord>(
      R"({"status":"Quarantined","price-effect":"","order-type":"Limit"})", &drift);
  EXPECT_EQ(order.status.value(), OrderStatus::unknown);
  EXPECT_EQ(order.status.text(), "Quarantined");
  ASSERT_TRUE(order.price_effect);
  EXPECT_EQ(order.price_effect->value(), Effect::none);
  EXPECT_EQ(order.price_effect->text(), "");
  EXPECT_THAT(drift.unknown_enum, ElementsAre(Pair("OrderRecord.status=Quarantined", 1)));
  EXPECT_THAT(encode(order), HasSubstr(R"("status":"Quarantined")"));
  EXPECT_THAT(encode(order), HasSubstr(R"("price-effect":"")"));
}

TEST(JsonDecode, a_text_too_long_for_an_enum_is_not_interned) {
  const std::string text = R"({"status":")" + std::string(1000, 'x') + R"("})";
  Drift drift;
  const auto order = decoded<OrderRecord>(text, &drift);
  EXPECT_EQ(order.status.value(), OrderStatus::unknown);
  EXPECT_EQ(order.extra.size(), 1U);
  EXPECT_EQ(drift.retyped.at("OrderRecord.status"), 1U);
}

TEST(JsonDecode, a_member_may_go_by_another_name) {
  const auto order = decoded<OrderRecord>(
      R"({"status":"Live","order-rule":{"order-conditions":[{"id":7,"threshold":"1.5"}]}})");
  ASSERT_TRUE(order.rules);
  ASSERT_EQ(order.rules->conditions.size(), 1U);
  EXPECT_EQ(order.rules->conditions[0].id, 7);
  const auto entry = decoded<WatchlistEntry>(R"({"symbol":"SPY","instrument_type":"Equity"})");
  ASSERT_TRUE(entry.instrument_type);
  EXPECT_EQ(*entry.instrument_type, InstrumentType::equity);
  EXPECT_THAT(encode(entry), HasSubstr(R"("instrument-type":"Equity")"));
}

TEST(JsonDecode, where_both_names_are_there_the_own_one_wins_and_neither_is_lost) {
  Drift drift;
  for (const std::string text :
       {R"({"rules":{"route-after":"a"},"order-rule":{"route-after":"b"}})",
        R"({"order-rule":{"route-after":"b"},"rules":{"route-after":"a"}})"}) {
    const auto order = decoded<OrderRecord>(text, &drift);
    ASSERT_TRUE(order.rules);
    EXPECT_EQ(order.rules->route_after, "a");
    EXPECT_THAT(order.extra, ElementsAre(Pair("order-rule", R"({"route-after":"b"})")));
  }
  EXPECT_EQ(drift.unknown.at("OrderRecord.order-rule"), 2U);
}

TEST(JsonDecode, a_map_of_prices_is_all_there_or_kept) {
  const auto results = decoded<MarginResults>(R"({"marks":{"SPY":"598.5","AAPL":190}})");
  EXPECT_EQ(results.marks.at("SPY").to_string(), "598.5");
  EXPECT_EQ(results.marks.at("AAPL"), 190);
  EXPECT_THAT(encode(results), HasSubstr(R"("marks":{"AAPL":"190.0","SPY":"598.5"})"));
  EXPECT_THAT(refused<MarginResults>(R"({"marks":{"SPY":"?"}})"), HasSubstr("MarginResults.marks"));
}

TEST(JsonDecode, values_without_a_known_shape_are_kept_as_they_came) {
  const auto chain = decoded<OrderChain>(R"({"id":5,"computed-data":{"open":true, "x":[1.50]}})");
  EXPECT_EQ(chain.id, "5");
  ASSERT_TRUE(chain.computed_data);
  EXPECT_EQ(chain.computed_data->text, R"({"open":true, "x":[1.50]})");
  EXPECT_THAT(encode(chain), HasSubstr(R"("computed-data":{"open":true, "x":[1.50]})"));
}

TEST(JsonDecode, a_product_that_rows_repeat_is_read_in_each) {
  const std::string row =
      R"({"symbol":"./ESZ6 ESZ6  261218P6300","future-option-product":{"root-symbol":"ES"}})";
  const auto options = decoded<std::vector<FutureOption>>("[" + row + "," + row + "]");
  ASSERT_EQ(options.size(), 2U);
  for (const FutureOption& option : options) {
    ASSERT_NE(option.future_option_product, nullptr);
    EXPECT_EQ(option.future_option_product->root_symbol, "ES");
  }
}

TEST(JsonTable, a_set_of_rows_covers_another_to_its_last_row) {
  const detail::RowSet none;
  for (std::size_t row = 0; row < detail::kMostRows; ++row) {
    detail::RowSet one;
    one.add(row);
    EXPECT_FALSE(none.covers(one)) << row;
    EXPECT_TRUE(one.covers(one) && one.covers(none)) << row;
  }
}

TEST(JsonDrift, counts_the_absence_of_what_every_recording_has) {
  Drift drift;
  decoded<Balance>(R"({"account-number":"A1","cash-balance":"1.0"})", &drift);
  EXPECT_EQ(drift.missing.at("Balance.net-liquidating-value"), 1U);
  EXPECT_FALSE(drift.missing.contains("Balance.cash-balance"));
  EXPECT_FALSE(drift.missing.contains("Balance.currency")) << "not in every recording";
  EXPECT_GT(drift.total(), 5U);
}

TEST(JsonDrift, null_is_missing_too_and_what_is_no_optional_is_always_expected) {
  Drift drift;
  decoded<Position>(R"({"account-number":"A1","symbol":"SPY","quantity":null})", &drift);
  EXPECT_EQ(drift.missing.at("Position.quantity"), 1U);
  EXPECT_EQ(drift.missing.at("Position.quantity-direction"), 1U);
}

TEST(JsonDrift, adds_up) {
  Drift one;
  one.unknown["A.x"] = 2;
  one.missing["A.y"] = 1;
  Drift sum;
  EXPECT_TRUE(sum.empty());
  sum.add(one);
  sum.add(one);
  EXPECT_EQ(sum.unknown.at("A.x"), 4U);
  EXPECT_EQ(sum.total(), 6U);
}

TEST(JsonDecode, the_root_must_have_the_right_shape) {
  EXPECT_THAT(refused<Position>("[]"), HasSubstr("expected an object, got an array"));
  EXPECT_THAT(refused<std::vector<Position>>("{}"), HasSubstr("expected an array, got an object"));
  refused<std::vector<Position>>("[1]");
  EXPECT_THAT(decoded<std::vector<Position>>("[]"), IsEmpty());
  EXPECT_EQ(decoded<std::vector<Position>>("[" + kPosition + "," + kPosition + "]").size(), 2U);
}

TEST(JsonDecode, is_total_over_damaged_orders) {
  const std::string good =
      R"({"order":{"id":1,"size":"3","price":"1.5","price-effect":"Debit","status":"Live",)"
      R"("legs":[{"symbol":"SPY","quantity":3,"fills":[{"fill-id":"x","quantity":1}]}]},)"
      R"("warnings":[],"fee-calculation":{"total-fees":"0.0"}})";
  ASSERT_TRUE(decode<PlacedOrder>(good));
  std::mt19937_64 random{7};
  const std::string_view bytes = "{}[]\",:0129.eE-+tfn\\u \x80\xff";
  for (int round = 0; round < 4'000; ++round) {
    std::string text = good;
    for (auto flips = 1 + random() % 3; flips > 0; --flips) {
      text[random() % text.size()] = bytes[random() % bytes.size()];
    }
    const auto value = decode<PlacedOrder>(text);
    if (value) {
      EXPECT_THAT(
          test::Differences::between(encode(*value), encode(decoded<PlacedOrder>(encode(*value)))),
          IsEmpty());
    }
  }
}

TEST(JsonEncode, amounts_are_texts_with_a_fraction_and_counts_are_numbers) {
  const NewOrder order{.time_in_force = TimeInForce::day,
                       .order_type = OrderType::limit,
                       .price = 10,
                       .price_effect = Open{Effect::debit},
                       .legs = {{.instrument_type = InstrumentType::equity,
                                 .symbol = "SPY",
                                 .action = Action::buy_to_open,
                                 .quantity = 10}}};
  EXPECT_EQ(encode(order),
            R"({"time-in-force":"Day","order-type":"Limit","price":"10.0","price-effect":"Debit",)"
            R"("legs":[{"instrument-type":"Equity","symbol":"SPY","action":"Buy to Open",)"
            R"("quantity":10}]})");
}

TEST(JsonEncode, a_quantity_keeps_its_value_and_drops_its_zeros) {
  Position position{.account_number = "A1", .symbol = "SPY"};
  position.quantity = Decimal::parse("100.290").value();
  position.multiplier = Decimal::parse("1.0").value();
  position.mark = Decimal::parse("1.50").value();
  const std::string text = encode(position);
  EXPECT_THAT(text, HasSubstr(R"("quantity":100.29,)"));
  EXPECT_THAT(text, HasSubstr(R"("multiplier":1,)"));
  EXPECT_THAT(text, HasSubstr(R"("mark":"1.50")"));
}

TEST(JsonEncode, empty_lists_are_written_but_for_those_the_broker_leaves_out) {
  const std::string text = encode(PlacedOrder{.fee_calculation = FeeCalculation{}});
  EXPECT_EQ(text, R"({"warnings":[],"fee-calculation":{}})");
}

TEST(JsonEncode, reals_and_characters_are_valid_json) {
  Sampler value{.text = "t", .real = std::numeric_limits<double>::quiet_NaN(), .letter = '\0'};
  EXPECT_THAT(encode(value), HasSubstr(R"("real":"NaN","letter":"\u0000")"));
  value.real = -std::numeric_limits<double>::infinity();
  EXPECT_TRUE(std::isinf(decoded<Sampler>(encode(value)).real));
  value.real = 0.1;
  EXPECT_EQ(decoded<Sampler>(encode(value)).real, 0.1);
}

TEST(JsonEncode, text_is_escaped) {
  EXPECT_EQ(quoted("a\"b\\c\n\t\r\x01/é€😀"), R"("a\"b\\c\n\t\r\u0001/é€😀")");
  EXPECT_EQ(quoted("\xff\xc3(\xed\xa0\x80"),
            R"("\ufffd\ufffd(\ufffd\ufffd\ufffd")");  // not UTF-8, and half a surrogate pair
}

TEST(JsonEncode, any_bytes_make_a_text_that_reads_back) {
  std::mt19937_64 random{11};
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes(random() % 12, ' ');
    for (char& c : bytes) c = static_cast<char>(random() % 256);
    const auto document = Document::parse("[" + json::quoted(bytes) + "]");
    ASSERT_TRUE(document) << json::quoted(bytes);
  }
}

TEST(JsonEncode, a_secret_reaches_the_wire_and_nothing_else) {
  const auto token = decoded<QuoteToken>(R"({"token":"t0","dxlink-url":"wss://x"})");
  EXPECT_EQ(token.token.reveal(), "t0");
  EXPECT_THAT(encode(token), HasSubstr(R"("token":"t0")"));
}

TEST(JsonCompare, sees_a_loss_and_an_addition) {
  using test::Differences;
  EXPECT_THAT(Differences::between(R"({"a":1,"b":null})", R"({"a":"1.0"})"), IsEmpty());
  EXPECT_EQ(Differences::between(R"({"a":1})", R"({"a":2})").size(), 1U);
  EXPECT_EQ(Differences::between(R"({"a":1,"b":2})", R"({"a":1})").size(), 1U);
  EXPECT_EQ(Differences::between(R"({"a":1})", R"({"a":1,"b":2})").size(), 1U);
  EXPECT_EQ(Differences::between(R"({"a":[1,2]})", R"({"a":[1]})").size(), 1U);
  EXPECT_EQ(Differences::between(R"({"a":"x"})", R"({"a":{}})").size(), 1U);
}

}  // namespace
}  // namespace belay::json
