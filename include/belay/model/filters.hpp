// budget: tables; one filter per query.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/base/time.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/orders.hpp"
#include "belay/model/schema.hpp"

// What lists of the broker can be narrowed by. A member that is not set is not sent; the broker
// ignores a key it does not know, silently (broker-api.md 1.4), so these tables are the only
// spelling of the keys there is. Names on the wire that end in `[]` are repeated; a list under
// another name is sent as one text with commas.

namespace belay {

/// Narrows positions (broker-api.md 4.2).
struct PositionFilter {
  std::vector<std::string> underlying_symbols;
  std::string symbol;
  std::optional<Open<InstrumentType>> instrument_type;
  std::optional<bool> include_closed_positions;  ///< closed today: quantity 0
  std::string underlying_product_code;
  std::vector<std::string> partition_keys;
  std::optional<bool> net_positions;  ///< long and short lots of one instrument as one
  std::optional<bool> include_marks;  ///< adds `mark` and `mark-price`
};
template <>
struct Schema<PositionFilter> {
  static constexpr std::string_view name = "PositionFilter";
  static constexpr auto fields = std::tuple{
      Field{"underlying-symbol[]", &PositionFilter::underlying_symbols},
      Field{"symbol", &PositionFilter::symbol},
      Field{"instrument-type", &PositionFilter::instrument_type},
      Field{"include-closed-positions", &PositionFilter::include_closed_positions},
      Field{"underlying-product-code", &PositionFilter::underlying_product_code},
      Field{"partition-keys[]", &PositionFilter::partition_keys},
      Field{"net-positions", &PositionFilter::net_positions},
      Field{"include-marks", &PositionFilter::include_marks},
  };
};
static_assert(complete_schema<PositionFilter>);

/// Narrows balance snapshots: one day, or a range (broker-api.md 4.2).
struct BalanceSnapshotFilter {
  std::string time_of_day = "EOD";    ///< `BOD`, `EOD` or `Intraday`; the broker demands it
  std::optional<Date> snapshot_date;  ///< excludes a range
  std::optional<Date> start_date;
  std::optional<Date> end_date;
  std::string currency;                  ///< USD unless said
  std::optional<std::int64_t> per_page;  ///< 250 unless said, at most 2000
};
template <>
struct Schema<BalanceSnapshotFilter> {
  static constexpr std::string_view name = "BalanceSnapshotFilter";
  static constexpr auto fields = std::tuple{
      Field{"time-of-day", &BalanceSnapshotFilter::time_of_day},
      Field{"snapshot-date", &BalanceSnapshotFilter::snapshot_date},
      Field{"start-date", &BalanceSnapshotFilter::start_date},
      Field{"end-date", &BalanceSnapshotFilter::end_date},
      Field{"currency", &BalanceSnapshotFilter::currency},
      Field{"per-page", &BalanceSnapshotFilter::per_page},
  };
};
static_assert(complete_schema<BalanceSnapshotFilter>);

/// The history of net liquidating value: exactly one of `time_back` and `start_time`
/// (broker-api.md 4.2).
struct NetLiqFilter {
  std::string time_back;  ///< `1d`, `1w`, `1m`, `3m`, `6m`, `1y` or `all`
  std::optional<Instant> start_time;
  std::optional<Instant> end_time;
  std::string interval;
};
template <>
struct Schema<NetLiqFilter> {
  static constexpr std::string_view name = "NetLiqFilter";
  static constexpr auto fields = std::tuple{
      Field{"time-back", &NetLiqFilter::time_back},
      Field{"start-time", &NetLiqFilter::start_time},
      Field{"end-time", &NetLiqFilter::end_time},
      Field{"interval", &NetLiqFilter::interval},
  };
};
static_assert(complete_schema<NetLiqFilter>);

/// Narrows transactions (broker-api.md 4.3).
struct TransactionFilter {
  std::optional<Date> start_date;  ///< New York's day
  std::optional<Date> end_date;
  std::optional<Instant> start_at;
  std::optional<Instant> end_at;
  std::vector<std::string> types;  ///< `Trade`, `Money Movement`, …
  std::vector<std::string> sub_types;
  std::optional<Open<Action>> action;
  std::string symbol;
  std::string underlying_symbol;
  std::optional<Open<InstrumentType>> instrument_type;
  std::string futures_symbol;
  std::string partition_key;
  std::string currency;
  std::string sort;                      ///< `Desc` (unless said) or `Asc`
  std::optional<std::int64_t> per_page;  ///< 250 unless said, at most 2000
};
template <>
struct Schema<TransactionFilter> {
  static constexpr std::string_view name = "TransactionFilter";
  static constexpr auto fields = std::tuple{
      Field{"start-date", &TransactionFilter::start_date},
      Field{"end-date", &TransactionFilter::end_date},
      Field{"start-at", &TransactionFilter::start_at},
      Field{"end-at", &TransactionFilter::end_at},
      Field{"types[]", &TransactionFilter::types},
      Field{"sub-type[]", &TransactionFilter::sub_types},
      Field{"action", &TransactionFilter::action},
      Field{"symbol", &TransactionFilter::symbol},
      Field{"underlying-symbol", &TransactionFilter::underlying_symbol},
      Field{"instrument-type", &TransactionFilter::instrument_type},
      Field{"futures-symbol", &TransactionFilter::futures_symbol},
      Field{"partition-key", &TransactionFilter::partition_key},
      Field{"currency", &TransactionFilter::currency},
      Field{"sort", &TransactionFilter::sort},
      Field{"per-page", &TransactionFilter::per_page},
  };
};
static_assert(complete_schema<TransactionFilter>);

/// Narrows orders of days past. The broker demands a start since version 20261012
/// (broker-api.md 4.4).
struct OrderFilter {
  std::optional<Date> start_date;  ///< New York's day
  std::optional<Date> end_date;
  std::optional<Instant> start_at;
  std::optional<Instant> end_at;
  std::vector<Open<OrderStatus>> statuses;
  std::string underlying_symbol;  ///< a future's product (`/M6E`) or contract (`/ESU9`) too
  std::optional<Open<InstrumentType>>
      underlying_instrument_type;        ///< Equity covers its options, Future likewise
  std::string futures_symbol;            ///< a future and its options
  std::string sort;                      ///< `Desc` (unless said) or `Asc`
  std::optional<std::int64_t> per_page;  ///< 100 unless said, at most 200
};
template <>
struct Schema<OrderFilter> {
  static constexpr std::string_view name = "OrderFilter";
  static constexpr auto fields = std::tuple{
      Field{"start-date", &OrderFilter::start_date},
      Field{"end-date", &OrderFilter::end_date},
      Field{"start-at", &OrderFilter::start_at},
      Field{"end-at", &OrderFilter::end_at},
      Field{"status[]", &OrderFilter::statuses},
      Field{"underlying-symbol", &OrderFilter::underlying_symbol},
      Field{"underlying-instrument-type", &OrderFilter::underlying_instrument_type},
      Field{"futures-symbol", &OrderFilter::futures_symbol},
      Field{"sort", &OrderFilter::sort},
      Field{"per-page", &OrderFilter::per_page},
  };
};
static_assert(complete_schema<OrderFilter>);

/// Narrows orders of today; heeded from version 20261012 on, so check what comes
/// (broker-api.md 4.4).
struct LiveOrderFilter {
  std::vector<Open<OrderStatus>> statuses;  ///< one comma list
  std::string underlying_symbol;
  std::optional<std::int64_t> per_page = 200;  ///< 100 unless said, at most 200
};
template <>
struct Schema<LiveOrderFilter> {
  static constexpr std::string_view name = "LiveOrderFilter";
  static constexpr auto fields = std::tuple{
      Field{"status", &LiveOrderFilter::statuses},
      Field{"underlying-symbol", &LiveOrderFilter::underlying_symbol},
      Field{"per-page", &LiveOrderFilter::per_page},
  };
};
static_assert(complete_schema<LiveOrderFilter>);

/// Narrows stocks, ETFs and indices. Nothing set: all of them (broker-api.md 4.7).
struct EquityFilter {
  std::vector<std::string> symbols;
  std::string lendability;  ///< `Easy To Borrow`, …
  std::optional<bool> is_index;
  std::optional<bool> is_etf;
  std::optional<std::int64_t> per_page;  ///< 1000 unless said; the most there are
};
template <>
struct Schema<EquityFilter> {
  static constexpr std::string_view name = "EquityFilter";
  static constexpr auto fields = std::tuple{
      Field{"symbol[]", &EquityFilter::symbols},  Field{"lendability", &EquityFilter::lendability},
      Field{"is-index", &EquityFilter::is_index}, Field{"is-etf", &EquityFilter::is_etf},
      Field{"per-page", &EquityFilter::per_page},
  };
};
static_assert(complete_schema<EquityFilter>);

/// Narrows stocks that trade (broker-api.md 4.7).
struct ActiveEquityFilter {
  std::string lendability;
  std::optional<std::int64_t> per_page;  ///< 1000 unless said, at most 5000
};
template <>
struct Schema<ActiveEquityFilter> {
  static constexpr std::string_view name = "ActiveEquityFilter";
  static constexpr auto fields = std::tuple{
      Field{"lendability", &ActiveEquityFilter::lendability},
      Field{"per-page", &ActiveEquityFilter::per_page},
  };
};
static_assert(complete_schema<ActiveEquityFilter>);

/// Narrows options of stocks; symbols are needed in practice (broker-api.md 4.7).
struct EquityOptionFilter {
  std::vector<std::string> symbols;
  std::optional<bool> active;  ///< true unless said
  std::optional<bool> with_expired;
};
template <>
struct Schema<EquityOptionFilter> {
  static constexpr std::string_view name = "EquityOptionFilter";
  static constexpr auto fields = std::tuple{
      Field{"symbol[]", &EquityOptionFilter::symbols},
      Field{"active", &EquityOptionFilter::active},
      Field{"with-expired", &EquityOptionFilter::with_expired},
  };
};
static_assert(complete_schema<EquityOptionFilter>);

/// Narrows futures (broker-api.md 4.7).
struct FutureFilter {
  std::vector<std::string> symbols;        ///< with or without the leading `/`
  std::vector<std::string> product_codes;  ///< `ES`
  std::string exchange;
  std::optional<bool> only_active_futures;  ///< true unless said
  std::vector<std::string> security_ids;
  std::optional<std::int64_t> per_page;
};
template <>
struct Schema<FutureFilter> {
  static constexpr std::string_view name = "FutureFilter";
  static constexpr auto fields = std::tuple{
      Field{"symbol[]", &FutureFilter::symbols},
      Field{"product-code[]", &FutureFilter::product_codes},
      Field{"exchange", &FutureFilter::exchange},
      Field{"only-active-futures", &FutureFilter::only_active_futures},
      Field{"security-id[]", &FutureFilter::security_ids},
      Field{"per-page", &FutureFilter::per_page},
  };
};
static_assert(complete_schema<FutureFilter>);

/// Narrows options of futures (broker-api.md 4.7).
struct FutureOptionFilter {
  std::vector<std::string> symbols;
  std::string option_root_symbol;
  std::optional<Date> expiration_date;
  std::string option_type;  ///< `C` or `P`
  std::optional<Decimal> strike_price;
};
template <>
struct Schema<FutureOptionFilter> {
  static constexpr std::string_view name = "FutureOptionFilter";
  static constexpr auto fields = std::tuple{
      Field{"symbol[]", &FutureOptionFilter::symbols},
      Field{"option-root-symbol", &FutureOptionFilter::option_root_symbol},
      Field{"expiration-date", &FutureOptionFilter::expiration_date},
      Field{"option-type", &FutureOptionFilter::option_type},
      Field{"strike-price", &FutureOptionFilter::strike_price},
  };
};
static_assert(complete_schema<FutureOptionFilter>);

/// Words to find instruments by (broker-api.md 4.7).
struct InstrumentSearch {
  std::string query;
  std::string category;
  std::string exchange;
  std::string type;
  std::optional<Date> from_date;
  std::optional<std::int64_t> limit;  ///< 25 unless said, at most 100
};
template <>
struct Schema<InstrumentSearch> {
  static constexpr std::string_view name = "InstrumentSearch";
  static constexpr auto fields = std::tuple{
      Field{"query", &InstrumentSearch::query},
      Field{"category", &InstrumentSearch::category},
      Field{"exchange", &InstrumentSearch::exchange},
      Field{"type", &InstrumentSearch::type},
      Field{"from-date", &InstrumentSearch::from_date},
      Field{"limit", &InstrumentSearch::limit},
  };
};
static_assert(complete_schema<InstrumentSearch>);

/// Symbols to quote once, by type; at most 100 in all (broker-api.md 4.8, 3.6).
struct SnapshotFilter {
  std::vector<std::string> indices;
  std::vector<std::string> equities;
  std::vector<std::string> equity_options;
  std::vector<std::string> futures;
  std::vector<std::string> future_options;
  std::vector<std::string> cryptocurrencies;
};
template <>
struct Schema<SnapshotFilter> {
  static constexpr std::string_view name = "SnapshotFilter";
  static constexpr auto fields = std::tuple{
      Field{"index", &SnapshotFilter::indices},
      Field{"equity", &SnapshotFilter::equities},
      Field{"equity-option", &SnapshotFilter::equity_options},
      Field{"future", &SnapshotFilter::futures},
      Field{"future-option", &SnapshotFilter::future_options},
      Field{"cryptocurrency", &SnapshotFilter::cryptocurrencies},
  };
};
static_assert(complete_schema<SnapshotFilter>);

/// A range of earnings reports (broker-api.md 4.8).
struct EarningsFilter {
  std::optional<Date> start_date;  ///< the broker demands it
  std::optional<Date> end_date;
};
template <>
struct Schema<EarningsFilter> {
  static constexpr std::string_view name = "EarningsFilter";
  static constexpr auto fields = std::tuple{
      Field{"start-date", &EarningsFilter::start_date},
      Field{"end-date", &EarningsFilter::end_date},
  };
};
static_assert(complete_schema<EarningsFilter>);

/// Narrows trading sessions of a range of days, at most nine months (broker-api.md 4.9, 3.6).
struct SessionFilter {
  std::optional<Date> to_date;        ///< the broker demands it
  std::optional<Date> from_date;      ///< today unless said
  std::string instrument_collection;  ///< `Equity`, `CME` or `CFE`
};
template <>
struct Schema<SessionFilter> {
  static constexpr std::string_view name = "SessionFilter";
  static constexpr auto fields = std::tuple{
      Field{"to-date", &SessionFilter::to_date},
      Field{"from-date", &SessionFilter::from_date},
      Field{"instrument-collection", &SessionFilter::instrument_collection},
  };
};
static_assert(complete_schema<SessionFilter>);

/// SPAN margin files (broker-api.md 4.6).
struct SpanFilter {
  std::optional<Date> date;              ///< the broker demands it
  std::string exchange;                  ///< `CME` or `CFE`; the broker demands it
  std::optional<std::int64_t> per_page;  ///< 1000 unless said, at most 50000
};
template <>
struct Schema<SpanFilter> {
  static constexpr std::string_view name = "SpanFilter";
  static constexpr auto fields = std::tuple{
      Field{"date", &SpanFilter::date},
      Field{"exchange", &SpanFilter::exchange},
      Field{"per-page", &SpanFilter::per_page},
  };
};
static_assert(complete_schema<SpanFilter>);

}  // namespace belay
