#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace belay::sim {

/// How `Accept-Version` is taken (broker-api.md 3.5). The broker's own documents, one SDK's
/// experience in production and its experience in certification differ.
enum class VersionRule : std::uint8_t {
  documented,  ///< orders: the newest version not after the one asked for; others: known ones only
  nearest,     ///< every service as orders do
  refused,     ///< the header is not accepted at all: 406
  ignored,
};

/// The simulator's name for what a service was before its first named version.
inline constexpr int kFirstVersion = 20230601;
inline constexpr int kBalanceListVersion = 20240501;
inline constexpr int kPagedInstrumentsVersion = 20250715;

/// The version that a route which is no order's is served in; `header` as sent, empty without one:
/// then the newest. nullopt: 406. `pattern` is the route's.
[[nodiscard]] std::optional<int> served_version(std::string_view pattern, std::string_view header,
                                                VersionRule rule);

}  // namespace belay::sim
