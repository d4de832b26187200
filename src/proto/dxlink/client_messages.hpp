#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proto/dxlink/contract.hpp"

// What a client says, minified (dxlink.md 2.1, 3.1, 4.2).

namespace belay::dxlink {

/// Event type → names of the fields wished for. `eventSymbol`, and of indexed types `eventFlags`
/// and `index`, are asked for in any case (dxlink.md 4.2, 6.4).
using FieldWishes = std::map<std::string, std::vector<std::string>, std::less<>>;

namespace client_message {

[[nodiscard]] std::string setup(std::string_view version, std::chrono::seconds keepalive_timeout);
[[nodiscard]] std::string auth(std::string_view token);
[[nodiscard]] std::string keepalive();
[[nodiscard]] std::string channel_request(std::int64_t channel, Contract contract);
/// COMPACT, and of each type the fields wished for, or else all that it has.
[[nodiscard]] std::string feed_setup(std::int64_t channel, double aggregation_period,
                                     std::span<const std::string_view> types,
                                     const FieldWishes& wishes);

}  // namespace client_message
}  // namespace belay::dxlink
