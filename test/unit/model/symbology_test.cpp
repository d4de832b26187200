#include "belay/model/symbology.hpp"

#include <array>
#include <string_view>

#include <gmock/gmock.h>

using namespace belay;
using namespace belay::literals;
using namespace std::chrono;
using testing::HasSubstr;

namespace {

constexpr Date kMid2025{year{2025}, June, day{2}};

std::string streamer(std::string_view symbol, Date reference = kMid2025) {
  const auto text = to_streamer_symbol(symbol, std::nullopt, reference);
  return text ? *text : "error: " + text.error().message;
}
std::string broker(std::string_view symbol) {
  const auto text = to_broker_symbol(symbol);
  return text ? *text : "error: " + text.error().message;
}
InstrumentType type_of(std::string_view symbol) {
  return instrument_type_of(symbol).value_or(InstrumentType::unknown);
}

struct Row {
  std::string_view broker;
  std::string_view streamer;
};

// broker-api.md 7.1, 7.2, 7.5.
constexpr auto kSameBothWays = std::to_array<Row>({
    {"AAPL", "AAPL"},
    {"BRK/B", "BRK/B"},
    {"AAM/U", "AAM/U"},
    {"SPX", "SPX"},
    {"VIX", "VIX"},
    {"RUT", "RUT"},
    {"BTC/USD", "BTC/USD:CXTALP"},
    {"ETH/USD", "ETH/USD:CXTALP"},
    {"BCH/USD", "BCH/USD:CXTALP"},
    {"LTC/USD", "LTC/USD:CXTALP"},
    {"DOGE/USD", "DOGE/USD:CXTALP"},
    {"ADA/USD", "ADA/USD:CXTALP"},
    {"SOL/USD", "SOL/USD:CXTALP"},
    {"DOT/USD", "DOT/USD:CXTALP"},
    {"AAVE/USD", "AAVE/USD:CXTALP"},
    {"AAPL  250620C00200000", ".AAPL250620C200"},
    {"TSLA  261218P00005000", ".TSLA261218P5"},
    {"F     250620C00002020", ".F250620C2.02"},
    {"F     250620P00002170", ".F250620P2.17"},
    {"IRBT  260116C00022500", ".IRBT260116C22.5"},
    {"GOOGL 270617P00235000", ".GOOGL270617P235"},
    {"RUTW  250731C01200000", ".RUTW250731C1200"},
    {"SPXW  250530C01400000", ".SPXW250530C1400"},
    {"BRKB  260320P00690000", ".BRKB260320P690"},
    {"BRKB  250620C00200000", ".BRKB250620C200"},
    {"SPXW  250113C05915000", ".SPXW250113C5915"},
    {"SPY   230706C00370000", ".SPY230706C370"},
    {"1GSAT 240216C00001500", ".1GSAT240216C1.5"},
    {"XYZ   250620P00142125", ".XYZ250620P142.125"},
    {"AAPL1 250620C00000500", ".AAPL1250620C0.5"},
    {"CPNG  250620C00020000", ".CPNG250620C20"},
});

struct FutureRow {
  std::string_view broker;
  std::string_view streamer;
  Date reference = kMid2025;
  int year_digits = 1;
};

// broker-api.md 7.1, 7.3.
constexpr auto kFutures = std::to_array<FutureRow>({
    {"/ESZ5", "/ESZ25:XCME"},
    {"/ESM5", "/ESM25:XCME"},
    {"/6BZ5", "/6BZ25:XCME"},
    {"/GCZ5", "/GCZ25:XCEC"},
    {"/RBN5", "/RBN25:XNYM"},
    {"/LEQ6", "/LEQ26:XCME"},
    {"/CLZ5", "/CLZ25:XNYM"},
    {"/ZBU5", "/ZBU25:XCBT"},
    {"/GEM0", "/GEM30:XCME"},
    {"/6AM3", "/6AM23:XCME", Date{year{2023}, March, day{1}}},
    {"/NGZ19", "/NGZ19:XNYM", kMid2025, 2},
    {"/VXX22", "/VXX22:XCBF", kMid2025, 2},
    {"/M6EZ5", "/M6EZ25:XCME"},
});

struct FutureOptionRow {
  std::string_view broker;
  std::string_view underlying;
  std::string_view contract;
  std::string_view streamer;
};

// broker-api.md 7.4.
constexpr auto kFutureOptions = std::to_array<FutureOptionRow>({
    {"./ESZ9 EW4U9 190927P2975", "/ESZ9", "EW4U9", "./EW4U19P2975:XCME"},
    {"./ESZ6 ESZ6  261218P6300", "/ESZ6", "ESZ6", "./ESZ26P6300:XCME"},
    {"./ESU6 E1AN6 260706P6260", "/ESU6", "E1AN6", "./E1AN26P6260:XCME"},
    {"./ESU5 ESU5  250919P900", "/ESU5", "ESU5", "./ESU25P900:XCME"},
    {"./MESM6EX3H6 260320P6450", "/MESM6", "EX3H6", "./EX3H26P6450:XCME"},
    {"./MCLJ6MCOJ6 260317C84", "/MCLJ6", "MCOJ6", "./MCOJ26C84:XNYM"},
    {"./MNQZ5MNQZ5 251219P11000", "/MNQZ5", "MNQZ5", "./MNQZ25P11000:XCME"},
    {"./6EM6 EUUJ6 260403C1.225", "/6EM6", "EUUJ6", "./EUUJ26C1.225:XCME"},
    {"./GCZ5 OGX5  251028P2040", "/GCZ5", "OGX5", "./OGX25P2040:XCEC"},
    {"./CLJ6 LOJ6  260317P56", "/CLJ6", "LOJ6", "./LOJ26P56:XNYM"},
    {"./ZBU5 OZBN5 250620C142.5", "/ZBU5", "OZBN5", "./OZBN25C142.5:XCBT"},
    {"./CLZ2 LO1X2 221104C91", "/CLZ2", "LO1X2", "./LO1X22C91:XNYM"},
});

}  // namespace

