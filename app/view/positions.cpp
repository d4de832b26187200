#include "app/view/positions.hpp"

#include <fmt/format.h>

#include "app/render/json.hpp"
#include "app/render/text.hpp"
#include "app/view/board.hpp"
#include "app/view/names.hpp"
#include "proto/json/codec.hpp"

namespace belay::app {
namespace {

/// The broker's "none" for a close is zero (broker-api.md 5.5).
std::optional<Decimal> positive(const std::optional<Decimal>& value) {
  return value && value->sign() > 0 ? value : std::nullopt;
}

bool opened_on(const Position& position, Date day) {
  if (!position.created_at) return false;
  const Result<Instant> opened = parse_timestamp(*position.created_at);
  return opened && new_york_date(*opened) == day;
}

/// What today's profit is measured from.
std::optional<Decimal> day_base(const Position& position, Date today) {
  if (opened_on(position, today)) return positive(position.average_open_price);
  const auto broker_says = positive(position.average_daily_market_close_price);
  return broker_says ? broker_says : positive(position.close_price);
}

std::optional<Decimal> gain(const PositionRow& row, const std::optional<Decimal>& base) {
  const Position& position = row.position;
  const auto price = current_price(row);
  const bool is_long = position.quantity_direction == PositionSide::long_;
  const bool is_short = position.quantity_direction == PositionSide::short_;
  if (!price || !base || !position.quantity || !(is_long || is_short)) return std::nullopt;
  const Decimal units = is_long ? *position.quantity : -*position.quantity;
  const Result<Decimal> money = (*price - *base) * units * position.multiplier.value_or(Decimal{1});
  if (!money) return std::nullopt;
  const Result<Decimal> cents = money->rescaled(2, Rounding::half_even);
  return cents ? std::optional{*cents} : std::nullopt;
}

std::string stop_text(const guard::PositionCoverage& coverage) {
  if (coverage.stops.empty()) return {};
  const std::string first = money_text(coverage.stops.front().trigger);
  const std::size_t more = coverage.stops.size() - 1;
  return more == 0 ? first : fmt::format("{} +{}", first, more);
}

std::string expiry_text(const Position& position, Instant market_now) {
  if (!position.expires_at) return {};
  const Result<Instant> at = parse_timestamp(*position.expires_at);
  if (!at) return *position.expires_at;
  const Date day = new_york_date(*at);
  return date_and_days(day, new_york_date(market_now));
}

/// Short below zero; what is neither long nor short says so.
Cell quantity_cell(const Position& position) {
  if (!position.quantity) return {};
  const std::string units = grouped(*position.quantity);
  switch (position.quantity_direction.value()) {
    case PositionSide::long_:
    case PositionSide::zero: return {units};
    case PositionSide::short_: return {"-" + units};
    case PositionSide::unknown: break;
  }
  return {fmt::format("{} {}", units, position.quantity_direction.text()), Meaning::warning};
}

Cell mark_age_cell(const PositionRow& row, Instant now) {
  return row.mark ? age_cell(now - row.mark->received) : Cell{};
}

std::vector<Column> columns() {
  return {{"Symbol", Align::left, 0},        {"Qty", Align::decimal, 0},
          {"Open", Align::decimal, 2},       {"Mark", Align::decimal, 1},
          {"Age", Align::decimal, 3},        {"P/L open", Align::decimal, 1},
          {"P/L day", Align::decimal, 4},    {"Stop", Align::decimal, 1},
          {"Covered", Align::left, 0, true}, {"Expires", Align::left, 5, true},
          {"Close", Align::decimal, 6},      {"Type", Align::left, 7, true}};
}

std::vector<Cell> line(const PositionRow& row, Instant now, Instant market_now) {
  const Position& position = row.position;
  const Gains gained = gains(row, new_york_date(market_now));
  const bool known = row.coverage.has_value();
  return {Cell{readable_symbol(position.symbol)},
          quantity_cell(position),
          money_cell(position.average_open_price),
          money_cell(current_price(row)),
          mark_age_cell(row, now),
          gain_cell(gained.open),
          gain_cell(gained.day),
          known ? Cell{stop_text(*row.coverage), Meaning::guarded} : Cell{},
          known ? coverage_cell(*row.coverage) : Cell{},
          Cell{expiry_text(position, market_now)},
          money_cell(positive(position.close_price)),
          Cell{short_type(position.instrument_type)}};
}

void put_coverage(JsonObject& out, const guard::PositionCoverage& coverage) {
  out.text("coverage", guard::code(coverage.coverage));
  out.decimal("quantity", coverage.quantity).decimal("covered", coverage.protected_quantity);
  out.decimal("stop", coverage.stops.empty() ? std::nullopt
                                             : std::optional{coverage.stops.front().trigger});
}

struct Sum {
  Decimal total;
  std::size_t count = 0;

