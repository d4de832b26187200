#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/frame.hpp"

namespace belay::net {

/// Appends one whole, unfragmented frame to `out`: masked with `mask`, as a client must, or plain,
/// as a server must. `compressed` sets RSV1: `payload` is a permessage-deflate message (RFC 7692).
void append_frame(std::string& out, Opcode opcode, std::string_view payload,
                  const std::optional<MaskKey>& mask, bool compressed = false);

/// The payload of a Close frame; empty for close_code::no_status.
[[nodiscard]] std::string close_payload(std::uint16_t code, std::string_view reason);

}  // namespace belay::net
