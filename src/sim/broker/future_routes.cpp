#include <algorithm>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/futures_catalog.hpp"
#include "sim/broker/state.hpp"

// Futures, their products and options (broker-api.md 4.7).

namespace belay::sim {
namespace {

constexpr int kPerPage = 1000;

HttpResponse none(std::string_view what, std::string_view name) {
  return not_found(fmt::format("There is no {} {}.", what, name));
}

std::string_view bare(std::string_view symbol) {
  return symbol.starts_with('/') ? symbol.substr(1) : symbol;
}

// Symbols come with and without the slash.
bool admits_future(const std::vector<std::string>& wanted, std::string_view symbol) {
  return wanted.empty() || std::ranges::any_of(wanted, [&](std::string_view each) {
           return bare(each) == bare(symbol);
         });
}

HttpResponse futures(BrokerState&, const Ask& ask) {
  const std::vector<std::string> symbols = ask.target.all("symbol");
  const std::vector<std::string> products = ask.target.all("product-code");
  const std::vector<std::string> exchanges = ask.target.all("exchange");
  const std::vector<std::string> ids = ask.target.all("security-id");
  const std::vector<Future> all = futures_listed(ask.now.simulated);
  std::vector<const Future*> found;
  for (const Future& future : all) {
    if (admits_future(symbols, future.symbol) &&
        admits_future(products, future.product_code.value_or("")) &&
        admits(exchanges, future.exchange.value_or("")) &&
        admits(ids, future.security_id.value_or(""))) {
      found.push_back(&future);
    }
  }
  return paged_instruments(found, ask, kPerPage, kPerPage);
}

HttpResponse future(BrokerState&, const Ask& ask) {
  const auto found = future_of(ask.captures.front(), ask.now.simulated);
  if (!found) return none("future", ask.captures.front());
  return data_answer(json::encode(*found), ask);
}

HttpResponse products(BrokerState&, const Ask& ask) {
  std::vector<const FutureProduct*> found;
  for (const FutureProduct& product : future_products()) found.push_back(&product);
  return paged_instruments(found, ask, kPerPage, kPerPage);
}

HttpResponse product(BrokerState&, const Ask& ask) {
  const std::string_view exchange = ask.captures.front();
  const std::string_view code = bare(ask.captures.back());
  for (const FutureProduct& each : future_products()) {
    if (each.exchange == exchange && each.code == code) return data_answer(json::encode(each), ask);
  }
  return none("futures product", code);
}

HttpResponse option_products(BrokerState&, const Ask& ask) {
  const std::vector<FutureOptionProduct> all = future_option_products();
  std::vector<const FutureOptionProduct*> found;
  for (const FutureOptionProduct& each : all) found.push_back(&each);
  return paged_instruments(found, ask, kPerPage, kPerPage);
}

// With the exchange before it or without.
HttpResponse option_product(BrokerState&, const Ask& ask) {
  const std::string_view root = ask.captures.back();
  const bool has_exchange = ask.captures.size() == 2;
  for (const FutureOptionProduct& each : future_option_products()) {
    if (each.root_symbol != root) continue;
    if (has_exchange && each.exchange != ask.captures.front()) continue;
    return data_answer(json::encode(each), ask);
  }
  return none("futures option product", root);
}

bool agrees(const Ask& ask, std::string_view key, std::string_view value) {
  const auto wanted = ask.target.first(key);
  return !wanted || *wanted == value;
}

// The product that a root's options are on.
std::string product_of(std::string_view root) {
  for (const FutureOptionProduct& each : future_option_products()) {
    if (each.root_symbol == root) return each.future_product->code.value_or("");
  }
  return {};
}

HttpResponse options(BrokerState& state, const Ask& ask) {
  if (state.options.refuse_option_lists) return not_permitted();
  std::vector<std::string> items;
  for (const std::string& symbol : ask.target.all("symbol")) {
    const auto option = future_option_of(symbol, ask.now.simulated);
    if (option) items.push_back(json::encode(*option));
  }
  const auto root = ask.target.first("option-root-symbol");
  if (!root) return items_answer(items, ask);
  const auto strike = Decimal::parse(ask.target.first("strike-price").value_or(""));
  for (const FutureOption& option : future_options_of(product_of(*root), ask.now.simulated)) {
    if (option.option_root_symbol == *root &&
        agrees(ask, "expiration-date", option.expiration_date.value_or("")) &&
        agrees(ask, "option-type", option.option_type->text()) &&
        (!strike || option.strike_price == *strike)) {
      items.push_back(json::encode(option));
    }
  }
  return items_answer(items, ask);
}

HttpResponse option(BrokerState&, const Ask& ask) {
  const auto found = future_option_of(ask.captures.front(), ask.now.simulated);
  if (!found) return none("futures option", ask.captures.front());
  return data_answer(json::encode(*found), ask);
}

HttpResponse chain(BrokerState&, const Ask& ask) {
  const std::string_view code = bare(ask.captures.front());
  const std::vector<FutureOption> found = future_options_of(code, ask.now.simulated);
  if (found.empty()) return none("futures option chain", code);
  return items_answer(encode_each(found), ask);
}

HttpResponse nested_chain(BrokerState&, const Ask& ask) {
  const std::string_view code = bare(ask.captures.front());
  const auto found = futures_chain_of(code, ask.now.simulated);
  if (!found) return none("futures option chain", code);
  return data_answer(json::encode(*found), ask);
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/instruments/futures", futures},
    {"GET", "/instruments/futures/{}", future},
    {"GET", "/instruments/future-products", products},
    {"GET", "/instruments/future-products/{}/{}", product},
    {"GET", "/instruments/future-options", options},
    {"GET", "/instruments/future-options/{}", option},
    {"GET", "/instruments/future-option-products", option_products},
    {"GET", "/instruments/future-option-products/{}", option_product},
    {"GET", "/instruments/future-option-products/{}/{}", option_product},
    {"GET", "/futures-option-chains/{}", chain},
    {"GET", "/futures-option-chains/{}/nested", nested_chain},
});

}  // namespace

std::span<const Route> future_routes() { return kRoutes; }

}  // namespace belay::sim
