#include "sim/market/black_scholes.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace belay::sim {
namespace {

constexpr double kDay = 1.0 / 365.0;

OptionTerms random_terms(std::mt19937_64& engine) {
  std::uniform_real_distribution<double> unit{0.0, 1.0};
  return OptionTerms{.right = unit(engine) < 0.5 ? OptionRight::call : OptionRight::put,
                     .spot = 100.0,
                     .strike = 85.0 + 30.0 * unit(engine),
                     .years = kDay + unit(engine),
                     .rate = 0.06 * unit(engine),
                     .volatility = 0.08 + 0.6 * unit(engine)};
}

template <class Change>
double slope(OptionTerms terms, double step, Change change) {
  OptionTerms up = terms;
  OptionTerms down = terms;
  change(up, step);
  change(down, -step);
  return (black_scholes(up).price - black_scholes(down).price) / (2 * step);
}

TEST(BlackScholes, known_value) {
  // Hull, "Options, Futures, and Other Derivatives", example 15.6: 42, 40, 10 %, 20 %, half a year.
  const OptionTerms terms{.spot = 42, .strike = 40, .years = 0.5, .rate = 0.1, .volatility = 0.2};
  EXPECT_NEAR(black_scholes(terms).price, 4.76, 0.005);
}

TEST(BlackScholes, greeks_are_the_slopes_of_the_price) {
  std::mt19937_64 engine{11};
  for (int i = 0; i < 500; ++i) {
    const OptionTerms terms = random_terms(engine);
    const OptionValue value = black_scholes(terms);
    const auto move_spot = [](OptionTerms& t, double d) { t.spot += d; };
    EXPECT_NEAR(value.delta, slope(terms, 1e-3, move_spot), 1e-5);
    OptionTerms up = terms;
    OptionTerms down = terms;
    up.spot += 0.01;
    down.spot -= 0.01;
    EXPECT_NEAR(value.gamma, (black_scholes(up).delta - black_scholes(down).delta) / 0.02, 1e-4);
    EXPECT_NEAR(value.vega,
                slope(terms, 1e-4, [](OptionTerms& t, double d) { t.volatility += d; }) / 100.0,
                1e-5);
    EXPECT_NEAR(value.rho,
                slope(terms, 1e-4, [](OptionTerms& t, double d) { t.rate += d; }) / 100.0, 1e-5);
    EXPECT_NEAR(value.theta,
                -slope(terms, 1e-5, [](OptionTerms& t, double d) { t.years += d; }) / 365.0, 1e-4);
  }
}

TEST(BlackScholes, put_call_parity) {
  std::mt19937_64 engine{12};
  for (int i = 0; i < 500; ++i) {
    OptionTerms terms = random_terms(engine);
    terms.right = OptionRight::call;
    const double call = black_scholes(terms).price;
    terms.right = OptionRight::put;
    const double put = black_scholes(terms).price;
    EXPECT_NEAR(call - put, terms.spot - terms.strike * std::exp(-terms.rate * terms.years), 1e-9);
  }
}

TEST(BlackScholes, expired_is_intrinsic) {
  EXPECT_EQ(black_scholes({.spot = 105, .strike = 100, .years = 0, .volatility = 0.2}).price, 5.0);
  EXPECT_EQ(black_scholes({.spot = 95, .strike = 100, .years = -1, .volatility = 0.2}).price, 0.0);
}

}  // namespace
}  // namespace belay::sim
