#pragma once

#include <cstdint>
#include <map>
#include <set>
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

  /// What is wrong with the quotes, candles and prints of `key`, compared with the truth; empty
  /// when nothing is.
  [[nodiscard]] std::string judge(const dxlink::SubscriptionKey& key, const Market& market) const;
  [[nodiscard]] const std::vector<Gap>& gaps() const { return gaps_; }

 private:
  void on(const Quote& quote, Tick) { quotes_[quote.symbol] = quote.bid_price; }
  void on(const TimeAndSale& print, Tick) { prints_[print.symbol].insert(print.index); }
  void on(const Candle& candle, Tick now) {
    candles_[candle.symbol].apply(std::span{&candle, 1}, now);
  }
  template <class E>
  void on(const E&, Tick) {}

  [[nodiscard]] std::string judge_quote(Symbol symbol, const Market& market) const;
  [[nodiscard]] std::string judge_candles(Symbol symbol, const Market& market) const;
  [[nodiscard]] std::string judge_prints(Symbol symbol, const Market& market) const;
  [[nodiscard]] bool is_excused(Instant at) const;

  std::map<Symbol, double> quotes_;
  std::map<Symbol, std::set<std::int64_t>> prints_;
  std::map<Symbol, SeriesStore<Candle>> candles_;
  std::vector<Gap> gaps_;
};

}  // namespace belay::chaos
