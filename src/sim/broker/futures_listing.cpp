// budget: a table of products.
#include "sim/broker/futures_listing.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "belay/model/symbology.hpp"
#include "sim/market/random.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

constexpr std::string_view kQuarters = "HMUZ";
constexpr std::string_view kEvery = "FGHJKMNQUVXZ";
constexpr std::string_view kIndex = "Equity Index";
constexpr std::uint64_t kShuffleSeed = 0x66757475726573;

constexpr auto kRows = std::to_array<FutureRow>({
    {.code = "ES",
     .description = "E Mini S&P",
     .exchange = "CME",
     .legacy_exchange = "CME",
     .streamer_exchange = "XCME",
     .sector = kIndex,
     .months = kQuarters,
     .tick = "0.25",
     .multiplier = "50.0",
     .display_factor = "0.01",
     .level = 5870,
     .option_root = "ES",
     .strike_step = 5},
    {.code = "MES",
     .description = "Micro E Mini S&P",
     .exchange = "CME",
     .legacy_exchange = "CME",
     .streamer_exchange = "XCME",
     .sector = kIndex,
     .months = kQuarters,
     .tick = "0.25",
     .multiplier = "5.0",
     .display_factor = "0.01",
     .level = 5870,
     .small = true,
     .option_root = "MES",
     .strike_step = 25},
    {.code = "NQ",
     .description = "E Mini Nasdaq",
     .exchange = "CME",
     .legacy_exchange = "CME",
     .streamer_exchange = "XCME",
     .sector = kIndex,
     .months = kQuarters,
     .tick = "0.25",
     .multiplier = "20.0",
     .display_factor = "0.01",
     .level = 20960,
     .option_root = "NQ",
     .strike_step = 100},
    {.code = "MNQ",
     .description = "Micro E Mini Nasdaq",
     .exchange = "CME",
     .legacy_exchange = "CME",
     .streamer_exchange = "XCME",
     .sector = kIndex,
     .months = kQuarters,
     .tick = "0.25",
     .multiplier = "2.0",
     .display_factor = "0.01",
     .level = 20960,
     .small = true,
     .option_root = "MNQ",
     .strike_step = 100},
    {.code = "RTY",
     .description = "E Mini Russell 2000",
     .exchange = "CME",
     .legacy_exchange = "CME",
     .streamer_exchange = "XCME",
     .sector = kIndex,
     .months = kQuarters,
     .tick = "0.1",
     .multiplier = "50.0",
     .display_factor = "0.01",
     .level = 2206},
    {.code = "M2K",
     .description = "Micro E Mini Russell 2000",
     .exchange = "CME",
     .legacy_exchange = "CME",
     .streamer_exchange = "XCME",
     .sector = kIndex,
     .months = kQuarters,
     .tick = "0.1",
     .multiplier = "5.0",
     .display_factor = "0.01",
     .level = 2206,
     .small = true},
    {.code = "YM",
     .description = "E Mini Dow",
     .exchange = "CME",
     .legacy_exchange = "CBT",
     .streamer_exchange = "XCBT",
     .sector = kIndex,
     .months = kQuarters,
     .tick = "1.0",
     .multiplier = "5.0",
     .display_factor = "1.0",
     .level = 42300},
    {.code = "VX",
     .description = "CBOE Volatility Index Futures",
     .exchange = "CFE",
     .legacy_exchange = "CFE",
     .streamer_exchange = "XCBF",
     .sector = kIndex,
     .months = kEvery,
     .tick = "0.05",
     .multiplier = "1000.0",
     .display_factor = "0.01",
     .level = 18.9,
     .end = FutureEnd::third_wednesday,
     .listed = 9},
    {.code = "VXM",
     .description = "Mini CBOE Volatility Index Futures",
     .exchange = "CFE",
     .legacy_exchange = "CFE",
     .streamer_exchange = "XCBF",
     .sector = kIndex,
     .months = kEvery,
     .tick = "0.05",
     .multiplier = "100.0",
     .display_factor = "0.01",
     .level = 18.9,
     .end = FutureEnd::third_wednesday,
     .listed = 9,
     .small = true},
    {.code = "CL",
     .description = "Light Sweet Crude Oil",
     .exchange = "CME",
     .legacy_exchange = "NYM",
     .streamer_exchange = "XNYM",
     .sector = "Energy",
     .months = kEvery,
     .tick = "0.01",
     .multiplier = "1000.0",
     .display_factor = "0.01",
     .level = 78.8,
     .end = FutureEnd::twentieth_before,
     .listed = 12,
     .cash_settled = false,
     .option_root = "LO",
     .strike_step = 0.5},
    {.code = "MCL",
     .description = "Micro Crude Oil",
     .exchange = "CME",
     .legacy_exchange = "NYM",
     .streamer_exchange = "XNYM",
     .sector = "Energy",
     .months = kEvery,
     .tick = "0.01",
     .multiplier = "100.0",
     .display_factor = "0.01",
     .level = 78.8,
     .end = FutureEnd::twentieth_before,
     .listed = 12,
     .small = true,
     .option_root = "MCO",
     .strike_step = 0.5},
    {.code = "NG",
     .description = "Natural Gas",
     .exchange = "CME",
     .legacy_exchange = "NYM",
     .streamer_exchange = "XNYM",
     .sector = "Energy",
     .months = kEvery,
     .tick = "0.001",
     .multiplier = "10000.0",
     .display_factor = "0.001",
     .level = 3.93,
     .end = FutureEnd::twentieth_before,
     .listed = 12,
     .cash_settled = false},
    {.code = "GC",
     .description = "Gold",
     .exchange = "CME",
     .legacy_exchange = "CMX",
     .streamer_exchange = "XCEC",
     .sector = "Metals",
     .months = "GJMQVZ",
     .tick = "0.1",
     .multiplier = "100.0",
     .display_factor = "0.1",
     .level = 2680,
     .end = FutureEnd::month_end,
     .listed = 6,
     .cash_settled = false,
     .option_root = "OG",
     .strike_step = 10},
    {.code = "MGC",
     .description = "Micro Gold",
     .exchange = "CME",
     .legacy_exchange = "CMX",
     .streamer_exchange = "XCEC",
     .sector = "Metals",
     .months = "GJMQVZ",
     .tick = "0.1",
     .multiplier = "10.0",
     .display_factor = "0.1",
     .level = 2680,
     .end = FutureEnd::month_end,
     .listed = 6,
     .small = true,
     .cash_settled = false},
    {.code = "SI",
     .description = "Silver",
     .exchange = "CME",
     .legacy_exchange = "CMX",
     .streamer_exchange = "XCEC",
     .sector = "Metals",
     .months = "HKNUZ",
     .tick = "0.005",
     .multiplier = "5000.0",
     .display_factor = "0.001",
     .level = 30.3,
     .end = FutureEnd::month_end,
     .listed = 5,
     .cash_settled = false},
    {.code = "ZB",
     .description = "30 Year US Treasury Bond",
     .exchange = "CME",
     .legacy_exchange = "CBT",
     .streamer_exchange = "XCBT",
     .sector = "Interest Rates",
     .months = kQuarters,
     .tick = "0.03125",
     .multiplier = "1000.0",
     .display_factor = "1.0",
     .level = 111.5,
     .end = FutureEnd::month_end,
     .listed = 3,
     .cash_settled = false,
     .option_root = "OZB",
     .strike_step = 1},
    {.code = "ZN",
     .description = "10 Year US Treasury Note",
     .exchange = "CME",
     .legacy_exchange = "CBT",
     .streamer_exchange = "XCBT",
     .sector = "Interest Rates",
     .months = kQuarters,
     .tick = "0.015625",
     .multiplier = "1000.0",
     .display_factor = "1.0",
     .level = 107.25,
     .end = FutureEnd::month_end,
     .listed = 3,
     .cash_settled = false},
    {.code = "ZC",
     .description = "Corn",
     .exchange = "CME",
     .legacy_exchange = "CBT",
     .streamer_exchange = "XCBT",
     .sector = "Agriculture",
     .months = "HKNUZ",
     .tick = "0.25",
     .multiplier = "50.0",
     .display_factor = "0.01",
     .level = 474,
     .end = FutureEnd::month_end,
     .listed = 5,
     .cash_settled = false},
    {.code = "ZS",
     .description = "Soybeans",
     .exchange = "CME",
     .legacy_exchange = "CBT",
     .streamer_exchange = "XCBT",
     .sector = "Agriculture",
     .months = "FHKNQUX",
     .tick = "0.25",
     .multiplier = "50.0",
     .display_factor = "0.01",
     .level = 1045,
     .end = FutureEnd::month_end,
     .listed = 7,
     .cash_settled = false},
    {.code = "LE",
     .description = "Live Cattle Futures",
     .exchange = "CME",
     .legacy_exchange = "CME",
     .streamer_exchange = "XCME",
     .sector = "Agriculture",
     .months = "GJMQVZ",
     .tick = "0.025",
     .multiplier = "400.0",
     .display_factor = "0.001",
     .level = 196.4,
     .end = FutureEnd::month_end,
     .listed = 6,
     .cash_settled = false},
    {.code = "6E",
     .description = "Euro FX",
     .exchange = "CME",
     .legacy_exchange = "CME",
     .streamer_exchange = "XCME",
     .sector = "Currencies",
     .months = kQuarters,
     .tick = "0.00005",
     .multiplier = "125000.0",
     .display_factor = "0.00001",
     .level = 1.0275,
     .end = FutureEnd::third_wednesday,
     .cash_settled = false,
     .option_root = "EUU",
     .strike_step = 0.005},
    {.code = "M6E",
     .description = "Micro Euro FX",
     .exchange = "CME",
     .legacy_exchange = "CME",
     .streamer_exchange = "XCME",
     .sector = "Currencies",
     .months = kQuarters,
     .tick = "0.0001",
     .multiplier = "12500.0",
     .display_factor = "0.0001",
     .level = 1.0275,
     .end = FutureEnd::third_wednesday,
     .small = true,
     .cash_settled = false},
    {.code = "6J",
     .description = "Japanese Yen",
     .exchange = "CME",
     .legacy_exchange = "CME",
     .streamer_exchange = "XCME",
     .sector = "Currencies",
     .months = kQuarters,
     .tick = "0.0000005",
     .multiplier = "12500000.0",
     .display_factor = "0.0000001",
     .level = 0.00639,
     .end = FutureEnd::third_wednesday,
     .cash_settled = false},
    {.code = "BTC",
     .description = "Bitcoin Futures",
     .exchange = "CME",
     .legacy_exchange = "CME",
     .streamer_exchange = "XCME",
     .sector = "Cryptocurrency",
     .months = kEvery,
     .tick = "5.0",
     .multiplier = "5.0",
     .display_factor = "1.0",
     .level = 92400,
     .end = FutureEnd::month_end,
     .listed = 6},
});

