#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "belay/model/candle_symbol.hpp"

using namespace belay;
using namespace std::chrono_literals;

namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

// The table of dxlink.md 7, row by row.
const Rows& spec_rows() {
  static const Rows rows{
      {"AAPL{=1m}", "AAPL{=m}"},
      {"AAPL{=5M}", "AAPL{=5m}"},
      {"AAPL{=1d,tho=false}", "AAPL{=d}"},
      {"AAPL{=5m,price=LAST}", "AAPL{=5m}"},
      {"AAPL{=d,price=B}", "AAPL{=d,price=bid}"},
      {"AAPL&Q{a=m}", "AAPL&Q"},
      {"AAPL{=t}", "AAPL"},
      {"AAPL{=15s,a=S}", "AAPL{=15s,a=s}"},
      {"EUR/USD{=2h,price=bid,source=bank}", "EUR/USD{=2h,price=bid,source=bank}"},
      {"IBM{=15m,aa=zz,price=bid}", "IBM{=15m,aa=zz,price=bid}"},
      {"/ESZ25:XCME{=h,tho=true}", "/ESZ25:XCME{=h,tho=true}"},
      {"AAPL{=Minutes}", "AAPL{=m}"},
      {"AAPL{=2Mo}", "AAPL{=2mo}"},
      {"AAPL{=1day,a=m,tho=TRUE}", "AAPL{=d,tho=true}"},
      {"AAPL{=m,pl=0.10}", "AAPL{=m,pl=0.1}"},
      {"AAPL{=10x}", "AAPL{=10x}"},
      {"AAPL{}", "AAPL{}"},
  };
  return rows;
}

