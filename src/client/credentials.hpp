#pragma once

#include "belay/base/error.hpp"
#include "belay/client/config.hpp"
#include "vault/search.hpp"

namespace belay {

/// Finds the credential of `config.environment` and puts it, and what goes with it (the cache that
/// processes share, the keeping of remember tokens), into `config`. What was found where is in
/// `findings` when given. Errors: unauthorized when there is none, or that of a broken place.
[[nodiscard]] Result<void> use_credential(Config& config, vault::Surroundings around,
                                          std::vector<vault::Finding>* findings = nullptr);

/// The cache that processes with this credential share; null when there is no place for it.
[[nodiscard]] std::shared_ptr<TokenCache> shared_tokens(const vault::Surroundings& around,
                                                        const Credential& credential);

}  // namespace belay
