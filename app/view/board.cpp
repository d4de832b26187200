#include "app/view/board.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <variant>

#include <fmt/format.h>

#include "app/render/text.hpp"

namespace belay::app {
namespace {

using namespace std::chrono_literals;

constexpr auto kQuiet = 10s;
constexpr auto kStale = 60s;
constexpr int kSizeDigits = 4;  // crypto trades in fractions

using Row = const BoardRow&;

template <class E>
Cell price(const std::optional<E>& event, double E::* member) {
  return {event ? price_text((*event).*member) : ""};
}

template <class E>
Cell size(const std::optional<E>& event, double E::* member) {
  return {event ? number_text((*event).*member, kSizeDigits) : ""};
}

template <class E>
Cell volume(const std::optional<E>& event) {
  if (!event) return {};
  const Result<Decimal> whole = Decimal::parse(number_text(event->day_volume, 0));
  return {whole ? grouped(*whole) : ""};
}

/// A fixed number of digits, so that a column does not dance while it is watched.
Cell greek(Row row, double Greeks::* member, int digits) {
  const double value = row.greeks ? (*row.greeks).*member : kNaN;
  return {std::isfinite(value) ? fmt::format("{:.{}f}", value, digits) : ""};
}

Cell volatility(Row row) {
  const double value = row.greeks ? row.greeks->volatility : kNaN;
  return {std::isfinite(value) ? fmt::format("{:.1f}%", value * 100) : ""};
}

/// Zero is the feed's "none" (dxlink.md 5).
Cell open_interest(Row row) {
  const std::int64_t count = row.summary ? row.summary->open_interest : 0;
  return {count == 0 ? "" : grouped(Decimal{count})};
}

Cell status(Row row) {
  if (!row.profile || row.profile->trading_status == TradingStatus::undefined) return {};
  std::string text{row.profile->trading_status.text()};
  if (!row.profile->status_reason.empty()) text += fmt::format(" {}", row.profile->status_reason);
  const bool halted = row.profile->trading_status == TradingStatus::halted;
  return {std::move(text), halted ? Meaning::warning : Meaning::plain};
}

Cell last_price(Row row) {
  Cell cell = price(row.trade, &Trade::price);
  cell.meaning = row.moved;
  return cell;
}

Cell description(Row row) {
  return {row.profile ? std::string{row.profile->description.view()} : ""};
}

struct BoardColumn {
  std::string_view type;
  const char* title;
  Align align;
  int rank;
  Cell (*cell)(Row);
};

constexpr std::string_view kQuote = Schema<Quote>::name;
constexpr std::string_view kTrade = Schema<Trade>::name;
constexpr std::string_view kExtended = Schema<TradeETH>::name;
constexpr std::string_view kGreeks = Schema<Greeks>::name;
constexpr std::string_view kSummary = Schema<Summary>::name;
constexpr std::string_view kProfile = Schema<Profile>::name;
constexpr Align kNumber = Align::decimal;

constexpr BoardColumn kColumns[] = {
    {kQuote, "Bid sz", kNumber, 8, [](Row r) { return size(r.quote, &Quote::bid_size); }},
    {kQuote, "Bid", kNumber, 1, [](Row r) { return price(r.quote, &Quote::bid_price); }},
    {kQuote, "Ask", kNumber, 1, [](Row r) { return price(r.quote, &Quote::ask_price); }},
    {kQuote, "Ask sz", kNumber, 8, [](Row r) { return size(r.quote, &Quote::ask_size); }},
    {kTrade, "Last", kNumber, 1, last_price},
    {kTrade, "Size", kNumber, 5, [](Row r) { return size(r.trade, &Trade::size); }},
    {kTrade, "Volume", kNumber, 6, [](Row r) { return volume(r.trade); }},
    {kExtended, "Ext last", kNumber, 2, [](Row r) { return price(r.extended, &TradeETH::price); }},
    {kExtended, "Ext size", kNumber, 6, [](Row r) { return size(r.extended, &TradeETH::size); }},
    {kExtended, "Ext volume", kNumber, 7, [](Row r) { return volume(r.extended); }},
    {kGreeks, "IV", kNumber, 3, volatility},
    {kGreeks, "Delta", kNumber, 2, [](Row r) { return greek(r, &Greeks::delta, 3); }},
    {kGreeks, "Gamma", kNumber, 6, [](Row r) { return greek(r, &Greeks::gamma, 4); }},
    {kGreeks, "Theta", kNumber, 4, [](Row r) { return greek(r, &Greeks::theta, 2); }},
    {kGreeks, "Vega", kNumber, 5, [](Row r) { return greek(r, &Greeks::vega, 2); }},
    {kSummary, "Open", kNumber, 5,
     [](Row r) { return price(r.summary, &Summary::day_open_price); }},
    {kSummary, "High", kNumber, 4,
     [](Row r) { return price(r.summary, &Summary::day_high_price); }},
    {kSummary, "Low", kNumber, 4, [](Row r) { return price(r.summary, &Summary::day_low_price); }},
    {kSummary, "Prev", kNumber, 3,
     [](Row r) { return price(r.summary, &Summary::prev_day_close_price); }},
    {kSummary, "OI", kNumber, 6, open_interest},
    {kProfile, "Status", Align::left, 2, status},
    {kProfile, "Description", Align::left, 7, description},
};

Meaning direction(const std::optional<Trade>& before, const Trade& now) {
  if (!before || !(std::isfinite(before->price) && std::isfinite(now.price))) return Meaning::plain;
  if (now.price > before->price) return Meaning::gain;
  return now.price < before->price ? Meaning::loss : Meaning::plain;
}

void keep(BoardRow& row, const Quote& event) { row.quote = event; }
void keep(BoardRow& row, const Trade& event) {
  row.moved = direction(row.trade, event);
  row.trade = event;
}
void keep(BoardRow& row, const TradeETH& event) { row.extended = event; }
void keep(BoardRow& row, const Summary& event) { row.summary = event; }
void keep(BoardRow& row, const Profile& event) { row.profile = event; }
void keep(BoardRow& row, const Greeks& event) { row.greeks = event; }

}  // namespace

Cell age_cell(std::chrono::nanoseconds age) {
  const Meaning meaning = age >= kStale   ? Meaning::warning
                          : age >= kQuiet ? Meaning::muted
                                          : Meaning::plain;
  return {age_text(age), meaning};
}

bool is_option_symbol(std::string_view streamer_symbol) { return streamer_symbol.starts_with('.'); }

BoardRow& EventBoard::row_of(std::string_view symbol) {
  const auto known = places_.find(symbol);
  if (known != places_.end()) return rows_[known->second];
  places_.emplace(std::string{symbol}, rows_.size());
  return rows_.emplace_back(BoardRow{.symbol = std::string{symbol}});
}

void EventBoard::await_symbol(std::string_view symbol) { row_of(symbol); }

void EventBoard::await_type(std::string_view type) { types_.emplace(type); }

void EventBoard::put(const Event& event) {
  ++events_;
  const auto take = [this]<class E>(const E& value) {
    if constexpr (std::is_same_v<E, UnknownEvent>) {
      ++unknown_[value.type];
    } else {
      BoardRow& row = row_of(value.symbol.view());
      keep(row, value);
      row.newest = std::max(row.newest, value.received);
      ++row.events;
      await_type(Schema<E>::name);
    }
  };
  std::visit(take, event);
}

bool EventBoard::heard(std::string_view symbol) const {
  const auto known = places_.find(symbol);
  return known != places_.end() && rows_[known->second].events > 0;
}

std::string EventBoard::unknown_text() const {
  std::string text;
  for (const auto& [type, count] : unknown_) {
    text += fmt::format("{}{} {}", text.empty() ? "not understood: " : ", ", type, count);
  }
  return escape_control(text);
}

Table EventBoard::table(Instant now) const {
  const bool ages = now != Instant{};
  Table table{.columns = {{"Symbol", Align::left, 0}}};
  std::vector<Cell (*)(Row)> values;
  for (const BoardColumn& column : kColumns) {
    if (!types_.contains(column.type)) continue;
    table.columns.push_back({column.title, column.align, column.rank});
    values.push_back(column.cell);
  }
  if (ages) table.columns.push_back({"Age", Align::decimal, 0});
  table.columns.push_back({"Events", Align::decimal, 9});
  for (const BoardRow& row : rows_) {
    std::vector<Cell>& line = table.rows.emplace_back();
    line.push_back({row.symbol});
    for (const auto value : values) line.push_back(value(row));
    if (ages) line.push_back(row.events == 0 ? Cell{} : age_cell(now - row.newest));
    line.push_back({fmt::to_string(row.events)});
  }
  return table;
}

}  // namespace belay::app
