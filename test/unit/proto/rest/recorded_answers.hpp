#pragma once

#include <array>
#include <string_view>

// Which endpoint each recorded or documented answer came from. tools/endpoints_page.py reads this
// table for the column `fixture` of docs/reference/endpoints.md.

namespace belay::rest::test {

struct RecordedAnswer {
  std::string_view method;
  std::string_view path;  ///< as in the table of endpoints
  /// Below `captures/broker` of the specification, or `documented/` below test/data.
  std::string_view file;
};

// clang-format off
inline constexpr auto kRecordedAnswers = std::to_array<RecordedAnswer>({
    {"POST", "/sessions", "tasty-go/session__sessionResp.json"},
    {"POST", "/sessions/validate", "tasty-go/session__sessionValidateResp.json"},
    {"POST", "/password/reset", "tasty-go/session__passwordResetErrorResp.json"},
    {"POST", "/password", "tasty-go/session__passwordChangeRequestErrorResp.json"},
    {"GET", "/customers/me", "tasty-go/customers__getCustomerResp.json"},
    {"GET", "/customers/me/accounts", "tasty-go/accounts__myAccountsResp.json"},
    {"GET", "/customers/me/accounts/{account}", "tasty-go/customers__getCustomerAccountResp.json"},
    {"GET", "/accounts/{account}/trading-status", "tasty-go/accounts__accountTradingStatusResp.json"},
    {"GET", "/accounts/{account}/trading-status", "joaquinbejar/doc/trading_status.json"},
    {"GET", "/accounts/{account}/position-limit", "tasty-go/accounts__positionLimitResp.json"},
    {"GET", "/api-quote-tokens", "tasty-go/streaming__quoteStreamerTokensResp.json"},
    {"GET", "/accounts/{account}/balances", "tasty-go/accounts__accountBalancesResp.json"},
    {"GET", "/accounts/{account}/balances", "documented/balances_list.json"},
    {"GET", "/accounts/{account}/balances", "documented/balances_single.json"},
    {"GET", "/accounts/{account}/balance-snapshots", "tasty-go/accounts__balanceSnapshotsResp.json"},
    {"GET", "/accounts/{account}/positions", "tasty-go/accounts__accountPositionsResp.json"},
    {"GET", "/accounts/{account}/positions", "xmandeng/prod_positions_2026-02-09.json"},
    {"GET", "/accounts/{account}/net-liq/history", "tasty-go/accounts__netLiqHistoryResp.json"},
    {"GET", "/accounts/{account}/transactions", "tasty-go/transactions__transactionsResp.json"},
    {"GET", "/accounts/{account}/transactions", "joaquinbejar/doc/transactions_listing.json"},
    {"GET", "/accounts/{account}/transactions", "tastytrade-mcp/get_transactions.json"},
    {"GET", "/accounts/{account}/transactions/{id}", "tasty-go/transactions__transactionResp.json"},
    {"GET", "/accounts/{account}/transactions/total-fees", "tasty-go/transactions__transactionFeesResp.json"},
    {"GET", "/accounts/{account}/orders", "tasty-go/orders__accountOrdersResp.json"},
    {"GET", "/accounts/{account}/orders", "quantconnect/embedded/L0722_DeserializeRestOpenOrderResponse.json"},
    {"GET", "/accounts/{account}/orders", "quantconnect/embedded/L0804_DeserializeRestOpenOrderResponseWithGoodTilDateTimeInForce.json"},
    {"GET", "/accounts/{account}/orders/live", "tasty-go/orders__liveOrdersResp.json"},
    {"GET", "/accounts/{account}/orders/live", "tastytrade-mcp/get_live_orders.json"},
    {"GET", "/accounts/{account}/orders/{id}", "tasty-go/orders__getOrderResp.json"},
    {"POST", "/accounts/{account}/orders", "tasty-go/orders__orderResp.json"},
    {"POST", "/accounts/{account}/orders", "quantconnect/embedded/L0598_DeserializeSubmitOrderResponse.json"},
    {"POST", "/accounts/{account}/orders/dry-run", "tasty-go/orders__orderDryRunResp.json"},
    {"POST", "/accounts/{account}/orders/dry-run", "tasty-go/orders__orderDryRunGTCResp.json"},
    {"POST", "/accounts/{account}/orders/dry-run", "tasty-go/orders__orderErrorDryRunResp.json"},
    {"POST", "/accounts/{account}/orders/dry-run", "joaquinbejar/doc/order_dry_run.json"},
    {"POST", "/accounts/{account}/orders/dry-run", "documented/dry_run_refused.json"},
    {"PUT", "/accounts/{account}/orders/{id}", "tasty-go/orders__replaceOrderResp.json"},
    {"PATCH", "/accounts/{account}/orders/{id}", "tasty-go/orders__patchOrderResp.json"},
    {"DELETE", "/accounts/{account}/orders/{id}", "tasty-go/orders__cancelledOrderResp.json"},
    {"POST", "/accounts/{account}/orders/{id}/dry-run", "tasty-go/orders__orderECRDryRunResp.json"},
    {"POST", "/accounts/{account}/orders/{id}/reconfirm", "tasty-go/orders__reconfirmResp.json"},
    {"GET", "/customers/me/orders", "tasty-go/orders__customerOrdersErrorResp.json"},
    {"GET", "/customers/me/orders/live", "tasty-go/orders__customerLiveOrdersResp.json"},
    {"POST", "/accounts/{account}/complex-orders/dry-run", "tastytrade-mcp/dry_run_complex_order.json"},
    {"GET", "/margin/accounts/{account}/requirements", "tasty-go/margin__marginReqResp.json"},
    {"GET", "/margin/accounts/{account}/requirements", "joaquinbejar/doc/margin_requirements.json"},
    {"POST", "/margin/accounts/{account}/dry-run", "joaquinbejar/doc/margin_dry_run.json"},
    {"GET", "/accounts/{account}/margin-requirements/{underlying}/effective", "tasty-go/margin__effectiveMarginRequirementsResp.json"},
    {"GET", "/accounts/{account}/margin-requirements/{underlying}/effective", "tastytrade-mcp/get_margin_requirements_effective_AAPL.json"},
    {"GET", "/margin-requirements-public-configuration", "tasty-go/margin__marginPublicConfigResp.json"},
    {"GET", "/instruments/equities", "tasty-go/equities__equitiesResp.json"},
    {"GET", "/instruments/equities/active", "tasty-go/equities__activeEquitiesResp.json"},
    {"GET", "/instruments/equities/{symbol}", "tasty-go/equities__equityResp.json"},
    {"GET", "/instruments/equity-options", "tasty-go/equities__equityOptionsResp.json"},
    {"GET", "/instruments/equity-options/{symbol}", "tasty-go/equities__equityOptionResp.json"},
    {"GET", "/instruments/futures", "tasty-go/futures__futuresResp.json"},
    {"GET", "/instruments/futures/{symbol}", "tasty-go/futures__futureResp.json"},
    {"GET", "/instruments/futures/{symbol}", "quantconnect/embedded/L0402_DeserializeFutureResponse.json"},
    {"GET", "/instruments/future-products", "tasty-go/futures__futureProductsResp.json"},
    {"GET", "/instruments/future-products/{exchange}/{code}", "tasty-go/futures__futureProductResp.json"},
    {"GET", "/instruments/future-options", "tasty-go/futures__futureOptionsResp.json"},
    {"GET", "/instruments/future-options/{symbol}", "tasty-go/futures__futureOptionResp.json"},
    {"GET", "/instruments/future-option-products", "tasty-go/futures__futureOptionsProducts.json"},
    {"GET", "/instruments/future-option-products/{exchange}/{root}", "tasty-go/futures__futureOptionProduct.json"},
    {"GET", "/instruments/cryptocurrencies", "tasty-go/cryptocurrencies__cryptocurrenciesResp.json"},
    {"GET", "/instruments/cryptocurrencies/{symbol}", "tasty-go/cryptocurrencies__cryptoResp.json"},
    {"GET", "/instruments/warrants", "tasty-go/instruments__warrantsResp.json"},
    {"GET", "/instruments/warrants/{symbol}", "tasty-go/instruments__warrantResp.json"},
    {"GET", "/instruments/quantity-decimal-precisions", "tasty-go/instruments__quantityDecimalPrecisionsResp.json"},
    {"GET", "/option-chains/{symbol}", "tasty-go/option_chains__equityOptionChainsResp.json"},
    {"GET", "/option-chains/{symbol}/compact", "tasty-go/option_chains__equityOptionChainsCompactResp.json"},
    {"GET", "/option-chains/{symbol}/compact", "tastytrade-mcp/get_option_chain_compact_AAPL_truncated.json"},
    {"GET", "/option-chains/{symbol}/nested", "tasty-go/option_chains__equityOptionChainsNestedResp.json"},
    {"GET", "/option-chains/{symbol}/nested", "documented/nested_chain.json"},
    {"GET", "/futures-option-chains/{code}", "tasty-go/option_chains__futuresOptionChainsResp.json"},
    {"GET", "/futures-option-chains/{code}", "tastytrade-mcp/get_futures_option_chain_full_ES_3items.json"},
    {"GET", "/futures-option-chains/{code}", "quantconnect/embedded/L0866_DeserializeRestFutureOptionChainResponse.json"},
    {"GET", "/futures-option-chains/{code}/nested", "tasty-go/option_chains__futuresOptionChainsNested.json"},
    {"GET", "/futures-option-chains/{code}/nested", "joaquinbejar/doc/FuturesNestedOptionChainSerializer.json"},
    {"GET", "/market-data/by-type", "joaquinbejar/doc/market_data_by_type.json"},
    {"GET", "/market-data/by-type", "tastytrade-mcp/get_quote_by_type.json"},
    {"GET", "/market-metrics", "tasty-go/market__marketMetricsResp.json"},
    {"GET", "/market-metrics", "tastytrade-mcp/get_market_metrics_AAPL.json"},
    {"GET", "/market-metrics/historic-corporate-events/dividends/{symbol}", "tasty-go/market__historicDividendsResp.json"},
    {"GET", "/market-metrics/historic-corporate-events/earnings-reports/{symbol}", "tasty-go/market__historicEarningsResp.json"},
    {"GET", "/symbols/search/{text}", "tasty-go/symbol__symbolSearchResp.json"},
    {"GET", "/watchlists", "tasty-go/watchlists__getWatchlistsResp.json"},
    {"POST", "/watchlists", "tasty-go/watchlists__createWatchlistResp.json"},
    {"GET", "/watchlists/{name}", "tasty-go/watchlists__getWatchlistResp.json"},
    {"PUT", "/watchlists/{name}", "tasty-go/watchlists__editedWatchlistResp.json"},
    {"DELETE", "/watchlists/{name}", "tasty-go/watchlists__deleteWatchlistResp.json"},
    {"GET", "/public-watchlists", "tasty-go/watchlists__getPublicWatchlistsResp.json"},
    {"GET", "/public-watchlists", "tasty-go/watchlists__getPublicWatchlistsCountsResp.json"},
    {"GET", "/public-watchlists/{name}", "tasty-go/watchlists__getPublicWatchlistResp.json"},
    {"GET", "/pairs-watchlists", "tasty-go/watchlists__getPairsWatchlistsResp.json"},
    {"GET", "/pairs-watchlists/{name}", "tasty-go/watchlists__getPairsWatchlistResp.json"},
});
// clang-format on

}  // namespace belay::rest::test
