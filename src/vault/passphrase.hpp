#pragma once

#include <functional>
#include <string>

#include "belay/base/error.hpp"
#include "belay/base/secret.hpp"
#include "vault/files.hpp"

namespace belay::vault {

/// An environment variable's value, empty when it is not set.
using Variables = std::function<std::string(const char* name)>;
[[nodiscard]] Variables real_variables();

/// Asks for the passphrase of a sealed file; `twice` when a new one is chosen.
using AskPassphrase = std::function<Result<Secret>(bool twice)>;

/// The passphrase from the file BELAY_PASSPHRASE_FILE names or the descriptor BELAY_PASSPHRASE_FD
/// (first line), else what `ask` gives. Errors: unauthorized when there is nobody to ask, with
/// what to set.
[[nodiscard]] AskPassphrase passphrase_from(Variables variables, std::shared_ptr<Files> files,
                                            AskPassphrase ask = {});

}  // namespace belay::vault
