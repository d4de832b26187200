#include "app/view/events.hpp"

#include "app/view/columns.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <numeric>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "app/render/csv.hpp"
#include "app/render/json.hpp"
#include "app/render/text.hpp"
#include "belay/model/exchange_time.hpp"
#include "belay/model/indexed.hpp"

namespace belay::app {
namespace {

template <class T>
constexpr bool is_instant = std::same_as<T, Instant>;

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '-' && c != '_' && c != ' ') {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

/// What the exchange-time column and --json say better, or nobody reads.
bool is_for_machines(std::string_view wire) {
  constexpr auto names = std::to_array<std::string_view>(
      {"eventSymbol", "eventTime", "time", "bidTime", "askTime", "timeNanoPart", "sequence",
       "index", "eventFlags", "received"});
  return std::ranges::find(names, wire) != names.end();
}

template <class T>
std::string number_of(T value, Unit unit) {
  if constexpr (std::floating_point<T>) {
    if (!std::isfinite(value)) return {};
    return unit == Unit::price ? price_text(value) : number_text(value, 6);
  } else {
    if (value == 0 && (unit != Unit::none)) return {};  // the feed's "none" (dxlink.md 5)
    if (unit == Unit::day_id) {
      return to_iso_date(Date{std::chrono::sys_days{std::chrono::days{value}}});
    }
    if (unit == Unit::epoch_ms) return to_new_york_text(from_epoch_ms(value));
    return fmt::to_string(value);
  }
}

/// A value for people; empty when there is none.
template <class T>
std::string shown(const T& value, Unit unit) {
  if constexpr (std::same_as<T, bool>) {
    return value ? "yes" : "no";
  } else if constexpr (std::same_as<T, char>) {
    return value == '\0' ? std::string{} : std::string{value};
  } else if constexpr (std::is_arithmetic_v<T>) {
    return number_of(value, unit);
  } else if constexpr (std::same_as<T, Symbol>) {
    return std::string{value.view()};
  } else if constexpr (std::same_as<T, JsonText>) {
    return value.text;
  } else if constexpr (is_instant<T>) {
    return json_time(value);
  } else {
    return std::string{value.text()};
  }
}

/// A value for programs: every digit.
template <class T>
std::string exact(const T& value) {
  if constexpr (std::floating_point<T>) {
    return std::isfinite(value) ? fmt::format("{}", value) : std::string{};
  } else if constexpr (std::same_as<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::integral<T> && !std::same_as<T, char>) {
    return fmt::to_string(value);
  } else {
    return shown(value, Unit::none);
  }
}

std::string csv_time(Instant at) { return at == Instant{} ? std::string{} : json_time(at); }

template <class E>
std::vector<std::string_view> csv_columns() {
  std::vector<std::string_view> out;
  for_each_field<E>([&](const auto& field) {
    if (field.on_wire() && field.unit != Unit::symbol) out.push_back(field.wire);
  });
  return out;
}

/// `10:31:07.123`: the date stands in the banner.
std::string clock_text(Instant at) {
  if (at == Instant{}) return {};
  const auto local = std::chrono::floor<std::chrono::milliseconds>(to_new_york(at));
  const std::chrono::hh_mm_ss time{local - std::chrono::floor<std::chrono::days>(local)};
  return fmt::format("{:02}:{:02}:{:02}.{:03}", time.hours().count(), time.minutes().count(),
                     time.seconds().count(), time.subseconds().count());
}

int rank_of(Unit unit) {
  switch (unit) {
    case Unit::price: return 2;
    case Unit::ratio: return 3;
    case Unit::size: return 4;
    case Unit::none: return 6;
    default: return 7;
  }
}

template <class E>
using Rows = std::vector<typename EventTable<E>::Row>;

template <class E>
bool is_wanted(const EventTable<E>& table, typename EventTable<E>::Row row,
               const std::vector<std::string>& filter) {
  if (filter.empty()) return true;
  const std::string_view symbol = table.template value<&E::symbol>(row).view();
  return std::ranges::find(filter, symbol) != filter.end();
}

/// The column's name as this type spells it; empty when it has none.
template <class E>
std::string_view own_column(std::string_view wanted) {
  std::string_view found;
  for_each_field<E>([&](const auto& field) {
    if (same_name(field.wire, wanted)) found = field.wire;
  });
  return same_name(wanted, "symbol") ? std::string_view{"eventSymbol"} : found;
}

template <class E>
Rows<E> chosen_rows(const EventTable<E>& table, const RowChoice& choice) {
  const auto [column, down] = sort_column(choice.sort);
  const std::string_view wire = own_column<E>(column);
  Rows<E> rows;
  if (!wire.empty()) {
    rows = table.sorted(wire, down ? SortOrder::descending : SortOrder::ascending).value();
  } else {
    rows.resize(table.size());
    std::iota(rows.begin(), rows.end(), table.first());
  }
  std::erase_if(rows, [&](auto row) { return !is_wanted(table, row, choice.filter); });
  const auto size = static_cast<std::ptrdiff_t>(rows.size());
  if (choice.head) rows.resize(std::min(rows.size(), *choice.head));
  if (choice.tail) {
    const auto kept = std::min(size, static_cast<std::ptrdiff_t>(*choice.tail));
    rows.erase(rows.begin(), rows.end() - kept);
  }
  return rows;
}

template <class E>
Table rows_table(const EventTable<E>& table, const Rows<E>& rows, Instant now) {
  Table out{
      .columns = {{"Symbol", Align::left, 0}, {"At (NY)", Align::left, 1, true, "exchangeTime"}}};
  out.rows.resize(rows.size());
  std::vector<E> events;
  for (const auto row : rows) events.push_back(table.at(row));
  for (std::size_t i = 0; i < events.size(); ++i) {
    out.rows[i] = {{std::string{events[i].symbol.view()}}, {clock_text(exchange_time(events[i]))}};
  }
  for_each_field<E>([&](const auto& field) {
    using T = std::remove_cvref_t<decltype(std::declval<E>().*field.member)>;
    if (is_for_machines(field.wire)) return;
    const auto text = [&](const E& event) { return shown(event.*field.member, field.unit); };
    const auto has_text = [&](const E& event) { return !text(event).empty(); };
    if (std::ranges::none_of(events, has_text)) return;
    const bool is_number = std::is_arithmetic_v<T> && sizeof(T) > 1 && field.unit != Unit::epoch_ms;
    out.columns.push_back({std::string{field.wire}, is_number ? Align::decimal : Align::left,
                           rank_of(field.unit), field.unit == Unit::epoch_ms});
    for (std::size_t i = 0; i < events.size(); ++i) out.rows[i].push_back({text(events[i])});
  });
  if (now == Instant{}) return out;
  out.columns.push_back({"Age", Align::decimal, 0});
  for (std::size_t i = 0; i < events.size(); ++i) {
    out.rows[i].push_back({age_text(now - events[i].received)});
  }
  return out;
}

/// Calls `visit.operator()<E>()` for the named types, in the order of MarketEvents.
template <class Visitor>
void for_named_types(const EventTypes& types, Visitor&& visit) {
  for_each_event_type([&]<class E>() {
    if (std::ranges::find(types, Schema<E>::name) != types.end()) visit.template operator()<E>();
  });
}

/// What stands before the fields of the types.
constexpr auto kCommonColumns =
    std::to_array<std::string_view>({"type", "symbol", "exchangeTime", "received"});

std::vector<std::string_view> all_columns(const EventTypes& types) {
  std::vector<std::string_view> columns{kCommonColumns.begin(), kCommonColumns.end()};
  for_named_types(types, [&]<class E>() {
    for (const std::string_view column : csv_columns<E>()) {
      if (std::ranges::find(columns, column) == columns.end()) columns.push_back(column);
    }
  });
  return columns;
}

std::string heading(std::string_view type, std::size_t shown, std::size_t kept,
                    std::uint64_t dropped) {
  std::string out = fmt::format("{}  {} of {} rows", type, shown, kept);
  if (dropped > 0) out += fmt::format(", {} older ones dropped", dropped);
  return out;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) { return lower(a) == lower(b); }

std::string event_words(std::string_view between) {
  std::string out;
  for_each_event_type([&]<class E>() {
    if (!out.empty()) out += between;
    out += lower(Schema<E>::name);
  });
  return out;
}

Result<std::string_view> event_type_named(std::string_view word) {
  std::string_view found;
  for_each_event_type([&]<class E>() {
    if (same_name(word, Schema<E>::name)) found = Schema<E>::name;
  });
  if (!found.empty()) return found;
  return fail(Errc::usage, fmt::format("'{}' is no event; there are {} and all",
                                       escape_control(word.substr(0, 60)), event_words(", ")));
}

Result<EventTypes> event_types_named(const std::vector<std::string>& words) {
  EventTypes out;
  const auto add = [&](std::string_view type) {
    if (std::ranges::find(out, type) == out.end()) out.push_back(type);
  };
  for (const std::string& word : words) {
    if (word == "all") {
      for_each_event_type([&]<class E>() { add(Schema<E>::name); });
      continue;
    }
    const Result<std::string_view> type = event_type_named(word);
    if (!type) return std::unexpected(type.error());
    add(*type);
  }
  return out;
}

std::pair<std::string_view, bool> sort_column(std::string_view sort) {
  const std::size_t mark = sort.find(':');
  if (mark == std::string_view::npos) return {sort, false};
  return {sort.substr(0, mark), sort.substr(mark + 1) == "desc"};
}

Result<void> check(const RowChoice& choice, const EventTypes& types) {
  if (choice.sort.empty()) return {};
  const std::size_t mark = choice.sort.find(':');
  const std::string_view way =
      mark == std::string::npos ? "asc" : std::string_view{choice.sort}.substr(mark + 1);
  if (way != "asc" && way != "desc") {
    return fail(Errc::usage, fmt::format("--sort {}: what follows the colon is asc or desc",
                                         escape_control(choice.sort)));
  }
  bool found = false;
  std::string names;
  for_named_types(types, [&]<class E>() {
    found |= !own_column<E>(sort_column(choice.sort).first).empty();
    for (const std::string_view column : csv_columns<E>()) {
      names += (names.empty() ? "" : ", ") + std::string{column};
    }
  });
  if (found) return {};
  return fail(Errc::usage, fmt::format("--sort {}: no such column; there are symbol, {}",
                                       escape_control(choice.sort), names));
}

Result<void> check_columns(const std::vector<std::string>& columns, const EventTypes& types,
                           bool with_age) {
  std::vector<std::string_view> known = all_columns(types);
  if (with_age) known.emplace_back("age");
  for (const std::string& name : columns) {
    const auto is_it = [&](std::string_view column) { return same_name(column, name); };
    if (std::ranges::any_of(known, is_it)) continue;
    return fail(Errc::usage, fmt::format("no column '{}'; there are {}", escape_control(name),
                                         fmt::join(known, ", ")));
  }
  return {};
}

void visit_rows(const EventTables& tables, const EventTypes& types, const RowChoice& choice,
                const std::function<void(const Event&)>& each) {
  for_named_types(types, [&]<class E>() {
    const EventTable<E>& table = tables.of<E>();
    for (const auto row : chosen_rows(table, choice)) each(Event{table.at(row)});
  });
}

std::string rows_text(const EventTables& tables, const EventTypes& types, const RowChoice& choice,
                      const std::vector<std::string>& columns, Instant now, const Style& style) {
  std::string out;
  for_named_types(types, [&]<class E>() {
    const EventTable<E>& table = tables.of<E>();
    const Rows<E> rows = chosen_rows(table, choice);
    if (rows.empty()) return;
    const std::string words = heading(Schema<E>::name, rows.size(), table.size(), table.dropped());
    out += paint(ellipsize(words, style.width), Meaning::heading, style.color) + "\n";
    out += render(with_those_there_are(rows_table(table, rows, now), columns), style);
  });
  return out;
}

namespace {

// A bar may be of any day, and days begin at 00:00 UTC.
template <class E>
std::string time_text(const E& event) {
  if constexpr (std::same_as<E, Candle>) {
    return event.time == 0 ? "" : json_time(from_epoch_ms(event.time));
  } else {
    return clock_text(exchange_time(event));
  }
}

// ` (snapshot begin, removed)`; nothing for no flags.
std::string flags_text(std::int32_t event_flags) {
  constexpr auto kNames = std::to_array<std::pair<EventFlag, std::string_view>>(
      {{EventFlag::snapshot_begin, "snapshot begin"},
       {EventFlag::snapshot_end, "snapshot end"},
       {EventFlag::snapshot_snip, "snapshot cut"},
       {EventFlag::remove_event, "removed"},
       {EventFlag::tx_pending, "more to come"}});
  std::string words;
  for (const auto& [flag, name] : kNames) {
    if (has(event_flags, flag)) words += (words.empty() ? "" : ", ") + std::string{name};
  }
  return words.empty() ? "" : " (" + words + ")";
}

}  // namespace

std::string event_line(const Event& event) {
  return std::visit(
      []<class E>(const E& value) {
        if constexpr (std::same_as<E, UnknownEvent>) {
          return escape_control(fmt::format("{} {}", value.type, value.json));
        } else {
          std::string out = fmt::format("{} {}", Schema<E>::name, value.symbol);
          const std::string at = time_text(value);
          if (!at.empty()) out += " at " + at;
          if constexpr (indexed_event<E>) out += flags_text(value.event_flags);
          for_each_field<E>([&](const auto& field) {
            const std::string text = shown(value.*field.member, field.unit);
            if (text.empty() || is_for_machines(field.wire)) return;
            out += fmt::format(" {} {}", field.wire, text);
          });
          return escape_control(out);
        }
      },
      event);
}

CsvLines::CsvLines(const EventTypes& types, const std::vector<std::string>& chosen)
    : types_{types}, columns_{all_columns(types)} {
  if (chosen.empty()) return;
  std::vector<std::string_view> kept;
  for (const std::string& name : chosen) {
    const auto is_it = [&](std::string_view column) { return same_name(column, name); };
    std::ranges::copy_if(columns_, std::back_inserter(kept), is_it);
  }
  columns_ = std::move(kept);
}

std::string CsvLines::header() const { return fmt::format("{}\r\n", fmt::join(columns_, ",")); }

std::string CsvLines::line(const Event& event) const {
  std::string out;
  std::visit(
      [&]<class E>(const E& value) {
        if constexpr (!std::same_as<E, UnknownEvent>) {
          if (std::ranges::find(types_, Schema<E>::name) == types_.end()) return;
          std::vector<std::string> cells(columns_.size());
          const auto put = [&](std::string_view column, auto&& text) {
            for (std::size_t i = 0; i < columns_.size(); ++i) {
              if (columns_[i] == column) cells[i] = csv_value(text());
            }
          };
          put("type", [] { return std::string{Schema<E>::name}; });
          put("symbol", [&] { return std::string{value.symbol.view()}; });
          put("exchangeTime", [&] { return csv_time(exchange_time(value)); });
          put("received", [&] { return csv_time(value.received); });
          for_each_field<E>([&](const auto& field) {
            if (!field.on_wire() || field.unit == Unit::symbol) return;
            put(field.wire, [&] { return exact(value.*field.member); });
          });
          out = fmt::format("{}\r\n", fmt::join(cells, ","));
        }
      },
      event);
  return out;
}

}  // namespace belay::app
