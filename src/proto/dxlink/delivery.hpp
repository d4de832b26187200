#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "proto/dxlink/contract.hpp"
#include "proto/dxlink/server_options.hpp"

namespace belay::dxlink {

/// How a channel serves one of its subscriptions (dxlink.md 4.1).
enum class Delivery : std::uint8_t { ticker, stream, history };

/// nullopt for an entry that the contract does not allow, which is ignored, and for a type nobody
/// knows.
[[nodiscard]] std::optional<Delivery> delivery_of(Contract contract, std::string_view type,
                                                  bool from_time, const ServerOptions& options);

}  // namespace belay::dxlink
