#include "app/view/board.hpp"

#include "belay/model/capabilities.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>
#include <type_traits>
#include <variant>

#include <fmt/format.h>

#include "app/render/text.hpp"
#include "app/view/events.hpp"
#include "belay/model/indexed.hpp"

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
Cell volume(const std::optional<E>& event, double E::* member) {
  if (!event) return {};
  const Result<Decimal> whole = Decimal::parse(number_text((*event).*member, 0));
  return {whole ? grouped(*whole) : ""};
}

/// A fixed number of digits, so that a column does not dance while it is watched.
template <class E>
Cell fixed(const std::optional<E>& event, double E::* member, int digits) {
  const double value = event ? (*event).*member : kNaN;
  return {std::isfinite(value) ? fmt::format("{:.{}f}", value, digits) : ""};
}

template <class E>
Cell percent(const std::optional<E>& event, double E::* member) {
  const double value = event ? (*event).*member : kNaN;
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

constexpr std::string_view kQuote = Schema<Quote>::name;
constexpr std::string_view kTrade = Schema<Trade>::name;
constexpr std::string_view kExtended = Schema<TradeETH>::name;
constexpr std::string_view kGreeks = Schema<Greeks>::name;
constexpr std::string_view kSummary = Schema<Summary>::name;
constexpr std::string_view kProfile = Schema<Profile>::name;
constexpr std::string_view kCandle = Schema<Candle>::name;
constexpr std::string_view kTheo = Schema<TheoPrice>::name;
constexpr std::string_view kUnderlying = Schema<Underlying>::name;
constexpr Align kNumber = Align::decimal;

constexpr BoardColumn kColumns[] = {
    {kQuote, "Bid sz", "bidSize", kNumber, 8,
     [](Row r) { return size(r.quote, &Quote::bid_size); }},
    {kQuote, "Bid", "bidPrice", kNumber, 1,
     [](Row r) { return price(r.quote, &Quote::bid_price); }},
    {kQuote, "Ask", "askPrice", kNumber, 1,
     [](Row r) { return price(r.quote, &Quote::ask_price); }},
    {kQuote, "Ask sz", "askSize", kNumber, 8,
     [](Row r) { return size(r.quote, &Quote::ask_size); }},
    {kTrade, "Last", "price", kNumber, 1, last_price},
    {kTrade, "Size", "size", kNumber, 5, [](Row r) { return size(r.trade, &Trade::size); }},
    {kTrade, "Volume", "dayVolume", kNumber, 6,
     [](Row r) { return volume(r.trade, &Trade::day_volume); }},
    {kExtended, "Ext last", "", kNumber, 2,
     [](Row r) { return price(r.extended, &TradeETH::price); }},
    {kExtended, "Ext size", "", kNumber, 6,
     [](Row r) { return size(r.extended, &TradeETH::size); }},
    {kExtended, "Ext volume", "", kNumber, 7,
     [](Row r) { return volume(r.extended, &TradeETH::day_volume); }},
    {kGreeks, "IV", "volatility", kNumber, 3,
     [](Row r) { return percent(r.greeks, &Greeks::volatility); }},
    {kGreeks, "Delta", "delta", kNumber, 2,
     [](Row r) { return fixed(r.greeks, &Greeks::delta, 3); }},
    {kGreeks, "Gamma", "gamma", kNumber, 6,
     [](Row r) { return fixed(r.greeks, &Greeks::gamma, 4); }},
    {kGreeks, "Theta", "theta", kNumber, 4,
     [](Row r) { return fixed(r.greeks, &Greeks::theta, 2); }},
    {kGreeks, "Vega", "vega", kNumber, 5, [](Row r) { return fixed(r.greeks, &Greeks::vega, 2); }},
    {kSummary, "Open", "dayOpenPrice", kNumber, 5,
     [](Row r) { return price(r.summary, &Summary::day_open_price); }},
    {kSummary, "High", "dayHighPrice", kNumber, 4,
     [](Row r) { return price(r.summary, &Summary::day_high_price); }},
    {kSummary, "Low", "dayLowPrice", kNumber, 4,
     [](Row r) { return price(r.summary, &Summary::day_low_price); }},
    {kSummary, "Prev", "prevDayClosePrice", kNumber, 3,
     [](Row r) { return price(r.summary, &Summary::prev_day_close_price); }},
    {kSummary, "OI", "openInterest", kNumber, 6, open_interest},
    {kProfile, "Status", "tradingStatus", Align::left, 2, status},
    {kProfile, "Description", "description", Align::left, 7, description},
    {kCandle, "Bar open", "open", kNumber, 3, [](Row r) { return price(r.candle, &Candle::open); }},
    {kCandle, "Bar high", "high", kNumber, 2, [](Row r) { return price(r.candle, &Candle::high); }},
    {kCandle, "Bar low", "low", kNumber, 2, [](Row r) { return price(r.candle, &Candle::low); }},
    {kCandle, "Bar close", "close", kNumber, 1,
     [](Row r) { return price(r.candle, &Candle::close); }},
    {kCandle, "Bar volume", "volume", kNumber, 5,
     [](Row r) { return volume(r.candle, &Candle::volume); }},
    {kTheo, "Theo", "", kNumber, 2, [](Row r) { return price(r.theo, &TheoPrice::price); }},
    {kUnderlying, "IV 30", "", kNumber, 3,
     [](Row r) { return percent(r.underlying, &Underlying::volatility); }},
    {kUnderlying, "Put/call", "putCallRatio", kNumber, 5,
     [](Row r) { return fixed(r.underlying, &Underlying::put_call_ratio, 2); }},
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
void keep(BoardRow& row, const TheoPrice& event) { row.theo = event; }
void keep(BoardRow& row, const Underlying& event) { row.underlying = event; }
void keep(BoardRow& row, const Candle& event) {
  const bool is_bar = !has(event.event_flags, EventFlag::remove_event);
  if (is_bar && (!row.candle || event.index >= row.candle->index)) row.candle = event;
}
void keep(BoardRow&, const auto&) {}  // a type without columns: counted, and its age shown

}  // namespace

Cell age_cell(std::chrono::nanoseconds age) {
  const Meaning meaning = age >= kStale   ? Meaning::warning
                          : age >= kQuiet ? Meaning::muted
                                          : Meaning::plain;
  return {age_text(age), meaning};
}

std::span<const BoardColumn> board_columns() { return kColumns; }

std::optional<double> money_of(const BoardRow& row) {
  const double trade = row.trade ? row.trade->price : kNaN;
  const double quote = row.quote ? (row.quote->bid_price + row.quote->ask_price) / 2 : kNaN;
  const bool trades_first = kind_of_symbol(row.symbol) == SymbolKind::index;
  for (const double price : {trades_first ? trade : quote, trades_first ? quote : trade}) {
    if (std::isfinite(price) && price > 0) return price;
  }
  return std::nullopt;
}

bool has_board_columns(std::string_view type) {
  return std::ranges::find(kColumns, type, &BoardColumn::type) != std::end(kColumns);
}

BoardRow& EventBoard::row_of(std::string_view symbol) {
  const auto known = places_.find(symbol);
  if (known != places_.end()) return rows_[known->second];
  places_.emplace(std::string{symbol}, rows_.size());
  return rows_.emplace_back(BoardRow{.symbol = std::string{symbol}});
}

void EventBoard::await_symbol(std::string_view symbol) { row_of(symbol); }

void EventBoard::forget(std::string_view symbol) {
  const auto known = places_.find(symbol);
  if (known == places_.end()) return;
  rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(known->second));
  const std::size_t gone = known->second;
  places_.erase(known);
  for (auto& [name, place] : places_) place -= place > gone ? 1 : 0;
}

