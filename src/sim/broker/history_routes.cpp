#include <algorithm>
#include <array>
#include <chrono>
#include <expected>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/posting.hpp"
#include "sim/broker/state.hpp"
#include "sim/broker/valuation.hpp"
#include "sim/market/session.hpp"

// What was: transactions, fees, the account's value over time, balance snapshots
// (broker-api.md 4.2, 4.3).

namespace belay::sim {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

constexpr int kPerPage = 250;
constexpr int kMostPerPage = 2000;

HttpResponse no_value(std::string_view member) {
  return invalid(std::string{member}, "does not have a valid value");
}

Instant day_start(Date date) { return from_new_york(local_days{date}); }

// A day of New York or a moment; whichever of the two is there. The end of a day is its last.
std::expected<std::optional<Instant>, HttpResponse> bound(const Ask& ask, std::string_view day_key,
                                                          std::string_view time_key, bool end) {
  if (const auto text = ask.target.first(time_key)) {
    const auto time = parse_timestamp(*text);
    if (!time) return std::unexpected(no_value(time_key));
    return *time;
  }
  const auto text = ask.target.first(day_key);
  if (!text) return std::nullopt;
  const auto date = parse_date(*text);
  if (!date) return std::unexpected(no_value(day_key));
  return day_start(end ? Date{sys_days{*date} + days{1}} : *date) - (end ? 1ns : 0ns);
}

// Oldest first: what was before the simulation began, then what its orders did.
std::vector<Transaction> rows_of(const HeldAccount& account) {
  std::vector<Transaction> rows = account.history.transactions();
  for (auto trade = account.book.trades.rbegin(); trade != account.book.trades.rend(); ++trade) {
    rows.push_back(transaction_of(account.book, *trade));
  }
  return rows;
}

struct Filter {
  std::optional<Instant> from;
  std::optional<Instant> to;
  std::vector<std::string> types, sub_types, actions, symbols, underlyings, instruments, futures,
      currencies;

