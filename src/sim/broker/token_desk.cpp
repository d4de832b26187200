#include "sim/broker/token_desk.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <openssl/sha.h>

#include <fmt/format.h>

#include "sim/broker/account_numbers.hpp"

namespace belay::sim {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Without padding, as in a JWT.
std::string base64url(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    bits = bits << 8U | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) out += kAlphabet[bits >> (count - 6) & 63U];
  }
  if (count > 0) out += kAlphabet[bits << (6 - count) & 63U];
  return out;
}

}  // namespace

std::string challenge_of(std::string_view verifier) {
  if (verifier.empty()) return {};
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  const std::string text{verifier};
  ::SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),  // NOLINT
           digest.data());
  return base64url(std::string{digest.begin(), digest.end()});
}

std::string TokenDesk::letters(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += kAlphabet[random_.bits() >> 58U];
  return text;
}

std::string TokenDesk::issue_access(Tick now, std::string_view scope, std::chrono::seconds life) {
  const std::string claims =
      fmt::format(R"({{"iss":"https://api.tastytrade.com","sub":"{}","scope":"{}","jti":"{}"}})",
                  kUserExternalId, scope, letters(40));
  std::string token =
      base64url(R"({"alg":"none","typ":"JWT"})") + "." + base64url(claims) + "." + letters(43);
  remember(access_, token, {now + life, std::string{scope}}, now);
  return token;
}

std::optional<std::string_view> TokenDesk::access_scope(std::string_view token, Tick now) const {
  const Held* held = good(access_, token, now);
  if (held == nullptr) return std::nullopt;
  return std::string_view{held->about};
}

std::string TokenDesk::issue_quote(Tick now) {
  std::string token = letters(138);
  remember(quote_, token, {now + kQuoteLife, {}}, now);
  return token;
}

bool TokenDesk::accepts_quote(std::string_view token, Tick now) const {
  return good(quote_, token, now) != nullptr;
}

std::string TokenDesk::issue_session(Tick now) {
  // A plus sign has been seen in real ones.
  std::string token = letters(60) + "+" + letters(3);
  remember(session_, token, {now + kSessionLife, {}}, now);
  return token;
}

bool TokenDesk::accepts_session(std::string_view token, Tick now) const {
  return good(session_, token, now) != nullptr;
}

bool TokenDesk::end_session(std::string_view token, Tick now) {
  if (!take(session_, token, now)) return false;
  remember(ended_, std::string{token}, {now + kSessionLife, {}}, now);
  return true;
}

std::string TokenDesk::issue_remember(Tick now) {
  std::string token = letters(40);
  remember(remember_, token, {now + kRememberLife, {}}, now);
  return token;
}

bool TokenDesk::use_remember(std::string_view token, Tick now) {
  return take(remember_, token, now).has_value();
}

std::string TokenDesk::issue_code(Tick now, std::string bound_to) {
  std::string code = letters(43);
  remember(code_, code, {now + kCodeLife, std::move(bound_to)}, now);
  return code;
}

std::optional<std::string> TokenDesk::use_code(std::string_view code, Tick now) {
  return take(code_, code, now);
}

void TokenDesk::remember(Shelf& shelf, std::string token, Held held, Tick now) {
  std::erase_if(shelf, [&](const auto& entry) { return entry.second.end <= now; });
  if (shelf.size() >= kMostTokens) {
    shelf.erase(
        std::ranges::min_element(shelf, {}, [](const auto& entry) { return entry.second.end; }));
  }
  shelf.emplace(std::move(token), std::move(held));
}

const TokenDesk::Held* TokenDesk::good(const Shelf& shelf, std::string_view token, Tick now) {
  const auto found = shelf.find(token);
  return found != shelf.end() && now < found->second.end ? &found->second : nullptr;
}

std::optional<std::string> TokenDesk::take(Shelf& shelf, std::string_view token, Tick now) {
  if (good(shelf, token, now) == nullptr) return std::nullopt;
  return std::move(shelf.extract(shelf.find(token)).mapped().about);
}

}  // namespace belay::sim
