#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "belay/model/futures.hpp"
#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "proto/json/plain_reader.hpp"

namespace belay::json {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

// A JSON text of every kind, some of it not plain.
std::string made_up(std::mt19937_64& random, int depth) {
  static const std::vector<std::string> scalars{"1",
                                                "-0.5",
                                                "1e9",
                                                "0",
                                                "true",
                                                "false",
                                                "null",
                                                R"("")",
                                                R"("a")",
                                                R"("a\"b")",
                                                R"("\u00e9")",
                                                "\"\xc3\xa9\"",
                                                R"("a text that is longer than sixteen bytes")",
                                                R"("x\\")",
                                                "10.25E-3"};
  const auto pick = random() % (depth > 3 ? 1 : 3);
  const std::string space = random() % 4 == 0 ? " \n" : "";
  if (pick == 0) return scalars[random() % scalars.size()];
  std::string out = (pick == 1 ? "[" : "{") + space;
  const auto count = random() % 4;
  for (std::uint64_t at = 0; at < count; ++at) {
    if (at > 0) out += "," + space;
    if (pick == 2) out += R"("k)" + std::to_string(random() % 9) + "\"" + space + ":" + space;
    out += made_up(random, depth + 1) + space;
  }
  return out + (pick == 1 ? "]" : "}");
}

// Everything a Node says, and everything inside it.
std::string spelled(Node node) {
  std::string out{describe(node.kind())};
  out += "<" + std::string{node.raw()} + ">";
  if (!node.is(Kind::object) && !node.is(Kind::array)) out += std::string{node.text()};
  node.each_element([&](Node element) { out += "," + spelled(element); });
  node.each_member([&](std::string_view key, Node value) {
    out += "," + std::string{key} + "=" + spelled(value);
  });
  return out;
}

// What simdjson says of `text`: a character that is not ASCII, in front, keeps the plain reader
// out.
std::string by_simdjson(const std::string& text) {
  const auto document = Document::parse("[\"\xc3\xa9\"," + text + "]");
  if (!document) return "";
  std::vector<std::string> elements;
  document->root().each_element([&](Node element) { elements.push_back(spelled(element)); });
  return elements.size() == 2 ? elements[1] : "";
}

std::string by_parser(Parser& parser, const std::string& text) {
  const auto element = parser.element(text);
  if (!element) return "";
  const bool all = text.find_first_not_of(" \t\r\n", element->length) == std::string::npos;
  return all ? spelled(element->node) : "";
}

TEST(JsonParser, agrees_with_simdjson_on_every_value) {
  std::mt19937_64 random{3};
  Parser parser;
  for (int round = 0; round < 3'000; ++round) {
    const std::string text = made_up(random, 0);
    EXPECT_EQ(by_parser(parser, text), by_simdjson(text)) << text;
  }
}

TEST(JsonParser, agrees_with_simdjson_on_damaged_values) {
  std::mt19937_64 random{4};
  const std::string_view bytes = "{}[]\",:0129.eE-+tfn\\u \x80\xff\x01";
  Parser parser;
  for (int round = 0; round < 6'000; ++round) {
    std::string text = made_up(random, 0);
    for (auto flips = 1 + random() % 2; flips > 0; --flips) {
      text[random() % text.size()] = bytes[random() % bytes.size()];
    }
    if (text.find_first_not_of(" \n") != 0) continue;
    EXPECT_EQ(by_parser(parser, text), by_simdjson(text)) << text;
  }
}

TEST(JsonParser, a_prefix_of_a_value_is_no_value) {
  const std::string text = R"({"a":[1,{"b":"c"}],"d":true})";
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(Parser{}.whole(text.substr(0, size))) << size;
  }
}

TEST(JsonParser, is_as_deep_as_simdjson) {
  const auto nested = [](int depth) {
    const auto count = static_cast<std::size_t>(depth);
    return std::string(count, '[') + std::string(count, ']');
  };
  EXPECT_TRUE(Document::parse(nested(Document::kMaxDepth)));
  const auto deeper = Document::parse(nested(Document::kMaxDepth + 1));
  ASSERT_FALSE(deeper);
  EXPECT_THAT(deeper.error().message, HasSubstr("nested deeper"));
}

