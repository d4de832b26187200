#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace belay {

/// Bytes from base64 of either alphabet (RFC 4648, 4 and 5), with or without padding; nullopt for
/// anything else.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace belay
