#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/http.hpp"

// The answering side of broker-api.md 3: what the simulator wraps its objects in, and how it reads
// a request target.

namespace belay::rest {

/// Which slice of a longer list an answer holds (broker-api.md 3.2).
struct Pagination {
  int per_page = 100;
  int page_offset = 0;  ///< page index from 0
  int total_items = 0;

  [[nodiscard]] int total_pages() const noexcept;
  [[nodiscard]] long long item_offset() const noexcept;
};

/// `{"data":…,"context":"…"}`. `data_json` is JSON already; no context when it is empty.
[[nodiscard]] std::string data_envelope(std::string_view data_json, std::string_view context);

/// `{"data":{"items":[…]},"context":"…"}`, with the `pagination` block where one is given.
[[nodiscard]] std::string items_envelope(const std::vector<std::string>& items_json,
                                         std::string_view context,
                                         std::optional<Pagination> pagination = std::nullopt);

[[nodiscard]] HttpResponse json_response(int status, std::string body);

/// `{"error":{"code":…,"message":…,"errors":[…]}}`. `validation` writes the reasons as
/// `{domain,reason}`, else as `{code,message}` (broker-api.md 3.3). No `errors` without reasons.
[[nodiscard]] HttpResponse error_response(int status, std::string_view code,
                                          std::string_view message,
                                          const std::vector<Reason>& reasons = {},
                                          bool validation = false);

/// The version refusal, whose code is a number (broker-api.md 3.5).
[[nodiscard]] HttpResponse version_response();

/// What the web server in front of the broker says by itself: HTML (broker-api.md 2.3, 3.3).
[[nodiscard]] HttpResponse html_response(int status, std::string_view reason);

/// A request target taken apart; every part percent-decoded exactly once.
struct Target {
  std::vector<std::string> segments;              ///< `/accounts/5WT1/orders` → 3
  std::multimap<std::string, std::string> query;  ///< keys keep their brackets: `symbol[]`

  /// The first value of `key`.
  [[nodiscard]] std::optional<std::string_view> first(std::string_view key) const;
  /// Every value of `key` and of `key[]`, in order of arrival within each; comma lists stay whole.
  [[nodiscard]] std::vector<std::string> all(std::string_view key) const;
};

/// Total: a strange target gives strange segments. `+` in the query is a space, as forms write it.
[[nodiscard]] Target parse_target(std::string_view target);

/// `a=1&b=2` as in a query or a form body.
[[nodiscard]] std::multimap<std::string, std::string> parse_query(std::string_view text);

}  // namespace belay::rest