TEST(JsonParser, folds_what_repeats_and_nothing_else) {
  const std::vector<std::string_view> folded{"product"};
  Parser parser{folded};
  const std::string text = R"({"product":{"a":1},"other":{"product":{"a":1}}})"
                           R"({"product":{"a":1},"other":{"product":{"a":1}}})"
                           R"({"product":{"a":2}})";
  std::size_t at = 0;
  std::vector<bool> outer;
  std::vector<bool> inner;
  while (at < text.size()) {
    const auto element = parser.element(std::string_view{text}.substr(at));
    ASSERT_TRUE(element);
    const Node product = element->node.find("product").value();
    outer.push_back(product.folded());
    EXPECT_THAT(std::string{product.raw()}, HasSubstr(R"({"a":)"));
    if (const auto other = element->node.find("other")) {
      inner.push_back(other->find("product")->folded());
    }
    at += element->length;
  }
  EXPECT_THAT(outer, ElementsAre(false, true, false));
  EXPECT_THAT(inner, ElementsAre(false, false)) << "only members of the element itself";
}

TEST(JsonOutline, tells_members_without_a_look_inside) {
  const auto members =
      outline(R"( {"data":{"a":"}]\"","b":[1, 2]} , "n":1.5,"t":"x y","z":null} )");
  ASSERT_TRUE(members);
  EXPECT_THAT(members->members(),
              ElementsAre(Pair("data", R"({"a":"}]\"","b":[1, 2]})"), Pair("n", "1.5"),
                          Pair("t", R"("x y")"), Pair("z", "null")));
  EXPECT_EQ(members->find("n"), "1.5");
  EXPECT_EQ(members->find("b"), std::nullopt);
  for (const char* text :
       {"", "[]", "{", R"({"a")", R"({"a":)", R"({"a":1)", R"({"a":{})", R"({"a":1}})",
        R"({"a":1,})", R"({"a":1 2})", R"({"a:1})", R"({"a":{},"b":tru})", R"({"a":@#})",
        R"({"a":01})", R"({"a":NaN})", R"({"a":{},"b":1,"a":{}})"}) {
    EXPECT_FALSE(outline(text)) << text;
  }
}

TEST(JsonOutline, finds_the_end_of_a_container_wherever_it_stands) {
  for (std::size_t padding = 0; padding < 200; ++padding) {
    const std::string inside = std::string(padding, 'x') + "]}{[";
    const std::string escaped = padding % 7 == 0 ? R"(\\\")" : "";
    const std::string text = R"({"k":[")" + inside + escaped + R"(",{}]})";
    EXPECT_EQ(detail::container_length(text + ",]}"), text.size()) << text;
    EXPECT_EQ(detail::container_length(std::string_view{text}.substr(0, text.size() - 1)), 0U);
  }
}

TEST(JsonDecodeList, rows_with_the_same_product_hold_one_object) {
  const auto row = [](const std::string& root) {
    return R"({"symbol":"./X","future-option-product":{"root-symbol":")" + root + R"("}})";
  };
  const auto rows = decode<std::vector<FutureOption>>("[" + row("ES") + " , " + row("ES") + "," +
                                                      row("EW") + "," + row("ES") + "]");
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 4U);
  const auto product = [&](std::size_t at) { return (*rows)[at].future_option_product; };
  EXPECT_EQ(product(0), product(1));
  EXPECT_EQ(product(0), product(3));
  EXPECT_NE(product(0), product(2));
  EXPECT_EQ(product(2)->root_symbol, "EW");
}

TEST(JsonDecodeList, a_short_first_row_before_long_ones_costs_little_memory) {
  const std::string text =
      R"([{"symbol":"a"},{"symbol":"b","sx-id":")" + std::string(1'000'000, 'x') + R"("}])";
  const auto rows = decode<std::vector<FutureOption>>(text);
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ(rows->size(), 2U);
  EXPECT_LT(rows->capacity() * sizeof(FutureOption), 5 * text.size());
}

