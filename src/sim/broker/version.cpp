#include "sim/broker/version.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "sim/broker/answers.hpp"

namespace belay::sim {
namespace {

constexpr std::array kBalances{kFirstVersion, kBalanceListVersion};
constexpr std::array kInstruments{kFirstVersion, kPagedInstrumentsVersion};
constexpr std::array kOthers{kFirstVersion};

std::span<const int> versions_of(std::string_view pattern) {
  if (pattern.starts_with("/instruments/")) return kInstruments;
  if (pattern.starts_with("/accounts/{}/balances")) return kBalances;
  return kOthers;
}

bool is_order_route(std::string_view pattern) {
  return pattern.contains("orders") && !pattern.starts_with("/margin");
}

}  // namespace

std::optional<int> served_version(std::string_view pattern, std::string_view header,
                                  VersionRule rule) {
  const std::span<const int> known = versions_of(pattern);
  if (header.empty() || rule == VersionRule::ignored) return known.back();
  if (rule == VersionRule::refused) return std::nullopt;
  if (is_order_route(pattern)) return known.back();  // reads the header itself
  const auto asked = number<int>(header);
  if (header.size() != 8 || !asked) return std::nullopt;
  if (rule == VersionRule::documented) {
    const auto found = std::ranges::find(known, *asked);
    return found == known.end() ? std::nullopt : std::optional{*found};
  }
  const auto above = std::ranges::upper_bound(known, *asked);
  return above == known.begin() ? std::nullopt : std::optional{*(above - 1)};
}

}  // namespace belay::sim