  [[nodiscard]] bool admits_row(const Transaction& row) const {
    const auto at = parse_timestamp(row.executed_at.value_or(""));
    if (from && at && *at < *from) return false;
    if (to && at && *at > *to) return false;
    const std::string_view action = row.action ? row.action->text() : "";
    const std::string_view instrument = row.instrument_type ? row.instrument_type->text() : "";
    return admits(types, row.transaction_type.text()) &&
           admits(sub_types, row.transaction_sub_type.value_or("")) && admits(actions, action) &&
           admits(symbols, row.symbol.value_or("")) && admits(futures, row.symbol.value_or("")) &&
           admits(underlyings, row.underlying_symbol.value_or("")) &&
           admits(instruments, instrument) && admits(currencies, row.currency.value_or("USD"));
  }
};

std::expected<Filter, HttpResponse> filter_of(const Ask& ask) {
  if (ask.target.first("type") && ask.target.first("types[]")) {
    return std::unexpected(invalid("type", "and types are exclusive"));
  }
  const auto from = bound(ask, "start-date", "start-at", false);
  if (!from) return std::unexpected(from.error());
  const auto to = bound(ask, "end-date", "end-at", true);
  if (!to) return std::unexpected(to.error());
  Filter filter{.from = *from,
                .to = *to,
                .types = ask.target.all("type"),
                .sub_types = ask.target.all("sub-type"),
                .actions = ask.target.all("action"),
                .symbols = ask.target.all("symbol"),
                .underlyings = ask.target.all("underlying-symbol"),
                .instruments = ask.target.all("instrument-type"),
                .futures = ask.target.all("futures-symbol"),
                .currencies = ask.target.all("currency")};
  std::ranges::copy(ask.target.all("types"), std::back_inserter(filter.types));
  return filter;
}

HttpResponse transactions(BrokerState&, const Ask& ask) {
  const auto filter = filter_of(ask);
  if (!filter) return filter.error();
  const std::string_view sort = ask.target.first("sort").value_or("Desc");
  if (sort != "Desc" && sort != "Asc") return no_value("sort");
  std::vector<const Transaction*> found;
  const std::vector<Transaction> rows = rows_of(*ask.account);
  for (const Transaction& row : rows) {
    if (filter->admits_row(row)) found.push_back(&row);
  }
  if (sort == "Desc") std::ranges::reverse(found);
  const auto cut = cut_page(ask, found.size(), kPerPage, kMostPerPage);
  if (!cut) return cut.error();
  std::vector<std::string> items;
  for (std::size_t i = 0; i < cut->count; ++i) {
    items.push_back(json::encode(*found[cut->first + i]));
  }
  return rest::json_response(200, rest::items_envelope(items, ask.path, cut->page));
}

HttpResponse transaction(BrokerState&, const Ask& ask) {
  const auto id = number<std::int64_t>(ask.captures.back());
  for (const Transaction& row : rows_of(*ask.account)) {
    if (id && row.id == id) return data_answer(json::encode(row), ask);
  }
  return not_found("There is no such transaction.");
}

HttpResponse total_fees(BrokerState&, const Ask& ask) {
  const auto text = ask.target.first("date");
  const auto date = text ? parse_date(*text) : Result<Date>{new_york_date(ask.now.simulated)};
  if (!date) return no_value("date");
  Result<Decimal> sum = Decimal{0};
  for (const Transaction& row : rows_of(*ask.account)) {
    if (row.transaction_date != to_iso_date(*date)) continue;
    for (const auto& fee : {row.regulatory_fees, row.clearing_fees, row.commission,
                            row.proprietary_index_option_fees}) {
      sum = sum + Result<Decimal>{fee.value_or(0)};
    }
  }
  const Decimal fees = spelt(sum.value_or(0));
  return data_answer(
      json::encode(TotalFees{.total_fees = fees, .total_fees_effect = debit_of(fees)}), ask);
}

constexpr auto kTimeBack = std::to_array<std::pair<std::string_view, hours>>({
    {"1d", 24h},
    {"1w", 168h},
    {"1m", 730h},
    {"3m", 2190h},
    {"6m", 4380h},
    {"1y", 8760h},
    {"all", 17520h},
});

// `5min`, `1h`, `1d`; nothing: a sensible one.
minutes step_of(const Ask& ask) {
  const std::string_view text = ask.target.first("interval").value_or("");
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto count = number<int>(text.substr(0, digits)).value_or(1);
  const std::string_view unit = text.substr(digits);
  if (text.empty() || count < 1 || count > 1440) return 0min;
  if (unit.starts_with('h')) return hours{count};
  return unit.starts_with('d') ? hours{24 * count} : minutes{count};
}

Result<Decimal> net_liq_of(const BrokerState& state, const Ask& ask) {
  const Result<Valuation> value = value_of(ask.account->book, state.market);
  if (!value) return std::unexpected(value.error());
  return value->net_liquidating;
}

HttpResponse net_liq_history(BrokerState& state, const Ask& ask) {
  const auto back = ask.target.first("time-back");
  const auto since = ask.target.first("start-time");
  if (back.has_value() == since.has_value()) {
    return invalid("time-back", "or start-time: exactly one parameter must be provided");
  }
  Instant from;
  Instant to = ask.now.simulated;
  if (back) {
    const auto found = std::ranges::find(kTimeBack, *back, &decltype(kTimeBack)::value_type::first);
    if (found == kTimeBack.end()) return no_value("time-back");
    from = to - found->second;
  } else {
    const auto start = parse_timestamp(*since);
    if (!start) return no_value("start-time");
    from = *start;
  }
  const auto value = net_liq_of(state, ask);
  if (!value) return rest::error_response(500, "sim_internal", value.error().message);
  return bare_items_answer(encode_each(net_liq_bars(*value, from, to, step_of(ask))));
}

HttpResponse net_liq(BrokerState& state, const Ask& ask) {
  const auto value = net_liq_of(state, ask);
  if (!value) return rest::error_response(500, "sim_internal", value.error().message);
  return data_answer(json::encode(NetLiq{.account_number = ask.account->book.account_number,
                                         .net_liquidating_value = spelt(*value)}),
                     ask);
}

Instant snapshot_time(Date date, std::string_view time_of_day) {
  return day_start(date) + (time_of_day == "EOD" ? 17h : 9h);
}

// The account as it was: what it was worth is on the curve of net_liq_history, the rest as now.
Balance snapshot_on(Balance balance, Date date, std::string_view time_of_day, Instant now) {
  const Instant at = snapshot_time(date, time_of_day);
  const double factor = past_factor(at, now);
  for (auto* amount : {&balance.net_liquidating_value, &balance.margin_equity}) {
    if (*amount) *amount = to_decimal((*amount)->to_double() * factor, 3).normalized(1);
  }
  balance.snapshot_date = to_iso_date(date);
  balance.time_of_day = std::string{time_of_day};
  balance.updated_at = to_iso_utc(std::min(at, now));
  return balance;
}

/// Trading days asked for, until today.
std::expected<std::vector<Date>, HttpResponse> snapshot_days(const Ask& ask, Date today) {
  const bool one = ask.target.first("snapshot-date").has_value();
  const char* const from = one ? "snapshot-date" : "start-date";
  const char* const to = one ? "snapshot-date" : "end-date";
  const auto first = parse_date(ask.target.first(from).value_or(to_iso_date(today)));
  const auto last = parse_date(ask.target.first(to).value_or(to_iso_date(today)));
  if (!first) return std::unexpected(no_value(from));
  if (!last) return std::unexpected(no_value(to));
  const sys_days end = std::min(sys_days{*last}, sys_days{today});
  std::vector<Date> list;
  for (sys_days day{*first}; day <= end && list.size() < 4000; day += days{1}) {
    if (trading_day_from(Date{day}) == Date{day}) list.emplace_back(day);
  }
  return list;
}

HttpResponse balance_snapshots(BrokerState& state, const Ask& ask) {
  const auto time = ask.target.first("time-of-day");
  if (!time) return invalid("time-of-day", "is missing");
  if (*time != "BOD" && *time != "EOD" && *time != "Intraday") return no_value("time-of-day");
  const Instant now = ask.now.simulated;
  const auto dates = snapshot_days(ask, new_york_date(now));
  if (!dates) return dates.error();
  const Result<Balance> balance = balance_of(ask.account->book, state.market, now);
  if (!balance) return rest::error_response(500, "sim_internal", balance.error().message);
  std::vector<std::string> items;
  for (const Date date : *dates) {
    if (snapshot_time(date, *time) > now) continue;
    items.push_back(json::encode(snapshot_on(*balance, date, *time, now)));
  }
  // One day's answer holds the account as it is as well (broker-api.md 4.2).
  if (ask.target.first("snapshot-date")) items.push_back(json::encode(*balance));
  return page_answer(items, ask, kPerPage, kMostPerPage);
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/accounts/{}/transactions", transactions},
    {"GET", "/accounts/{}/transactions/total-fees", total_fees},
    {"GET", "/accounts/{}/transactions/{}", transaction},
    {"GET", "/accounts/{}/net-liq/history", net_liq_history},
    {"GET", "/accounts/{}/net-liq", net_liq},
    {"GET", "/accounts/{}/balance-snapshots", balance_snapshots},
});

}  // namespace

std::span<const Route> history_routes() { return kRoutes; }

}  // namespace belay::sim
