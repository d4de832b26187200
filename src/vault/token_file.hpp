#pragma once

#include <memory>
#include <optional>

#include "belay/base/error.hpp"
#include "belay/base/secret.hpp"
#include "belay/vault/credential.hpp"
#include "belay/vault/token_cache.hpp"
#include "vault/files.hpp"

namespace belay::vault {

/// A TokenCache in `directory`: one file per profile and credential, mode 0600, sealed with a key
/// derived from the credential itself, so that it opens for nobody who could not ask for a token
/// anyway; and beside it an empty file that carries the lock.
[[nodiscard]] std::shared_ptr<TokenCache> token_file(std::shared_ptr<Files> files,
                                                     const fs::path& directory,
                                                     std::string_view profile,
                                                     const Credential& credential);

/// The entry as text and back; nullopt for anything else.
[[nodiscard]] Secret shared_token_text(const SharedToken& entry);
[[nodiscard]] std::optional<SharedToken> parse_shared_token(const Secret& text);

}  // namespace belay::vault
