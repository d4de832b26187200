#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "proto/dxlink/depth_book.hpp"
#include "proto/dxlink/row_encoder.hpp"

// What a server says, minified, in the member order of the real one (dxlink.md 2, 3.1, 4.2).

namespace belay::dxlink::server_message {

/// The beginning of a foreign text, at most `most` bytes, never cut inside a character (UTF-8).
[[nodiscard]] std::string_view beginning_of(std::string_view text, std::size_t most = 64);

[[nodiscard]] std::string setup(std::string_view version, std::chrono::seconds keepalive_timeout);
[[nodiscard]] std::string unauthorized();
[[nodiscard]] std::string authorized(std::string_view user_id);
[[nodiscard]] std::string keepalive();
[[nodiscard]] std::string error(std::int64_t channel, std::string_view type, std::string_view text);
/// `parameters`: the members of the request's object as JSON text, without braces; of FEED the
/// real service adds `subFormat`.
[[nodiscard]] std::string channel_opened(std::int64_t channel, std::string_view service,
                                         std::string_view parameters);
[[nodiscard]] std::string channel_closed(std::int64_t channel);
/// `announced`: the types whose fields are listed; none = no `eventFields` member.
[[nodiscard]] std::string feed_config(std::int64_t channel, DataFormat format,
                                      double aggregation_period,
                                      std::span<const RowEncoder* const> announced);

/// What a DOM channel serves (dxlink.md 9.1).
struct DomConfig {
  double aggregation_period = 0;
  std::int64_t depth_limit = 0;
  bool price = true;  ///< the fields of an entry
  bool size = true;
};
[[nodiscard]] std::string dom_config(std::int64_t channel, const DomConfig& config);
[[nodiscard]] std::string dom_snapshot(std::int64_t channel, const DomConfig& config,
                                       const DepthBook& book);

}  // namespace belay::dxlink::server_message
