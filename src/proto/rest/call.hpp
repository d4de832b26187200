#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/http.hpp"
#include "belay/model/done.hpp"
#include "proto/json/codec.hpp"
#include "proto/rest/endpoints.hpp"
#include "proto/rest/query.hpp"

// One REST call as a value: the request to send, and how to read the answer. No I/O here.

namespace belay::rest {

/// What an answer wraps its value in.
enum class Wrapping : std::uint8_t {
  data,  ///< `{"data":…}`
  bare,  ///< nothing: the whole body is JSON (backtester; DELETE of a watchlist)
  text,  ///< nothing, and it need not be JSON (logs)
};

/// What is sent. `request` lacks only what the connection adds (Authorization, User-Agent,
/// Accept-Version). `operation` is safe to print: account numbers appear as …1234.
struct Question {
  const Endpoint* endpoint;
  HttpRequest request;
  std::string operation;

  /// It may change something: sent once, never repeated by us.
  [[nodiscard]] bool mutating() const { return endpoint->effects != Effects::none; }
};

/// One call: a question, and how to read the answer to it.
template <class T>
struct Call : Question {
  std::function<Result<T>(std::string_view data, json::Drift*)>
      decode_data;  ///< given the text of the envelope's `data`, or the whole body where there is
                    ///< no envelope; empty when there was none (204)
  Wrapping wrapping = Wrapping::data;

  /// Reads a whole HTTP answer: envelope, then data; or the refusal, whatever its shape
  /// (broker-api.md 3.3: JSON object, OAuth string, numeric code, HTML, empty). `error` wins over
  /// `data` whatever the status (3.3, 6.13).
  [[nodiscard]] Result<T> decode(const HttpResponse& response, json::Drift* drift = nullptr) const;
};

/// The request for a row of the table: `names` fill the braces of its path, in order.
[[nodiscard]] HttpRequest request_for(const Endpoint& endpoint,
                                      std::initializer_list<std::string_view> names,
                                      const Query& query, std::string body);
/// `GET /accounts/…1234/orders`: the same for people, without the query.
[[nodiscard]] std::string operation_for(const Endpoint& endpoint,
                                        std::initializer_list<std::string_view> names);

/// The row of the table that a request of any origin belongs to; where there is none, a row that
/// takes everything but a GET for an order.
[[nodiscard]] Endpoint row_of(const HttpRequest& request);
/// A target as messages may show it: account numbers as …1234, no query.
[[nodiscard]] std::string redact_path(std::string_view target);
/// A request nobody described. `target` is percent-encoded.
[[nodiscard]] HttpRequest raw_request(std::string_view method, std::string_view target,
                                      std::string_view body);

/// The `pagination` block of an answer; a missing block means one page (broker-api.md 3.2).
struct Page {
  int page_offset = 0;
  int total_pages = 1;
  std::optional<std::int64_t> total_items;
};
[[nodiscard]] Page page_of(const HttpResponse& response);

/// The Error for an answer that is not a success, or that carries `error` (always an Error with
/// status, code, reasons, first bytes).
[[nodiscard]] Error refusal(const HttpResponse& response, std::string_view operation);

namespace detail {
// The texts are parts of the answer's body.
/// The value in the answer, or why there is none. Whether it is JSON shows when it is decoded;
/// objects and lists beside it are not read.
[[nodiscard]] Result<std::string_view> data_of(const HttpResponse& response,
                                               std::string_view operation, Wrapping wrapping);
/// What every failure of a call carries beside its reason. `in_doubt` when a mutating request may
/// have done its work although the answer cannot say so (broker-api.md 3.4, 6.9).
[[nodiscard]] Error complete(Error error, const HttpResponse& response, std::string_view operation,
                             bool mutating);
/// The list in `data`: `{"items":[…]}`, or the list itself. An absent list is an error: an account
/// without positions and an answer without an answer are not the same.
[[nodiscard]] Result<std::string_view> items_of(std::string_view data);
/// The value under `data`, or the whole body where there is none.
[[nodiscard]] std::string_view unwrapped(std::string_view body);
}  // namespace detail

template <class T>
Result<T> Call<T>::decode(const HttpResponse& response, json::Drift* drift) const {
  auto data = detail::data_of(response, operation, wrapping);
  if (!data) {
    return std::unexpected(
        detail::complete(std::move(data.error()), response, operation, mutating()));
  }
  auto value = decode_data(*data, drift);
  if (!value) {
    return std::unexpected(
        detail::complete(std::move(value.error()), response, operation, mutating()));
  }
  return value;
}

using Names = std::initializer_list<std::string_view>;

/// A call whose answer `decode` reads.
template <class T, class Decode>
[[nodiscard]] Call<T> call_to(const Endpoint& endpoint, Names names, const Query& query,
                              std::string body, Decode decode) {
  return {{.endpoint = &endpoint,
           .request = request_for(endpoint, names, query, std::move(body)),
           .operation = operation_for(endpoint, names)},
          std::move(decode),
          endpoint.service == Service::backtester ? Wrapping::bare : Wrapping::data};
}

/// A call whose `data` is one T.
template <class T>
[[nodiscard]] Call<T> one(const Endpoint& endpoint, Names names = {}, const Query& query = {},
                          std::string body = {}) {
  return call_to<T>(
      endpoint, names, query, std::move(body),
      [](std::string_view data, json::Drift* drift) { return json::decode<T>(data, drift); });
}

/// A call whose `data` is a list of T.
template <class T>
[[nodiscard]] Call<std::vector<T>> list(const Endpoint& endpoint, Names names = {},
                                        const Query& query = {}, std::string body = {}) {
  return call_to<std::vector<T>>(
      endpoint, names, query, std::move(body),
      [](std::string_view data, json::Drift* drift) -> Result<std::vector<T>> {
        const auto items = detail::items_of(data);
        if (!items) return std::unexpected(items.error());
        return json::decode<std::vector<T>>(*items, drift);
      });
}

/// A call whose answer is one T without an envelope, or, as documented, with one.
template <class T>
[[nodiscard]] Call<T> bare(const Endpoint& endpoint, Names names) {
  Call<T> call = call_to<T>(endpoint, names, {}, {}, [](std::string_view body, json::Drift* drift) {
    return json::decode<T>(detail::unwrapped(body), drift);
  });
  call.wrapping = Wrapping::bare;
  return call;
}

/// A call whose answer is any text.
[[nodiscard]] Call<std::string> text(const Endpoint& endpoint, Names names);

/// A call whose answer says nothing but that it was done.
[[nodiscard]] Call<Done> act(const Endpoint& endpoint, Names names = {}, const Query& query = {},
                             std::string body = {});

/// The same call for another page of its list (broker-api.md 3.2).
template <class T>
[[nodiscard]] Call<T> at_page(Call<T> call, int page_offset) {
  call.request.target += call.request.target.contains('?') ? '&' : '?';
  call.request.target += "page-offset=" + std::to_string(page_offset);
  return call;
}

}  // namespace belay::rest
