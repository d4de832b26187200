#pragma once

#include <algorithm>
#include <cctype>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "belay/base/error.hpp"
#include "belay/model/account_status.hpp"
#include "belay/model/account_stream.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/chains.hpp"
#include "belay/model/customers.hpp"
#include "belay/model/drift.hpp"
#include "belay/model/equity_options.hpp"
#include "belay/model/futures.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/margin.hpp"
#include "belay/model/margin_dry_run.hpp"
#include "belay/model/market_metrics.hpp"
#include "belay/model/market_snapshots.hpp"
#include "belay/model/net_liq.hpp"
#include "belay/model/orders.hpp"
#include "belay/model/quote_alerts.hpp"
#include "belay/model/sessions.hpp"
#include "belay/model/small_instruments.hpp"
#include "belay/model/transactions.hpp"
#include "belay/model/watchlists.hpp"
#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "proto/rest/calls.hpp"
#include "proto/rest/envelope.hpp"

namespace belay::json::test {
/// A recorded answer: where its objects stand, and how they are read and written again.
struct Recording {
  std::string file;  ///< below captures/broker
  std::string_view where;
  std::function<Result<std::string>(std::string_view object, Drift*)> round_trip;
  bool whole = true;  ///< false: put together by people from documents; members were left out
};

inline void PrintTo(const Recording& recording, std::ostream* out) { *out << recording.file; }

/// A file that holds no answer of the broker. `file` may be the start of a path.
struct NoPayload {
  std::string_view file;
  std::string_view reason;
};

namespace detail {

template <class T>
Result<std::string> as(std::string_view text, Drift* drift) {
  const auto value = decode<T>(text, drift);
  if (!value) return std::unexpected(value.error());
  return encode(*value);
}

// `{"account":{…},"authority-level":"owner"}`: one flat Account to us.
inline Result<std::string> as_account_item(std::string_view text, Drift* drift) {
  const auto list = rest::accounts().decode(
      rest::json_response(200, fmt::format(R"({{"data":{{"items":[{}]}}}})", text)), drift);
  if (!list) return std::unexpected(list.error());
  Account account = list->front();
  const std::string level = std::exchange(account.authority_level, std::nullopt).value_or("");
  return fmt::format(R"({{"account":{},"authority-level":{}}})", encode(account),
                     json::quoted(level));
}

// A refusal becomes an Error, and an Error a refusal: the simulator's side of the same words.
inline Result<std::string> as_refusal(std::string_view text, Drift*) {
  const std::string body = fmt::format(R"({{"error":{}}})", text);
  const Error error = rest::refusal(rest::json_response(400, body), "");
  const auto document = Document::parse(body);
  const bool validation = text.find("\"domain\"") != std::string_view::npos;
  const std::string message{document->root().find("error")->scalar("message")};
  if (error.message.find(rest::broker_words(message)) == std::string::npos) {
    return fail(Errc::parse, "the message is lost");
  }
  const auto again =
      rest::error_response(400, error.broker_code, message, error.reasons, validation);
  return std::string{Document::parse(again.body)->root().find("error")->raw()};
}

}  // namespace detail

/// Every file that holds an answer.
inline const std::vector<Recording>& recordings() {
  // budget: a table.
  using detail::as;
  static const std::vector<Recording> all{
      {"tasty-go/accounts__accountBalancesResp.json", "data", as<Balance>},
      {"tasty-go/accounts__balanceSnapshotsResp.json", "data.items[]", as<Balance>},
      {"joaquinbejar/frames/account-balance.derived.json", "data", as<Balance>, false},
      {"tasty-go/accounts__accountPositionsResp.json", "data.items[]", as<Position>},
      {"xmandeng/prod_positions_2026-02-09.json", "data.items[]", as<Position>},
      {"joaquinbejar/frames/current-position.derived.json", "data", as<Position>, false},
      {"tasty-go/accounts__accountTradingStatusResp.json", "data", as<AccountTradingStatus>},
      {"joaquinbejar/doc/trading_status.json", "data", as<AccountTradingStatus>},
      {"tasty-go/accounts__netLiqHistoryResp.json", "data.items[]", as<NetLiqBar>},
      {"tasty-go/accounts__positionLimitResp.json", "data", as<PositionLimit>},
      {"tasty-go/customers__getCustomerAccountResp.json", "data", as<Account>},
      {"tasty-go/customers__getCustomerResp.json", "data", as<Customer>},
      {"tasty-go/streaming__quoteStreamerTokensResp.json", "data", as<QuoteToken>, false},
      {"tasty-go/session__sessionResp.json", "data", as<UserSession>},
      {"tasty-go/session__sessionValidateResp.json", "data", as<SessionUser>},
      {"tasty-go/cryptocurrencies__cryptoResp.json", "data", as<Cryptocurrency>},
      {"tasty-go/cryptocurrencies__cryptocurrenciesResp.json", "data.items[]", as<Cryptocurrency>},
      {"tasty-go/equities__activeEquitiesResp.json", "data.items[]", as<Equity>},
      {"tasty-go/equities__equitiesResp.json", "data.items[]", as<Equity>},
      {"tasty-go/equities__equityResp.json", "data", as<Equity>},
      {"tasty-go/equities__equityOptionResp.json", "data", as<EquityOption>},
      {"tasty-go/equities__equityOptionsResp.json", "data.items[]", as<EquityOption>},
      {"tasty-go/option_chains__equityOptionChainsResp.json", "data.items[]", as<EquityOption>},
      {"tasty-go/option_chains__equityOptionChainsNestedResp.json", "data.items[]",
       as<OptionChain>},
      {"tasty-go/option_chains__equityOptionChainsCompactResp.json", "data.items[]",
       as<CompactOptionChain>},
      {"tastytrade-mcp/get_option_chain_compact_AAPL_truncated.json", "items[]",
       as<CompactOptionChain>},
      {"tasty-go/option_chains__futuresOptionChainsNested.json", "data", as<FuturesOptionChain>},
      {"joaquinbejar/doc/FuturesNestedOptionChainSerializer.json", "data", as<FuturesOptionChain>},
      {"tasty-go/instruments__quantityDecimalPrecisionsResp.json", "data.items[]",
       as<QuantityPrecision>},
      {"tasty-go/instruments__warrantResp.json", "data", as<Warrant>},
      {"tasty-go/instruments__warrantsResp.json", "data.items[]", as<Warrant>},
      {"tasty-go/symbol__symbolSearchResp.json", "data.items[]", as<SymbolHit>},
      {"tasty-go/futures__futureOptionProduct.json", "data", as<FutureOptionProduct>},
      {"tasty-go/futures__futureOptionsProducts.json", "data.items[]", as<FutureOptionProduct>},
      {"tasty-go/futures__futureProductResp.json", "data", as<FutureProduct>},
      {"tasty-go/futures__futureProductsResp.json", "data.items[]", as<FutureProduct>},
      {"tasty-go/futures__futureResp.json", "data", as<Future>},
      {"tasty-go/futures__futuresResp.json", "data.items[]", as<Future>},
      {"quantconnect/embedded/L0402_DeserializeFutureResponse.json", "data", as<Future>},
      {"tasty-go/futures__futureOptionResp.json", "data", as<FutureOption>},
      {"tasty-go/futures__futureOptionsResp.json", "data.items[]", as<FutureOption>},
      {"tasty-go/option_chains__futuresOptionChainsResp.json", "data.items[]", as<FutureOption>},
      {"tastytrade-mcp/get_futures_option_chain_full_ES_3items.json", "items[]", as<FutureOption>},
      {"quantconnect/embedded/L0866_DeserializeRestFutureOptionChainResponse.json", "data.items[]",
       as<FutureOption>},
      {"tasty-go/margin__effectiveMarginRequirementsResp.json", "data", as<MarginRequirement>},
      {"tastytrade-mcp/get_margin_requirements_effective_AAPL.json", "", as<MarginRequirement>},
      {"tasty-go/margin__marginPublicConfigResp.json", "data", as<MarginConfiguration>},
      {"tasty-go/margin__marginReqResp.json", "data", as<MarginReport>},
      {"joaquinbejar/doc/margin_requirements.json", "data", as<MarginReport>},
      {"joaquinbejar/doc/margin_dry_run.json", "data", as<MarginDryRun>, false},
      {"tasty-go/market__historicDividendsResp.json", "data.items[]", as<Dividend>},
      {"tasty-go/market__historicEarningsResp.json", "data.items[]", as<EarningsReport>},
      {"tasty-go/market__marketMetricsResp.json", "data.items[]", as<MarketMetric>},
      {"tastytrade-mcp/get_market_metrics_AAPL.json", "items[]", as<MarketMetric>},
      {"joaquinbejar/doc/market_data_by_type.json", "data.items[]", as<MarketSnapshot>},
      {"tastytrade-mcp/get_quote_by_type.json", "items[]", as<MarketSnapshot>},
      {"tasty-go/orders__accountOrdersResp.json", "data.items[]", as<OrderRecord>},
      {"tasty-go/orders__customerLiveOrdersResp.json", "data.items[]", as<OrderRecord>},
      {"tasty-go/orders__liveOrdersResp.json", "data.items[]", as<OrderRecord>},
      {"tasty-go/orders__cancelledOrderResp.json", "data", as<OrderRecord>},
      {"tasty-go/orders__getOrderResp.json", "data", as<OrderRecord>},
      {"tasty-go/orders__patchOrderResp.json", "data", as<OrderRecord>},
      {"tasty-go/orders__replaceOrderResp.json", "data", as<OrderRecord>},
      {"tastytrade-mcp/get_live_orders.json", "items[]", as<OrderRecord>},
      {"joaquinbejar/frames/order.documented.json", "data", as<OrderRecord>},
      {"joaquinbejar/frames/order-market.documented.json", "data", as<OrderRecord>},
      {"quantconnect/embedded/L0650_DeserializeStreamFilledOrderMessage.json", "data",
       as<OrderRecord>},
      {"quantconnect/embedded/L0722_DeserializeRestOpenOrderResponse.json", "data.items[]",
       as<OrderRecord>},
      {"quantconnect/embedded/"
       "L0804_DeserializeRestOpenOrderResponseWithGoodTilDateTimeInForce.json",
       "data.items[]", as<OrderRecord>},
      {"quantconnect/embedded/L0507_SerializeLegAttributes.json", "", as<NewOrderLeg>},
      {"tasty-go/orders__orderDryRunResp.json", "data", as<PlacedOrder>},
      {"tasty-go/orders__orderDryRunGTCResp.json", "data", as<PlacedOrder>},
      {"tasty-go/orders__orderECRDryRunResp.json", "data", as<PlacedOrder>},
      {"tasty-go/orders__orderErrorDryRunResp.json", "data", as<PlacedOrder>},
      {"tasty-go/orders__orderResp.json", "data", as<PlacedOrder>},
      {"joaquinbejar/doc/order_dry_run.json", "data", as<PlacedOrder>},
      {"tastytrade-mcp/dry_run_complex_order.json", "", as<PlacedOrder>},
      {"quantconnect/embedded/L0598_DeserializeSubmitOrderResponse.json", "data", as<PlacedOrder>},
      {"tasty-go/transactions__transactionFeesResp.json", "data", as<TotalFees>},
      {"tasty-go/transactions__transactionResp.json", "data", as<Transaction>},
      {"tasty-go/transactions__transactionsResp.json", "data.items[]", as<Transaction>},
      {"joaquinbejar/doc/transactions_listing.json", "data.items[]", as<Transaction>},
      {"tastytrade-mcp/get_transactions.json", "items[]", as<Transaction>},
      {"tasty-go/watchlists__createWatchlistResp.json", "data", as<Watchlist>},
      {"tasty-go/watchlists__deleteWatchlistResp.json", "", as<Watchlist>},
      {"tasty-go/watchlists__editedWatchlistResp.json", "data", as<Watchlist>},
      {"tasty-go/watchlists__getPublicWatchlistResp.json", "data", as<Watchlist>},
      {"tasty-go/watchlists__getPublicWatchlistsCountsResp.json", "data.items[]", as<Watchlist>},
      {"tasty-go/watchlists__getPublicWatchlistsResp.json", "data.items[]", as<Watchlist>},
      {"tasty-go/watchlists__getWatchlistResp.json", "data", as<Watchlist>},
      {"tasty-go/watchlists__getWatchlistsResp.json", "data.items[]", as<Watchlist>},
      {"joaquinbejar/frames/public-watchlists.derived.json", "data", as<Watchlist>},
      {"tasty-go/watchlists__getPairsWatchlistResp.json", "data", as<PairsWatchlist>},
      {"tasty-go/watchlists__getPairsWatchlistsResp.json", "data.items[]", as<PairsWatchlist>},
      {"joaquinbejar/frames/quote-alert.derived.json", "data", as<QuoteAlert>},
      {"joaquinbejar/frames/error-connect.documented.json", "", as<StreamReply>},
      {"joaquinbejar/frames/status-connect.documented.json", "", as<StreamReply>},
      {"xmandeng/prod_account_streamer_acks_2026-02-09.json", "[]", as<StreamReply>},
      {"tasty-go/accounts__myAccountsResp.json", "data.items[]", detail::as_account_item},
      {"quantconnect/embedded/L0051_DeserializeErrorMessage.json", "error", detail::as_refusal},
      {"tasty-go/orders__customerOrdersErrorResp.json", "error", detail::as_refusal},
      {"tasty-go/orders__orderErrorDryRunResp.json", "error", detail::as_refusal},
      {"tasty-go/orders__reconfirmResp.json", "error", detail::as_refusal},
      {"tasty-go/session__passwordChangeRequestErrorResp.json", "error", detail::as_refusal},
      {"tasty-go/session__passwordResetErrorResp.json", "error", detail::as_refusal},
      {"tasty-go/tasty__tastyInvalidCredentialsError.json", "error", detail::as_refusal},
      {"tasty-go/tasty__tastyInvalidSessionError.json", "error", detail::as_refusal},
      {"tasty-go/tasty__tastyUnauthorizedError.json", "error", detail::as_refusal},
  };
  return all;
}

/// Every file that holds none, and why.
inline const std::vector<NoPayload>& no_payloads() {
  static const std::vector<NoPayload> all{
      {"api-evangelist/openapi_original/", "the broker's schema documents"},
      {"joaquinbejar/doc/Instruments.json", "a schema document"},
      {"joaquinbejar/doc/futures_nested_options_chain.json", "a schema document"},
      {"xmandeng/postman_collection.json", "requests to make by hand"},
      {"quantconnect/embedded/L0294_", "a dxLink frame"},
      {"quantconnect/embedded/L0343_", "a dxLink frame"},
      {"quantconnect/embedded/L0959_", "a dxLink frame"},
      {"quantconnect/embedded/L1032_", "an answer of QuantConnect's own service"},
  };
  return all;
}

/// The recording as GoogleTest takes a name.
inline std::string test_name(const Recording& recording) {
  std::string name = recording.file.substr(0, recording.file.size() - 5);
  if (recording.where == "error") name += "_error";
  std::ranges::replace_if(name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

}  // namespace belay::json::test
