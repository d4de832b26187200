#include "chaos/verdict.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace belay::chaos {

std::vector<std::string> judge_subscriptions(const std::set<std::size_t>& wanted,
                                             const Market& market,
                                             const dxlink::ServerSession& server) {
  std::multiset<std::string> held;
  std::multiset<std::string> asked;
  for (const auto& [channel, key] : server.subscriptions()) {
    held.insert(fmt::format("{} {}", key.type, key.symbol));
  }
  for (const std::size_t which : wanted) {
    const dxlink::SubscriptionKey& key = market.keys()[which];
    asked.insert(fmt::format("{} {}", key.type, key.symbol));
  }
  std::vector<std::string> missing;
  std::vector<std::string> surplus;
  std::ranges::set_difference(asked, held, std::back_inserter(missing));
  std::ranges::set_difference(held, asked, std::back_inserter(surplus));
  std::vector<std::string> complaints;
  for (const std::string& key : missing) {
    complaints.push_back(fmt::format("{} is wanted, and the server does not have it", key));
  }
  for (const std::string& key : surplus) {
    complaints.push_back(fmt::format("the server has {}, which nobody wants", key));
  }
  return complaints;
}

}  // namespace belay::chaos
