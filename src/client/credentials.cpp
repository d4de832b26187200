#include "client/credentials.hpp"

#include <utility>

#include "vault/token_file.hpp"

namespace belay {
namespace {

/// A person is asked once; what opens the file seals the next one.
vault::AskPassphrase once(vault::AskPassphrase ask) {
  return [ask = std::move(ask), known = std::make_shared<Secret>()](bool twice) -> Result<Secret> {
    if (!known->empty()) return *known;
    Result<Secret> answer = ask(twice);
    if (answer) *known = *answer;
    return answer;
  };
}

/// Keeps the next remember token where the last one was; where nothing can be kept the token cache
/// alone has it.
std::function<Result<void>(const Secret&)> keeper(vault::Surroundings around, vault::Place from,
                                                  Credential credential) {
  if (!credential.is_session()) return {};
  if (from != vault::Place::keychain && from != vault::Place::sealed_file) return {};
  return [=](const Secret& next) {
    Credential kept = credential;
    kept.remember_token = next;
    return from == vault::Place::keychain ? vault::keep_in_keychain(around, kept)
                                          : vault::keep_in_file(around, kept);
  };
}

}  // namespace

std::shared_ptr<TokenCache> shared_tokens(const vault::Surroundings& around,
                                          const Credential& credential) {
  const auto directory = vault::state_directory(around.variables);
  if (directory.empty()) return nullptr;
  return vault::token_file(around.files, directory, around.profile, credential);
}

Result<void> use_credential(Config& config, vault::Surroundings around,
                            std::vector<vault::Finding>* findings) {
  around.passphrase = once(std::move(around.passphrase));
  vault::Search search = vault::find_credential(around);
  if (findings != nullptr) *findings = search.findings;
  if (!search.from) return std::unexpected(std::move(search.error));
  config.use(search.credential);
  config.token_cache = shared_tokens(around, search.credential);
  config.keep_remember_token = keeper(around, *search.from, search.credential);
  return {};
}

}  // namespace belay
