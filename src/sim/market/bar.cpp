#include "sim/market/bar.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace belay::sim {
namespace {

double sum(double a, double b) {
  if (std::isnan(a)) return b;
  return std::isnan(b) ? a : a + b;
}

// A point through which the path goes, within the bar of that place.
struct Pivot {
  std::size_t place;
  double price;
};

// A walk from open to close that touches low and high, and stays between them.
class Path {
 public:
  Path(const Bar& whole, std::size_t count, Random& random, int ticks_per_unit)
      : whole_{whole}, count_{count}, random_{random}, ticks_{ticks_per_unit} {
    const auto last = static_cast<std::int64_t>(count) - 1;
    const auto one = static_cast<std::size_t>(random.whole(0, last));
    const auto other = static_cast<std::size_t>(random.whole(0, last));
    const bool high_first = random.chance(0.5);
    first_ = {std::min(one, other), high_first ? whole.high : whole.low};
    second_ = {std::max(one, other), high_first ? whole.low : whole.high};
  }

  // The bar at `place`, which opens at `before`.
  Bar next(std::size_t place, double before) {
    const double range = whole_.high - whole_.low;
    noise_ = 0.85 * noise_ + 0.04 * range * random_.normal();
    const double wick = 0.02 * range * std::abs(random_.normal());
    const double path = straight(static_cast<double>(place + 1)) + noise_;
    const double after = place + 1 == count_ ? whole_.close : on_tick(path);
    Bar bar{.open = before,
            .high = on_tick(std::max(before, after) + wick),
            .low = on_tick(std::min(before, after) - wick),
            .close = after};
    for (const Pivot& pivot : {first_, second_}) {
      if (pivot.place != place) continue;
      bar.high = std::max(bar.high, pivot.price);
      bar.low = std::min(bar.low, pivot.price);
    }
    return bar;
  }

 private:
  [[nodiscard]] double straight(double at) const {
    const double first = static_cast<double>(first_.place) + 0.5;
    const double second = static_cast<double>(second_.place) + 0.5;
    if (at <= first) return std::lerp(whole_.open, first_.price, at / first);
    if (at <= second)
      return std::lerp(first_.price, second_.price, (at - first) / (second - first));
    return std::lerp(second_.price, whole_.close,
                     (at - second) / (static_cast<double>(count_) - second));
  }
  [[nodiscard]] double on_tick(double price) const {
    return std::clamp(std::round(price * ticks_) / ticks_, whole_.low, whole_.high);
  }

  const Bar& whole_;
  std::size_t count_;
  Random& random_;
  int ticks_;
  Pivot first_{};
  Pivot second_{};
  double noise_ = 0;
};

// Shares of a total, in lots of one where the total is whole.
std::vector<double> volumes(double total, std::size_t count, Random& random) {
  if (std::isnan(total)) return std::vector<double>(count, kNaN);
  const double lots = total == std::floor(total) ? 1.0 : 1e4;
  std::vector<double> shares(count);
  double all = 0;
  for (double& share : shares) all += share = std::exp(0.6 * random.normal());
  double given = 0;
  for (double& share : shares) {
    share = std::floor(total * share / all * lots) / lots;
    given += share;
  }
  shares.back() += total - given;
  return shares;
}

}  // namespace

Bar trade_bar(Instant time, double price, double size) {
  return Bar{.time = time,
             .open = price,
             .high = price,
             .low = price,
             .close = price,
             .volume = size,
             .count = 1};
}

void extend(Bar& bar, const Bar& later) {
  bar.high = std::max(bar.high, later.high);
  bar.low = std::min(bar.low, later.low);
  bar.close = later.close;
  bar.volume = sum(bar.volume, later.volume);
  bar.count += later.count;
}

std::vector<Bar> split(const Bar& whole, std::chrono::nanoseconds step, std::size_t count,
                       Random& random, int ticks_per_unit) {
  std::vector<Bar> bars;
  if (count == 0) return bars;
  bars.reserve(count);
  const std::vector<double> shares = volumes(whole.volume, count, random);
  Path path{whole, count, random, ticks_per_unit};
  const std::int64_t ticks = whole.count / static_cast<std::int64_t>(count);
  for (std::size_t i = 0; i < count; ++i) {
    Bar bar = path.next(i, bars.empty() ? whole.open : bars.back().close);
    bar.time = whole.time + step * static_cast<std::int64_t>(i);
    bar.volume = shares[i];
    bar.count = std::max<std::int64_t>(1, ticks);
    bars.push_back(bar);
  }
  return bars;
}

std::vector<Bar> thinned(std::vector<Bar> bars, double probability, Random& random) {
  if (bars.size() < 3) return bars;
  Bar whole = bars.front();
  for (const Bar& bar : bars) extend(whole, bar);
  const Instant first = bars.front().time;
  const Instant last = bars.back().time;
  std::erase_if(bars, [&](const Bar& bar) {
    const bool kept = random.chance(probability);
    return !kept && bar.time != first && bar.time != last && bar.high < whole.high &&
           bar.low > whole.low;
  });
  return bars;
}

}  // namespace belay::sim