TEST(JsonDecodeList, a_long_list_of_equal_rows_is_grown_once) {
  const std::string row = R"({"symbol":"c","sx-id":")" + std::string(400, 'x') + "\"}";
  std::string text = "[" + row;
  for (int i = 1; i < 1000; ++i) text += "," + row;
  const auto rows = decode<std::vector<FutureOption>>(text + "]");
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ(rows->size(), 1000U);
  EXPECT_LT(rows->capacity(), 1010U);
}

TEST(JsonDecodeList, an_unusual_row_costs_only_itself) {
  const auto rows = decode<std::vector<FutureOption>>(
      R"([{"symbol":"a"},{"symbol":"\u0062","sx-id":"é"},{"symbol":"c"}])");
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 3U);
  EXPECT_EQ((*rows)[1].symbol, "b");
  EXPECT_EQ((*rows)[1].sx_id, "é");
}

TEST(JsonDecodeList, a_folded_object_that_could_not_be_read_is_kept_in_every_row) {
  const std::string row =
      R"({"symbol":"x","future-option-product":{"cash-settled":true}})";  // no root-symbol
  const auto rows = decode<std::vector<FutureOption>>("[" + row + "," + row + "]");
  ASSERT_TRUE(rows) << rows.error().message;
  for (const FutureOption& option : *rows) {
    ASSERT_NE(option.future_option_product, nullptr);
    EXPECT_EQ(option.future_option_product->cash_settled, true);
  }
}

TEST(JsonDecodeList, a_list_that_is_no_json_is_refused_and_says_why) {
  for (const char* text : {R"([{"symbol":"a"},])", R"([{"symbol":"a"} {"symbol":"b"}])",
                           R"([{"symbol":"a"}]])", R"([{"symbol":"a"})", "[", "[,]"}) {
    const auto rows = decode<std::vector<FutureOption>>(text);
    ASSERT_FALSE(rows) << text;
    EXPECT_THAT(rows.error().message, HasSubstr("not readable as JSON")) << text;
  }
}

TEST(JsonDecodeList, what_is_given_up_half_way_is_counted_once) {
  const std::string row = R"({"symbol":"a","unheard-of":1})";
  for (const auto& [text, expected] :
       {std::pair{"[" + row + "," + row + "]", 2U}, std::pair{"[" + row + "," + row + ",]", 0U},
        std::pair{"[" + row + ",5]", 1U}}) {
    Drift drift;
    const auto rows = decode<std::vector<FutureOption>>(text, &drift);
    EXPECT_EQ(rows.has_value(), expected == 2U) << text;
    EXPECT_EQ(drift.unknown["FutureOption.unheard-of"], expected) << text;
  }
}

TEST(JsonDecodeList, an_object_that_rows_share_is_counted_once) {
  const std::string row =
      R"({"symbol":"x","future-option-product":{"root-symbol":"ES","unheard-of":1}})";
  Drift drift;
  ASSERT_TRUE(decode<std::vector<FutureOption>>("[" + row + "," + row + "]", &drift));
  EXPECT_EQ(drift.unknown["FutureOptionProduct.unheard-of"], 1U);
}

TEST(JsonDecimal, short_and_long_amounts_read_the_same) {
  for (const char* text :
       {"0", "-0", "1.50", "-12.25", "0.00001", "123456789012345678", "999999999999999.999",
        "12345678901234567.25", ".5", "5.", "+3", "1e2"}) {
    const auto value =
        decode<FutureOption>(R"({"symbol":"x","strike-price":")" + std::string{text} + "\"}");
    ASSERT_TRUE(value) << text;
    const Decimal expected = Decimal::parse(text).value();
    EXPECT_EQ(value->strike_price->to_string(), expected.to_string()) << text;
  }
  for (const char* text : {"", "-", ".", "1.2.3", "1-", "--1", "1 "}) {
    EXPECT_FALSE(
        decode<FutureOption>(R"({"symbol":"x","strike-price":")" + std::string{text} + "\"}"))
        << text;
  }
}

}  // namespace
}  // namespace belay::json
