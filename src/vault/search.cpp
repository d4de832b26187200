#include "vault/search.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "vault/credential_text.hpp"
#include "vault/crypto.hpp"
#include "vault/fernet.hpp"

namespace belay::vault {
namespace {

/// What a place gave: a credential, nothing (with the reason), or an error.
struct Look {
  Result<std::optional<Credential>> result = std::optional<Credential>{};
  std::string why;
};

Look nothing(std::string why) { return {std::optional<Credential>{}, std::move(why)}; }
Look broken(Error error) {
  Look look;
  look.why = error.message;
  look.result = std::unexpected(std::move(error));
  return look;
}
Look found(Credential credential, std::string why) {
  return {std::optional{std::move(credential)}, std::move(why)};
}

/// A session where sessions are not possible is no credential.
Look judged(const Surroundings& around, Result<Credential> credential, const std::string& where) {
  if (!credential) {
    credential.error().message = where + ": " + credential.error().message;
    return broken(std::move(credential.error()));
  }
  if (credential->is_session() && !around.sessions_allowed) {
    return broken(Error{.code = Errc::unauthorized,
                        .message = where + ": it holds a legacy session, and the broker ended "
                                           "those for programs on 2026-02-11; run: belay login"});
  }
  return found(std::move(*credential), where);
}

Result<Credential> opened(const Surroundings& around, Secret text) {
  if (!is_sealed(text.reveal())) return parse_credential(text, around.profile);
  const Result<Secret> passphrase = around.passphrase(false);
  if (!passphrase) return std::unexpected(passphrase.error());
  const Result<Secret> plain = unseal(*passphrase, text.reveal());
  if (!plain) return std::unexpected(plain.error());
  return parse_credential(*plain, around.profile);
}

Look in_named_file(const Surroundings& around) {
  if (around.named_file.empty()) return nothing("--credentials is not given");
  auto text = around.files->read_private(around.named_file);
  if (!text) return broken(text.error());
  if (!*text) {
    return broken(Error{.code = Errc::usage,
                        .message = fmt::format("--credentials names {}, and there is no such file",
                                               around.named_file)});
  }
  return judged(around, opened(around, Secret{std::move(**text)}), around.named_file);
}

Look in_environment(const Surroundings& around) {
  Credential credential{.client_id = around.variables("BELAY_CLIENT_ID"),
                        .client_secret = Secret{around.variables("BELAY_CLIENT_SECRET")},
                        .refresh_token = Secret{around.variables("BELAY_REFRESH_TOKEN")}};
  if (credential.is_grant()) {
    return found(std::move(credential), "BELAY_CLIENT_SECRET and BELAY_REFRESH_TOKEN");
  }
  if (credential.client_secret.empty() && credential.refresh_token.empty()) {
    return nothing("BELAY_CLIENT_SECRET and BELAY_REFRESH_TOKEN are not set");
  }
  const bool secret_missing = credential.client_secret.empty();
  return broken(Error{
      .code = Errc::unauthorized,
      .message = fmt::format("{} is set, but {} is not; set both or none",
                             secret_missing ? "BELAY_REFRESH_TOKEN" : "BELAY_CLIENT_SECRET",
                             secret_missing ? "BELAY_CLIENT_SECRET" : "BELAY_REFRESH_TOKEN")});
}

Look in_keychain(const Surroundings& around) {
  if (!around.keychain) return nothing(around.no_keychain);
  auto text = around.keychain->find(around.profile);
  // One that is locked or absent must not keep a server from its sealed file.
  if (!text) return nothing(text.error().message);
  if (!*text) return nothing("it holds nothing for this profile");
  return judged(around, parse_credential(**text, around.profile), "the keychain");
}

/// The text that is newest and whole: a process may have ended between writing and renaming.
Result<std::optional<std::string>> newest(const Surroundings& around, const fs::path& path) {
  auto current = around.files->read_private(path);
  if (!current) return current;
  auto next = around.files->read_private(next_to(path));
  const bool complete = next && *next && is_sealed(**next) && (*next)->ends_with('\n') &&
                        std::ranges::count(**next, '\n') == 2;
  return complete ? next : current;
}

Look in_sealed_file(const Surroundings& around) {
  if (around.config_directory.empty()) return nothing("neither XDG_CONFIG_HOME nor HOME is set");
  const fs::path path = sealed_path(around);
  auto text = newest(around, path);
  if (!text) return broken(text.error());
  if (!*text) return nothing(fmt::format("there is no {}", path.string()));
  return judged(around, opened(around, Secret{std::move(**text)}), path.string());
}

constexpr std::string_view kReplaced =
    "TASTY_USERNAME, TASTY_KEY and TASTY_TOKEN are the names of a login that the broker ended for "
    "programs on 2026-02-11. BELAY_CLIENT_SECRET and BELAY_REFRESH_TOKEN replaced them, --account "
    "replaced TASTY_ACCOUNT_UNIQUE_ID; run: belay login";

Look in_founding_variables(const Surroundings& around) {
  const Secret key{around.variables("TASTY_KEY")};
  const Secret token{around.variables("TASTY_TOKEN")};
  const std::string login = around.variables("TASTY_USERNAME");
  if (key.empty() && token.empty() && login.empty()) return nothing("TASTY_TOKEN is not set");
  const auto refuse = [](std::string_view why) {
    return broken(Error{
        .code = Errc::unauthorized,
        .message = why.empty() ? std::string{kReplaced} : fmt::format("{} ({})", kReplaced, why)});
  };
  if (!around.sessions_allowed) return refuse("");
  if (key.empty() || token.empty() || login.empty()) return refuse("not all three are set");
  Result<Secret> remember = open_fernet(key, token.reveal());
  if (!remember) return refuse(remember.error().message);
  // What follows the token is shared under both: another TASTY_TOKEN begins anew.
  Secret both{fmt::format("{} {}", key.reveal(), token.reveal())};
  return found(
      Credential{
          .login = login, .remember_token = std::move(*remember), .session_key = std::move(both)},
      "TASTY_USERNAME, TASTY_KEY and TASTY_TOKEN; BELAY_CLIENT_SECRET and "
      "BELAY_REFRESH_TOKEN replaced them");
}

struct PlaceToLook {
  Place place;
  Look (*look)(const Surroundings&);
};
constexpr auto kPlaces = std::to_array<PlaceToLook>({{Place::named_file, in_named_file},
                                                     {Place::environment, in_environment},
                                                     {Place::keychain, in_keychain},
                                                     {Place::sealed_file, in_sealed_file},
                                                     {Place::founding, in_founding_variables}});

Error no_credentials(const Surroundings& around) {
  return {.code = Errc::unauthorized,
          .message = fmt::format("no credentials for profile {}: run belay --profile {} login, or "
                                 "set BELAY_CLIENT_SECRET and BELAY_REFRESH_TOKEN; belay auth "
                                 "where tells where they were looked for",
                                 around.profile, around.profile)};
}

fs::path under(const Variables& variables, const char* name, const char* home_part) {
  const std::string base = variables(name);
  if (base.starts_with('/')) return fs::path{base} / "belay";
  const std::string home = variables("HOME");
  return home.empty() ? fs::path{} : fs::path{home} / home_part / "belay";
}

}  // namespace

std::string_view to_string(Place place) noexcept {
  switch (place) {
    case Place::named_file: return "file named by --credentials";
    case Place::environment: return "environment";
    case Place::keychain: return "keychain";
    case Place::sealed_file: return "sealed file";
    case Place::founding: return "founding variables";
  }
  return "?";
}

std::string_view to_string(Finding::State state) noexcept {
  switch (state) {
    case Finding::State::won: return "used";
    case Finding::State::absent: return "nothing";
    case Finding::State::passed: return "not asked";
    case Finding::State::unreadable: return "unusable";
  }
  return "?";
}

fs::path config_directory(const Variables& variables) {
  return under(variables, "XDG_CONFIG_HOME", ".config");
}

fs::path state_directory(const Variables& variables) {
  return under(variables, "XDG_STATE_HOME", ".local/state");
}

Surroundings real_surroundings(std::string_view profile) {
  Surroundings around{.profile = std::string{profile},
                      .variables = real_variables(),
                      .files = real_files(),
                      .sessions_allowed = profile == "cert"};
  around.config_directory = config_directory(around.variables);
  around.passphrase = passphrase_from(around.variables, around.files);
  if (around.variables("BELAY_LEGACY_SESSIONS") == "1") around.sessions_allowed = true;
  const std::string bus = around.variables("DBUS_SESSION_BUS_ADDRESS");
  auto keychain = libsecret_keychain(bus.c_str());
  if (keychain)
    around.keychain = std::move(*keychain);
  else
    around.no_keychain = keychain.error().message;
  return around;
}

Search find_credential(const Surroundings& around) {
  Search search{.error = no_credentials(around)};
  bool settled = false;
  for (const auto& [place, look] : kPlaces) {
    if (settled) {
      search.findings.push_back({place, Finding::State::passed, "an earlier place settled it"});
      continue;
    }
    Look seen = look(around);
    settled = !seen.result || seen.result->has_value();
    const auto state = !seen.result ? Finding::State::unreadable
                       : settled    ? Finding::State::won
                                    : Finding::State::absent;
    search.findings.push_back({place, state, std::move(seen.why)});
    if (!seen.result) search.error = std::move(seen.result.error());
    if (state != Finding::State::won) continue;
    search.from = place;
    search.credential = std::move(**seen.result);
  }
  return search;
}

fs::path sealed_path(const Surroundings& around) {
  return around.config_directory / (around.profile + ".credentials");
}

Result<void> keep_in_keychain(const Surroundings& around, const Credential& what) {
  if (!around.keychain) return fail(Errc::unsupported, around.no_keychain);
  return around.keychain->keep(around.profile, credential_text(what, around.profile));
}

Result<void> keep_in_file(const Surroundings& around, const Credential& what) {
  if (around.config_directory.empty()) {
    return fail(Errc::usage, "no place for credentials: neither XDG_CONFIG_HOME nor HOME is set");
  }
  const Result<Secret> passphrase = around.passphrase(true);
  if (!passphrase) return std::unexpected(passphrase.error());
  const Result<std::string> sealed = seal(*passphrase, credential_text(what, around.profile));
  if (!sealed) return std::unexpected(sealed.error());
  return replace_file(*around.files, sealed_path(around), *sealed);
}

}  // namespace belay::vault
