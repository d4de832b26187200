#pragma once

#include <memory>

#include "belay/vault/token_cache.hpp"

namespace belay::app {

/// What a process without a token file tells itself: what it was given at its sign-in can be asked
/// here, and is gone with the process.
[[nodiscard]] std::shared_ptr<TokenCache> process_tokens();

}  // namespace belay::app