Date date_of(sys_days day) { return Date{day}; }

sys_days last_weekday(year_month month) {
  sys_days day{month / last};
  while (weekday{day} == Saturday || weekday{day} == Sunday) day -= days{1};
  return day;
}

std::pair<sys_days, minutes> end_of(FutureEnd end, year_month month) {
  switch (end) {
    case FutureEnd::third_friday: return {sys_days{month / Friday[3]}, 9h + 30min};
    case FutureEnd::third_wednesday: return {sys_days{month / Wednesday[3]}, 9h + 30min};
    case FutureEnd::twentieth_before: {
      sys_days day{(month - months{1}) / 20};
      while (weekday{day} == Saturday || weekday{day} == Sunday) day -= days{1};
      return {day, 14h + 30min};
    }
    case FutureEnd::month_end: break;
  }
  return {last_weekday(month), 13h + 30min};
}

Instant at_new_york(sys_days day, minutes time) {
  return from_new_york(local_time<nanoseconds>{day.time_since_epoch() + time});
}

char code_of(year_month month) { return month_code(static_cast<unsigned>(month.month())); }

// Fisher and Yates, the same on every machine.
template <class T>
void shuffle(std::vector<T>& values, std::uint64_t seed) {
  Random random{kShuffleSeed ^ seed};
  for (std::size_t i = values.size(); i > 1; --i) {
    std::swap(values[i - 1],
              values[static_cast<std::size_t>(random.whole(0, static_cast<std::int64_t>(i) - 1))]);
  }
}

