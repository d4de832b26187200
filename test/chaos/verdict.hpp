#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "chaos/market.hpp"
#include "proto/dxlink/server_session.hpp"

namespace belay::chaos {

/// How one seed ended.
struct Outcome {
  std::vector<std::string> complaints;  ///< empty when everything held
  std::uint64_t connections = 0;
  std::uint64_t events = 0;
  std::size_t gaps = 0;
  std::size_t most_waiting = 0;  ///< events that waited in one server session at one time
};

/// The server's set is exactly the wanted one, numbers of Market::keys(): nothing lost, nothing
/// left over, nothing twice. Returns what is wrong.
[[nodiscard]] std::vector<std::string> judge_subscriptions(const std::set<std::size_t>& wanted,
                                                           const Market& market,
                                                           const dxlink::ServerSession& server);

}  // namespace belay::chaos
