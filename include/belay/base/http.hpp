#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace belay {

// HTTP messages as plain values: `proto` writes and reads them, `net` carries them, `sim` answers
// them.

/// True when two header names are the same: letters compare without case.
[[nodiscard]] inline bool same_header(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

struct HttpHeader {
  std::string name;
  std::string value;
};

/// The first value of `name`, or empty. The view lives as long as `headers`.
[[nodiscard]] inline std::string_view find_header(const std::vector<HttpHeader>& headers,
                                                  std::string_view name) noexcept {
  for (const HttpHeader& header : headers) {
    if (same_header(header.name, name)) return header.value;
  }
  return {};
}

struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";  ///< path and query, percent-encoded
  std::vector<HttpHeader> headers;
  std::string body;
};

struct HttpResponse {
  int status = 200;
  std::vector<HttpHeader> headers;
  std::string body;
  /// What a server does to it on the way, to rehearse faults: it waits this long first, …
  std::chrono::milliseconds delay{0};
  /// … and ends the connection after so many bytes of the body; 0: before the first of anything.
  std::optional<std::size_t> cut;
};

[[nodiscard]] constexpr bool is_success(int status) { return status >= 200 && status < 300; }

}  // namespace belay