TEST(Symbology, every_row_of_the_specification_converts_both_ways) {
  for (const Row& row : kSameBothWays) {
    EXPECT_EQ(streamer(row.broker), row.streamer);
    EXPECT_EQ(broker(row.streamer), row.broker);
  }
}

TEST(Symbology, futures_get_two_digits_of_the_year_and_an_exchange) {
  for (const FutureRow& row : kFutures) {
    EXPECT_EQ(streamer(row.broker, row.reference), row.streamer);
    const auto future = parse_streamer_future(row.streamer);
    ASSERT_TRUE(future) << future.error().message;
    EXPECT_EQ(to_broker(*future, row.year_digits).value(), row.broker);
    if (row.year_digits == 1) {
      EXPECT_EQ(broker(row.streamer), row.broker);
    }
  }
}

TEST(Symbology, future_options_are_read_by_columns_not_by_spaces) {
  for (const FutureOptionRow& row : kFutureOptions) {
    const auto option = parse_future_option(row.broker);
    ASSERT_TRUE(option) << option.error().message;
    EXPECT_EQ(option->future, row.underlying);
    EXPECT_EQ(option->contract, row.contract);
    EXPECT_EQ(to_broker(*option).value(), row.broker);
    EXPECT_EQ(streamer(row.broker), row.streamer);
    EXPECT_EQ(type_of(row.broker), InstrumentType::future_option);
    EXPECT_EQ(
        parse_streamer_future_option(row.streamer, row.underlying, option->expiration).value(),
        *option);
  }
}

TEST(Symbology, a_streamer_future_option_alone_has_no_broker_symbol) {
  const auto symbol = to_broker_symbol("./EW4U19P2975:XCME");
  ASSERT_FALSE(symbol);
  EXPECT_EQ(symbol.error().code, Errc::unsupported);
  EXPECT_THAT(symbol.error().message, HasSubstr("underlying future"));
}

TEST(Symbology, a_future_option_cannot_expire_after_its_month_or_in_another_year) {
  const auto with = [](Date date) {
    return parse_streamer_future_option("./EW4U19P2975:XCME", "/ESZ9", date).has_value();
  };
  EXPECT_TRUE(with(Date{year{2019}, September, day{27}}));
  EXPECT_FALSE(with(Date{year{2019}, October, day{1}}));
  EXPECT_FALSE(with(Date{year{2029}, September, day{27}}));
  EXPECT_FALSE(with(Date{year{2017}, September, day{27}}));
  EXPECT_FALSE(with(Date{year{2019}, September, day{31}}));
}

TEST(Symbology, a_january_contract_that_expires_in_december_is_of_the_next_year) {
  EXPECT_EQ(streamer("./CLF7 LOF7  261216C70"), "./LOF27C70:XNYM");
  EXPECT_EQ(streamer("./CLF0 LOF0  291217C70"), "./LOF30C70:XNYM");
}

