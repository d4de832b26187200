#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

// What a client says, minified (dxlink.md 2.1, 3.1, 4.2).

namespace belay::dxlink::client_message {

[[nodiscard]] std::string setup(std::string_view version, std::chrono::seconds keepalive_timeout);
[[nodiscard]] std::string auth(std::string_view token);
[[nodiscard]] std::string keepalive();
/// A FEED channel with contract AUTO.
[[nodiscard]] std::string channel_request(std::int64_t channel);
/// COMPACT, and every wire field of every type with a Schema.
[[nodiscard]] std::string feed_setup(std::int64_t channel, double aggregation_period);

}  // namespace belay::dxlink::client_message
