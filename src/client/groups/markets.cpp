#include "belay/client/groups/market.hpp"
#include "belay/client/groups/market_time.hpp"

#include "client/ask.hpp"
#include "proto/rest/calls.hpp"

// Each verb: its row of the table, the names in its path, its filter, and what the answer is.

namespace belay {

template <class C>
Pages<C, MarketSnapshot> Markets<C>::snapshots(const SnapshotFilter& filter) const {
  return client_->parts(rest::snapshot_calls(filter));
}

template <class C>
Answer<C, MarketSnapshot> Markets<C>::snapshot(Open<InstrumentType> type,
                                               const std::string& symbol) const {
  return client_->ask(rest::one<MarketSnapshot>(
      rest::endpoint("GET", "/market-data/{type}/{symbol}"), {std::string{type.text()}, symbol}));
}

template <class C>
Answer<C, std::vector<MarketMetric>> Markets<C>::metrics(
    const std::vector<std::string>& symbols) const {
  return client_->ask(rest::list<MarketMetric>(rest::endpoint("GET", "/market-metrics"), {},
                                               rest::Query{}.add("symbols", symbols)));
}

template <class C>
Answer<C, std::vector<Dividend>> Markets<C>::dividends(const std::string& symbol) const {
  return client_->ask(rest::list<Dividend>(
      rest::endpoint("GET", "/market-metrics/historic-corporate-events/dividends/{symbol}"),
      {symbol}));
}

template <class C>
Answer<C, std::vector<EarningsReport>> Markets<C>::earnings(const std::string& symbol,
                                                            const EarningsFilter& filter) const {
  return client_->ask(rest::list<EarningsReport>(
      rest::endpoint("GET", "/market-metrics/historic-corporate-events/earnings-reports/{symbol}"),
      {symbol}, rest::query_of(filter)));
}

template <class C>
Answer<C, std::vector<SymbolHit>> Markets<C>::search(const std::string& text) const {
  return client_->ask(
      rest::list<SymbolHit>(rest::endpoint("GET", "/symbols/search/{text}"), {text}));
}

template class Markets<Client>;
template class Markets<blocking::Client>;

template <class C>
Answer<C, std::vector<MarketSession>> MarketTime<C>::sessions(const SessionFilter& filter) const {
  return client_->ask(rest::list<MarketSession>(rest::endpoint("GET", "/market-time/sessions"), {},
                                                rest::query_of(filter)));
}

template <class C>
Answer<C, std::vector<CurrentMarketSession>> MarketTime<C>::current_sessions(
    const std::vector<std::string>& collections) const {
  return client_->ask(
      rest::list<CurrentMarketSession>(rest::endpoint("GET", "/market-time/sessions/current"), {},
                                       rest::Query{}.add("instrument-collections[]", collections)));
}

template <class C>
Answer<C, CurrentMarketSession> MarketTime<C>::current_equity_session(
    std::optional<Instant> at) const {
  return client_->ask(rest::one<CurrentMarketSession>(
      rest::endpoint("GET", "/market-time/equities/sessions/current"), {},
      rest::Query{}.add("current-time", at)));
}

template <class C>
Answer<C, MarketSession> MarketTime<C>::next_equity_session(std::optional<Date> date) const {
  return client_->ask(
      rest::one<MarketSession>(rest::endpoint("GET", "/market-time/equities/sessions/next"), {},
                               rest::Query{}.add("date", date)));
}

template <class C>
Answer<C, MarketSession> MarketTime<C>::previous_equity_session(std::optional<Date> date) const {
  return client_->ask(
      rest::one<MarketSession>(rest::endpoint("GET", "/market-time/equities/sessions/previous"), {},
                               rest::Query{}.add("date", date)));
}

template <class C>
Answer<C, MarketHolidays> MarketTime<C>::equity_holidays() const {
  return client_->ask(
      rest::one<MarketHolidays>(rest::endpoint("GET", "/market-time/equities/holidays")));
}

template <class C>
Answer<C, std::vector<CurrentMarketSession>> MarketTime<C>::current_futures_sessions() const {
  return client_->ask(rest::list<CurrentMarketSession>(
      rest::endpoint("GET", "/market-time/futures/sessions/current")));
}

template <class C>
Answer<C, CurrentMarketSession> MarketTime<C>::current_futures_session(
    const std::string& exchange) const {
  return client_->ask(rest::one<CurrentMarketSession>(
      rest::endpoint("GET", "/market-time/futures/sessions/current/{exchange}"), {exchange}));
}

template <class C>
Answer<C, MarketSession> MarketTime<C>::next_futures_session(const std::string& exchange,
                                                             std::optional<Date> date) const {
  return client_->ask(rest::one<MarketSession>(
      rest::endpoint("GET", "/market-time/futures/sessions/next/{exchange}"), {exchange},
      rest::Query{}.add("date", date)));
}

template <class C>
Answer<C, MarketSession> MarketTime<C>::previous_futures_session(const std::string& exchange,
                                                                 std::optional<Date> date) const {
  return client_->ask(rest::one<MarketSession>(
      rest::endpoint("GET", "/market-time/futures/sessions/previous/{exchange}"), {exchange},
      rest::Query{}.add("date", date)));
}

template <class C>
Answer<C, MarketHolidays> MarketTime<C>::futures_holidays(const std::string& exchange) const {
  return client_->ask(rest::one<MarketHolidays>(
      rest::endpoint("GET", "/market-time/futures/holidays/{exchange}"), {exchange}));
}

template class MarketTime<Client>;
template class MarketTime<blocking::Client>;

}  // namespace belay
