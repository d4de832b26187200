#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace belay::net {

/// The frames of RFC 6455 5.2.
enum class Opcode : std::uint8_t {
  continuation = 0x0,
  text = 0x1,
  binary = 0x2,
  close = 0x8,
  ping = 0x9,
  pong = 0xA,
};

namespace close_code {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t no_status = 1005;  ///< a Close frame without a code
inline constexpr std::uint16_t abnormal = 1006;   ///< no Close frame at all
inline constexpr std::uint16_t bad_payload = 1007;
inline constexpr std::uint16_t too_big = 1009;
}  // namespace close_code

/// Codes that may stand in a Close frame (RFC 6455 7.4).
[[nodiscard]] constexpr bool is_close_code(std::uint16_t code) noexcept {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

/// What a control frame has room for (RFC 6455 5.5).
inline constexpr std::size_t kMaxControl = 125;

using MaskKey = std::array<char, 4>;

/// Masks, or unmasks, in place (RFC 6455 5.3).
void apply_mask(std::span<char> bytes, const MaskKey& key) noexcept;

}  // namespace belay::net
