#include "sim/broker/token_desk.hpp"

#include <algorithm>

namespace belay::sim {

std::string TokenDesk::letters(std::size_t count) {
  static constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += kAlphabet[random_.bits() >> 58U];
  return text;
}

std::string TokenDesk::issue_access(Tick now) {
  // The first part is the base64 of {"alg":"none","typ":"JWT"}.
  std::string token = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + letters(160) + "." + letters(43);
  remember(access_, token, now + kAccessLife, now);
  return token;
}

std::string TokenDesk::issue_quote(Tick now) {
  std::string token = letters(138);
  remember(quote_, token, now + kQuoteLife, now);
  return token;
}

bool TokenDesk::accepts_access(std::string_view token, Tick now) const {
  return is_good(access_, token, now);
}

bool TokenDesk::accepts_quote(std::string_view token, Tick now) const {
  return is_good(quote_, token, now);
}

void TokenDesk::remember(Ends& ends, std::string token, Tick end, Tick now) {
  std::erase_if(ends, [&](const auto& entry) { return entry.second <= now; });
  if (ends.size() >= kMostTokens) {
    ends.erase(std::ranges::min_element(ends, {}, [](const auto& entry) { return entry.second; }));
  }
  ends.emplace(std::move(token), end);
}

bool TokenDesk::is_good(const Ends& ends, std::string_view token, Tick now) {
  const auto found = ends.find(token);
  return found != ends.end() && now < found->second;
}

}  // namespace belay::sim
