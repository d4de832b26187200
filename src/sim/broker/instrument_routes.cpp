#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/catalog.hpp"
#include "sim/broker/futures_catalog.hpp"
#include "sim/broker/shares.hpp"
#include "sim/broker/small_instruments.hpp"
#include "sim/broker/state.hpp"

// Instruments that are no futures, and the search over all of them (broker-api.md 4.7).

namespace belay::sim {
namespace {

constexpr int kPerPage = 1000;
constexpr int kMostActive = 5000;
constexpr int kMostHits = 100;

HttpResponse no_instrument(std::string_view symbol) {
  return not_found(fmt::format("There is no instrument {}.", symbol));
}

// A filter of true or false; one that is not there admits both.
bool agrees(const Ask& ask, std::string_view key, bool value) {
  const auto wanted = ask.target.first(key);
  return !wanted || (*wanted == "true") == value;
}

bool wanted_equity(const Ask& ask, const Equity& equity) {
  return admits(ask.target.all("lendability"), equity.lendability.value_or("")) &&
         agrees(ask, "is-index", equity.is_index.value_or(false)) &&
         agrees(ask, "is-etf", equity.is_etf.value_or(false));
}

HttpResponse equities(BrokerState&, const Ask& ask) {
  const std::vector<std::string> symbols = ask.target.all("symbol");
  std::vector<const Equity*> found;
  for (const Equity& equity : all_equities()) {
    if (admits(symbols, equity.symbol) && wanted_equity(ask, equity)) found.push_back(&equity);
  }
  return paged_instruments(found, ask, kPerPage, kPerPage);
}

HttpResponse active_equities(BrokerState&, const Ask& ask) {
  std::vector<const Equity*> found;
  for (const Equity& equity : all_equities()) {
    if (equity.active.value_or(false) && wanted_equity(ask, equity)) found.push_back(&equity);
  }
  return paged_instruments(found, ask, kPerPage, kMostActive);
}

HttpResponse equity(BrokerState&, const Ask& ask) {
  const Equity* found = find_equity(ask.captures.front());
  if (found == nullptr) return no_instrument(ask.captures.front());
  return data_answer(json::encode(*found), ask);
}

HttpResponse equity_options(BrokerState& state, const Ask& ask) {
  if (state.options.refuse_option_lists) return not_permitted();
  const std::vector<std::string> symbols = ask.target.all("symbol");
  if (symbols.empty()) return invalid("symbol", "is missing");
  std::vector<std::string> items;
  for (const std::string& symbol : symbols) {
    const auto option = option_of(state.market, symbol, ask.now.simulated);
    if (!option) continue;
    if (!*option->active && !says_true(ask, "with-expired")) continue;
    items.push_back(json::encode(*option));
  }
  return items_answer(items, ask);
}

HttpResponse equity_option(BrokerState& state, const Ask& ask) {
  const auto option = option_of(state.market, ask.captures.front(), ask.now.simulated);
  if (!option) return no_instrument(ask.captures.front());
  return data_answer(json::encode(*option), ask);
}

// Routed, and closed to everybody (broker-api.md 4.7).
HttpResponse closed(BrokerState&, const Ask&) { return not_permitted(); }

template <class T>
HttpResponse list_of(const std::vector<T>& all, const Ask& ask) {
  const std::vector<std::string> symbols = ask.target.all("symbol");
  std::vector<std::string> items;
  for (const T& each : all) {
    if (admits(symbols, each.symbol)) items.push_back(json::encode(each));
  }
  return items_answer(items, ask);
}

template <class T>
HttpResponse one_of(const std::vector<T>& all, const Ask& ask) {
  const auto found = std::ranges::find(all, ask.captures.front(), &T::symbol);
  if (found == all.end()) return no_instrument(ask.captures.front());
  return data_answer(json::encode(*found), ask);
}

HttpResponse coins(BrokerState&, const Ask& ask) { return list_of(cryptocurrencies(), ask); }
HttpResponse one_coin(BrokerState&, const Ask& ask) { return one_of(cryptocurrencies(), ask); }
HttpResponse warrant_list(BrokerState&, const Ask& ask) { return list_of(warrants(), ask); }
HttpResponse one_warrant(BrokerState&, const Ask& ask) { return one_of(warrants(), ask); }
HttpResponse precisions(BrokerState&, const Ask& ask) {
  return items_answer(encode_each(quantity_precisions()), ask);
}
HttpResponse pairs(BrokerState&, const Ask& ask) {
  return items_answer(encode_each(currency_pairs()), ask);
}

std::string lower(std::string_view text) {
  std::string result{text};
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

// What `/instruments/search` looks through.
std::vector<SearchableInstrument> searchable(Instant now) {
  std::vector<SearchableInstrument> all;
  for (const Equity& equity : all_equities()) {
    all.push_back({.symbol = equity.symbol,
                   .instrument_type = InstrumentType::equity,
                   .description = equity.description,
                   .exchange = equity.listed_market});
  }
  for (const Future& future : futures_listed(now)) {
    all.push_back({.symbol = future.symbol,
                   .instrument_type = InstrumentType::future,
                   .description = fmt::format("{} {}", *future.future_product->description,
                                              future.expiration_date->substr(0, 7)),
                   .exchange = future.exchange,
                   .stops_trading_at = future.stops_trading_at});
  }
  return all;
}

bool hits(const SearchableInstrument& instrument, const Ask& ask, std::string_view query) {
  const bool named = lower(instrument.symbol).contains(query) ||
                     lower(instrument.description.value_or("")).contains(query);
  return named && admits(ask.target.all("exchange"), instrument.exchange.value_or("")) &&
         admits(ask.target.all("type"), instrument.instrument_type->text());
}

HttpResponse search(BrokerState&, const Ask& ask) {
  const auto limit = number<int>(ask.target.first("limit").value_or("25"));
  if (!limit || *limit < 1 || *limit > kMostHits) {
    return invalid("limit", "does not have a valid value");
  }
  const std::string query = lower(ask.target.first("query").value_or(""));
  std::vector<std::string> items;
  for (const SearchableInstrument& instrument : searchable(ask.now.simulated)) {
    if (items.size() == static_cast<std::size_t>(*limit)) break;
    if (hits(instrument, ask, query)) items.push_back(json::encode(instrument));
  }
  return items_answer(items, ask);
}

HttpResponse search_token(BrokerState& state, const Ask& ask) {
  return data_answer(
      fmt::format(R"({{"token":{}}})", json::quoted(state.tokens.issue_quote(ask.now.real))), ask,
      201);
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/instruments/equities", equities},
    {"GET", "/instruments/equities/active", active_equities},
    {"GET", "/instruments/equities/{}", equity},
    {"GET", "/instruments/equity-options", equity_options},
    {"GET", "/instruments/equity-options/{}", equity_option},
    {"GET", "/instruments/equity-deliverables", closed},
    {"GET", "/instruments/future-spreads", closed},
    {"GET", "/instruments/cryptocurrencies", coins},
    {"GET", "/instruments/cryptocurrencies/{}", one_coin},
    {"GET", "/instruments/warrants", warrant_list},
    {"GET", "/instruments/warrants/{}", one_warrant},
    {"GET", "/instruments/quantity-decimal-precisions", precisions},
    {"GET", "/instruments/currency-pairs", pairs},
    {"GET", "/instruments/search", search},
    {"POST", "/instruments/ai-search-token", search_token, Access::read},
});

}  // namespace

std::span<const Route> instrument_routes() { return kRoutes; }

}  // namespace belay::sim