TEST(Symbology, a_one_digit_year_is_the_first_that_has_not_passed) {
  const auto year_of = [](std::string_view text, Date reference) {
    return parse_future(text, reference).value().year;
  };
  EXPECT_EQ(year_of("/ESM5", Date{year{2025}, June, day{30}}), 2025);
  EXPECT_EQ(year_of("/ESM5", Date{year{2025}, July, day{1}}), 2035);
  EXPECT_EQ(year_of("/ESH5", Date{year{2024}, December, day{31}}), 2025);
  EXPECT_EQ(year_of("/GEM0", Date{year{2025}, January, day{1}}), 2030);
  EXPECT_EQ(year_of("/GEM0", Date{year{2020}, June, day{1}}), 2020);
  EXPECT_FALSE(parse_future("/ESM5", Date{year{2025}, June, day{31}}));
}

TEST(Symbology, a_streamer_future_with_one_digit_of_the_year_is_refused_with_the_reason) {
  for (const std::string_view text : {"/ESU6:XCME", "/6BZ5:XCME", "/VXK0:XCBF"}) {
    const auto future = to_broker_symbol(text);
    ASSERT_FALSE(future) << text;
    EXPECT_EQ(future.error().code, Errc::parse);
    EXPECT_THAT(future.error().message, HasSubstr("another decade"));
  }
  const auto option = parse_streamer_future_option("./ESU6C100:XCME", "/ESU6", kMid2025);
  ASSERT_FALSE(option);
  EXPECT_THAT(option.error().message, HasSubstr("another decade"));
}

TEST(Symbology, an_unknown_product_needs_its_exchange) {
  const auto unknown = parse_future("/QQQZ5", kMid2025);
  ASSERT_TRUE(unknown);
  const auto missing = to_streamer(*unknown);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::not_found);
  FutureSymbol given = *unknown;
  given.exchange = "XCME";
  EXPECT_EQ(to_streamer(given), "/QQQZ25:XCME");
}

TEST(Symbology, month_codes_are_one_letter_per_month) {
  constexpr std::string_view kCodes = "FGHJKMNQUVXZ";
  for (unsigned m = 1; m <= 12; ++m) {
    EXPECT_EQ(month_code(m), kCodes[m - 1]);
    EXPECT_EQ(month_of_code(kCodes[m - 1]), m);
  }
  EXPECT_EQ(month_code(0), '\0');
  EXPECT_EQ(month_code(13), '\0');
  EXPECT_EQ(month_of_code('A'), 0U);
  EXPECT_EQ(month_of_code('\0'), 0U);
}

TEST(Symbology, an_occ_symbol_that_does_not_fit_is_refused) {
  const OptionSymbol good{"AAPL", Date{year{2025}, June, day{20}}, 'C', 200_dec};
  EXPECT_EQ(to_occ(good), "AAPL  250620C00200000");
  const auto refused = [&](auto change) {
    OptionSymbol bad = good;
    change(bad);
    return !to_occ(bad).has_value();
  };
  EXPECT_TRUE(refused([](auto& o) { o.root = "ABCDEFG"; }));
  EXPECT_TRUE(refused([](auto& o) { o.root = ""; }));
  EXPECT_TRUE(refused([](auto& o) { o.root = "BRK/B"; }));
  EXPECT_TRUE(refused([](auto& o) { o.root = "aapl"; }));
  EXPECT_TRUE(refused([](auto& o) { o.right = 'X'; }));
  EXPECT_TRUE(refused([](auto& o) { o.strike = 100000_dec; }));
  EXPECT_TRUE(refused([](auto& o) { o.strike = 0.0001_dec; }));
  EXPECT_TRUE(refused([](auto& o) { o.strike = 0_dec; }));
  EXPECT_TRUE(refused([](auto& o) { o.strike = -5_dec; }));
  EXPECT_TRUE(refused([](auto& o) { o.expiration = Date{year{2100}, January, day{1}}; }));
  EXPECT_TRUE(refused([](auto& o) { o.expiration = Date{year{2025}, June, day{31}}; }));
  EXPECT_FALSE(refused([](auto& o) { o.strike = 99999.999_dec; }));
  EXPECT_FALSE(refused([](auto& o) { o.strike = 2.020000_dec; }));
}

