#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/base/time.hpp"
#include "belay/model/orders.hpp"
#include "belay/model/symbol.hpp"

// The venue of the simulated broker: orders, quotes and time in, reports out. It knows no account
// and no money.

namespace belay::sim {

/// What a venue sees of one instrument; absent = there is no such price.
struct TopOfBook {
  std::optional<Decimal> bid;
  std::optional<Decimal> ask;
  std::optional<Decimal> last;
};
/// The present book of a symbol of the feed.
using Quotes = std::function<TopOfBook(Symbol)>;

struct VenueLeg {
  Symbol symbol;  ///< of the feed
  bool buys = true;
  Decimal ratio = 1;  ///< of the instrument per unit of the order
};

struct VenueOrder {
  std::int64_t id = 0;
  OrderType type = OrderType::limit;
  TimeInForce time_in_force = TimeInForce::day;
  std::optional<Decimal> limit;    ///< net per unit; below zero: at least so much is received
  std::optional<Decimal> trigger;  ///< of a stop, until it has been hit
  std::optional<Decimal> value;    ///< Notional Market: dollars instead of units
  Decimal units;                   ///< not filled yet; whole ones, but for notional orders
  std::vector<VenueLeg> legs;
  std::int64_t group = 0;       ///< one cancels the others: at most one order of it fills; 0 = none
  std::optional<Instant> ends;  ///< expires then
};

/// What became of an order at the venue.
struct VenueReport {
  enum class Kind : std::uint8_t {
    filled,     ///< `units` of it, maybe not the last
    triggered,  ///< its stop was hit; it can fill from the next look on
    cancelled,  ///< the rest of an IOC, or an order whose group has filled
    expired,
  };
  std::int64_t order = 0;
  Kind kind = Kind::filled;
  Instant at;
  Decimal units;                ///< filled now
  std::vector<Decimal> prices;  ///< of each leg, per unit of the instrument
  bool complete = false;        ///< nothing is left
};

/// Orders rest here. No two orders have one id.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual void submit(VenueOrder order) = 0;
  /// False: it is not here any more, or never was.
  virtual bool cancel(std::int64_t id) = 0;
  /// One look at the market. Reports come in the order they happened.
  [[nodiscard]] virtual std::vector<VenueReport> advance(Instant now) = 0;
  /// Names itself in fills.
  [[nodiscard]] virtual std::string_view name() const = 0;
};

}  // namespace belay::sim
