#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/http.hpp"

namespace belay::net {

// The opening handshake of RFC 6455 4 as text, both ends. Nothing here does I/O.

/// What Sec-WebSocket-Accept must say to `key`.
[[nodiscard]] std::string accept_key(std::string_view key);

/// What a client asks for.
struct UpgradeRequest {
  std::string host;
  std::string target;
  std::vector<HttpHeader> headers;  ///< besides those of the handshake
  std::string key;                  ///< 16 random bytes in base64
  bool compress = false;            ///< offers permessage-deflate, without parameters
};

/// Errc::invalid when something in it cannot be sent.
[[nodiscard]] Result<void> check_upgrade(const UpgradeRequest& request);
/// The request's head. No subprotocol is offered (dxlink.md 1.2).
[[nodiscard]] std::string upgrade_text(const UpgradeRequest& request);

/// What both ends agreed on.
struct Agreement {
  bool deflate = false;
};

/// Reads the answer's head, status 101. Names and keywords compare without case (dxlink.md 1.2).
/// Errc::protocol when it does not answer `request`.
[[nodiscard]] Result<Agreement> check_answer(const UpgradeRequest& request,
                                             const std::vector<HttpHeader>& headers);

/// A server's answer.
struct UpgradeAnswer {
  std::string text;     ///< the whole HTTP response
  std::string refusal;  ///< why it is not a 101; empty when it is
  Agreement agreement;
};

/// 101 for a valid request, 400 or 426 for another. No subprotocol is selected. permessage-deflate
/// is answered without parameters when `compress` and an offer allows that, else declined.
[[nodiscard]] UpgradeAnswer answer_upgrade(const HttpRequest& request, bool compress);

/// The names of a comma-separated header, over all its occurrences, contain `word`, in any case.
[[nodiscard]] bool header_has(const std::vector<HttpHeader>& headers, std::string_view name,
                              std::string_view word);

}  // namespace belay::net
