#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "belay/model/extra.hpp"
#include "belay/model/schema.hpp"

// When markets are open: broker-api.md 5.30. Times are texts as sent; absent where a market has no
// such moment.

namespace belay {

/// One day of one market. `session_date` stands in the sessions around the current one and in
/// answers about the next and the previous.
struct MarketSession {
  std::optional<std::string> instrument_collection;  ///< `Equity`, `CME`, `CFE`
  std::optional<std::string> session_date;
  std::optional<std::string> start_at;
  std::optional<std::string> open_at;
  std::optional<std::string> close_at;
  std::optional<std::string> close_at_ext;  ///< end of the extended session; not for futures
  Extra extra;
};
template <>
struct Schema<MarketSession> {
  static constexpr std::string_view name = "MarketSession";
  static constexpr auto fields = std::tuple{
      Field{"instrument-collection", &MarketSession::instrument_collection},
      Field{"session-date", &MarketSession::session_date},
      Field{"start-at", &MarketSession::start_at},
      Field{"open-at", &MarketSession::open_at},
      Field{"close-at", &MarketSession::close_at},
      Field{"close-at-ext", &MarketSession::close_at_ext},
      Field{"", &MarketSession::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarketSession>);

/// Where a market stands now.
struct CurrentMarketSession {
  std::optional<std::string> instrument_collection;
  std::optional<std::string> state;  ///< `Open`, `Closed`, `Pre-market`, `Extended`
  std::optional<std::string> start_at;
  std::optional<std::string> open_at;
  std::optional<std::string> close_at;
  std::optional<std::string> close_at_ext;
  std::optional<MarketSession> next_session;
  std::optional<MarketSession> previous_session;
  Extra extra;
};
template <>
struct Schema<CurrentMarketSession> {
  static constexpr std::string_view name = "CurrentMarketSession";
  static constexpr auto fields = std::tuple{
      Field{"instrument-collection", &CurrentMarketSession::instrument_collection},
      Field{"state", &CurrentMarketSession::state},
      Field{"start-at", &CurrentMarketSession::start_at},
      Field{"open-at", &CurrentMarketSession::open_at},
      Field{"close-at", &CurrentMarketSession::close_at},
      Field{"close-at-ext", &CurrentMarketSession::close_at_ext},
      Field{"next-session", &CurrentMarketSession::next_session},
      Field{"previous-session", &CurrentMarketSession::previous_session},
      Field{"", &CurrentMarketSession::extra, Unit::rest},
  };
};
static_assert(complete_schema<CurrentMarketSession>);

/// Days on which a market is closed, or closes early: `YYYY-MM-DD`.
struct MarketHolidays {
  std::vector<std::string> market_holidays;
  std::vector<std::string> market_half_days;
  Extra extra;
};
template <>
struct Schema<MarketHolidays> {
  static constexpr std::string_view name = "MarketHolidays";
  static constexpr auto fields = std::tuple{
      Field{"market-holidays", &MarketHolidays::market_holidays},
      Field{"market-half-days", &MarketHolidays::market_half_days},
      Field{"", &MarketHolidays::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarketHolidays>);

}  // namespace belay
