#include "belay/client/groups/alerts.hpp"
#include "belay/client/groups/backtests.hpp"
#include "belay/client/groups/sessions.hpp"
#include "belay/client/groups/watchlists.hpp"

#include "client/ask.hpp"

// Each verb: its row of the table, the names in its path, its filter, and what the answer is.

namespace belay {

template <class C>
Answer<C, std::vector<Watchlist>> Watchlists<C>::list() const {
  return client_->ask(rest::list<Watchlist>(rest::endpoint("GET", "/watchlists")));
}

template <class C>
Answer<C, Watchlist> Watchlists<C>::get(const std::string& name) const {
  return client_->ask(rest::one<Watchlist>(rest::endpoint("GET", "/watchlists/{name}"), {name}));
}

template <class C>
Answer<C, Watchlist> Watchlists<C>::create(const NewWatchlist& watchlist) const {
  return client_->ask(
      rest::one<Watchlist>(rest::endpoint("POST", "/watchlists"), {}, {}, json::encode(watchlist)));
}

template <class C>
Answer<C, Watchlist> Watchlists<C>::replace(const std::string& name,
                                            const NewWatchlist& watchlist) const {
  return client_->ask(rest::one<Watchlist>(rest::endpoint("PUT", "/watchlists/{name}"), {name}, {},
                                           json::encode(watchlist)));
}

template <class C>
Answer<C, Watchlist> Watchlists<C>::remove(const std::string& name) const {
  return client_->ask(
      rest::bare<Watchlist>(rest::endpoint("DELETE", "/watchlists/{name}"), {name}));
}

template <class C>
Answer<C, std::vector<Watchlist>> Watchlists<C>::public_lists(bool counts_only) const {
  return client_->ask(rest::list<Watchlist>(rest::endpoint("GET", "/public-watchlists"), {},
                                            rest::Query{}.add("counts-only", counts_only)));
}

template <class C>
Answer<C, Watchlist> Watchlists<C>::public_list(const std::string& name) const {
  return client_->ask(
      rest::one<Watchlist>(rest::endpoint("GET", "/public-watchlists/{name}"), {name}));
}

template <class C>
Answer<C, std::vector<PairsWatchlist>> Watchlists<C>::pairs_lists() const {
  return client_->ask(rest::list<PairsWatchlist>(rest::endpoint("GET", "/pairs-watchlists")));
}

template <class C>
Answer<C, PairsWatchlist> Watchlists<C>::pairs_list(const std::string& name) const {
  return client_->ask(
      rest::one<PairsWatchlist>(rest::endpoint("GET", "/pairs-watchlists/{name}"), {name}));
}

template class Watchlists<Client>;
template class Watchlists<blocking::Client>;

template <class C>
Answer<C, std::vector<QuoteAlert>> Alerts<C>::list() const {
  return client_->ask(rest::list<QuoteAlert>(rest::endpoint("GET", "/quote-alerts")));
}

template <class C>
Answer<C, QuoteAlert> Alerts<C>::create(const NewQuoteAlert& alert) const {
  return client_->ask(
      rest::one<QuoteAlert>(rest::endpoint("POST", "/quote-alerts"), {}, {}, json::encode(alert)));
}

template <class C>
Answer<C, Done> Alerts<C>::remove(const std::string& id) const {
  return client_->ask(rest::act(rest::endpoint("DELETE", "/quote-alerts/{id}"), {id}));
}

template class Alerts<Client>;
template class Alerts<blocking::Client>;

template <class C>
Answer<C, std::vector<std::string>> Backtests<C>::list() const {
  return client_->ask(rest::one<std::vector<std::string>>(rest::endpoint("GET", "/backtests")));
}

template <class C>
Answer<C, Backtest> Backtests<C>::create(const NewBacktest& backtest) const {
  return client_->ask(
      rest::one<Backtest>(rest::endpoint("POST", "/backtests"), {}, {}, json::encode(backtest)));
}

template <class C>
Answer<C, Backtest> Backtests<C>::get(const std::string& id) const {
  return client_->ask(rest::one<Backtest>(rest::endpoint("GET", "/backtests/{id}"), {id}));
}

template <class C>
Answer<C, std::string> Backtests<C>::logs(const std::string& id) const {
  return client_->ask(rest::text(rest::endpoint("GET", "/backtests/{id}/logs"), {id}));
}

template <class C>
Answer<C, Done> Backtests<C>::cancel(const std::string& id) const {
  return client_->ask(rest::act(rest::endpoint("POST", "/backtests/{id}/cancel"), {id}));
}

template <class C>
Answer<C, std::vector<BacktestDates>> Backtests<C>::available_dates() const {
  return client_->ask(
      rest::one<std::vector<BacktestDates>>(rest::endpoint("GET", "/available-dates")));
}

template <class C>
Answer<C, std::vector<SimulatedTradePoint>> Backtests<C>::simulate_trade(
    const NewSimulatedTrade& trade) const {
  return client_->ask(rest::one<std::vector<SimulatedTradePoint>>(
      rest::endpoint("POST", "/simulate-trade"), {}, {}, json::encode(trade)));
}

template class Backtests<Client>;
template class Backtests<blocking::Client>;
namespace {

std::string body_with(std::string_view key, std::string_view value) {
  return fmt::format("{{{}:{}}}", json::quoted(key), json::quoted(value));
}

}  // namespace

template <class C>
Answer<C, SessionUser> Sessions<C>::validate() const {
  return client_->ask(rest::one<SessionUser>(rest::endpoint("POST", "/sessions/validate")));
}

template <class C>
Answer<C, Done> Sessions<C>::end() const {
  return client_->ask(rest::act(rest::endpoint("DELETE", "/sessions")));
}

template <class C>
Answer<C, TwoFactorMethod> Sessions<C>::two_factor_method() const {
  return client_->ask(
      rest::one<TwoFactorMethod>(rest::endpoint("GET", "/users/me/two-factor-method")));
}

template <class C>
Answer<C, Done> Sessions<C>::request_password_reset(const std::string& email) const {
  return client_->ask(
      rest::act(rest::endpoint("POST", "/password/reset"), {}, {}, body_with("email", email)));
}

template <class C>
Answer<C, Done> Sessions<C>::request_confirmation(const std::string& email) const {
  return client_->ask(
      rest::act(rest::endpoint("POST", "/confirmation"), {}, {}, body_with("email", email)));
}

template <class C>
Answer<C, Done> Sessions<C>::change_password(const Secret& current, const Secret& fresh) const {
  return client_->ask(
      rest::act(rest::endpoint("POST", "/password"), {}, {},
                fmt::format(R"({{"current-password":{},"password":{},"password-confirmation":{}}})",
                            json::quoted(current.reveal()), json::quoted(fresh.reveal()),
                            json::quoted(fresh.reveal()))));
}

template <class C>
Answer<C, QuoteToken> Sessions<C>::quote_streamer_token() const {
  return client_->ask(rest::one<QuoteToken>(rest::endpoint("GET", "/quote-streamer-tokens")));
}

template class Sessions<Client>;
template class Sessions<blocking::Client>;

}  // namespace belay
