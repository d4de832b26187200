#include <array>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "belay/model/calendar.hpp"
#include "belay/model/market_time.hpp"
#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/state.hpp"

// When markets are open (broker-api.md 4.9, 5.30), from the calendar.

namespace belay::sim {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

using Hours = belay::Session;
using Day = belay::MarketSession;

constexpr days kLongestRange{275};  // nine months

struct Collection {
  std::string_view name;
  belay::Market market;

  [[nodiscard]] bool is_equity() const { return market == belay::Market::equity; }
};
constexpr auto kCollections = std::to_array<Collection>(
    {{"Equity", belay::Market::equity}, {"CME", belay::Market::cme}, {"CFE", belay::Market::cfe}});

const Collection* find_collection(std::string_view name) {
  const auto found = std::ranges::find(kCollections, name, &Collection::name);
  return found == kCollections.end() ? nullptr : &*found;
}

HttpResponse no_collection(std::string_view name) {
  return not_found(fmt::format("There is no instrument collection {}.", name));
}

Date add_days(Date date, int count) { return Date{sys_days{date} + days{count}}; }

// 8:15 before the bell, four hours after it (broker-api.md 5.30).
Instant starts(const Collection& of, const Hours& hours) {
  return of.is_equity() ? hours.open - 75min : hours.open;
}
Instant ends(const Collection& of, const Hours& hours) {
  return of.is_equity() ? hours.close + 4h : hours.close;
}

Day plain_day(const Collection& of, const Hours& hours) {
  Day day{.instrument_collection = std::string{of.name},
          .start_at = to_iso_utc(starts(of, hours)),
          .open_at = to_iso_utc(hours.open),
          .close_at = to_iso_utc(hours.close)};
  if (of.is_equity()) day.close_at_ext = to_iso_utc(ends(of, hours));
  return day;
}

Day dated_day(const Collection& of, const Hours& hours) {
  Day day = plain_day(of, hours);
  day.session_date = to_iso_date(hours.date);
  return day;
}

// The first session of a date from `date` on, or of one before it.
std::optional<Hours> session_from(const Collection& of, Date date, int step) {
  for (int i = 0; i < 15; ++i, date = add_days(date, step)) {
    if (auto hours = session_on(date, of.market)) return hours;
  }
  return std::nullopt;
}

// The session that runs at `now`, its extended hours too, or else the next one.
std::optional<Hours> running_or_next(const Collection& of, Instant now) {
  const auto hours = session_from(of, new_york_date(now), 1);
  if (!hours || now < ends(of, *hours)) return hours;
  return session_from(of, add_days(hours->date, 1), 1);
}

std::string_view state_of(const Collection& of, const Hours& hours, Instant now) {
  if (now < starts(of, hours)) return "Closed";
  if (now < hours.open) return "Pre-market";
  if (now < hours.close) return "Open";
  return now < ends(of, hours) ? "Extended" : "Closed";
}

std::optional<CurrentMarketSession> current_of(const Collection& of, Instant now) {
  const auto hours = running_or_next(of, now);
  if (!hours) return std::nullopt;
  const Day day = plain_day(of, *hours);
  const bool begun = now >= starts(of, *hours);
  const auto next = begun ? session_from(of, add_days(hours->date, 1), 1) : hours;
  const auto previous = session_from(of, add_days(hours->date, -1), -1);
  CurrentMarketSession current{.instrument_collection = day.instrument_collection,
                               .state = std::string{state_of(of, *hours, now)},
                               .start_at = day.start_at,
                               .open_at = day.open_at,
                               .close_at = day.close_at,
                               .close_at_ext = day.close_at_ext};
  if (next) current.next_session = dated_day(of, *next);
  if (previous) current.previous_session = dated_day(of, *previous);
  return current;
}

HttpResponse current_answer(const Collection& of, Instant now, const Ask& ask) {
  const auto current = current_of(of, now);
  if (!current) return not_found("The calendar does not know this day.");
  return data_answer(json::encode(*current), ask);
}

// A date of the query, or a 400 that names it.
std::expected<Date, HttpResponse> date_in(const Ask& ask, std::string_view key, Date otherwise) {
  const auto text = ask.target.first(key);
  if (!text) return otherwise;
  const auto date = parse_date(*text);
  if (!date) return std::unexpected(invalid(std::string{key}, "does not have a valid value"));
  return *date;
}

HttpResponse sessions(BrokerState&, const Ask& ask) {
  const Date today = new_york_date(ask.now.simulated);
  if (!ask.target.first("to-date")) return invalid("to-date", "is missing");
  const auto from = date_in(ask, "from-date", today);
  const auto to = date_in(ask, "to-date", today);
  if (!from) return from.error();
  if (!to) return to.error();
  if (sys_days{*to} - sys_days{*from} > kLongestRange) {
    return invalid("to-date", "is more than nine months after from-date");
  }
  const Collection* of =
      find_collection(ask.target.first("instrument-collection").value_or("Equity"));
  if (of == nullptr) return invalid("instrument-collection", "does not have a valid value");
  std::vector<std::string> items;
  for (Date date = *from; sys_days{date} <= sys_days{*to}; date = add_days(date, 1)) {
    const auto hours = session_on(date, of->market);
    if (hours) items.push_back(json::encode(plain_day(*of, *hours)));
  }
  return items_answer(items, ask);
}

HttpResponse current_list(const std::vector<std::string>& names, const Ask& ask) {
  std::vector<std::string> items;
  for (const std::string& name : names) {
    const Collection* of = find_collection(name);
    if (of == nullptr) return invalid("instrument-collections", "does not have a valid value");
    const auto current = current_of(*of, ask.now.simulated);
    if (current) items.push_back(json::encode(*current));
  }
  return items_answer(items, ask);
}

HttpResponse current(BrokerState&, const Ask& ask) {
  const std::vector<std::string> names = ask.target.all("instrument-collections");
  if (names.empty()) return invalid("instrument-collections", "is missing");
  return current_list(names, ask);
}

HttpResponse current_futures(BrokerState&, const Ask& ask) {
  return current_list({"CME", "CFE"}, ask);
}

HttpResponse current_equities(BrokerState&, const Ask& ask) {
  const auto text = ask.target.first("current-time");
  if (!text) return current_answer(kCollections.front(), ask.now.simulated, ask);
  const auto time = parse_timestamp(*text);
  if (!time) return invalid("current-time", "does not have a valid value");
  return current_answer(kCollections.front(), *time, ask);
}

HttpResponse neighbour(const Collection& of, int step, const Ask& ask) {
  const auto date = date_in(ask, "date", new_york_date(ask.now.simulated));
  if (!date) return date.error();
  const auto hours = session_from(of, add_days(*date, step), step);
  if (!hours) return not_found("The calendar does not know this day.");
  return data_answer(json::encode(dated_day(of, *hours)), ask);
}

HttpResponse holidays_of(const Collection& of, const Ask& ask) {
  const year first = new_york_date(ask.now.simulated).year();
  MarketHolidays list;
  for (sys_days day{first / January / 1}; day < sys_days{(first + years{2}) / January / 1};
       day += days{1}) {
    if (weekday{day} == Saturday || weekday{day} == Sunday) continue;
    const auto hours = session_on(Date{day}, of.market);
    if (!hours) list.market_holidays.push_back(to_iso_date(Date{day}));
    if (hours && hours->half_day) list.market_half_days.push_back(to_iso_date(Date{day}));
  }
  return data_answer(json::encode(list), ask);
}

// Those whose path ends in CME or CFE.
template <class Answer>
HttpResponse of_exchange(const Ask& ask, Answer&& answer) {
  const Collection* of = find_collection(ask.captures.back());
  if (of == nullptr || of->is_equity()) return no_collection(ask.captures.back());
  return answer(*of);
}

HttpResponse next_equity(BrokerState&, const Ask& ask) {
  return neighbour(kCollections.front(), 1, ask);
}
HttpResponse previous_equity(BrokerState&, const Ask& ask) {
  return neighbour(kCollections.front(), -1, ask);
}
HttpResponse equity_holidays(BrokerState&, const Ask& ask) {
  return holidays_of(kCollections.front(), ask);
}
HttpResponse current_future(BrokerState&, const Ask& ask) {
  return of_exchange(
      ask, [&](const Collection& of) { return current_answer(of, ask.now.simulated, ask); });
}
HttpResponse next_future(BrokerState&, const Ask& ask) {
  return of_exchange(ask, [&](const Collection& of) { return neighbour(of, 1, ask); });
}
HttpResponse previous_future(BrokerState&, const Ask& ask) {
  return of_exchange(ask, [&](const Collection& of) { return neighbour(of, -1, ask); });
}
HttpResponse future_holidays(BrokerState&, const Ask& ask) {
  return of_exchange(ask, [&](const Collection& of) { return holidays_of(of, ask); });
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/market-time/sessions", sessions},
    {"GET", "/market-time/sessions/current", current},
    {"GET", "/market-time/equities/sessions/current", current_equities},
    {"GET", "/market-time/equities/sessions/next", next_equity},
    {"GET", "/market-time/equities/sessions/previous", previous_equity},
    {"GET", "/market-time/equities/holidays", equity_holidays},
    {"GET", "/market-time/futures/sessions/current", current_futures},
    {"GET", "/market-time/futures/sessions/current/{}", current_future},
    {"GET", "/market-time/futures/sessions/next/{}", next_future},
    {"GET", "/market-time/futures/sessions/previous/{}", previous_future},
    {"GET", "/market-time/futures/holidays/{}", future_holidays},
});

}  // namespace

std::span<const Route> market_time_routes() { return kRoutes; }

}  // namespace belay::sim
