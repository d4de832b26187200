#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/doctor/facts.hpp"
#include "belay/model/enum_text.hpp"

namespace belay::app::doctor {

enum class Health : std::uint8_t { ok, warn, fail, skipped };

/// In the order in which they are made; each has an exit code of its own (exit_code()). The order
/// of the enumerators is part of the program's interface: append only.
enum class Check : std::uint8_t {
  disk,
  time_zone,
  dns,
  tls,
  clock,
  sign_in,
  token_life,
  scope,
  accounts,
  quote_token,
  delayed,
  api_version,
  market_session,
  drift,
};

}  // namespace belay::app::doctor

template <>
struct belay::EnumText<belay::app::doctor::Health> {
  using Health = belay::app::doctor::Health;
  static constexpr Health fallback = Health::skipped;
  static constexpr auto names =
      std::to_array<std::pair<Health, std::string_view>>({{Health::ok, "ok"},
                                                          {Health::warn, "warn"},
                                                          {Health::fail, "fail"},
                                                          {Health::skipped, "skipped"}});
};

template <>
struct belay::EnumText<belay::app::doctor::Check> {
  using Check = belay::app::doctor::Check;
  static constexpr Check fallback = Check::disk;
  static constexpr auto names =
      std::to_array<std::pair<Check, std::string_view>>({{Check::disk, "disk"},
                                                         {Check::time_zone, "time zone"},
                                                         {Check::dns, "dns"},
                                                         {Check::tls, "connection"},
                                                         {Check::clock, "clock"},
                                                         {Check::sign_in, "sign-in"},
                                                         {Check::token_life, "token life"},
                                                         {Check::scope, "grant scope"},
                                                         {Check::accounts, "accounts"},
                                                         {Check::quote_token, "quote token"},
                                                         {Check::delayed, "market data"},
                                                         {Check::api_version, "API version"},
                                                         {Check::market_session, "market session"},
                                                         {Check::drift, "API drift"}});
};

namespace belay::app::doctor {

struct Finding {
  Check check = Check::disk;
  Health health = Health::skipped;
  std::string text;  ///< what was found; no secret, no whole account number
  std::string fix;   ///< what to do about it; empty when nothing needs doing
};

/// Every check, in order. Pure.
[[nodiscard]] std::vector<Finding> examine(const Facts& facts);

/// 20 + the check's place for each check (docs/guide/doctor.md).
inline constexpr int kFirstExitCode = 20;
[[nodiscard]] constexpr int exit_code(Check check) {
  return kFirstExitCode + static_cast<int>(check);
}
/// Of the first finding that failed; 0 when none did. Warnings do not count.
[[nodiscard]] int exit_code(const std::vector<Finding>& findings);

}  // namespace belay::app::doctor
