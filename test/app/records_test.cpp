#include "app/view/records.hpp"

#include <gmock/gmock.h>

#include "app/cli.hpp"
#include "app/view/plot.hpp"

namespace belay::app {
namespace {

using testing::HasSubstr;

constexpr std::string_view kRows =
    R"([{"symbol":"SPY","price":"580.50","is-etf":true,"legs":[{"symbol":"A"},{"symbol":"B"}]},)"
    R"({"symbol":"X","price":"1.0","later":{"x":1}}])";

TEST(Records, show_the_members_that_were_named) {
  const auto table = records_table(kRows, {"symbol,price,is-etf,legs.symbol", {}});
  ASSERT_TRUE(table) << table.error().message;
  ASSERT_EQ(table->columns.size(), 4U);
  EXPECT_EQ(table->columns[2].title, "Is etf");
  EXPECT_EQ(table->columns[1].align, Align::decimal);
  EXPECT_EQ(table->columns[0].align, Align::left);
  EXPECT_EQ(table->rows[0][2].text, "yes");
  EXPECT_EQ(table->rows[0][3].text, "A, B");
  EXPECT_EQ(table->rows[1][3].text, "");
}

TEST(Records, a_column_of_tomorrow_can_be_chosen_and_an_unknown_one_is_named) {
  EXPECT_TRUE(records_table(kRows, {"symbol", {"later.x"}}));
  const auto wrong = records_table(kRows, {"symbol", {"prise"}});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::usage);
  EXPECT_THAT(wrong.error().message, HasSubstr("'prise'"));
  EXPECT_THAT(wrong.error().message, HasSubstr("is-etf, later, legs, price, symbol"));
}

TEST(Records, a_card_has_a_line_per_member) {
  const Table card = record_card(R"({"a":{"b":1},"c":[{"d":"x"}],"e":["p","q"]})");
  ASSERT_EQ(card.rows.size(), 3U);
  EXPECT_EQ(card.rows[0][0].text, "a.b");
  EXPECT_EQ(card.rows[1][0].text, "c.0.d");
  EXPECT_EQ(card.rows[2][1].text, "p, q");
}

TEST(Records, the_limit_keeps_the_first) {
  EXPECT_EQ(first_of("[1,2,3]", 2), "[1,2]");
  EXPECT_EQ(first_of("[1,2,3]", std::nullopt), "[1,2,3]");
}

TEST(Sparkline, goes_from_the_least_to_the_greatest) {
  const std::vector<double> rising{0, 1, 2, 3, 4, 5, 6, 7};
  EXPECT_EQ(sparkline(rising, 80), "▁▂▃▄▅▆▇█");
  EXPECT_EQ(sparkline(rising, 2), "▄█");
  EXPECT_EQ(sparkline(std::vector<double>{5, 5}, 80), "▄▄");
  EXPECT_EQ(sparkline({}, 80), "");
}

const Invocation* invocation_in(const Result<std::variant<Invocation, Answer>>& parsed) {
  return parsed ? std::get_if<Invocation>(&*parsed) : nullptr;
}

TEST(Lookups, take_the_flags_of_their_row) {
  const auto parsed = parse_command_line({"transactions", "--from", "2025-01-02", "--type", "Trade",
                                          "--limit", "3", "--columns", "symbol,price"});
  const Invocation* invocation = invocation_in(parsed);
  ASSERT_NE(invocation, nullptr) << parsed.error().message;
  const auto& options = std::get<LookupOptions>(invocation->command);
  EXPECT_EQ(options.lookup->name, "transactions");
  EXPECT_EQ(options.from,
            (Date{std::chrono::year{2025}, std::chrono::month{1}, std::chrono::day{2}}));
  EXPECT_EQ(options.types, std::vector<std::string>{"Trade"});
  EXPECT_EQ(options.limit, 3U);
  EXPECT_EQ(options.table.columns, (std::vector<std::string>{"symbol", "price"}));
  EXPECT_FALSE(parse_command_line({"transactions", "--from", "yesterday"}));
  EXPECT_FALSE(parse_command_line({"dividends"}));
}

TEST(Lookups, two_words_are_a_command_in_a_group) {
  const auto parsed = parse_command_line({"watchlist", "add", "Core", "SPY"});
  const Invocation* invocation = invocation_in(parsed);
  ASSERT_NE(invocation, nullptr) << parsed.error().message;
  const auto& options = std::get<LookupOptions>(invocation->command);
  EXPECT_EQ(options.lookup->name, "watchlist add");
  EXPECT_EQ(options.names, (std::vector<std::string>{"Core", "SPY"}));
}

TEST(Trading, words_become_an_order) {
  const auto parsed =
      parse_command_line({"buy", "10", "SPY", "--limit", "580.50", "--tif", "gtc", "--dry-run"});
  const Invocation* invocation = invocation_in(parsed);
  ASSERT_NE(invocation, nullptr) << parsed.error().message;
  const auto& options = std::get<TradeOptions>(invocation->command);
  EXPECT_EQ(options.what, TradeOptions::What::buy);
  EXPECT_EQ(options.quantity, Decimal{10});
  EXPECT_EQ(options.time_in_force, TimeInForce::gtc);
  EXPECT_TRUE(options.dry_run);
  EXPECT_FALSE(options.yes);
  EXPECT_FALSE(parse_command_line({"buy", "-1", "SPY"}));
  EXPECT_FALSE(parse_command_line({"buy", "1", "SPY", "--tif", "forever"}));
}

}  // namespace
}  // namespace belay::app
