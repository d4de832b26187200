#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "belay/base/time.hpp"
#include "sim/market/random.hpp"

namespace belay::sim {

/// Issues tokens and knows which are good. They protect nothing: what they open is a simulator on
/// loopback. Bounded: the oldest are forgotten.
class TokenDesk {
 public:
  static constexpr std::chrono::seconds kAccessLife{900};  // broker-api.md 2.1
  static constexpr std::chrono::hours kQuoteLife{24};      // 5.26
  static constexpr std::size_t kMostTokens = 4096;         // of each kind

  explicit TokenDesk(std::uint64_t seed) : random_{seed} {}

  /// Three dotted parts, like the broker's.
  [[nodiscard]] std::string issue_access(Tick now);
  [[nodiscard]] bool accepts_access(std::string_view token, Tick now) const;
  /// 138 characters of base64.
  [[nodiscard]] std::string issue_quote(Tick now);
  [[nodiscard]] bool accepts_quote(std::string_view token, Tick now) const;

 private:
  using Ends = std::map<std::string, Tick, std::less<>>;
  [[nodiscard]] std::string letters(std::size_t count);
  static void remember(Ends& ends, std::string token, Tick end, Tick now);
  static bool is_good(const Ends& ends, std::string_view token, Tick now);

  Random random_;
  Ends access_;
  Ends quote_;
};

}  // namespace belay::sim
