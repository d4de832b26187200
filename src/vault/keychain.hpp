#pragma once

#include <memory>
#include <optional>
#include <string>

#include "belay/base/error.hpp"
#include "belay/base/secret.hpp"

namespace belay::vault {

/// The desktop's own store of secrets, one text per name.
class Keychain {
 public:
  virtual ~Keychain() = default;
  [[nodiscard]] virtual Result<std::optional<Secret>> find(const std::string& name) = 0;
  virtual Result<void> keep(const std::string& name, const Secret& text) = 0;
  virtual Result<void> forget(const std::string& name) = 0;
};

/// The keychain behind libsecret, loaded while the program runs: the program starts without the
/// library as well. `library` is its file. Errors: unsupported, with the reason, when there is no
/// such library or no session bus to reach a keychain over.
[[nodiscard]] Result<std::unique_ptr<Keychain>> libsecret_keychain(
    const char* session_bus, const std::string& library = "libsecret-1.so.0");

}  // namespace belay::vault
