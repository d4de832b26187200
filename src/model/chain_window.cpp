#include "belay/model/chain_window.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace belay {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

std::size_t distance(std::size_t a, std::size_t b) { return a > b ? a - b : b - a; }

/// `from` without what `in` has, order kept.
std::vector<Symbol> without(const std::vector<Symbol>& from, const std::vector<Symbol>& in) {
  const std::unordered_set<Symbol> known{in.begin(), in.end()};
  std::vector<Symbol> out;
  std::ranges::copy_if(from, std::back_inserter(out),
                       [&](Symbol symbol) { return !known.contains(symbol); });
  return out;
}

}  // namespace

std::optional<std::size_t> nearest_strike(std::span<const WindowStrike> strikes, double price) {
  if (strikes.empty() || !std::isfinite(price)) return std::nullopt;
  const auto value = [](const WindowStrike& strike) { return strike.price.to_double(); };
  const auto above = std::ranges::lower_bound(strikes, price, {}, value);
  if (above == strikes.begin()) return 0;
  const auto index = static_cast<std::size_t>(above - strikes.begin());
  if (above == strikes.end()) return index - 1;
  return value(*above) - price <= price - value(*std::prev(above)) ? index : index - 1;
}

std::optional<double> forward_by_parity(std::span<const ParityPrice> prices) {
  std::optional<ParityPrice> best;
  const auto gap = [](const ParityPrice& p) { return std::abs(p.call - p.put); };
  for (const ParityPrice& price : prices) {
    if (!std::isfinite(gap(price))) continue;
    if (!best || gap(price) < gap(*best)) best = price;
  }
  if (!best) return std::nullopt;
  return best->strike + best->call - best->put;
}

ChainWindow::ChainWindow(std::vector<WindowStrike> strikes, const WindowSpec& spec,
                         WindowLimits limits)
    : strikes_{std::move(strikes)},
      width_{spec.width},
      in_points_{spec.in_points},
      band_{spec.deltas},
      deltas_(strikes_.size(), kUnknown),
      right_{spec.right},
      limits_{limits} {
  std::ranges::sort(strikes_, {}, &WindowStrike::price);
}

std::optional<Decimal> ChainWindow::center() const {
  return center_ ? std::optional{strikes_[*center_].price} : std::nullopt;
}

WindowChange ChainWindow::move_to(double price) {
  const auto nearest = nearest_strike(strikes_, price);
  if (!nearest) return {};
  center_ = nearest;
  return settle();
}

WindowChange ChainWindow::pin(std::vector<Symbol> held) {
  std::ranges::sort(held);
  const auto repeated = std::ranges::unique(held);
  held.erase(repeated.begin(), repeated.end());
  pins_ = std::move(held);
  return settle();
}

// Narrower than asked for where the limit says so: window, slack and pins have to fit.
ChainWindow::Interval ChainWindow::needed(std::size_t center) {
  const std::size_t room = limits_.symbols - std::min(limits_.symbols, pins_.size());
  const std::size_t fixed = 1 + 2 * limits_.slack;
  const std::size_t most = (room / rights() - std::min(room / rights(), fixed)) / 2;
  const std::size_t below = reach(center, false);
  const std::size_t above = reach(center, true);
  narrowed_to_ = std::max(below, above) > most ? std::optional{most} : std::nullopt;
  return {center - std::min(below, most), center + std::min(above, most)};
}

std::size_t ChainWindow::reach(std::size_t center, bool upwards) const {
  const std::size_t most = upwards ? strikes_.size() - 1 - center : center;
  std::size_t unknown = 0;
  std::size_t steps = 0;
  for (; steps < most; ++steps) {
    const std::size_t place = upwards ? center + steps + 1 : center - steps - 1;
    if (band_ && std::isnan(deltas_[place])) ++unknown;
    if (!reaches(center, place, unknown)) break;
  }
  return steps;
}

// Deltas fall as strikes rise; where greeks are missing the strikes next to what is known are asked
// for, a few at a time.
bool ChainWindow::reaches(std::size_t center, std::size_t place, std::size_t unknown) const {
  if (band_) {
    const double delta = deltas_[place];
    if (std::isnan(delta)) return unknown <= kScout;
    return place > center ? delta >= band_->first : delta <= band_->second;
  }
  if (!in_points_) return distance(center, place) <= static_cast<std::size_t>(width_.to_double());
  const double away = strikes_[place].price.to_double() - strikes_[center].price.to_double();
  return std::abs(away) <= width_.to_double();
}

void ChainWindow::learn(std::span<const StrikeDelta> deltas) {
  for (const StrikeDelta& each : deltas) {
    const auto found = std::ranges::lower_bound(strikes_, each.strike, {}, &WindowStrike::price);
    if (found == strikes_.end() || found->price != each.strike || std::isnan(each.delta)) continue;
    deltas_[static_cast<std::size_t>(found - strikes_.begin())] = each.delta;
  }
}

// What is there and no more than the slack outside of the window stays.
void ChainWindow::keep(Interval needed) {
  std::erase_if(kept_, [&](std::size_t place) {
    const bool inside = place >= needed.low && place <= needed.high;
    return inside || place + limits_.slack < needed.low || place > needed.high + limits_.slack;
  });
  for (std::size_t place = needed.low; place <= needed.high; ++place) kept_.push_back(place);
  std::ranges::sort(kept_);
}

// In the order of what matters, so that a limit cuts off what matters least.
std::vector<Symbol> ChainWindow::wanted() const {
  std::vector<Symbol> out = pins_;
  std::unordered_set<Symbol> seen{pins_.begin(), pins_.end()};
  const auto want = [&](Symbol symbol, WindowRight side) {
    const bool asked = right_ == WindowRight::both || right_ == side;
    if (asked && symbol.has_value() && seen.insert(symbol).second) out.push_back(symbol);
  };
  std::vector<std::size_t> places = kept_;
  std::ranges::sort(places, {}, [&](std::size_t i) { return std::pair{distance(i, *center_), i}; });
  for (const std::size_t place : places) {
    want(strikes_[place].call, WindowRight::call);
    want(strikes_[place].put, WindowRight::put);
  }
  out.resize(std::min(out.size(), limits_.symbols));
  return out;
}

WindowChange ChainWindow::settle() {
  if (center_) keep(needed(*center_));
  for (std::size_t place = 0; band_ && place < deltas_.size(); ++place) {
    if (!std::ranges::binary_search(kept_, place)) deltas_[place] = kUnknown;  // and soon untrue
  }
  std::vector<Symbol> next = wanted();
  WindowChange change{.add = without(next, symbols_), .remove = without(symbols_, next)};
  std::ranges::reverse(change.remove);  // the farthest first
  const std::size_t together = symbols_.size() + change.add.size();
  const std::size_t excess = together - std::min(together, limits_.symbols);
  const auto first_kept =
      change.remove.begin() + static_cast<std::ptrdiff_t>(std::min(excess, change.remove.size()));
  change.make_room.assign(change.remove.begin(), first_kept);
  change.remove.erase(change.remove.begin(), first_kept);
  symbols_ = std::move(next);
  return change;
}

}  // namespace belay
