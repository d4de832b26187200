#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/base/error.hpp"
#include "belay/base/time.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/symbol.hpp"

// The options around the money of one expiration, following the money (product.md 4.12, S2-28 to
// S2-31). Pure: strikes, prices and positions go in, symbols to subscribe and unsubscribe come out.

namespace belay {

enum class WindowRight : std::uint8_t { both, call, put };

/// `SPX dte=0 strikes=±10 right=both`, read.
struct WindowSpec {
  std::string underlying;      ///< the broker's symbol
  int days_to_expiration = 0;  ///< the first expiration at least this far away
  std::string root;            ///< `SPXW`; empty = whichever expires then, settled in the afternoon
  Decimal width = 10;          ///< on each side of the money, see `in_points`
  bool in_points = false;      ///< of the price (`strikes=±50pts`); else in strikes
  /// `strikes=delta0.05..0.95`: the strikes whose call delta lies between these, and those between
  /// them and the money, instead of a width; puts count by the delta of their call.
  /// 0 < low < high < 1.
  std::optional<std::pair<double, double>> deltas = {};
  WindowRight right = WindowRight::both;
  /// The money is the forward of put-call parity instead of the underlying's price (`at=forward`):
  /// for indices, whose price is not traded.
  bool at_forward = false;
};

/// Words in any order after the underlying; `±`, `+-` and `+/-` read the same and may be left out.
/// Fails with usage: names the word, why it does not do, and what would.
[[nodiscard]] Result<WindowSpec> parse_window_spec(std::string_view text);

struct WindowStrike {
  Decimal price;
  Symbol call;  ///< streamer symbols; "none" where the chain has none
  Symbol put;
};

/// What the spec asks of a chain.
struct WindowChain {
  std::string root;
  std::string expiration;             ///< `2025-01-13`
  std::int64_t days = 0;              ///< to it, counted from the date, never the broker's count
  std::vector<WindowStrike> strikes;  ///< ascending
};
/// The first listed expiration at least `spec.days_to_expiration` days after `today`; of several
/// roots the one settled in the afternoon (SPXW, not SPX). Fails with not_found, naming what is
/// listed.
[[nodiscard]] Result<WindowChain> choose_chain(const std::vector<OptionChain>& chains,
                                               const WindowSpec& spec, Date today);

/// Index of the strike nearest to `price`, of two equally near the higher; `strikes` ascending.
/// None without strikes or with a price that is no number.
[[nodiscard]] std::optional<std::size_t> nearest_strike(std::span<const WindowStrike> strikes,
                                                        double price);

/// Middles of call and put at one strike.
struct ParityPrice {
  double strike = 0;
  double call = 0;
  double put = 0;
};
/// strike + call − put, taken where call and put are closest; undiscounted, so meant for days, not
/// for months. None when no strike has both.
[[nodiscard]] std::optional<double> forward_by_parity(std::span<const ParityPrice> prices);

/// What to do, in this order: take `make_room` away (only when the limit leaves no room for the
/// rest), add `add`, take `remove` away. What stays needed is never taken away.
struct WindowChange {
  std::vector<Symbol> make_room;
  std::vector<Symbol> add;
  std::vector<Symbol> remove;
  [[nodiscard]] bool empty() const { return make_room.empty() && add.empty() && remove.empty(); }
};

struct WindowLimits {
  /// A strike leaves only when it is this many strikes outside of the window: what the hysteresis
  /// is made of. It comes back only after the money moved more than this far.
  std::size_t slack = 2;
  std::size_t symbols = 1000;  ///< subscribed at any moment, pins included
};

/// Of one strike, as the stream brings it: the delta of its call, from the call's greeks or from
/// its put's plus one. NaN while nobody knows.
struct StrikeDelta {
  Decimal strike;
  double delta = 0;
};

/// Which symbols are subscribed, and what to change when the money moves. A strike is added when it
/// comes within the width, so long before the money reaches it.
class ChainWindow {
 public:
  ChainWindow(std::vector<WindowStrike> strikes, const WindowSpec& spec, WindowLimits limits = {});

  /// The money moved; a price that is no number changes nothing.
  [[nodiscard]] WindowChange move_to(double price);
  /// New deltas of strikes, for a window by delta: what they say is kept until they say otherwise.
  /// Where none is known yet the window reaches kScout strikes beyond what is, so that more become
  /// known. Call before move_to(); for other windows it does nothing.
  void learn(std::span<const StrikeDelta> deltas);
  static constexpr std::size_t kScout = 5;
  /// These stay subscribed wherever the money goes, whatever chain they belong to; replaces the
  /// pins before. Beyond the limit the first ones win.
  [[nodiscard]] WindowChange pin(std::vector<Symbol> held);

  /// The strike at the money; none before the first price.
  [[nodiscard]] std::optional<Decimal> center() const;
  /// Pins first, then from the money outwards.
  [[nodiscard]] const std::vector<Symbol>& symbols() const { return symbols_; }
  /// Strikes on each side that the limit allows, when that is less than was asked for.
  [[nodiscard]] std::optional<std::size_t> narrowed_to() const { return narrowed_to_; }

 private:
  struct Interval {  // of places in strikes_, both ends included
    std::size_t low = 0;
    std::size_t high = 0;
  };

  [[nodiscard]] Interval needed(std::size_t center);
  /// How far it reaches from `center` on one side.
  [[nodiscard]] std::size_t reach(std::size_t center, bool upwards) const;
  [[nodiscard]] bool reaches(std::size_t center, std::size_t place, std::size_t unknown) const;
  void keep(Interval needed);
  [[nodiscard]] std::size_t rights() const { return right_ == WindowRight::both ? 2 : 1; }
  [[nodiscard]] std::vector<Symbol> wanted() const;
  [[nodiscard]] WindowChange settle();

  std::vector<WindowStrike> strikes_;
  Decimal width_;
  bool in_points_;
  std::optional<std::pair<double, double>> band_;
  std::vector<double> deltas_;  // by place, NaN = unknown
  WindowRight right_;
  WindowLimits limits_;
  std::vector<Symbol> pins_;
  std::optional<std::size_t> center_;
  std::vector<std::size_t> kept_;  // places in strikes_
  std::optional<std::size_t> narrowed_to_;
  std::vector<Symbol> symbols_;
};

}  // namespace belay
