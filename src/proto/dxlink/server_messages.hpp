#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "proto/dxlink/row_encoder.hpp"

// What a server says, minified, in the member order of the real one (dxlink.md 2, 3.1, 4.2).

namespace belay::dxlink::server_message {

[[nodiscard]] std::string setup(std::string_view version, std::chrono::seconds keepalive_timeout);
[[nodiscard]] std::string unauthorized();
[[nodiscard]] std::string authorized(std::string_view user_id);
[[nodiscard]] std::string keepalive();
[[nodiscard]] std::string error(std::int64_t channel, std::string_view type, std::string_view text);
/// `parameters`: the members of the request's object as JSON text, without braces.
[[nodiscard]] std::string channel_opened(std::int64_t channel, std::string_view service,
                                         std::string_view parameters);
[[nodiscard]] std::string channel_closed(std::int64_t channel);
/// `announced`: the types whose fields are listed; none = no `eventFields` member.
[[nodiscard]] std::string feed_config(std::int64_t channel, DataFormat format,
                                      double aggregation_period,
                                      std::span<const RowEncoder* const> announced);

}  // namespace belay::dxlink::server_message
