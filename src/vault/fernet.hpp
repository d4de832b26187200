#pragma once

#include <string_view>

#include "belay/base/error.hpp"
#include "belay/base/secret.hpp"

namespace belay::vault {

/// Opens a Fernet token (github.com/fernet/spec: version 0x80, time, IV, AES-128-CBC, HMAC-SHA256)
/// with its base64url key of 32 bytes. The token's age is not looked at. Errors: parse for a key or
/// a token of another form, unauthorized when the key does not fit. Never quotes either.
[[nodiscard]] Result<Secret> open_fernet(const Secret& key, std::string_view token);

}  // namespace belay::vault
