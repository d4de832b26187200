#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "belay/model/small_instruments.hpp"
#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/metrics.hpp"
#include "sim/broker/shares.hpp"
#include "sim/broker/snapshots.hpp"
#include "sim/broker/state.hpp"

// Quotes, metrics and corporate events over REST, and the search for symbols (broker-api.md 4.8).

namespace belay::sim {
namespace {

constexpr std::size_t kMostSymbols = 100;
constexpr std::size_t kMostHits = 40;

constexpr auto kTypeKeys = std::to_array<std::pair<std::string_view, InstrumentType>>({
    {"cryptocurrency", InstrumentType::cryptocurrency},
    {"equity", InstrumentType::equity},
    {"equity-option", InstrumentType::equity_option},
    {"future", InstrumentType::future},
    {"future-option", InstrumentType::future_option},
    {"index", InstrumentType::index},
});

// Comma lists, repeated keys and bracketed keys alike (broker-api.md 1.4).
std::vector<std::string> listed(const Ask& ask, std::string_view key) {
  std::vector<std::string> values;
  for (const std::string& text : ask.target.all(key)) {
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find(',', at), text.size());
      if (end > at) values.push_back(text.substr(at, end - at));
      at = end + 1;
    }
  }
  return values;
}

// The order of the answer means nothing, so it is not that of the question (broker-api.md 9, 73).
std::size_t scatter(std::string_view symbol) {
  std::uint32_t hash = 2166136261U;
  for (const char c : symbol) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

HttpResponse by_type(BrokerState& state, const Ask& ask) {
  std::vector<std::pair<InstrumentType, std::string>> wanted;
  for (const auto& [key, type] : kTypeKeys) {
    for (std::string& symbol : listed(ask, key)) wanted.emplace_back(type, std::move(symbol));
  }
  if (wanted.empty()) return invalid("symbols", "is missing");
  if (wanted.size() > kMostSymbols) {
    return invalid("symbols", fmt::format("has more than {} symbols", kMostSymbols));
  }
  std::ranges::sort(wanted, {}, [](const auto& each) { return scatter(each.second); });
  std::vector<std::string> items;
  for (const auto& [type, symbol] : wanted) {
    const auto snapshot = snapshot_of(state.market, type, symbol, ask.now.simulated);
    if (snapshot) items.push_back(json::encode(*snapshot));
  }
  return rest::json_response(
      200, fmt::format(R"({{"data":{{"items":[{}]}},"pagination":null,"context":{}}})",
                       fmt::join(items, ","), json::quoted(ask.path)));
}

// Both spellings of a type: `equity-option` and `Equity Option`.
std::optional<InstrumentType> type_of(std::string_view text) {
  for (const auto& [key, type] : kTypeKeys) {
    if (text == key || text == enum_name(type)) return type;
  }
  return std::nullopt;
}

HttpResponse one(BrokerState& state, const Ask& ask) {
  const auto type = type_of(ask.captures.front());
  if (!type) return invalid("instrument-type", "does not have a valid value");
  const auto snapshot = snapshot_of(state.market, *type, ask.captures.back(), ask.now.simulated);
  if (!snapshot) return not_found(fmt::format("There is no market data of {}.", ask.captures[1]));
  return data_answer(json::encode(*snapshot), ask);
}

HttpResponse metrics(BrokerState& state, const Ask& ask) {
  const std::vector<std::string> symbols = listed(ask, "symbols");
  if (symbols.empty()) return invalid("symbols", "is missing");
  std::vector<std::string> items;
  for (const std::string& symbol : symbols) {
    const auto metric = metric_of(state.market, symbol, ask.now.simulated);
    if (metric) items.push_back(json::encode(*metric));
  }
  return bare_items_answer(items);
}

HttpResponse dividends(BrokerState&, const Ask& ask) {
  return bare_items_answer(encode_each(dividends_of(ask.captures.front(), ask.now.simulated)));
}

HttpResponse earnings(BrokerState&, const Ask& ask) {
  const auto from = ask.target.first("start-date");
  if (!from) return invalid("start-date", "is missing");
  const auto first = parse_date(*from);
  if (!first) return invalid("start-date", "does not have a valid value");
  Date last = new_york_date(ask.now.simulated);
  if (const auto to = ask.target.first("end-date")) {
    const auto end = parse_date(*to);
    if (!end) return invalid("end-date", "does not have a valid value");
    last = *end;
  }
  return bare_items_answer(encode_each(earnings_of(ask.captures.front(), *first, last)));
}

std::string upper(std::string_view text) {
  std::string result{text};
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return result;
}

SymbolHit hit(const Market& market, const Equity& equity) {
  const bool has_options = std::ranges::any_of(market.chains(), [&](const Chain& chain) {
    return chain.underlying->symbol == equity.symbol;
  });
  return SymbolHit{.symbol = equity.symbol,
                   .description = equity.description,
                   .listed_market = equity.listed_market,
                   .price_increments = "0.01",
                   .trading_hours = "Regular",
                   .options = has_options,
                   .instrument_type = equity.is_index.value_or(false) ? InstrumentType::index
                                                                      : InstrumentType::equity};
}

HttpResponse symbol_search(BrokerState& state, const Ask& ask) {
  const std::string text = upper(ask.captures.front());
  std::vector<std::string> items;
  for (const Equity& equity : all_equities()) {
    if (items.size() == kMostHits) break;
    if (equity.symbol.starts_with(text) || upper(*equity.description).contains(text)) {
      items.push_back(json::encode(hit(state.market, equity)));
    }
  }
  if (items.empty()) return not_found(fmt::format("No symbol matches {}.", text));
  return bare_items_answer(items);
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/market-data/by-type", by_type},
    {"GET", "/market-data/{}/{}", one},
    {"GET", "/market-metrics", metrics},
    {"GET", "/market-metrics/historic-corporate-events/dividends/{}", dividends},
    {"GET", "/market-metrics/historic-corporate-events/earnings-reports/{}", earnings},
    {"GET", "/symbols/search/{}", symbol_search},
});

}  // namespace

std::span<const Route> market_routes() { return kRoutes; }

}  // namespace belay::sim
