#pragma once

#include <cstdint>

namespace belay::sim {

enum class OptionRight : std::uint8_t { call, put };

/// What the Black–Scholes price of a European option without dividends depends on.
struct OptionTerms {
  OptionRight right = OptionRight::call;
  double spot = 0;
  double strike = 0;
  double years = 0;       ///< to expiration, calendar time / 365 days; ≤ 0 = expired
  double rate = 0;        ///< continuously compounded, a fraction
  double volatility = 0;  ///< annual, a fraction
};

/// In the feed's units (dxlink.md 5.5): theta per calendar day, vega and rho per percentage point.
struct OptionValue {
  double price = 0;
  double delta = 0;
  double gamma = 0;
  double theta = 0;
  double vega = 0;
  double rho = 0;
};

/// Always finite for finite, positive spot and strike; an expired option is its intrinsic value.
[[nodiscard]] OptionValue black_scholes(const OptionTerms& terms);

}  // namespace belay::sim
