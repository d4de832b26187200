#pragma once

#include <string>

#include <fmt/format.h>

#include "net/stream.hpp"

namespace belay::net {

/// A host as it stands before a port: an IPv6 address in brackets.
[[nodiscard]] inline std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
}

/// "host:port", for messages.
[[nodiscard]] inline std::string place(const Endpoint& endpoint) {
  return fmt::format("{}:{}", bracketed(endpoint.host), endpoint.port);
}

/// What stands in a Host header: the scheme's usual port is left out (RFC 9110 7.2).
[[nodiscard]] inline std::string host_header(const Endpoint& endpoint) {
  const bool usual = endpoint.port == (endpoint.tls ? 443 : 80);
  return usual ? bracketed(endpoint.host) : place(endpoint);
}

}  // namespace belay::net
