#include "vault/crypto.hpp"

#include <sodium.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

namespace belay::vault {
namespace {

constexpr std::string_view kMark = "belay-sealed/1";
constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
// A file must not be able to make us take all memory or an hour.
constexpr SealCost kMost{.passes = 10, .memory = std::size_t{1} << 30};
constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

void start() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used: no random numbers");
}

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), kBase64), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), kBase64);
  text.pop_back();  // its zero
  return text;
}

Result<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t length = 0;
  const int failed = sodium_base642bin(bytes_of(bytes), bytes.size(), text.data(), text.size(),
                                       nullptr, &length, nullptr, kBase64);
  if (failed != 0) return fail(Errc::parse, "the sealed text is damaged");
  bytes.resize(length);
  return bytes;
}

std::string random_bytes(std::size_t count) {
  start();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), count);
  return bytes;
}

/// `head` is authenticated with the rest: nobody can make a later reading cheaper.
std::string encrypt(const Secret& key, std::string_view head, const Secret& plain) {
  const std::string nonce = random_bytes(kNonceBytes);
  std::string cipher(plain.reveal().size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      bytes_of(cipher), nullptr, bytes_of(plain.reveal()), plain.reveal().size(), bytes_of(head),
      head.size(), nullptr, bytes_of(std::string_view{nonce}), bytes_of(key.reveal()));
  return fmt::format("{}\n{}\n", head, to_base64(nonce + cipher));
}

Result<Secret> decrypt(const Secret& key, std::string_view head, std::string_view body) {
  const Result<std::string> bytes = from_base64(body);
  if (!bytes) return std::unexpected(bytes.error());
  if (bytes->size() < kNonceBytes + kTagBytes) {
    return fail(Errc::parse, "the sealed text is cut short");
  }
  const std::string_view cipher = std::string_view{*bytes}.substr(kNonceBytes);
  std::string plain(cipher.size() - kTagBytes, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      bytes_of(plain), nullptr, nullptr, bytes_of(cipher), cipher.size(), bytes_of(head),
      head.size(), bytes_of(std::string_view{*bytes}), bytes_of(key.reveal()));
  if (failed != 0) {
    return fail(Errc::unauthorized, "the passphrase does not open it, or somebody changed it");
  }
  return Secret{std::move(plain)};
}

Result<Secret> stretch(const Secret& passphrase, std::string_view salt, SealCost cost) {
  start();
  std::string key(kKeyBytes, '\0');
  const int failed = crypto_pwhash(bytes_of(key), key.size(), passphrase.reveal().data(),
                                   passphrase.reveal().size(), bytes_of(salt), cost.passes,
                                   cost.memory, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) {
    return fail(Errc::io, fmt::format("stretching the passphrase takes {} MB of memory, which are "
                                      "not there",
                                      cost.memory >> 20U));
  }
  return Secret{std::move(key)};
}

struct Parts {
  std::string_view head;
  std::vector<std::string_view> words;  ///< of the head
  std::string_view body;
};

Result<Parts> take_apart(std::string_view sealed) {
  const std::size_t line = sealed.find('\n');
  if (!sealed.starts_with(kMark) || line == std::string_view::npos) {
    return fail(Errc::parse, "it is not a sealed text of belay");
  }
  Parts parts{.head = sealed.substr(0, line), .words = {}, .body = sealed.substr(line + 1)};
  while (parts.body.ends_with('\n')) parts.body.remove_suffix(1);
  for (std::string_view rest = parts.head; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    parts.words.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return parts;
}

template <class T>
bool read_number(std::string_view text, T most, T& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc{} && end == text.data() + text.size() && into > 0 && into <= most;
}

}  // namespace

Result<std::string> seal(const Secret& passphrase, const Secret& plain, SealCost cost) {
  const std::string salt = random_bytes(crypto_pwhash_SALTBYTES);
  const Result<Secret> key = stretch(passphrase, salt, cost);
  if (!key) return std::unexpected(key.error());
  const std::string head =
      fmt::format("{} argon2id {} {} {}", kMark, cost.passes, cost.memory, to_base64(salt));
  return encrypt(*key, head, plain);
}

Result<Secret> unseal(const Secret& passphrase, std::string_view sealed) {
  const Result<Parts> parts = take_apart(sealed);
  if (!parts) return std::unexpected(parts.error());
  SealCost cost;
  const auto& words = parts->words;
  const bool fine = words.size() == 5 && words[1] == "argon2id" &&
                    read_number(words[2], kMost.passes, cost.passes) &&
                    read_number(words[3], kMost.memory, cost.memory);
  if (!fine) return fail(Errc::parse, "it is sealed in a way this version does not know");
  const Result<std::string> salt = from_base64(words[4]);
  if (!salt) return std::unexpected(salt.error());
  if (salt->size() != crypto_pwhash_SALTBYTES) return fail(Errc::parse, "its salt is damaged");
  const Result<Secret> key = stretch(passphrase, *salt, cost);
  if (!key) return std::unexpected(key.error());
  return decrypt(*key, parts->head, parts->body);
}

bool is_sealed(std::string_view text) { return text.starts_with(kMark); }

Key Key::derive(std::string_view purpose, std::initializer_list<const Secret*> secrets) {
  start();
  crypto_generichash_state state;
  crypto_generichash_init(&state, bytes_of(purpose), purpose.size(), kKeyBytes + 16);
  for (const Secret* secret : secrets) {
    const std::uint64_t size = secret->reveal().size();  // so that ("ab","c") is not ("a","bc")
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&size), sizeof size);
    crypto_generichash_update(&state, bytes_of(secret->reveal()), secret->reveal().size());
  }
  std::string out(kKeyBytes + 16, '\0');
  crypto_generichash_final(&state, bytes_of(out), out.size());
  Key key;
  key.name_ = to_base64(std::string_view{out}.substr(kKeyBytes, 12));
  key.bytes_ = Secret{out.substr(0, kKeyBytes)};
  sodium_memzero(out.data(), out.size());
  return key;
}

std::string Key::seal(const Secret& plain) const {
  return encrypt(bytes_, fmt::format("{} key {}", kMark, name_), plain);
}

Result<Secret> Key::unseal(std::string_view sealed) const {
  const Result<Parts> parts = take_apart(sealed);
  if (!parts) return std::unexpected(parts.error());
  return decrypt(bytes_, parts->head, parts->body);
}

std::string random_word(std::size_t bytes) { return to_base64(random_bytes(bytes)); }

std::string s256(std::string_view text) {
  start();
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(bytes_of(hash), bytes_of(text), text.size());
  return to_base64(hash);
}

}  // namespace belay::vault
