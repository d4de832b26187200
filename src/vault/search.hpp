#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/vault/credential.hpp"
#include "vault/files.hpp"
#include "vault/keychain.hpp"
#include "vault/passphrase.hpp"

// Which credential is taken, from where, and why not from elsewhere (docs/guide/sign-in.md).

namespace belay::vault {

/// The places, in the order they are asked.
enum class Place : std::uint8_t { named_file, environment, keychain, sealed_file, founding };
[[nodiscard]] std::string_view to_string(Place place) noexcept;

/// What was seen in one place. `why` never holds a value of a credential.
struct Finding {
  enum class State : std::uint8_t {
    won,
    absent,      ///< nothing there
    passed,      ///< not asked: a place before it won
    unreadable,  ///< something is there and cannot be used
  };
  Place place{};
  State state = State::absent;
  std::string why;
};
[[nodiscard]] std::string_view to_string(Finding::State state) noexcept;

/// What surrounds a search; everything that is not a plain value can be replaced by a test.
struct Surroundings {
  std::string profile;     ///< "cert" or "live"
  std::string named_file;  ///< --credentials; empty = not given
  fs::path config_directory;
  Variables variables;
  std::shared_ptr<Files> files;
  std::shared_ptr<Keychain> keychain;  ///< null when there is none
  std::string no_keychain;             ///< why, then
  AskPassphrase passphrase;
  bool sessions_allowed = false;  ///< legacy sessions: cert only, unless asked for (2.2)
};

/// The real surroundings of this process, without anybody to ask for a passphrase.
[[nodiscard]] Surroundings real_surroundings(std::string_view profile);
/// $XDG_CONFIG_HOME/belay, else $HOME/.config/belay; empty when neither is set.
[[nodiscard]] fs::path config_directory(const Variables& variables);
/// $XDG_STATE_HOME/belay, else $HOME/.local/state/belay; empty when neither is set.
[[nodiscard]] fs::path state_directory(const Variables& variables);

struct Search {
  std::vector<Finding> findings;  ///< one per place, in order
  std::optional<Place> from;
  Credential credential;  ///< filled when `from` is
  /// Why there is none: unauthorized, naming what to do; or what is wrong with a place that comes
  /// before any other: a broken credential is never passed over in silence.
  Error error;
};
[[nodiscard]] Search find_credential(const Surroundings& around);

/// Where a sealed file of `profile` stands.
[[nodiscard]] fs::path sealed_path(const Surroundings& around);
/// Keeps `credential` for later runs. Errors: those of the place.
[[nodiscard]] Result<void> keep_in_keychain(const Surroundings& around, const Credential& what);
[[nodiscard]] Result<void> keep_in_file(const Surroundings& around, const Credential& what);

}  // namespace belay::vault