void EventBoard::arrange(const std::vector<std::string>& symbols) {
  const auto place = [&](const BoardRow& row) {
    const auto told = std::ranges::find(symbols, row.symbol) - symbols.begin();
    return std::pair{told, places_.find(row.symbol)->second};
  };
  std::ranges::sort(rows_, {}, place);
  for (std::size_t i = 0; i < rows_.size(); ++i) places_.find(rows_[i].symbol)->second = i;
}

const BoardRow* EventBoard::find(std::string_view symbol) const {
  const auto known = places_.find(symbol);
  return known == places_.end() ? nullptr : &rows_[known->second];
}

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
  const BoardRow* const row = find(symbol);
  return row != nullptr && row->events > 0;
}

std::string EventBoard::unknown_text() const {
  std::string text;
  for (const auto& [type, count] : unknown_) {
    text += fmt::format("{}{} {}", text.empty() ? "not understood: " : ", ", type, count);
  }
  return escape_control(text);
}

namespace {

bool is_absent(const std::string& text) { return text.empty() || text == kAbsent; }

using CellOf = Cell (*)(Row);

struct SortColumn {
  CellOf cell = nullptr;
  bool numbers = true;
};

SortColumn find_column(std::string_view name) {
  if (same_name(name, "symbol")) return {[](Row row) { return Cell{row.symbol}; }, false};
  if (same_name(name, "events")) return {[](Row row) { return Cell{fmt::to_string(row.events)}; }};
  if (same_name(name, "age")) {
    return {[](Row row) { return Cell{fmt::to_string(-to_epoch_ms(row.newest))}; }};
  }
  for (const BoardColumn& column : kColumns) {
    const bool by_field = !column.field.empty() && same_name(column.field, name);
    if (by_field || same_name(column.title, name)) return {column.cell, column.align == kNumber};
  }
  return {};
}

/// Numbers by value, texts by the alphabet, rows without a value last.
struct SortKey {
  bool absent = false;
  double number = 0;
  std::string text;
  const BoardRow* row = nullptr;  // rows stand in a vector: addresses keep equal ones in order
};

SortKey key_of(const SortColumn& column, const BoardRow* row) {
  SortKey key{.text = column.cell(*row).text, .row = row};
  key.absent = is_absent(key.text);
  if (!column.numbers) return key;
  std::erase(key.text, ',');
  key.number = std::strtod(std::exchange(key.text, {}).c_str(), nullptr);
  return key;
}

}  // namespace

