#include "guard/identifier.hpp"

#include <cstdint>
#include <string_view>

#include <fmt/format.h>

namespace belay::guard {
namespace {

__extension__ using Hash = unsigned __int128;

constexpr Hash halves(std::uint64_t high, std::uint64_t low) { return Hash{high} << 64 | low; }
constexpr Hash kOffset = halves(0x6c62272e07bb0142U, 0x62b821756295c58dU);
constexpr Hash kPrime = halves(0x0000000001000000U, 0x000000000000013bU);

constexpr Hash fnv1a(std::string_view text) {
  Hash hash = kOffset;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= kPrime;
  }
  return hash;
}

}  // namespace

std::string stop_identifier(const PositionCoverage& position, const StopPolicy& policy,
                            Decimal quantity, Decimal trigger) {
  // '\n' stands in none of the parts, so no two intents run together to the same text.
  const std::string intent = fmt::format(
      "{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}", position.account_number, position.symbol,
      position.instrument_type, position.opened_at, enum_name(position.side), quantity.normalized(),
      trigger.normalized(), policy.percent.normalized(), static_cast<unsigned>(policy.base),
      static_cast<unsigned>(policy.rounding));
  const Hash hash = fnv1a(intent);
  return fmt::format("belay-stop-{:016x}{:016x}", static_cast<std::uint64_t>(hash >> 64),
                     static_cast<std::uint64_t>(hash));
}

}  // namespace belay::guard
