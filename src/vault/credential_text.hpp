#pragma once

#include <string>
#include <string_view>

#include "belay/base/error.hpp"
#include "belay/base/secret.hpp"
#include "belay/vault/credential.hpp"

namespace belay::vault {

/// How a credential stands in a file or a keychain, before sealing: schema belay.credentials/1
/// (docs/formats/credentials.md). `profile` binds it to the world it opens.
[[nodiscard]] Secret credential_text(const Credential& credential, std::string_view profile);

/// Reads credential_text(), or lines `BELAY_CLIENT_SECRET=…` and `BELAY_REFRESH_TOKEN=…`. Errors:
/// parse for another form, unauthorized for one that is incomplete or bound to another profile.
/// Never quotes a value.
[[nodiscard]] Result<Credential> parse_credential(const Secret& text, std::string_view profile);

}  // namespace belay::vault