bool is_board_column(std::string_view name) { return find_column(name).cell != nullptr; }

std::vector<const BoardRow*> EventBoard::chosen(const RowChoice& choice) const {
  std::vector<const BoardRow*> rows;
  for (const BoardRow& row : rows_) {
    const bool wanted = choice.filter.empty() ||
                        std::ranges::find(choice.filter, row.symbol) != choice.filter.end();
    if (wanted) rows.push_back(&row);
  }
  const auto [name, down] = sort_column(choice.sort);
  const SortColumn column = choice.sort.empty() ? SortColumn{} : find_column(name);
  if (column.cell == nullptr) return rows;
  std::vector<SortKey> keys;
  for (const BoardRow* row : rows) keys.push_back(key_of(column, row));
  std::ranges::sort(keys, [&](const SortKey& a, const SortKey& b) {
    if (a.absent != b.absent) return b.absent;
    const auto values = [](const SortKey& key) { return std::tie(key.number, key.text); };
    if (values(a) != values(b)) return (values(a) < values(b)) != down;
    return a.row < b.row;
  });
  std::ranges::transform(keys, rows.begin(), &SortKey::row);
  return rows;
}

Table EventBoard::table(Instant now, const RowChoice& choice) const {
  const bool ages = now != Instant{};
  Table table{.columns = {{"Symbol", Align::left, 0}}};
  std::vector<CellOf> values;
  for (const BoardColumn& column : kColumns) {
    if (!types_.contains(column.type)) continue;
    table.columns.push_back(
        {column.title, column.align, column.rank, false, std::string{column.field}});
    values.push_back(column.cell);
  }
  if (ages) table.columns.push_back({"Age", Align::decimal, 0});
  table.columns.push_back({"Events", Align::decimal, 9});
  for (const BoardRow* row : chosen(choice)) {
    std::vector<Cell>& line = table.rows.emplace_back();
    line.push_back({row->symbol});
    for (const auto value : values) line.push_back(value(*row));
    if (ages) line.push_back(row->events == 0 ? Cell{} : age_cell(now - row->newest));
    line.push_back({fmt::to_string(row->events)});
  }
  return table;
}

}  // namespace belay::app