  void add(const std::optional<Decimal>& value) {
    const Result<Decimal> sum = value ? total + *value : Result<Decimal>{total};
    if (!value || !sum) return;
    total = *sum;
    ++count;
  }
};

}  // namespace

std::optional<Decimal> current_price(const PositionRow& row) {
  if (row.mark && row.mark->price) return row.mark->price;
  return row.position.mark_price ? row.position.mark_price : row.position.mark;
}

Gains gains(const PositionRow& row, Date today) {
  return {.open = gain(row, row.position.average_open_price),
          .day = gain(row, day_base(row.position, today))};
}

std::vector<PositionRow> position_rows(const std::vector<Position>& positions,
                                       const std::vector<OrderRecord>& orders, const Marks& marks) {
  std::vector<guard::PositionCoverage> coverage = guard::audit(positions, orders);
  std::vector<PositionRow> rows;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    PositionRow row{.position = positions[i], .coverage = std::move(coverage[i])};
    const auto mark = marks.find(row.position.streamer_symbol.value_or(row.position.symbol));
    if (mark != marks.end()) row.mark = mark->second;
    rows.push_back(std::move(row));
  }
  return rows;
}

Table positions_table(const std::vector<PositionRow>& rows, Instant now, Instant market_now) {
  Table table{.columns = columns()};
  for (const PositionRow& row : rows) table.rows.push_back(line(row, now, market_now));
  return table;
}

std::string totals_text(const std::vector<PositionRow>& rows, Date today) {
  Sum open;
  Sum day;
  for (const PositionRow& row : rows) {
    const Gains gained = gains(row, today);
    open.add(gained.open);
    day.add(gained.day);
  }
  std::string text =
      fmt::format("P/L open {}  day {}", gain_cell(open.total).text, gain_cell(day.total).text);
  if (open.count < rows.size()) {
    text += fmt::format("  ({} of {} priced)", open.count, rows.size());
  }
  return text;
}

std::string position_json(const PositionRow& row, Date today) {
  const Gains gained = gains(row, today);
  JsonObject out;
  out.raw("position", json::encode(row.position));
  out.decimal("mark", current_price(row));
  out.decimal("bid", row.mark ? row.mark->bid : std::nullopt);
  out.decimal("ask", row.mark ? row.mark->ask : std::nullopt);
  out.decimal("gain_open", gained.open).decimal("gain_day", gained.day);
  if (row.coverage) put_coverage(out, *row.coverage);
  return out.str();
}

Meaning meaning_of(guard::Coverage coverage) {
  switch (coverage) {
    case guard::Coverage::flat: return Meaning::muted;
    case guard::Coverage::none: return Meaning::loss;
    case guard::Coverage::partial: return Meaning::warning;
    case guard::Coverage::full: return Meaning::guarded;
    case guard::Coverage::over: return Meaning::loss;
  }
  return Meaning::plain;
}

Cell coverage_cell(const guard::PositionCoverage& coverage) {
  return {fmt::format("{}/{}", coverage.protected_quantity, coverage.quantity),
          meaning_of(coverage.coverage)};
}

}  // namespace belay::app
