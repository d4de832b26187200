#include "sim/market/black_scholes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace belay::sim {
namespace {

double density(double x) { return std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::numbers::pi); }

double cumulative(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

OptionValue intrinsic(const OptionTerms& terms, double sign) {
  const double value = std::max(0.0, sign * (terms.spot - terms.strike));
  return OptionValue{.price = value, .delta = value > 0 ? sign : 0.0};
}

}  // namespace

OptionValue black_scholes(const OptionTerms& terms) {
  const double sign = terms.right == OptionRight::call ? 1.0 : -1.0;
  const double deviation = terms.volatility * std::sqrt(std::max(0.0, terms.years));
  if (!(deviation > 0)) return intrinsic(terms, sign);
  const double discounted = terms.strike * std::exp(-terms.rate * terms.years);
  const double d1 = std::log(terms.spot / discounted) / deviation + 0.5 * deviation;
  const double d2 = d1 - deviation;
  const double in_spot = sign * terms.spot * cumulative(sign * d1);
  const double in_strike = sign * discounted * cumulative(sign * d2);
  const double decay = terms.spot * density(d1) * deviation / (2.0 * terms.years);
  return OptionValue{
      .price = std::max(0.0, in_spot - in_strike),
      .delta = sign * cumulative(sign * d1),
      .gamma = density(d1) / (terms.spot * deviation),
      .theta = (-decay - terms.rate * in_strike) / 365.0,
      .vega = terms.spot * density(d1) * std::sqrt(terms.years) / 100.0,
      .rho = terms.years * in_strike / 100.0,
  };
}

}  // namespace belay::sim