TEST(Symbology, malformed_option_symbols_say_what_is_wrong) {
  const auto why = [](const auto& result) { return result ? "" : result.error().message; };
  EXPECT_THAT(why(parse_occ("AAPL 250620C00200000")), HasSubstr("20 characters"));
  EXPECT_THAT(why(parse_occ(" AAPL 250620C00200000")), HasSubstr("root"));
  EXPECT_THAT(why(parse_occ("AA PL 250620C00200000")), HasSubstr("root"));
  EXPECT_THAT(why(parse_occ("      250620C00200000")), HasSubstr("root"));
  EXPECT_THAT(why(parse_occ("AAPL  251320C00200000")), HasSubstr("date"));
  EXPECT_THAT(why(parse_occ("AAPL  250230C00200000")), HasSubstr("date"));
  EXPECT_THAT(why(parse_occ("AAPL  250620X00200000")), HasSubstr("column 13"));
  EXPECT_THAT(why(parse_occ("AAPL  250620C0020000.")), HasSubstr("strike"));
  EXPECT_THAT(why(parse_occ("AAPL  250620C002.0000")), HasSubstr("strike"));
  EXPECT_THAT(why(parse_occ("AAPL  250620C00000000")), HasSubstr("strike"));
  EXPECT_THAT(why(parse_streamer_option("SPXW250113C5915")), HasSubstr("begins with a point"));
  EXPECT_THAT(why(parse_streamer_option(".SPXW250113C")), HasSubstr("strike"));
  EXPECT_THAT(why(parse_streamer_option(".SPXW250113C.5")), HasSubstr("strike"));
  EXPECT_THAT(why(parse_streamer_option(".SPXW250113C5.")), HasSubstr("strike"));
  EXPECT_THAT(why(parse_streamer_option(".250113C5915")), HasSubstr("root"));
  EXPECT_THAT(why(parse_streamer_option(".SPXW251313C5915")), HasSubstr("date"));
  EXPECT_THAT(why(parse_streamer_option(".TOOLONG250113C5")), HasSubstr("root"));
  EXPECT_THAT(why(to_broker_symbol(".SPX250117C5915.1234")), HasSubstr("does not fit"));
}

TEST(Symbology, names_that_are_not_one_instrument_are_refused) {
  for (const std::string_view text : {"AAPL{=1d}", "AAPL&Q", ".AAPL120616P255&C", "=/CLM24-/CLZ24",
                                      "/ES:XCME", "$DXY:IFUS", "EUR/USD:FXCM", ""}) {
    EXPECT_FALSE(to_broker_symbol(text)) << text;
  }
  EXPECT_EQ(broker("$DJI"), "$DJI");
  EXPECT_EQ(broker("BTC/USD:CXTALP"), "BTC/USD");
  EXPECT_FALSE(to_broker_symbol(":CXTALP"));
}

TEST(Symbology, the_quote_currency_tells_a_pair_from_a_share_class) {
  EXPECT_EQ(type_of("BTC/USD"), InstrumentType::cryptocurrency);
  EXPECT_EQ(type_of("AAVE/USD"), InstrumentType::cryptocurrency);
  EXPECT_EQ(type_of("EUR/USD"), InstrumentType::currency_pair);
  EXPECT_EQ(type_of("BRK/B"), InstrumentType::equity);
  EXPECT_EQ(type_of("AAM/U"), InstrumentType::equity);
  EXPECT_EQ(type_of("SPY"), InstrumentType::equity);
  EXPECT_EQ(type_of("SPX"), InstrumentType::index);
  EXPECT_EQ(type_of("VIX"), InstrumentType::index);
  EXPECT_EQ(type_of("$DJI"), InstrumentType::index);
  EXPECT_EQ(type_of("/ESZ5"), InstrumentType::future);
  EXPECT_EQ(type_of("SPXW  250113C05915000"), InstrumentType::equity_option);
}

TEST(Symbology, what_is_no_broker_symbol_has_no_type) {
  for (const std::string_view text :
       {"", "spy", "BRK/", "/B", "/ES", "A B", ".SPXW250113C5915", "./ESZ6", "BTC/USD:CXTALP",
        "AAPL  250620X00200000", "A/B/C", "TICKER-THAT-IS-FAR-TOO-LONG"}) {
    EXPECT_FALSE(instrument_type_of(text)) << text;
  }
}

TEST(Symbology, a_given_type_overrules_the_form) {
  EXPECT_EQ(to_streamer_symbol("SPX", InstrumentType::equity, kMid2025), "SPX");
  EXPECT_EQ(to_streamer_symbol("NEW/USD", InstrumentType::cryptocurrency, kMid2025),
            "NEW/USD:CXTALP");
  EXPECT_FALSE(to_streamer_symbol("SPY", InstrumentType::cryptocurrency, kMid2025));
  const auto bond = to_streamer_symbol("912828", InstrumentType::bond, kMid2025);
  ASSERT_FALSE(bond);
  EXPECT_EQ(bond.error().code, Errc::unsupported);
}

TEST(Symbology, an_option_root_drops_the_slash) {
  EXPECT_EQ(option_root("BRK/B"), "BRKB");
  EXPECT_EQ(option_root("SPY"), "SPY");
}
