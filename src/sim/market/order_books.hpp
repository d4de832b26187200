#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "sim/market/market.hpp"

namespace belay::sim {

/// The order books of the simulated market by source (dxlink.md 5.12, 6.2): of stocks and funds
/// `NTV` has single orders, `ntv` and `DEFAULT` (also meant without a source) price levels; other
/// sources are silent. Order and AnalyticOrder; there are no SpreadOrders, which is an empty book.
/// A book that was asked for is kept up to date until keep() lets it go.
class OrderBooks {
 public:
  using Sink = std::function<void(const Event&)>;
  static constexpr std::size_t kLevels = 10;  ///< a side

  /// `market` must outlive the desk.
  OrderBooks(std::uint64_t seed, const Market& market) : seed_{seed}, market_{market} {}

  /// The whole book, by falling index. Nullopt for what has none.
  [[nodiscard]] std::optional<std::vector<Event>> snapshot(std::string_view type, Symbol symbol,
                                                           std::string_view source);
  /// A quote moves the books around it: one transaction each, taken away first.
  void on_quote(const Quote& quote, const Sink& sink);
  /// Forgets the books that nobody wants any more.
  void keep(const std::function<bool(std::string_view type, Symbol symbol)>& wanted);
  [[nodiscard]] std::size_t books() const { return books_.size(); }

 private:
  using Rows = std::map<std::int64_t, BookOrder>;  // by index
  struct Key {
    Symbol symbol = {};
    bool analytic = false;
    Symbol source = {};
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  [[nodiscard]] Rows rows_of(const Key& key) const;

  std::uint64_t seed_;
  const Market& market_;
  std::map<Key, Rows> books_;
};

}  // namespace belay::sim
