#pragma once

#include <optional>
#include <string>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/time.hpp"
#include "belay/vault/token_cache.hpp"
#include "vault/search.hpp"

namespace belay::app {

/// What was removed, and why something may still be there.
struct Forgotten {
  std::vector<std::string> gone;
  std::optional<Error> trouble;  ///< unauthorized: credentials are perhaps still kept
};

/// Removes what belay itself keeps for the profile, everywhere: trouble in one place does not keep
/// the others.
[[nodiscard]] Forgotten forget_stored(const vault::Surroundings& around);

/// Removes the token; with `keep_credentials` not the remember token beside it, which may be the
/// only one that is still good.
[[nodiscard]] Result<void> forget_token(TokenCache& cache, bool keep_credentials, Instant now);

}  // namespace belay::app
