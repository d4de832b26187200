#pragma once

#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/http.hpp"

namespace belay::net {

// What may be put on the wire: nothing a caller hands in can end a line early and forge a header or
// a second request.

/// A header name or a method: one or more token characters (RFC 9110 5.6.2).
[[nodiscard]] bool is_token(std::string_view text) noexcept;
/// A header value: no control character but tab.
[[nodiscard]] bool is_field_value(std::string_view text) noexcept;
/// A request target: visible ASCII, begins with '/'.
[[nodiscard]] bool is_target(std::string_view text) noexcept;

/// Errc::invalid naming the first header that cannot be sent, or one of `reserved` that is ours to
/// write. Never repeats a value: it may be a credential.
[[nodiscard]] Result<void> check_headers(const std::vector<HttpHeader>& headers,
                                         std::initializer_list<std::string_view> reserved);
[[nodiscard]] Result<void> check_request(const HttpRequest& request);
[[nodiscard]] Result<void> check_target(std::string_view target);

}  // namespace belay::net
