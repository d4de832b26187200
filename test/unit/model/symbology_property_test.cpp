#include <array>
#include <random>
#include <string>

#include <gmock/gmock.h>

#include "belay/model/symbology.hpp"

using namespace belay;
using namespace std::chrono;

namespace {

constexpr int kRounds = 10'000;

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_{seed} {}
  int between(int low, int high) { return std::uniform_int_distribution{low, high}(engine_); }
  std::string text(std::string_view alphabet, int low, int high) {
    std::string result(static_cast<std::size_t>(between(low, high)), ' ');
    for (char& c : result)
      c = alphabet[static_cast<std::size_t>(between(0, static_cast<int>(alphabet.size()) - 1))];
    return result;
  }
  Date date() {
    const sys_days first = year{2000} / January / 1;
    return Date{first + days{between(0, 36'524)}};
  }

 private:
  std::mt19937_64 engine_;
};

constexpr std::string_view kCodeLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

OptionSymbol random_option(Random& random) {
  return {random.text(kCodeLetters, 1, 6), random.date(), random.between(0, 1) == 0 ? 'C' : 'P',
          Decimal::make(random.between(1, 99'999'999), 3).value()};
}

// Calls every reader; what one accepts must write itself back and be read the same.
void read_with_everything(std::string_view text) {
  const Date reference{year{2025}, June, day{2}};
  if (const auto option = parse_occ(text)) {
    EXPECT_EQ(to_occ(*option).value(), text);
  }
  if (const auto option = parse_streamer_option(text)) {
    EXPECT_EQ(parse_streamer_option(to_streamer(*option).value()).value(), *option);
  }
  if (const auto future = parse_streamer_future(text)) {
    EXPECT_EQ(to_streamer(*future).value(), text);
  }
  if (const auto option = parse_future_option(text)) {
    EXPECT_EQ(parse_future_option(to_broker(*option).value()).value(), *option);
  }
  static_cast<void>(parse_future(text, reference));
  static_cast<void>(parse_streamer_future_option(text, "/ESZ5", reference));
  static_cast<void>(parse_streamer_future_option("./EW4U25P2975:XCME", text, reference));
  static_cast<void>(instrument_type_of(text));
  static_cast<void>(to_streamer_symbol(text, std::nullopt, reference));
  static_cast<void>(to_broker_symbol(text));
  for (const auto type : {InstrumentType::equity, InstrumentType::cryptocurrency,
                          InstrumentType::future, InstrumentType::future_option})
    static_cast<void>(to_streamer_symbol(text, type, reference));
}

}  // namespace

TEST(SymbologyProperty, an_option_survives_the_way_there_and_back) {
  Random random{1};
  for (int i = 0; i < kRounds; ++i) {
    const OptionSymbol option = random_option(random);
    const std::string occ = to_occ(option).value();
    ASSERT_EQ(occ.size(), 21U);
    ASSERT_EQ(parse_occ(occ), option) << occ;
    const std::string streamer = to_streamer(option).value();
    ASSERT_EQ(parse_streamer_option(streamer), option) << streamer;
    ASSERT_EQ(to_streamer_symbol(occ, std::nullopt, option.expiration), streamer);
    ASSERT_EQ(to_broker_symbol(streamer), occ);
  }
}

TEST(SymbologyProperty, a_future_survives_the_way_there_and_back) {
  Random random{2};
  for (int i = 0; i < kRounds; ++i) {
    const Date reference{year{random.between(2001, 2085)},
                         month{static_cast<unsigned>(random.between(1, 12))}, day{15}};
    const sys_days final_day = sys_days{reference} + days{random.between(0, 3'500)};
    const Date end{final_day};
    const FutureSymbol future{random.text(kCodeLetters, 1, 3), static_cast<unsigned>(end.month()),
                              static_cast<int>(end.year()), "XCME"};
    const std::string streamer = to_streamer(future).value();
    ASSERT_EQ(parse_streamer_future(streamer), future) << streamer;
    for (const int digits : {1, 2}) {
      auto back = parse_future(to_broker(future, digits).value(), reference);
      ASSERT_TRUE(back) << streamer;
      back->exchange = "XCME";
      ASSERT_EQ(*back, future) << streamer << " at " << to_iso_date(reference);
    }
  }
}

TEST(SymbologyProperty, a_future_option_survives_with_its_underlying_and_expiration) {
  Random random{3};
  for (int i = 0; i < kRounds; ++i) {
    const Date expiration = random.date();
    const char code = month_code(static_cast<unsigned>(expiration.month()));
    const auto digit = static_cast<int>(expiration.year()) % 10;
    const FutureOptionSymbol option{
        fmt::format("/ES{}{}", code, digit),
        fmt::format("{}{}{}", random.text(kCodeLetters, 1, 3), code, digit), expiration,
        random.between(0, 1) == 0 ? 'C' : 'P',
        Decimal::make(random.between(1, 999'999'999), random.between(0, 6)).value().normalized()};
    ASSERT_EQ(parse_future_option(to_broker(option).value()), option);
    const std::string streamer = to_streamer(option).value();
    ASSERT_EQ(parse_streamer_future_option(streamer, option.future, expiration), option)
        << streamer;
  }
}

TEST(SymbologyProperty, random_bytes_are_refused_or_read_never_fatal) {
  Random random{4};
  std::string every_byte(256, '\0');
  for (std::size_t i = 0; i < every_byte.size(); ++i) every_byte[i] = static_cast<char>(i);
  for (int i = 0; i < kRounds; ++i) {
    read_with_everything(random.text(every_byte, 0, 40));
    read_with_everything(random.text("./:CP0123456789 ESZ", 0, 30));
  }
}

TEST(SymbologyProperty, damaged_symbols_are_refused_or_read_never_fatal) {
  Random random{5};
  constexpr std::array<std::string_view, 5> kGood{"SPXW  250113C05915000", ".SPXW250113C5915",
                                                  "./ESZ9 EW4U9 190927P2975", "/ESZ25:XCME",
                                                  "./EW4U19P2975:XCME"};
  for (int i = 0; i < kRounds; ++i) {
    std::string text{kGood[static_cast<std::size_t>(random.between(0, 4))]};
    for (int damage = random.between(1, 3); damage > 0 && !text.empty(); --damage) {
      const auto at =
          static_cast<std::size_t>(random.between(0, static_cast<int>(text.size()) - 1));
      switch (random.between(0, 2)) {
        case 0: text.erase(at, 1); break;
        case 1: text[at] = static_cast<char>(random.between(-128, 127)); break;
        default: text.insert(at, 1, text[at]); break;
      }
    }
    read_with_everything(text);
  }
}
