#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "belay/model/feed.hpp"
#include "belay/model/series.hpp"
#include "chaos/market.hpp"
#include "proto/dxlink/event_batch.hpp"

namespace belay::chaos {

/// What a user of the feed knows: last quotes, prints, series, and the gaps it was told of.
class Consumer {
 public:
  /// The events of one message.
  void take(const dxlink::EventBatch& batch, Tick now);
  void take(std::vector<Gap> gaps);
  void take(const Quote& quote) { quotes_[quote.symbol] = quote.bid_price; }
  /// A series as somebody else keeps it.
  void take(Symbol symbol, std::span<const Candle> rows) {
    seen_[symbol].assign(rows.begin(), rows.end());
  }
  void take(const TimeAndSale& print) { prints_[print.symbol].insert(print.index); }

  /// What is wrong with the quotes, prints and candles that are wanted, numbers of Market::keys(),
  /// and with the gaps. A print that was made `on_the_way` before a gap may be missing, too: a gap
  /// is told by arrival, a print by its making; between them lie the aggregation period and the way
  /// through the network.
  [[nodiscard]] std::vector<std::string> judge(
      const std::set<std::size_t>& wanted, const Market& market,
      std::chrono::nanoseconds on_the_way = kOnTheWay) const;
  [[nodiscard]] const std::vector<Gap>& gaps() const { return gaps_; }

 private:
  static constexpr std::chrono::milliseconds kOnTheWay{500};

  void on(const Quote& quote, Tick) { take(quote); }
  void on(const TimeAndSale& print, Tick) { take(print); }
  void on(const Candle& candle, Tick now) {
    candles_[candle.symbol].apply(std::span{&candle, 1}, now);
  }
  template <class E>
  void on(const E&, Tick) {}

  [[nodiscard]] std::string judge_quote(Symbol symbol, const Market& market) const;
  [[nodiscard]] std::string judge_candles(Symbol symbol, const Market& market) const;
  [[nodiscard]] std::string judge_prints(Symbol symbol, const Market& market,
                                         std::chrono::nanoseconds on_the_way) const;
  [[nodiscard]] bool is_excused(Instant at, std::chrono::nanoseconds on_the_way) const;

  std::map<Symbol, double> quotes_;
  std::map<Symbol, std::set<std::int64_t>> prints_;
  std::map<Symbol, SeriesStore<Candle>> candles_;
  std::map<Symbol, std::vector<Candle>> seen_;
  std::vector<Gap> gaps_;
};

}  // namespace belay::chaos
