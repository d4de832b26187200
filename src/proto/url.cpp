#include "proto/url.hpp"

#include <fmt/format.h>
#include <charconv>

#include <boost/url/ipv4_address.hpp>
#include <boost/url/parse.hpp>

namespace belay {
namespace {

std::uint16_t default_port(std::string_view scheme) {
  if (scheme == "http" || scheme == "ws") return 80;
  if (scheme == "https" || scheme == "wss") return 443;
  return 0;
}

// 0 when the text is not a port.
std::uint16_t port_of(std::string_view text, std::string_view scheme) {
  if (text.empty()) return default_port(scheme);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() ? port : 0;
}

// Names compare without case, and a trailing dot is the same name to the resolver.
std::string normal_host(std::string_view text) {
  std::string host{text};
  for (char& c : host) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  while (host.ends_with('.')) host.pop_back();
  return host;
}

std::unexpected<Error> bad_url(std::string_view text, std::string_view why) {
  return fail(Errc::invalid,
              fmt::format("'{}' is not a usable address: {} (example: https://api.example.com)",
                          text, why));
}

}  // namespace

bool Url::loopback() const {
  if (host == "localhost" || host == "::1") return true;
  const auto address = boost::urls::parse_ipv4_address({host.data(), host.size()});
  return address && address->is_loopback();
}

Result<Url> parse_url(std::string_view text) {
  const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
  if (!parsed) return bad_url(text, parsed.error().message());
  if (parsed->has_userinfo()) return bad_url("…", "it must not carry a user or password");
  Url url{.scheme = std::string{parsed->scheme()}, .host = normal_host(parsed->host_address())};
  url.port = port_of(parsed->port(), url.scheme);
  if (default_port(url.scheme) == 0)
    return bad_url(text, "it must begin with http, https, ws or wss");
  if (url.host.empty()) return bad_url(text, "it names no host");
  if (url.port == 0) return bad_url(text, "its port is not between 1 and 65535");
  url.path = std::string{parsed->encoded_target()};
  if (url.path.empty() || url.path.front() != '/') url.path.insert(0, "/");
  return url;
}

}  // namespace belay
