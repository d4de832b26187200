#include "vault/fernet.hpp"

#include <memory>
#include <string>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "belay/base/base64.hpp"

namespace belay::vault {
namespace {

constexpr std::size_t kKeySize = 16;  // of each of the two
constexpr std::size_t kHead = 1 + 8 + 16;
constexpr std::size_t kBlock = 16;
constexpr std::size_t kMac = 32;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
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
  const Secret both{decode_base64(key.reveal()).value_or("")};
  if (both.reveal().size() != 2 * kKeySize) {
    return fail(Errc::parse, "the Fernet key is not 32 bytes in base64url");
  }
  const std::string bytes = decode_base64(token).value_or("");
  const std::string_view text = bytes;
  const bool whole = text.size() >= kHead + kBlock + kMac && text[0] == '\x80' &&
                     (text.size() - kHead - kMac) % kBlock == 0;
  if (!whole) return fail(Errc::parse, "the Fernet token is damaged or of another version");
  const std::string_view signed_part = text.substr(0, text.size() - kMac);
  if (!mac_fits(both.reveal().substr(0, kKeySize), signed_part, text.substr(signed_part.size()))) {
    return fail(Errc::unauthorized, "the Fernet key does not fit the token");
  }
  return decrypt(both.reveal().substr(kKeySize), text.substr(9, kBlock), signed_part.substr(kHead));
}

}  // namespace belay::vault
