#include "net/http_text.hpp"

#include <algorithm>
#include <initializer_list>

#include <fmt/format.h>

namespace belay::net {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_token_char(char c) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return is_letter_or_digit(c) || kOthers.find(c) != std::string_view::npos;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

/// Printable form of a caller's text for a message.
std::string shown(std::string_view text) {
  std::string safe{text.substr(0, 80)};
  std::ranges::replace_if(safe, is_control, '?');
  return safe;
}

}  // namespace

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, is_token_char);
}

bool is_field_value(std::string_view text) noexcept {
  return std::ranges::none_of(text, [](char c) { return c != '\t' && is_control(c); });
}

bool is_target(std::string_view text) noexcept {
  const auto visible = [](char c) { return c > 0x20 && c < 0x7f; };
  return text.starts_with('/') && std::ranges::all_of(text, visible);
}

Result<void> check_headers(const std::vector<HttpHeader>& headers,
                           std::initializer_list<std::string_view> reserved) {
  for (const HttpHeader& header : headers) {
    if (!is_token(header.name)) {
      return fail(Errc::invalid,
                  fmt::format("'{}' is not a header name; use letters, digits and dashes",
                              shown(header.name)));
    }
    if (!is_field_value(header.value)) {
      return fail(Errc::invalid, fmt::format("the value of header '{}' holds a control character; "
                                             "remove line breaks",
                                             header.name));
    }
    const auto same = [&](std::string_view name) { return same_header(name, header.name); };
    if (std::ranges::any_of(reserved, same)) {
      return fail(
          Errc::invalid,
          fmt::format("header '{}' is written by the connection; leave it out", header.name));
    }
  }
  return {};
}

Result<void> check_target(std::string_view target) {
  if (is_target(target)) return {};
  return fail(Errc::invalid,
              fmt::format("'{}' is not a request target; it must begin with '/' and be "
                          "percent-encoded",
                          shown(target)));
}

Result<void> check_request(const HttpRequest& request) {
  if (!is_token(request.method)) {
    return fail(Errc::invalid, fmt::format("'{}' is not an HTTP method", shown(request.method)));
  }
  if (auto good = check_target(request.target); !good) return good;
  return check_headers(request.headers, {"Host", "Connection", "Content-Length",
                                         "Transfer-Encoding", "Upgrade", "Expect"});
}

}  // namespace belay::net
