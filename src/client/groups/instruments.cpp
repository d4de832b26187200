#include "belay/client/groups/instruments.hpp"

#include "client/ask.hpp"

// Each verb: its row of the table, the names in its path, its filter, and what the answer is.

namespace belay {

template <class C>
Pages<C, Equity> Instruments<C>::equities(const EquityFilter& filter) const {
  return client_->pages(rest::list<Equity>(rest::endpoint("GET", "/instruments/equities"), {},
                                           rest::query_of(filter)));
}

template <class C>
Pages<C, Equity> Instruments<C>::active_equities(const ActiveEquityFilter& filter) const {
  return client_->pages(rest::list<Equity>(rest::endpoint("GET", "/instruments/equities/active"),
                                           {}, rest::query_of(filter)));
}

template <class C>
Answer<C, Equity> Instruments<C>::equity(const std::string& symbol) const {
  return client_->ask(
      rest::one<Equity>(rest::endpoint("GET", "/instruments/equities/{symbol}"), {symbol}));
}

template <class C>
Answer<C, std::vector<EquityOption>> Instruments<C>::equity_options(
    const EquityOptionFilter& filter) const {
  return client_->ask(rest::list<EquityOption>(rest::endpoint("GET", "/instruments/equity-options"),
                                               {}, rest::query_of(filter)));
}

template <class C>
Answer<C, EquityOption> Instruments<C>::equity_option(const std::string& symbol) const {
  return client_->ask(rest::one<EquityOption>(
      rest::endpoint("GET", "/instruments/equity-options/{symbol}"), {symbol}));
}

template <class C>
Answer<C, RawJson> Instruments<C>::equity_deliverables() const {
  return client_->ask(
      rest::one<RawJson>(rest::endpoint("GET", "/instruments/equity-deliverables")));
}

template <class C>
Pages<C, Future> Instruments<C>::futures(const FutureFilter& filter) const {
  return client_->pages(rest::list<Future>(rest::endpoint("GET", "/instruments/futures"), {},
                                           rest::query_of(filter)));
}

template <class C>
Answer<C, Future> Instruments<C>::future(const std::string& symbol) const {
  return client_->ask(
      rest::one<Future>(rest::endpoint("GET", "/instruments/futures/{symbol}"), {symbol}));
}

template <class C>
Pages<C, FutureProduct> Instruments<C>::future_products() const {
  return client_->pages(
      rest::list<FutureProduct>(rest::endpoint("GET", "/instruments/future-products")));
}

template <class C>
Answer<C, FutureProduct> Instruments<C>::future_product(const std::string& exchange,
                                                        const std::string& code) const {
  return client_->ask(rest::one<FutureProduct>(
      rest::endpoint("GET", "/instruments/future-products/{exchange}/{code}"), {exchange, code}));
}

template <class C>
Answer<C, std::vector<FutureOption>> Instruments<C>::future_options(
    const FutureOptionFilter& filter) const {
  return client_->ask(rest::list<FutureOption>(rest::endpoint("GET", "/instruments/future-options"),
                                               {}, rest::query_of(filter)));
}

template <class C>
Answer<C, FutureOption> Instruments<C>::future_option(const std::string& symbol) const {
  return client_->ask(rest::one<FutureOption>(
      rest::endpoint("GET", "/instruments/future-options/{symbol}"), {symbol}));
}

template <class C>
Pages<C, FutureOptionProduct> Instruments<C>::future_option_products() const {
  return client_->pages(rest::list<FutureOptionProduct>(
      rest::endpoint("GET", "/instruments/future-option-products")));
}

template <class C>
Answer<C, FutureOptionProduct> Instruments<C>::future_option_product(
    const std::string& root_symbol) const {
  return client_->ask(rest::one<FutureOptionProduct>(
      rest::endpoint("GET", "/instruments/future-option-products/{root}"), {root_symbol}));
}

template <class C>
Answer<C, FutureOptionProduct> Instruments<C>::future_option_product(
    const std::string& exchange, const std::string& root_symbol) const {
  return client_->ask(rest::one<FutureOptionProduct>(
      rest::endpoint("GET", "/instruments/future-option-products/{exchange}/{root}"),
      {exchange, root_symbol}));
}

template <class C>
Answer<C, RawJson> Instruments<C>::future_spreads() const {
  return client_->ask(rest::one<RawJson>(rest::endpoint("GET", "/instruments/future-spreads")));
}

template <class C>
Answer<C, std::vector<Cryptocurrency>> Instruments<C>::cryptocurrencies(
    const std::vector<std::string>& symbols) const {
  return client_->ask(
      rest::list<Cryptocurrency>(rest::endpoint("GET", "/instruments/cryptocurrencies"), {},
                                 rest::Query{}.add("symbol[]", symbols)));
}

template <class C>
Answer<C, Cryptocurrency> Instruments<C>::cryptocurrency(const std::string& symbol) const {
  return client_->ask(rest::one<Cryptocurrency>(
      rest::endpoint("GET", "/instruments/cryptocurrencies/{symbol}"), {symbol}));
}

template <class C>
Answer<C, std::vector<Warrant>> Instruments<C>::warrants(
    const std::vector<std::string>& symbols) const {
  return client_->ask(rest::list<Warrant>(rest::endpoint("GET", "/instruments/warrants"), {},
                                          rest::Query{}.add("symbol[]", symbols)));
}

template <class C>
Answer<C, Warrant> Instruments<C>::warrant(const std::string& symbol) const {
  return client_->ask(
      rest::one<Warrant>(rest::endpoint("GET", "/instruments/warrants/{symbol}"), {symbol}));
}

template <class C>
Answer<C, std::vector<QuantityPrecision>> Instruments<C>::quantity_decimal_precisions() const {
  return client_->ask(rest::list<QuantityPrecision>(
      rest::endpoint("GET", "/instruments/quantity-decimal-precisions")));
}

template <class C>
Answer<C, std::vector<CurrencyPair>> Instruments<C>::currency_pairs() const {
  return client_->ask(
      rest::list<CurrencyPair>(rest::endpoint("GET", "/instruments/currency-pairs")));
}

template <class C>
Answer<C, std::vector<SearchableInstrument>> Instruments<C>::search(
    const InstrumentSearch& search) const {
  return client_->ask(rest::list<SearchableInstrument>(rest::endpoint("GET", "/instruments/search"),
                                                       {}, rest::query_of(search)));
}

template <class C>
Answer<C, RawJson> Instruments<C>::ai_search_token() const {
  return client_->ask(rest::one<RawJson>(rest::endpoint("POST", "/instruments/ai-search-token")));
}

template <class C>
Answer<C, std::vector<EquityOption>> Instruments<C>::option_chain(
    const std::string& underlying) const {
  return client_->ask(
      rest::list<EquityOption>(rest::endpoint("GET", "/option-chains/{symbol}"), {underlying}));
}

template <class C>
Answer<C, std::vector<CompactOptionChain>> Instruments<C>::compact_option_chain(
    const std::string& underlying) const {
  return client_->ask(rest::list<CompactOptionChain>(
      rest::endpoint("GET", "/option-chains/{symbol}/compact"), {underlying}));
}

template <class C>
Answer<C, std::vector<OptionChain>> Instruments<C>::nested_option_chain(
    const std::string& underlying) const {
  return client_->ask(rest::list<OptionChain>(
      rest::endpoint("GET", "/option-chains/{symbol}/nested"), {underlying}));
}

template <class C>
Answer<C, std::vector<FutureOption>> Instruments<C>::future_option_chain(
    const std::string& product_code) const {
  return client_->ask(rest::list<FutureOption>(
      rest::endpoint("GET", "/futures-option-chains/{code}"), {product_code}));
}

template <class C>
Answer<C, FuturesOptionChain> Instruments<C>::nested_future_option_chain(
    const std::string& product_code) const {
  return client_->ask(rest::one<FuturesOptionChain>(
      rest::endpoint("GET", "/futures-option-chains/{code}/nested"), {product_code}));
}

template class Instruments<Client>;
template class Instruments<blocking::Client>;

}  // namespace belay
