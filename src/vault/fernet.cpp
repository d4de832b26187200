#include "vault/fernet.hpp"

#include <memory>
#include <string>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace belay::vault {
namespace {

constexpr std::size_t kKeySize = 16;  // of each of the two
constexpr std::size_t kHead = 1 + 8 + 16;
constexpr std::size_t kBlock = 16;
constexpr std::size_t kMac = 32;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '-' || c == '+') return 62;
  return c == '_' || c == '/' ? 63 : -1;
}

/// Both alphabets, with or without padding; nothing else.
Result<std::string> from_base64(std::string_view text, std::string_view what) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    const int value = value_of(c);
    if (value < 0) return fail(Errc::parse, std::string{what} + " is not base64url");
    bits = (bits << 6U | static_cast<unsigned>(value)) & 0xFFFFU;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>(bits >> static_cast<unsigned>(held) & 0xFFU);
    }
  }
  return bytes;
}

bool mac_fits(std::string_view signing, std::string_view signed_part, std::string_view mac) {
  unsigned char made[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (HMAC(EVP_sha256(), signing.data(), static_cast<int>(signing.size()), bytes_of(signed_part),
           signed_part.size(), made, &size) == nullptr) {
    return false;
  }
  return size == mac.size() && CRYPTO_memcmp(made, mac.data(), size) == 0;
}

Result<Secret> decrypt(std::string_view key, std::string_view iv, std::string_view cipher) {
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context{
      EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free};
  std::string plain(cipher.size() + kBlock, '\0');
  auto* out = reinterpret_cast<unsigned char*>(plain.data());
  int first = 0;
  int last = 0;
  const bool done = context != nullptr &&
                    EVP_DecryptInit_ex(context.get(), EVP_aes_128_cbc(), nullptr, bytes_of(key),
                                       bytes_of(iv)) == 1 &&
                    EVP_DecryptUpdate(context.get(), out, &first, bytes_of(cipher),
                                      static_cast<int>(cipher.size())) == 1 &&
                    EVP_DecryptFinal_ex(context.get(), out + first, &last) == 1;
  if (!done) return fail(Errc::unauthorized, "the Fernet token does not decrypt");
  plain.resize(static_cast<std::size_t>(first) + static_cast<std::size_t>(last));
  return Secret{std::move(plain)};
}

}  // namespace

Result<Secret> open_fernet(const Secret& key, std::string_view token) {
  Result<std::string> keys = from_base64(key.reveal(), "the Fernet key");
  if (!keys) return std::unexpected(keys.error());
  const Secret both{std::move(*keys)};
  if (both.reveal().size() != 2 * kKeySize) {
    return fail(Errc::parse, "the Fernet key is not 32 bytes in base64url");
  }
  const Result<std::string> bytes = from_base64(token, "the Fernet token");
  if (!bytes) return std::unexpected(bytes.error());
  const std::string_view text = *bytes;
  const bool whole = text.size() >= kHead + kBlock + kMac && text[0] == '\x80' &&
                     (text.size() - kHead - kMac) % kBlock == 0;
  if (!whole) return fail(Errc::parse, "the Fernet token is cut short or of another version");
  const std::string_view signed_part = text.substr(0, text.size() - kMac);
  if (!mac_fits(both.reveal().substr(0, kKeySize), signed_part, text.substr(signed_part.size()))) {
    return fail(Errc::unauthorized, "the Fernet key does not fit the token");
  }
  return decrypt(both.reveal().substr(kKeySize), text.substr(9, kBlock), signed_part.substr(kHead));
}

}  // namespace belay::vault