// What the options of one day are called: E1A … E5D on Mondays to Thursdays, EW1 … EW4 on Fridays.
std::string weekly_root(const FutureRow& row, sys_days day) {
  const Date date{day};
  const unsigned week = (static_cast<unsigned>(date.day()) - 1) / 7 + 1;
  const unsigned weekday_number = weekday{day}.iso_encoding();
  const std::string_view prefix = row.small ? "EX" : "EW";
  if (weekday_number == 5) return fmt::format("{}{}", prefix, week);
  return fmt::format("{}{}{}", row.small ? "X" : "E", week,
                     static_cast<char>('A' + weekday_number - 1));
}

// The first contract that outlives the option.
const FutureContract* delivered(const std::vector<FutureContract>& contracts, Instant at) {
  const auto found = std::ranges::find_if(
      contracts, [at](const FutureContract& contract) { return contract.at >= at; });
  return found == contracts.end() ? nullptr : &*found;
}

class ExpirationList {
 public:
  ExpirationList(const FutureRow& row, Instant now)
      : now_{now}, contracts_{contracts_of(row, now)} {}

  void add(std::string root, std::string_view type, sys_days day, minutes time) {
    const Instant at = at_new_york(day, time);
    const FutureContract* future = delivered(contracts_, at);
    if (at <= now_ || future == nullptr) return;
    const Date date{day};
    const char month = code_of(date.year() / date.month());
    const int digit = static_cast<int>(date.year()) % 10;
    std::string contract = fmt::format("{}{}{}", root, month, digit);
    list_.push_back({.root = std::move(root),
                     .contract = std::move(contract),
                     .type = type,
                     .future = *future,
                     .month = month,
                     .date = date,
                     .at = at});
  }
  [[nodiscard]] std::vector<FutureExpiration> take() { return std::move(list_); }

