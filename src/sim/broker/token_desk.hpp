#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "belay/base/time.hpp"
#include "sim/market/random.hpp"

namespace belay::sim {

/// The challenge of PKCE that `verifier` answers (S256); empty for none.
[[nodiscard]] std::string challenge_of(std::string_view verifier);

/// Issues tokens and knows which are good. They protect nothing: what they open is a simulator on
/// loopback. Bounded: the oldest are forgotten.
class TokenDesk {
 public:
  static constexpr std::chrono::seconds kAccessLife{900};      // broker-api.md 2.1
  static constexpr std::chrono::hours kQuoteLife{24};          // 5.26
  static constexpr std::chrono::hours kSessionLife{24};        // 2.2
  static constexpr std::chrono::hours kRememberLife{24 * 28};  // 2.2
  static constexpr std::chrono::minutes kCodeLife{10};
  static constexpr std::size_t kMostTokens = 4096;  // of each kind
  static constexpr std::string_view kEverything = "read trade openid";

  explicit TokenDesk(std::uint64_t seed) : random_{seed} {}

  /// Three dotted parts, like the broker's; the middle one tells `scope` and `issuer`.
  [[nodiscard]] std::string issue_access(Tick now, std::string_view scope = kEverything,
                                         std::chrono::seconds life = kAccessLife);
  /// The scope of a good access token.
  [[nodiscard]] std::optional<std::string_view> access_scope(std::string_view token,
                                                             Tick now) const;
  [[nodiscard]] bool accepts_access(std::string_view token, Tick now) const {
    return access_scope(token, now).has_value();
  }
  /// 138 characters of base64.
  [[nodiscard]] std::string issue_quote(Tick now);
  [[nodiscard]] bool accepts_quote(std::string_view token, Tick now) const;

  // The legacy sign-in (2.2).
  [[nodiscard]] std::string issue_session(Tick now);
  [[nodiscard]] bool accepts_session(std::string_view token, Tick now) const;
  /// The session is over. False when it was not good.
  bool end_session(std::string_view token, Tick now);
  /// Was it a session once?
  [[nodiscard]] bool is_ended(std::string_view token) const { return ended_.contains(token); }
  /// 40 characters; good for one use.
  [[nodiscard]] std::string issue_remember(Tick now);
  bool use_remember(std::string_view token, Tick now);

  /// The code of the authorize page, good for one use; `bound_to` is what must come with it.
  [[nodiscard]] std::string issue_code(Tick now, std::string bound_to);
  /// What the code is bound to; it is used up.
  [[nodiscard]] std::optional<std::string> use_code(std::string_view code, Tick now);

  [[nodiscard]] std::string letters(std::size_t count);

 private:
  struct Held {
    Tick end;
    std::string about;
  };
  using Shelf = std::map<std::string, Held, std::less<>>;
  static void remember(Shelf& shelf, std::string token, Held held, Tick now);
  static const Held* good(const Shelf& shelf, std::string_view token, Tick now);
  static std::optional<std::string> take(Shelf& shelf, std::string_view token, Tick now);

  Random random_;
  Shelf access_;
  Shelf quote_;
  Shelf session_;
  Shelf ended_;
  Shelf remember_;
  Shelf code_;
};

}  // namespace belay::sim
