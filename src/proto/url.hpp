#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "belay/base/error.hpp"

namespace belay {

/// The parts of an `http`, `https`, `ws` or `wss` address that a connection needs.
struct Url {
  std::string scheme;
  std::string host;        ///< lower case, without a trailing dot
  std::uint16_t port = 0;  ///< the scheme's own when the text names none
  std::string path;        ///< path and query, at least "/"

  [[nodiscard]] bool secure() const { return scheme == "https" || scheme == "wss"; }
  /// 127.0.0.0/8, ::1 or localhost.
  [[nodiscard]] bool loopback() const;
};

/// Errors: invalid, quoting the text and naming what is wrong with it. User and password in an
/// address are refused.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

}  // namespace belay