 private:
  Instant now_;
  std::vector<FutureContract> contracts_;
  std::vector<FutureExpiration> list_;
};

void add_weeklies(ExpirationList& list, const FutureRow& row, Instant now) {
  const sys_days today{new_york_date(now)};
  for (int ahead = 0; ahead < 42; ++ahead) {
    const sys_days day = today + days{ahead};
    if (weekday{day} == Saturday || weekday{day} == Sunday) continue;
    const Date date{day};
    const bool quarterly = day == sys_days{date.year() / date.month() / Friday[3]} &&
                           row.months.contains(code_of(date.year() / date.month()));
    if (!quarterly) list.add(weekly_root(row, day), "Weekly", day, 16h);
  }
}

void add_monthlies(ExpirationList& list, const FutureRow& row, Instant now, bool has_weeklies) {
  const Date today = new_york_date(now);
  year_month month{today.year(), today.month()};
  for (int i = 0; i < 14; ++i, month += months{1}) {
    const sys_days end = end_of(row.end, month).first;
    if (!has_weeklies) {
      list.add(std::string{row.option_root}, "Regular", end - days{5}, 14h);
    } else if (row.months.contains(code_of(month))) {
      list.add(std::string{row.option_root}, "Regular", sys_days{month / Friday[3]}, 9h + 30min);
    } else if (i >= 2) {
      list.add(row.small ? "EX3" : "EW3", "Weekly", sys_days{month / Friday[3]}, 16h);
    }
    if (has_weeklies) list.add(row.small ? "EX" : "EW", "End-Of-Month", last_weekday(month), 16h);
  }
}

bool has_weeklies(const FutureRow& row) { return row.code == "ES" || row.code == "MES"; }

}  // namespace

std::span<const FutureRow> future_rows() { return kRows; }

const FutureRow* find_future_row(std::string_view code) {
  const auto found = std::ranges::find(kRows, code, &FutureRow::code);
  return found == kRows.end() ? nullptr : &*found;
}

std::string FutureContract::symbol() const {
  return fmt::format("/{}{}{}", row->code, month, year % 10);
}

std::string FutureContract::streamer() const {
  return fmt::format("/{}{}{:02}:{}", row->code, month, year % 100, row->streamer_exchange);
}

std::vector<FutureContract> contracts_of(const FutureRow& row, Instant now) {
  const Date today = new_york_date(now);
  std::vector<FutureContract> contracts;
  year_month month{today.year(), today.month()};
  for (int i = 0; contracts.size() < static_cast<std::size_t>(row.listed) && i < 60;
       ++i, month += months{1}) {
    if (!row.months.contains(code_of(month))) continue;
    const auto [day, time] = end_of(row.end, month);
    const Instant at = at_new_york(day, time);
    if (at <= now) continue;
    contracts.push_back({.row = &row,
                         .month = code_of(month),
                         .year = static_cast<int>(month.year()),
                         .ends = date_of(day),
                         .at = at});
  }
  return contracts;
}

std::vector<FutureExpiration> future_expirations(const FutureRow& row, Instant now) {
  if (row.option_root.empty()) return {};
  ExpirationList list{row, now};
  if (has_weeklies(row)) add_weeklies(list, row, now);
  add_monthlies(list, row, now, has_weeklies(row));
  std::vector<FutureExpiration> expirations = list.take();
  shuffle(expirations, row.code.size());
  return expirations;
}

std::vector<FutureRoot> option_roots(const FutureRow& row) {
  if (row.option_root.empty()) return {};
  std::vector<FutureRoot> roots{{std::string{row.option_root}, "Regular"}};
  if (!has_weeklies(row)) return roots;
  roots.push_back({row.small ? "EX" : "EW", "End-Of-Month"});
  for (int week = 1; week <= 5; ++week) {
    roots.push_back({fmt::format("{}{}", row.small ? "EX" : "EW", week), "Weekly"});
    for (char day = 'A'; day <= 'D'; ++day) {
      roots.push_back({fmt::format("{}{}{}", row.small ? "X" : "E", week, day), "Weekly"});
    }
  }
  return roots;
}

std::vector<double> strikes_of(const FutureRow& row) {
  const int each_side = row.code == "ES" ? 100 : 20;
  const double centre = std::round(row.level / row.strike_step) * row.strike_step;
  std::vector<double> strikes;
  for (int i = -each_side; i <= each_side; ++i) strikes.push_back(centre + i * row.strike_step);
  shuffle(strikes, 17);
  return strikes;
}

}  // namespace belay::sim
