#pragma once

#include <string_view>

namespace belay::net {

/// Valid UTF-8, as a text message must be (RFC 6455 8.1). ASCII, nearly all there is, goes by
/// 64 bytes at a time.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

}  // namespace belay::net
