#pragma once

#include <string>
#include <vector>

#include "belay/client/answer.hpp"
#include "belay/client/pages.hpp"
#include "belay/model/chains.hpp"
#include "belay/model/equity_options.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/filters.hpp"
#include "belay/model/futures.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/small_instruments.hpp"

namespace belay {

/// What can be traded (broker-api.md 4.7).
template <class C>
class Instruments {
 public:
  explicit Instruments(C& client) : client_{&client} {}

  /// Stocks, ETFs and indices. An empty filter lists some 25,000.
  [[nodiscard]] Pages<C, Equity> equities(const EquityFilter& filter) const;
  /// Every stock that trades.
  [[nodiscard]] Pages<C, Equity> active_equities(const ActiveEquityFilter& filter = {}) const;
  /// One stock. Errors: not_found.
  [[nodiscard]] Answer<C, Equity> equity(const std::string& symbol) const;
  /// Options by OCC symbol. Some grants are refused it: option_chain() is the safer way.
  [[nodiscard]] Answer<C, std::vector<EquityOption>> equity_options(
      const EquityOptionFilter& filter) const;
  /// One option, by its OCC symbol.
  [[nodiscard]] Answer<C, EquityOption> equity_option(const std::string& symbol) const;
  /// Undocumented, and refused wherever it was tried.
  [[nodiscard]] Answer<C, RawJson> equity_deliverables() const;
  /// Futures; active ones unless the filter says otherwise.
  [[nodiscard]] Pages<C, Future> futures(const FutureFilter& filter = {}) const;
  /// One future, with or without its leading `/`.
  [[nodiscard]] Answer<C, Future> future(const std::string& symbol) const;
  /// Products that futures belong to.
  [[nodiscard]] Pages<C, FutureProduct> future_products() const;
  /// One product: `CME`, `ES`.
  [[nodiscard]] Answer<C, FutureProduct> future_product(const std::string& exchange,
                                                        const std::string& code) const;
  /// Options of futures. Not documented by the broker.
  [[nodiscard]] Answer<C, std::vector<FutureOption>> future_options(
      const FutureOptionFilter& filter) const;
  /// One option of a future.
  [[nodiscard]] Answer<C, FutureOption> future_option(const std::string& symbol) const;
  /// Products that options of futures belong to.
  [[nodiscard]] Pages<C, FutureOptionProduct> future_option_products() const;
  /// One of them, by its root symbol (not its code).
  [[nodiscard]] Answer<C, FutureOptionProduct> future_option_product(
      const std::string& root_symbol) const;
  /// The same, of one exchange.
  [[nodiscard]] Answer<C, FutureOptionProduct> future_option_product(
      const std::string& exchange, const std::string& root_symbol) const;
  /// Undocumented, and refused wherever it was tried.
  [[nodiscard]] Answer<C, RawJson> future_spreads() const;
  /// All of them, or those named (`BTC/USD`).
  [[nodiscard]] Answer<C, std::vector<Cryptocurrency>> cryptocurrencies(
      const std::vector<std::string>& symbols = {}) const;
  /// One cryptocurrency.
  [[nodiscard]] Answer<C, Cryptocurrency> cryptocurrency(const std::string& symbol) const;
  /// All of them, or those named.
  [[nodiscard]] Answer<C, std::vector<Warrant>> warrants(
      const std::vector<std::string>& symbols = {}) const;
  /// One warrant.
  [[nodiscard]] Answer<C, Warrant> warrant(const std::string& symbol) const;
  /// How finely quantities may be cut.
  [[nodiscard]] Answer<C, std::vector<QuantityPrecision>> quantity_decimal_precisions() const;
  /// Currency pairs.
  [[nodiscard]] Answer<C, std::vector<CurrencyPair>> currency_pairs() const;
  /// Instruments by words.
  [[nodiscard]] Answer<C, std::vector<SearchableInstrument>> search(
      const InstrumentSearch& search) const;
  /// A token for the broker's AI search, as it came.
  [[nodiscard]] Answer<C, RawJson> ai_search_token() const;
  /// Every option of an underlying: thousands of rows.
  [[nodiscard]] Answer<C, std::vector<EquityOption>> option_chain(
      const std::string& underlying) const;
  /// The same, symbols only, by root and kind of expiration.
  [[nodiscard]] Answer<C, std::vector<CompactOptionChain>> compact_option_chain(
      const std::string& underlying) const;
  /// By expiration and strike; one chain per root (SPX: SPX and SPXW).
  [[nodiscard]] Answer<C, std::vector<OptionChain>> nested_option_chain(
      const std::string& underlying) const;
  /// Every option of a futures product: `ES` has 20,000, 37 MB.
  [[nodiscard]] Answer<C, std::vector<FutureOption>> future_option_chain(
      const std::string& product_code) const;
  /// By expiration and strike. Neither is sorted.
  [[nodiscard]] Answer<C, FuturesOptionChain> nested_future_option_chain(
      const std::string& product_code) const;

 private:
  C* client_;
};

extern template class Instruments<Client>;
extern template class Instruments<blocking::Client>;

}  // namespace belay
