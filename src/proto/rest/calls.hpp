#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/http.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/orders.hpp"
#include "proto/json/codec.hpp"

// The REST calls: each is a value that holds the request to send and knows how to read the answer.
// No I/O here.

namespace belay::rest {

/// One call. `request` lacks only what the connection adds (Authorization, User-Agent,
/// Accept-Version). `operation` is safe to print: account numbers appear as …1234.
template <class T>
struct Call {
  HttpRequest request;
  std::string operation;
  bool mutating = false;  ///< sent once, never repeated by us
  bool order_route =
      false;  ///< order-api: takes Accept-Version 20261012 where configured (broker-api.md 3.5)
  std::function<Result<T>(std::string_view data, json::Drift*)>
      decode_data;  ///< given the text of the envelope's `data`; empty when there was none (204)

  /// Reads a whole HTTP answer: envelope, then data; or the refusal, whatever its shape
  /// (broker-api.md 3.3: JSON object, OAuth string, numeric code, HTML, empty). `error` wins over
  /// `data` whatever the status (3.3, 6.13).
  [[nodiscard]] Result<T> decode(const HttpResponse& response, json::Drift* drift = nullptr) const;
};

namespace detail {
/// The text of the envelope's `data`, or why there is none.
[[nodiscard]] Result<std::string> data_of(const HttpResponse& response, std::string_view operation);
/// What every failure of a call carries beside its reason. `in_doubt` when a mutating request may
/// have done its work although the answer cannot say so (broker-api.md 3.4, 6.9).
[[nodiscard]] Error complete(Error error, const HttpResponse& response, std::string_view operation,
                             bool mutating);
}  // namespace detail

template <class T>
Result<T> Call<T>::decode(const HttpResponse& response, json::Drift* drift) const {
  auto data = detail::data_of(response, operation);
  if (!data) {
    return std::unexpected(
        detail::complete(std::move(data.error()), response, operation, mutating));
  }
  auto value = decode_data(*data, drift);
  if (!value) {
    return std::unexpected(
        detail::complete(std::move(value.error()), response, operation, mutating));
  }
  return value;
}

Call<std::vector<Account>> accounts();  ///< GET /customers/me/accounts
Call<std::vector<Balance>> balances(
    std::string_view account_number);  ///< GET /accounts/{n}/balances: list or single object
Call<std::vector<Position>> positions(
    std::string_view account_number);  ///< GET /accounts/{n}/positions
Call<std::vector<OrderRecord>> live_orders(std::string_view account_number,
                                           int page_offset = 0);  ///< one page; see Page
Call<PlacedOrder> dry_run(std::string_view account_number,
                          const NewOrder& order);  ///< POST /accounts/{n}/orders/dry-run
Call<std::vector<OptionChain>> nested_chain(
    std::string_view underlying);  ///< GET /option-chains/{s}/nested
Call<std::vector<Equity>> equities(
    const std::vector<std::string>& symbols);  ///< GET /instruments/equities?symbol[]=…
Call<QuoteToken> quote_token();                ///< GET /api-quote-tokens

/// The `pagination` block of an answer; a missing block means one page (broker-api.md 3.2).
struct Page {
  int page_offset = 0;
  int total_pages = 1;
};
[[nodiscard]] Page page_of(const HttpResponse& response);

/// The Error for an answer that is not a success, or that carries `error` (always an Error with
/// status, code, reasons, first bytes).
[[nodiscard]] Error refusal(const HttpResponse& response, std::string_view operation);

/// The broker's words as an Error may carry them: at most 500 bytes, whole characters; control
/// characters are spaces, and a word that could be a token or a key is "...".
[[nodiscard]] std::string broker_words(std::string_view text);

/// Percent-encodes one path segment or query value, once: `/` → %2F, space → %20
/// (broker-api.md 1.4).
[[nodiscard]] std::string percent_encode(std::string_view text);
/// Undoes it; an invalid escape is kept as it is.
[[nodiscard]] std::string percent_decode(std::string_view text);
/// `…1234`: the last four characters only.
[[nodiscard]] std::string redact_account(std::string_view account_number);

}  // namespace belay::rest
