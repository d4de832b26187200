#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/market/history.hpp"

namespace belay::sim {

/// The candles of the simulated market (dxlink.md 6.3, 6.5): the past by history(), what happens
/// since by on_event(). A series that was asked for is kept up to date until keep() lets it go.
class CandleBook {
 public:
  using Sink = std::function<void(const Candle&)>;
  static constexpr std::size_t kMostRows = 8'000;

  /// `market` as it was started; it must outlive the book.
  CandleBook(std::uint64_t seed, const Market& market);

  /// The bars that began at `from_time` (ms) or later, newest first, at most one more than
  /// kMostRows. No flags but SNAPSHOT_SNIP on the last where the depth limit cut it. Nullopt for
  /// what is not listed. `symbol` in any spelling; the rows carry the canonical one.
  [[nodiscard]] std::optional<std::vector<Event>> history(Symbol symbol, std::int64_t from_time);
  /// Every event of the market, in order; what it does to the series asked for goes to `sink`.
  void on_event(const Event& event, const Sink& sink);
  /// Forgets the series (by canonical symbol) that nobody wants any more.
  void keep(const std::function<bool(Symbol)>& wanted);
  [[nodiscard]] std::size_t series() const;

 private:
  struct Series {
    Symbol symbol;  // canonical
    CandleSymbol parsed;
    std::optional<Bar> running;
  };
  struct Listed {
    Instrument instrument;
    std::int32_t sequence = 0;  // of the last trade
    std::vector<Series> series;
  };

  void list(Symbol symbol, bool option);
  template <class T>
  void on_trade(const T& trade, bool regular, const Sink& sink);
  void on_quote(const Quote& quote, const Sink& sink);
  void join(const Instrument& instrument, Series& series, double price, double size,
            const Sink& sink);
  void remember(Listed& listed, Symbol symbol, CandleSymbol parsed, const std::vector<Bar>& rows);

  const Market& market_;
  Archive archive_;
  std::unordered_map<Symbol, Listed> listed_;
};

}  // namespace belay::sim
