#include "app/forget.hpp"

#include <utility>

#include <fmt/format.h>

namespace belay::app {
namespace {

Error still_there(const std::string& where, const Error& why) {
  return {
      .code = Errc::unauthorized,
      .message = fmt::format("{} may still hold the credentials: {}; log out again when that is "
                             "mended",
                             where, why.message)};
}

Result<bool> forget_in(vault::Keychain& keychain, const std::string& profile) {
  const auto held = keychain.find(profile);
  if (!held) return std::unexpected(held.error());
  if (!*held) return false;
  if (auto done = keychain.forget(profile); !done) return std::unexpected(done.error());
  return true;
}

Result<bool> forget_sealed(const vault::Surroundings& around) {
  const auto path = vault::sealed_path(around);
  const auto text = around.files->read_private(path);
  const auto next = around.files->read_private(vault::next_to(path));
  for (const auto& file : {vault::next_to(path), path}) {
    if (auto done = around.files->remove(file); !done) return std::unexpected(done.error());
  }
  return !text || *text || !next || *next;
}

}  // namespace

Forgotten forget_stored(const vault::Surroundings& around) {
  Forgotten forgotten;
  const auto note = [&](const Result<bool>& done, const std::string& what) {
    if (!done) {
      if (!forgotten.trouble) forgotten.trouble = still_there(what, done.error());
    } else if (*done) {
      forgotten.gone.push_back(what);
    }
  };
  if (around.keychain) {
    note(forget_in(*around.keychain, around.profile), "the keychain's entry");
  }
  if (!around.config_directory.empty()) {
    note(forget_sealed(around), vault::sealed_path(around).string());
  }
  return forgotten;
}

Result<void> forget_token(TokenCache& cache, bool keep_credentials, Instant now) {
  auto entry = cache.read();
  if (!keep_credentials || !entry || entry->remember_token.empty()) {
    cache.forget();
    return {};
  }
  entry->expires_at = now;
  return cache.write(*entry);
}

}  // namespace belay::app
