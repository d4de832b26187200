#pragma once

#include <memory>
#include <optional>
#include <string>

#include "belay/base/error.hpp"
#include "belay/base/secret.hpp"
#include "belay/base/time.hpp"

namespace belay {

/// What processes with the same credential tell each other: the token one of them was given, or
/// that the credential was refused. Wall-clock time, for it is all that two processes share.
struct SharedToken {
  Secret token;         ///< empty when the credential was refused
  std::string refusal;  ///< the broker's code, empty when there is a token
  Instant obtained_at{};
  Instant expires_at{};   ///< of a refusal: when asking once more is allowed
  std::string scope;      ///< as the broker told it, often empty
  Secret remember_token;  ///< of a legacy session: the one that is good now
};

/// Where that is kept. One object per credential and process.
class TokenCache {
 public:
  virtual ~TokenCache() = default;

  /// The last entry, also when it has ended. Nothing when there is none, or none that can be read:
  /// a cache is never a reason to fail.
  [[nodiscard]] virtual std::optional<SharedToken> read() = 0;
  virtual Result<void> write(const SharedToken& entry) = 0;
  virtual void forget() = 0;

  /// Held while asking the broker; released by destruction, and by the end of the process.
  class Lock {
   public:
    virtual ~Lock() = default;
  };
  /// Null while another process holds it. Never waits.
  [[nodiscard]] virtual Result<std::unique_ptr<Lock>> try_lock() = 0;
};

}  // namespace belay
