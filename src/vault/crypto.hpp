#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "belay/base/error.hpp"
#include "belay/base/secret.hpp"

// All that we ask of libsodium, in one place: sealing, random words, one hash.

namespace belay::vault {

/// What a guess at a passphrase costs (Argon2id). The defaults take about a tenth of a second.
struct SealCost {
  std::uint64_t passes = 3;
  std::size_t memory = std::size_t{64} << 20;  ///< bytes
};

/// `plain` encrypted and authenticated (XChaCha20-Poly1305) with a key stretched from `passphrase`
/// (Argon2id, a salt of its own). Two lines of text: the first says how, the second holds the rest.
[[nodiscard]] Result<std::string> seal(const Secret& passphrase, const Secret& plain,
                                       SealCost cost = {});
/// Undoes seal(). Errors: parse for what is not sealed, unauthorized for a wrong passphrase or a
/// changed text, which cannot be told apart.
[[nodiscard]] Result<Secret> unseal(const Secret& passphrase, std::string_view sealed);
/// Whether unseal() could be tried.
[[nodiscard]] bool is_sealed(std::string_view text);

/// A key that was never a passphrase: derived from secrets that cannot be guessed.
class Key {
 public:
  /// The same key from the same `purpose` and `secrets`, which it does not reveal.
  static Key derive(std::string_view purpose, std::initializer_list<const Secret*> secrets);
  [[nodiscard]] std::string seal(const Secret& plain) const;
  [[nodiscard]] Result<Secret> unseal(std::string_view sealed) const;
  /// 16 letters that name the key and tell nothing about it.
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  Secret bytes_;
  std::string name_;
};

/// `bytes` random bytes as base64url without padding: a `state`, a PKCE verifier.
[[nodiscard]] std::string random_word(std::size_t bytes);
/// base64url of SHA-256, without padding: PKCE's S256 (RFC 7636, 4.2).
[[nodiscard]] std::string s256(std::string_view text);

}  // namespace belay::vault