std::string period_text(std::string_view text) {
  const auto period = parse_candle_period(text);
  return period ? to_string(*period) : "none";
}

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_{seed} {}
  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>{0, end - 1}(engine_);
  }
  std::string text(std::string_view alphabet, std::size_t most) {
    std::string result(below(most + 1), ' ');
    for (char& c : result) c = alphabet[below(alphabet.size())];
    return result;
  }
  CandleSymbol symbol() {
    CandleSymbol made;
    made.base = std::vector<std::string>{"AAPL", "BTC/USD:CXTALP", ".SPXW250113C5915"}[below(3)];
    made.exchange = below(3) == 0 ? 'Q' : '\0';
    made.period = CandlePeriod{std::vector{1.0, 5.0, 0.1, 100000.0, 15.0}[below(5)],
                               static_cast<CandleUnit>(below(13))};
    made.price = static_cast<CandlePrice>(below(5));
    made.alignment = static_cast<CandleAlignment>(below(2));
    if (below(2) == 0) made.price_level = static_cast<double>(below(1000)) / 100;
    made.trading_hours_only = below(2) == 0;
    if (below(3) == 0) made.other = {"aa=zz", "source=bank"};
    return made;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace

// C-53
TEST(CandleSymbol, C_53_every_row_of_the_table_is_canonicalised) {
  for (const auto& [input, canonical] : spec_rows())
    EXPECT_EQ(canonical_candle_symbol(input), canonical) << input;
}

TEST(CandleSymbol, attributes_are_never_reordered) {
  EXPECT_EQ(canonical_candle_symbol("AAPL{tho=true,=5M}"), "AAPL{tho=true,=5m}");
  EXPECT_EQ(canonical_candle_symbol("AAPL{price=MARK,zz=1,=1h}"), "AAPL{price=mark,zz=1,=h}");
}

TEST(CandleSymbol, unreadable_values_are_left_beside_readable_ones) {
  EXPECT_EQ(canonical_candle_symbol("AAPL{=10x,tho=FALSE,price=best}"), "AAPL{=10x,price=best}");
  EXPECT_EQ(canonical_candle_symbol("AAPL{=5,a=midnight,pl=-1}"), "AAPL{=5,a=midnight,pl=-1}");
  EXPECT_EQ(canonical_candle_symbol("AAPL{=,price=,tho=}"), "AAPL{=,price=,tho=}");
}

TEST(CandleSymbol, keys_are_case_sensitive) {
  EXPECT_EQ(canonical_candle_symbol("AAPL{A=m,Price=last}"), "AAPL{A=m,Price=last}");
}

TEST(CandleSymbol, of_a_repeated_key_the_first_value_counts) {
  EXPECT_EQ(canonical_candle_symbol("AAPL{=t,=5m}"), "AAPL");
  EXPECT_EQ(canonical_candle_symbol("AAPL{=5M,tho=t,=h}"), "AAPL{=5m,tho=true}");
}

TEST(CandleSymbol, nothing_is_left_of_a_block_of_defaults_and_commas_but_the_commas) {
  EXPECT_EQ(canonical_candle_symbol("AAPL{=t,}"), "AAPL");
  EXPECT_EQ(canonical_candle_symbol("AAPL{,a=m,}"), "AAPL{,}");
}

TEST(CandleSymbol, braces_that_are_no_attribute_block_are_left) {
  for (const std::string text : {"", "{}", "{=t}", "AAPL{", "AAPL}", "AAPL{=t}{=t}", "AAPL{=t}x"})
    EXPECT_EQ(canonical_candle_symbol(text), text);
}

TEST(CandlePeriod, the_exact_short_name_goes_before_the_beginning_of_a_full_one) {
  for (const auto& [text, canonical] : Rows{{"t", "t"},
                                            {"m", "m"},
                                            {"M", "m"},
                                            {"min", "m"},
                                            {"mo", "mo"},
                                            {"MO", "mo"},
                                            {"D", "d"},
                                            {"W", "w"},
                                            {"O", "o"},
                                            {"optexp", "o"},
                                            {"Y", "y"},
                                            {"V", "v"},
                                            {"P", "p"},
                                            {"pm", "pm"},
                                            {"PM", "none"},
                                            {"price_r", "pr"},
                                            {"HOURS", "h"},
                                            {"PRICE_RENKOS", "pr"},
                                            {"hourss", "none"}})
    EXPECT_EQ(period_text(text), canonical) << text;
}

TEST(CandlePeriod, numbers_are_printed_as_short_as_they_are) {
  for (const auto& [text, canonical] : Rows{{"1m", "m"},
                                            {"1.0m", "m"},
                                            {"05m", "5m"},
                                            {"+5m", "5m"},
                                            {"1e2s", "100s"},
                                            {"0.1p", "0.1p"},
                                            {".5m", "0.5m"},
                                            {"100000v", "100000v"},
                                            {"-5m", "-5m"}})
    EXPECT_EQ(period_text(text), canonical) << text;
}

TEST(CandlePeriod, what_is_no_number_is_no_period) {
  for (const std::string text : {"", "5", "e", "1e400m", "--5m", "+-5m", "1.2.3m", "5 m"})
    EXPECT_EQ(period_text(text), "none") << text;
}

TEST(CandlePeriod, has_a_length_where_bars_end_by_time) {
  EXPECT_EQ(length_of({5, CandleUnit::minute}), 5min);
  EXPECT_EQ(length_of({1, CandleUnit::month}), 30 * 24h);
  EXPECT_EQ(length_of({1000, CandleUnit::tick}), 0ms);
  EXPECT_EQ(length_of({0.1, CandleUnit::price}), 0ms);
  EXPECT_EQ(length_of({-5, CandleUnit::minute}), 0ms);
  EXPECT_GT(length_of({1e300, CandleUnit::year}), 0ms);
}

TEST(CandleSymbol, is_built_in_key_order_without_defaults) {
  CandleSymbol symbol{.base = "IBM", .exchange = 'N', .period = {15, CandleUnit::minute}};
  EXPECT_EQ(to_string(symbol), "IBM&N{=15m}");
  symbol.price = CandlePrice::bid;
  symbol.trading_hours_only = true;
  symbol.alignment = CandleAlignment::session;
  symbol.price_level = 0.5;
  symbol.other = {"aa=zz", "source=bank"};
  EXPECT_EQ(to_string(symbol), "IBM&N{=15m,a=s,aa=zz,pl=0.5,price=bid,source=bank,tho=true}");
  EXPECT_EQ(to_string(CandleSymbol{.base = "AAPL"}), "AAPL");
}

TEST(CandleSymbol, is_taken_apart) {
  const CandleSymbol symbol = parse_candle_symbol("/ESZ25:XCME{=1h,price=b,x,tho=TRUE}");
  EXPECT_EQ(symbol.base, "/ESZ25:XCME");
  EXPECT_EQ(symbol.period, (CandlePeriod{1, CandleUnit::hour}));
  EXPECT_EQ(symbol.price, CandlePrice::bid);
  EXPECT_TRUE(symbol.trading_hours_only);
  EXPECT_THAT(symbol.other, testing::ElementsAre("x"));
  EXPECT_EQ(parse_candle_symbol("AAPL&Q").exchange, 'Q');
}

TEST(CandleSymbol, a_new_value_replaces_an_unreadable_one) {
  CandleSymbol symbol = parse_candle_symbol("AAPL{=10x}");
  EXPECT_EQ(to_string(symbol), "AAPL{=10x}");
  symbol.period = {10, CandleUnit::second};
  EXPECT_EQ(to_string(symbol), "AAPL{=10s}");
}

TEST(CandleSymbolProperty, what_is_built_is_canonical_and_read_back) {
  Random random{7};
  for (int i = 0; i < 10'000; ++i) {
    const CandleSymbol symbol = random.symbol();
    const std::string text = to_string(symbol);
    ASSERT_EQ(canonical_candle_symbol(text), text);
    ASSERT_EQ(parse_candle_symbol(text), symbol) << text;
  }
}

TEST(CandleSymbolProperty, canonical_twice_is_canonical_once) {
  Random random{8};
  for (int i = 0; i < 30'000; ++i) {
    const std::string text = random.text("A{}=,t5mMpriceabdholsu.0-+&", 30);
    const std::string wrapped = "X{=" + random.text("=,ptm51ahod.", 10) + "}";
    for (const std::string& each : {text, wrapped}) {
      const std::string once = canonical_candle_symbol(each);
      ASSERT_EQ(canonical_candle_symbol(once), once) << each;
      const std::string printed = to_string(parse_candle_symbol(each));
      ASSERT_EQ(to_string(parse_candle_symbol(printed)), printed) << each;
    }
  }
}
