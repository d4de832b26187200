#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "belay/model/enum_text.hpp"
#include "proto/dxlink/subscription_key.hpp"

namespace belay {
namespace dxlink {

/// What a FEED channel promises (dxlink.md 4.1).
enum class Contract : std::uint8_t { automatic, ticker, stream, history };

}  // namespace dxlink

template <>
struct EnumText<dxlink::Contract> {
  static constexpr auto fallback = dxlink::Contract::automatic;
  static constexpr auto names = std::to_array<std::pair<dxlink::Contract, std::string_view>>(
      {{dxlink::Contract::automatic, "AUTO"},
       {dxlink::Contract::ticker, "TICKER"},
       {dxlink::Contract::stream, "STREAM"},
       {dxlink::Contract::history, "HISTORY"}});
};

namespace dxlink {

[[nodiscard]] std::optional<Contract> parse_contract(std::string_view text);
/// As it stands on the wire.
[[nodiscard]] std::string_view to_text(Contract contract);

/// The channel on which our client asks for a key: series and books by HISTORY, prints by STREAM,
/// everything else by AUTO (dxlink.md 4.1; AUTO answers candles with an empty snapshot, P17).
[[nodiscard]] Contract contract_for(const SubscriptionKey& key);

}  // namespace dxlink
}  // namespace belay
