#include "app/render/table.hpp"

#include <random>
#include <sstream>

#include <gmock/gmock.h>

#include "app/render/banner.hpp"
#include "app/render/text.hpp"

namespace belay::app {
namespace {

using namespace belay::literals;
using ::testing::HasSubstr;
using ::testing::Not;

Table prices() {
  return {.columns = {{"Symbol", Align::left, 0},
                      {"Note", Align::left, 1},
                      {"Price", Align::decimal, 0},
                      {"Rest", Align::decimal, 3}},
          .rows = {{{"AAPL"}, {"a long remark about apples"}, {"1,234.5"}, {"7"}},
                   {{"F"}, {""}, {"9.0625"}, {"—"}}}};
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

TEST(Table, numbers_stand_on_the_decimal_point) {
  const auto out = lines(render(prices(), {.width = 80}));
  const auto point = [](const std::string& line) {
    return display_width(std::string_view{line}.substr(0, line.find('.')));
  };
  EXPECT_EQ(point(out[1]), point(out[2]));
}

TEST(Table, absent_is_a_dash_and_never_a_zero) {
  const auto out = lines(render(prices(), {.width = 80}));
  EXPECT_THAT(out[2], HasSubstr("—"));
  EXPECT_THAT(out[2], Not(HasSubstr(" 0")));
}

TEST(Table, text_is_shortened_before_a_column_leaves) {
  const std::string out = render(prices(), {.width = 40});
  EXPECT_THAT(out, HasSubstr("…"));
  EXPECT_THAT(out, HasSubstr("Rest"));
  EXPECT_THAT(out, Not(HasSubstr("not shown")));
}

TEST(Table, the_highest_rank_leaves_first_and_is_named) {
  const auto out = lines(render(prices(), {.width = 28}));
  EXPECT_THAT(out.front(), Not(HasSubstr("Rest")));
  EXPECT_EQ(out.back(), ellipsize("not shown at this width: Rest", 28));
}

TEST(Table, a_heading_is_never_cut_and_whole_text_leaves_instead) {
  Table table = prices();
  table.columns[1].title = "A long title";
  EXPECT_THAT(render(table, {.width = 36}), HasSubstr("A long title"));
  table.columns[1].whole = true;
  const auto out = lines(render(table, {.width = 40}));
  EXPECT_THAT(out.front(), Not(HasSubstr("A long")));
  EXPECT_EQ(out.back(), ellipsize("not shown at this width: A long title, Rest", 40));
}

TEST(Table, numbers_are_never_cut) {
  for (std::size_t width = 20; width < 60; ++width) {
    const std::string out = render(prices(), {.width = width});
    if (out.find("Price") == std::string::npos) continue;
    EXPECT_THAT(out, HasSubstr("1,234.5")) << width;
    EXPECT_THAT(out, HasSubstr("9.0625")) << width;
  }
}

TEST(Table, no_line_is_wider_than_asked_whatever_the_cells_hold) {
  std::mt19937_64 random{11};
  const std::vector<std::string> pieces{"AAPL", "東京", "-1,234.5678", "e\u0301", "\x1b[31m",
                                        "\n",   "",     "99 %",        "🚀",      "0.3 s"};
  for (int round = 0; round < 500; ++round) {
    Table table;
    for (std::size_t column = 0; column < 1 + random() % 6; ++column) {
      table.columns.push_back({pieces[random() % 4], random() % 2 ? Align::left : Align::decimal,
                               static_cast<int>(random() % 4)});
    }
    for (std::size_t row = 0; row < random() % 5; ++row) {
      std::vector<Cell> cells;
      for (std::size_t c = 0; c < random() % 7; ++c) {
        cells.push_back({pieces[random() % pieces.size()] + pieces[random() % pieces.size()]});
      }
      table.rows.push_back(cells);
    }
    const std::size_t width = 20 + random() % 60;
    for (const std::string& line : lines(render(table, {.width = width}))) {
      ASSERT_LE(display_width(line), width) << line;
      ASSERT_EQ(line.find('\x1b'), std::string::npos);
    }
  }
}

TEST(Table, colour_follows_meaning_and_only_when_asked) {
  const Table table{.columns = {{"P/L", Align::decimal, 0}},
                    .rows = {{gain_cell(5.00_usd)}, {gain_cell(-5.00_usd)}}};
  EXPECT_THAT(render(table, {.width = 80, .color = true}), HasSubstr("\x1b[32m+5.00\x1b[0m"));
  EXPECT_THAT(render(table, {.width = 80, .color = true}), HasSubstr("\x1b[31m-5.00\x1b[0m"));
  EXPECT_THAT(render(table, {.width = 80}), Not(HasSubstr("\x1b")));
}

TEST(Table, colour_does_not_change_the_layout) {
  std::string colored = render(prices(), {.width = 60, .color = true});
  for (std::size_t at = 0; (at = colored.find('\x1b')) != std::string::npos;) {
    colored.erase(at, colored.find('m', at) - at + 1);
  }
  EXPECT_EQ(colored, render(prices(), {.width = 60}));
}

TEST(Banner, each_profile_has_its_own_colour_and_its_name) {
  const Instant at = from_epoch_ms(1'736'782'267'000);
  const auto line = [&](Environment profile, bool color) {
    return render(Banner{profile, at, "here"}, {.width = 80, .color = color});
  };
  EXPECT_EQ(line(Environment::sim, false), " SIM  2025-01-13 10:31:07 EST  here\n");
  EXPECT_THAT(line(Environment::sim, true), HasSubstr("42m SIM "));
  EXPECT_THAT(line(Environment::cert, true), HasSubstr("43m CERT "));
  EXPECT_THAT(line(Environment::live, true), HasSubstr("41m LIVE "));
}

TEST(Banner, fits_and_escapes_what_it_is_told) {
  const std::string line =
      render(Banner{Environment::live, Instant{}, std::string(200, 'x') + "\n"}, {.width = 40});
  EXPECT_EQ(display_width(line.substr(0, line.size() - 1)), 40U);
}

}  // namespace
}  // namespace belay::app
