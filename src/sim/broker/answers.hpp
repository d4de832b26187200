#pragma once

#include <algorithm>
#include <charconv>
#include <concepts>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/http.hpp"
#include "proto/json/codec.hpp"
#include "sim/broker/route.hpp"
#include "sim/broker/version.hpp"

// What the areas say alike, and how they read what was asked (broker-api.md 3).

namespace belay::sim {

/// 200 and `{"data":…,"context":"/path"}`; `json_text` is JSON already.
[[nodiscard]] HttpResponse data_answer(std::string_view json_text, const Ask& ask,
                                       int status = 200);
/// 200 and `{"data":{"items":[…]},"context":"/path"}`.
[[nodiscard]] HttpResponse items_answer(const std::vector<std::string>& items, const Ask& ask);
/// 200 and `{"data":{"items":[…]}}`, for those that say no context (broker-api.md 3.1).
[[nodiscard]] HttpResponse bare_items_answer(const std::vector<std::string>& items);
/// The page of `items` that was asked for, with its `pagination`; 400 when there can be none.
[[nodiscard]] HttpResponse page_answer(const std::vector<std::string>& items, const Ask& ask,
                                       int default_per_page, int most_per_page);
/// 400 validation_error of one member.
[[nodiscard]] HttpResponse invalid(std::string domain, std::string reason);
/// Silence: the client waits until it gives up (broker-api.md 3.6).
[[nodiscard]] HttpResponse no_answer();
/// 403 not_permitted.
[[nodiscard]] HttpResponse not_permitted();
/// 404 record_not_found.
[[nodiscard]] HttpResponse not_found(std::string_view message);

/// What a page of a list of `total` holds: first and count; or the 400 that answers the wish.
struct PageCut {
  rest::Pagination page;
  std::size_t first = 0;
  std::size_t count = 0;
};
[[nodiscard]] std::expected<PageCut, HttpResponse> cut_page(const Ask& ask, std::size_t total,
                                                            int default_per_page,
                                                            int most_per_page);

/// The whole text as a number.
template <std::integral T>
[[nodiscard]] std::optional<T> number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole ? std::optional{value} : std::nullopt;
}

/// A filter that is not there admits everything.
[[nodiscard]] inline bool admits(const std::vector<std::string>& wanted, std::string_view value) {
  return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

/// `key=true`
[[nodiscard]] inline bool says_true(const Ask& ask, std::string_view key) {
  return ask.target.first(key).value_or("") == "true";
}

template <class Range>
[[nodiscard]] std::vector<std::string> encode_each(const Range& values) {
  std::vector<std::string> items;
  for (const auto& value : values) items.push_back(json::encode(value));
  return items;
}

/// A listing of instruments: paged since version 20250715 (broker-api.md 3.5). Encodes only what it
/// sends.
template <class T>
[[nodiscard]] HttpResponse paged_instruments(const std::vector<const T*>& found, const Ask& ask,
                                             int default_per_page, int most_per_page) {
  const bool paged = ask.version >= kPagedInstrumentsVersion;
  const int total = static_cast<int>(std::max<std::size_t>(found.size(), 1));
  const auto cut = cut_page(ask, found.size(), paged ? default_per_page : total,
                            paged ? most_per_page : std::max(total, most_per_page));
  if (!cut) return cut.error();
  std::vector<std::string> items;
  for (std::size_t i = 0; i < cut->count; ++i)
    items.push_back(json::encode(*found[cut->first + i]));
  if (!paged) return items_answer(items, ask);
  return rest::json_response(200, rest::items_envelope(items, ask.path, cut->page));
}

}  // namespace belay::sim
