#include "sim/market/depth.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <string_view>

#include "sim/market/random.hpp"

namespace belay::sim {
namespace {

// The coarsest of the usual ticks on which both sides of the quote lie.
double tick_of(const Quote& quote) {
  constexpr std::array<double, 5> kTicks{0.25, 0.1, 0.05, 0.01, 0.001};
  const auto on = [](double price, double tick) {
    const double steps = price / tick;
    return std::isnan(price) || std::abs(steps - std::round(steps)) < 1e-6;
  };
  for (const double tick : kTicks) {
    if (on(quote.bid_price, tick) && on(quote.ask_price, tick)) return std::min(tick, 0.05);
  }
  return 0.0001;
}

// FNV-1a: the same on every machine.
std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
  std::uint64_t hash = 0xCBF2'9CE4'8422'2325U ^ seed;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x0000'0100'0000'01B3U;
  return hash;
}

struct Side {
  double best = 0;
  double size = 0;
  double step = 0;  ///< to the next level, signed
};

std::vector<dxlink::DepthLevel> levels_of(const Side& side, std::uint64_t seed, std::size_t limit) {
  std::vector<dxlink::DepthLevel> levels;
  if (std::isnan(side.best)) return levels;
  const double unit = std::isnan(side.size) || side.size <= 0 ? 1.0 : side.size;
  for (std::size_t i = 0; i < std::min(limit, kDeepest); ++i) {
    const auto away = static_cast<std::int64_t>(i);
    const double price =
        std::round((side.best + side.step * static_cast<double>(i)) * 10'000.0) / 10'000.0;
    if (price <= 0 && i > 0) break;
    // A level keeps its size wherever the best one is.
    const auto place = static_cast<std::uint64_t>(std::llround(price * 10'000.0));
    Random random{seed ^ (place * 0x9E37'79B9'7F4A'7C15U)};
    const double size = i == 0 ? side.size : unit * static_cast<double>(random.whole(1, 3 + away));
    levels.push_back({price, size});
  }
  return levels;
}

}  // namespace

dxlink::DepthBook book_around(const Quote& quote, std::uint64_t seed, Instant now,
                              std::size_t limit) {
  const auto minute = std::chrono::floor<std::chrono::minutes>(now).time_since_epoch().count();
  const std::uint64_t own =
      hash_of(quote.symbol.view(), seed) + static_cast<std::uint64_t>(minute) * 0x2545'F491U;
  const double tick = tick_of(quote);
  return {.time = to_epoch_ms(now),
          .bids = levels_of({quote.bid_price, quote.bid_size, -tick}, own, limit),
          .asks = levels_of({quote.ask_price, quote.ask_size, tick}, own + 1, limit)};
}

}  // namespace belay::sim
