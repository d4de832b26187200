#include "app/view/candles.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "app/render/json.hpp"
#include "app/render/text.hpp"
#include "belay/model/candles.hpp"

namespace belay::app {
namespace {

using namespace std::chrono;

constexpr milliseconds kGrace = seconds{7};  // of bars at one update a second

bool of_days(const CandleQuery& query) {
  return first_day_of_bar(query.symbol.period, {}).has_value();
}

std::string new_york(const CandleQuery& query, Instant at, std::size_t from = 0) {
  const std::string text = to_new_york_text(at);  // 2025-01-13 10:31:07 EST
  const bool seconds_matter = length_of(query.symbol.period) < minutes{1};
  return text.substr(from, (seconds_matter ? 19 : 16) - from);
}

// Days stand at 00:00 UTC of their date on the wire.
std::string date_text(Instant at) { return to_iso_date(Date{floor<days>(at)}); }

std::string time_text(const CandleQuery& query, Instant at) {
  return of_days(query) ? date_text(at) : new_york(query, at);
}

// The end of a gap of days is the day after it.
std::string span_text(const CandleQuery& query, const CandleGap& gap) {
  if (!of_days(query)) {
    const bool same_day = new_york_date(gap.from) == new_york_date(gap.to);
    return new_york(query, gap.from) + "–" + new_york(query, gap.to, same_day ? 11 : 0);
  }
  const std::string first = date_text(gap.from);
  const std::string last = date_text(gap.to - days{1});
  return last <= first ? first : first + "–" + last.substr(5);
}

// --- what trades when ---

// The trading time within [from, to): when it begins and how much there is.
struct OpenTime {
  std::optional<Instant> first;
  nanoseconds length{};
};

OpenTime open_time(Market market, Instant from, Instant to) {
  OpenTime open;
  constexpr days kFarthest{400};  // beyond, the first hole says enough
  const Instant end = std::min(to, from + kFarthest);
  for (sys_days day{new_york_date(from)}; day <= sys_days{new_york_date(end)}; day += days{1}) {
    const auto session = session_on(Date{day}, market);
    if (!session) continue;
    const Instant begin = std::max(session->open, from);
    const Instant close = std::min(session->close, end);
    if (close <= begin) continue;
    if (!open.first) open.first = begin;
    open.length += close - begin;
  }
  return open;
}

// --- gaps ---

class Gaps {
 public:
  Gaps(const CandleQuery& query, Instant now)
      : query_{query}, market_{market_of(query.symbol.base)}, now_{now} {}

  [[nodiscard]] std::optional<CandleGap> between(const Candle& bar, const Candle& next) const {
    return gap(end_of(bar), from_epoch_ms(next.time), "nothing traded");
  }
  [[nodiscard]] std::optional<CandleGap> before(const Candle& first, bool snipped) const {
    const Instant begin = from_epoch_ms(first.time);
    if (snipped && query_.from == Instant{}) return std::nullopt;
    if (snipped) return CandleGap{query_.from, begin, "older than the service gives"};
    if (query_.from == Instant{}) return std::nullopt;
    return gap(query_.from, begin, "no history that old");
  }
  [[nodiscard]] std::optional<CandleGap> lost(const std::optional<SeriesGap>& loss) const {
    if (!loss) return std::nullopt;
    return CandleGap{loss->from, std::max(now_, loss->from), loss->reason};
  }

 private:
  // Periods of days end at midnight in New York, bars of days begin at 00:00 UTC: compare dates.
  [[nodiscard]] Instant end_of(const Candle& bar) const {
    const Instant end = bar_end(query_.symbol.period, bar.time).value_or(Instant::max());
    return of_days(query_) ? Instant{sys_days{new_york_date(end)}} : end;
  }

  [[nodiscard]] std::optional<CandleGap> gap(Instant from, Instant to, std::string why) const {
    if (from >= to) return std::nullopt;
    if (of_days(query_)) return gap_of_days(from, to, std::move(why));
    const OpenTime open = open_time(market_, from, to);
    if (!open.first || open.length < length_of(query_.symbol.period)) return std::nullopt;
    return CandleGap{*open.first, to, std::move(why)};
  }

