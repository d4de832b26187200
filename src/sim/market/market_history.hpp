#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/market/candle_book.hpp"
#include "sim/market/option_book.hpp"
#include "sim/market/order_books.hpp"
#include "sim/market/print_book.hpp"

namespace belay::sim {

/// Everything indexed that the simulated market has to tell (dxlink.md 6): candles, prints, greeks
/// and other option series, order books. Snapshots by history(), what happens since by on_event().
class MarketHistory {
 public:
  using Sink = std::function<void(const Event&)>;
  using Wanted = std::function<bool(std::string_view type, Symbol symbol)>;

  /// `market` as it was started; it must outlive this.
  MarketHistory(std::uint64_t seed, const Market& market)
      : candles_{seed, market}, prints_{seed, market}, options_{market}, orders_{seed, market} {}

  /// Newest first, from `from_time` (ms) on; no flags but SNAPSHOT_SNIP on the last where older
  /// rows are missing. Nullopt for what is not listed, or of which there is no series.
  [[nodiscard]] std::optional<std::vector<Event>> history(std::string_view type, Symbol symbol,
                                                          std::string_view source,
                                                          std::int64_t from_time);
  /// The last value of what the market itself does not say.
  [[nodiscard]] std::optional<Event> last(std::string_view type, Symbol symbol) const {
    return options_.last(type, symbol);
  }
  /// Every event of the market, in order; what follows from it goes to `sink`.
  void on_event(const Event& event, const Sink& sink);
  /// What is told from time to time, to whom it may concern.
  void look(const Wanted& wanted, const Sink& sink) { options_.look(wanted, sink); }
  /// Forgets what nobody wants any more.
  void keep(const Wanted& wanted);

 private:
  CandleBook candles_;
  PrintBook prints_;
  OptionBook options_;
  OrderBooks orders_;
};

}  // namespace belay::sim
