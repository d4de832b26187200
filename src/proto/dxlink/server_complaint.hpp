#pragma once

#include <cstdint>
#include <string_view>

namespace belay::dxlink {

/// What an ERROR of the server means for a client. Texts are matched by lower-cased substring
/// (dxlink.md 2.5, 10.2).
struct Complaint {
  enum class Kind : std::uint8_t {
    other,
    unauthorized,
    wrong_order,      ///< a step of the handshake is missing: start again
    no_such_channel,  ///< a message for a channel that is not open
    too_fast,         ///< subscription rate
    too_many,         ///< subscription size
  };
  Kind kind = Kind::other;
  std::string_view type = {};  ///< too_many: of this event type; empty = of any
};

[[nodiscard]] Complaint understand(std::string_view error, std::string_view text);

}  // namespace belay::dxlink