  [[nodiscard]] std::optional<CandleGap> gap_of_days(Instant from, Instant to,
                                                     std::string why) const {
    const sys_days end = floor<days>(to);
    sys_days first = floor<days>(from);
    while (first < end && !is_trading_day(Date{first}, market_)) first += days{1};
    sys_days last = end - days{1};
    while (last > first && !is_trading_day(Date{last}, market_)) last -= days{1};
    if (first >= end) return std::nullopt;
    return CandleGap{Instant{first}, Instant{last + days{1}}, std::move(why)};
  }

  const CandleQuery& query_;
  Market market_;
  Instant now_;
};

std::span<const Candle> wanted(const SeriesStore<Candle>& store, const CandleQuery& query) {
  std::span<const Candle> bars = store.rows();
  const auto time = [](const Candle& bar) { return from_epoch_ms(bar.time); };
  const auto first = std::ranges::lower_bound(bars, query.from, {}, time);
  const auto end = query.to ? std::ranges::lower_bound(bars, *query.to, {}, time) : bars.end();
  bars = first < end ? std::span<const Candle>{first, end} : std::span<const Candle>{};
  return query.last && *query.last < bars.size() ? bars.last(*query.last) : bars;
}

// --- numbers ---

std::string volume_text(double volume) { return number_text(volume, 4); }

std::string exact(double value) { return std::isfinite(value) ? fmt::format("{}", value) : ""; }

Cell price_cell(double price) { return {price_text(price)}; }

std::string note_of(const Candle& bar, bool final_bar) {
  if (!has_prices(bar)) return "no price";
  return final_bar ? "" : "running";
}

std::vector<Cell> cells(const Candle& bar, const CandleQuery& query, bool final_bar) {
  return {Cell{time_text(query, from_epoch_ms(bar.time))},
          price_cell(bar.open),
          price_cell(bar.high),
          price_cell(bar.low),
          price_cell(bar.close),
          Cell{volume_text(bar.volume)},
          Cell{number_text(bar.vwap, 4)},
          Cell{grouped(Decimal{bar.count})},
          Cell{note_of(bar, final_bar), Meaning::muted}};
}

std::vector<Cell> cells(const CandleGap& gap, const CandleQuery& query) {
  std::vector<Cell> row(9);
  row.front() = Cell{span_text(query, gap), Meaning::warning};
  row.back() = Cell{gap.reason, Meaning::warning};
  return row;
}

}  // namespace

Market market_of(std::string_view symbol) {
  if (symbol.starts_with('/') || symbol.starts_with("./")) return Market::cme;
  const bool pair = symbol.find('/') != std::string_view::npos && !symbol.starts_with('=');
  return pair && symbol.find("/USD") != std::string_view::npos ? Market::crypto : Market::equity;
}

std::vector<CandleLine> candle_lines(const SeriesStore<Candle>& store, const CandleQuery& query,
                                     Instant now) {
  const std::span<const Candle> bars = wanted(store, query);
  const Gaps gaps{query, now};
  std::vector<CandleLine> lines;
  const auto add = [&](std::optional<CandleGap> gap) {
    if (gap) lines.emplace_back(std::move(*gap));
  };
  const bool all = !query.last || bars.size() < *query.last;
  if (!bars.empty() && all) add(gaps.before(bars.front(), store.snipped()));
  for (std::size_t i = 0; i < bars.size(); ++i) {
    if (i > 0) add(gaps.between(bars[i - 1], bars[i]));
    lines.emplace_back(bars[i]);
  }
  add(gaps.lost(store.gap()));
  return lines;
}

bool is_final_line(const CandleLine& line, const CandleQuery& query, std::int64_t newest_index,
                   Instant now) {
  const auto* bar = std::get_if<Candle>(&line);
  return bar == nullptr || is_final(*bar, query.symbol.period, newest_index, now, kGrace);
}

std::int64_t newest_index(std::span<const CandleLine> lines) {
  std::int64_t newest = std::numeric_limits<std::int64_t>::min();
  for (const CandleLine& line : lines) {
    if (const auto* bar = std::get_if<Candle>(&line)) newest = std::max(newest, bar->index);
  }
  return newest;
}

Table candles_table(std::span<const CandleLine> lines, const CandleQuery& query, Instant now) {
  Table table{.columns = {{of_days(query) ? "Date" : "New York time", Align::left, 0, true, "time"},
                          {"Open", Align::decimal, 1},
                          {"High", Align::decimal, 1},
                          {"Low", Align::decimal, 1},
                          {"Close", Align::decimal, 0},
                          {"Volume", Align::decimal, 2},
                          {"VWAP", Align::decimal, 4},
                          {"Ticks", Align::decimal, 5},
                          {"Note", Align::left, 3}}};
  const std::int64_t newest = newest_index(lines);
  for (const CandleLine& line : lines) {
    if (const auto* gap = std::get_if<CandleGap>(&line)) {
      table.rows.push_back(cells(*gap, query));
    } else {
      const bool final_bar = is_final_line(line, query, newest, now);
      table.rows.push_back(cells(std::get<Candle>(line), query, final_bar));
    }
  }
  return table;
}

std::string candle_text(const Candle& bar, const CandleQuery& query, bool final_bar) {
  const std::string note = note_of(bar, final_bar);
  const std::string volume = std::isnan(bar.volume) ? "" : "  V " + volume_text(bar.volume);
  return fmt::format("{}  O {}  H {}  L {}  C {}{}{}", time_text(query, from_epoch_ms(bar.time)),
                     price_text(bar.open), price_text(bar.high), price_text(bar.low),
                     price_text(bar.close), volume, note.empty() ? "" : "  " + note);
}

std::string gap_text(const CandleLine& gap, const CandleQuery& query) {
  const CandleGap& missing = std::get<CandleGap>(gap);
  return fmt::format("{}  gap: {}", span_text(query, missing), escape_control(missing.reason));
}

std::string candle_json(const CandleLine& line, const CandleQuery& query, bool final_bar) {
  JsonObject out;
  out.text("schema", "belay.candle/1").text("symbol", to_string(query.symbol));
  if (const auto* gap = std::get_if<CandleGap>(&line)) {
    out.text("kind", "gap").text("from", json_time(gap->from)).text("to", json_time(gap->to));
    return out.text("reason", gap->reason).str();
  }
  const Candle& bar = std::get<Candle>(line);
  out.text("kind", "bar").text("time", json_time(from_epoch_ms(bar.time)));
  out.number("open", bar.open).number("high", bar.high).number("low", bar.low);
  out.number("close", bar.close).number("volume", bar.volume).number("vwap", bar.vwap);
  out.number("bidVolume", bar.bid_volume).number("askVolume", bar.ask_volume);
  out.number("impVolatility", bar.imp_volatility).number("openInterest", bar.open_interest);
  return out.integer("count", bar.count).boolean("final", final_bar).str();
}

std::string candles_json(std::span<const CandleLine> lines, const CandleQuery& query, bool snipped,
                         Instant now) {
  const std::int64_t newest = newest_index(lines);
  std::vector<std::string> items;
  for (const CandleLine& line : lines)
    items.push_back(candle_json(line, query, is_final_line(line, query, newest, now)));
  JsonObject out;
  out.text("symbol", to_string(query.symbol)).text("interval", to_string(query.symbol.period));
  return out.boolean("snipped", snipped).raw("items", json_array(items)).str();
}

Table candle_values(std::span<const CandleLine> lines, const CandleQuery& query,
                    std::int64_t newest_index, Instant now) {
  Table table;
  for (const char* name : {"symbol", "time", "open", "high", "low", "close", "volume", "vwap",
                           "count", "final", "note"}) {
    table.columns.push_back({name});
  }
  const std::string symbol = to_string(query.symbol);
  for (const CandleLine& line : lines) {
    if (const auto* gap = std::get_if<CandleGap>(&line)) {
      std::vector<Cell> row{{symbol}, {json_time(gap->from)}};
      row.resize(table.columns.size());
      row.back() = {fmt::format("gap until {}: {}", json_time(gap->to), gap->reason)};
      table.rows.push_back(std::move(row));
      continue;
    }
    const Candle& bar = std::get<Candle>(line);
    const bool final_bar = is_final_line(line, query, newest_index, now);
    table.rows.push_back({{symbol},
                          {json_time(from_epoch_ms(bar.time))},
                          {exact(bar.open)},
                          {exact(bar.high)},
                          {exact(bar.low)},
                          {exact(bar.close)},
                          {exact(bar.volume)},
                          {exact(bar.vwap)},
                          {fmt::to_string(bar.count)},
                          {final_bar ? "true" : "false"},
                          {has_prices(bar) ? "" : "no price"}});
  }
  return table;
}

}  // namespace belay::app
