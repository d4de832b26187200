#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "sim/market/listing.hpp"
#include "sim/market/random.hpp"
#include "sim/market/session.hpp"

namespace belay::sim {

/// A synthetic market without I/O: seed and simulated times in, events out. The same seed and the
/// same sequence of times give the same events on every machine.
///
/// Underlyings walk at random with one common factor; SPY follows SPX. Options are Black–Scholes
/// around the spot with a smile, so put–call parity holds and Greeks agree with prices. It moves
/// on a grid of kStep; an advance over a long time uses fewer, longer steps (at most
/// kMaxStepsPerAdvance), with the volatility of the time they span.
class Market {
 public:
  using Sink = std::function<void(const Event&)>;
  static constexpr std::chrono::milliseconds kStep{100};
  static constexpr std::int64_t kMaxStepsPerAdvance = 50;
  static constexpr double kRate = 0.043;  ///< per year, continuously compounded

  Market(std::uint64_t seed, Instant start);
  Market(Market&&) = default;
  Market& operator=(Market&&) = default;

  /// Moves time forward and hands every change to `sink`. An earlier `to` does nothing.
  void advance(Instant to, const Sink& sink);
  /// The last event of a pair, or nullopt when it is not listed or has had none.
  [[nodiscard]] std::optional<Event> last(std::string_view type, Symbol symbol) const;
  /// Mid of bid and offer, NaN when the symbol (of the feed) is not listed.
  [[nodiscard]] double mark(Symbol streamer_symbol) const;
  /// What a symbol of the feed stands for: an underlying itself, or that of an option; nullptr when
  /// not listed.
  [[nodiscard]] const Asset* asset_of(Symbol streamer_symbol) const;
  /// The model's price of a listed option at another time and level of its underlying, NaN for
  /// anything else.
  [[nodiscard]] double option_price(Symbol option, double level, Instant at) const;
  /// Close of the trading day before, NaN when not listed.
  [[nodiscard]] double previous_close(Symbol streamer_symbol) const;
  /// The grid point reached: at most kStep behind the last `to`.
  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] const std::vector<Chain>& chains() const { return chains_; }

 private:
  struct Listed {  // what every instrument has
    Quote quote;
    Trade trade;
    std::optional<TradeETH> extended;
    Summary summary;
    Profile profile;
    std::optional<Greeks> greeks;
    double last_different = 0;  // the last trade price that was not the current one
  };
  struct Spot {
    const Asset* asset = nullptr;
    double level = 0;
    Listed listed;
  };
  struct Option {
    const Chain* chain = nullptr;
    const Expiration* expiration = nullptr;
    const OptionListing* listing = nullptr;
    std::size_t spot = 0;  // index into spots_
    Listed listed;
  };

  // open.cpp: the first values
  void open_spot(Spot& spot);
  void open_option(Option& option);
  // market.cpp: time
  void step(std::chrono::nanoseconds span, const Sink& sink);
  void change_session(MarketSession session, const Sink& sink);
  void roll_day(Listed& listed, std::int32_t day, const Sink& sink);
  [[nodiscard]] bool is_open(const Asset& asset) const;
  void move_spot(Spot& spot, double common, double seconds);
  void visit_spot(Spot& spot, std::chrono::nanoseconds span, const Sink& sink);
  void visit_option(Option& option, bool greeks, const Sink& sink);
  // pricing.cpp: values from levels
  [[nodiscard]] OptionTerms terms_of(const Option& option) const;
  [[nodiscard]] OptionTerms terms_of(const Option& option, double level, Instant at) const;
  void quote_spot(Spot& spot);
  [[nodiscard]] bool quote_option(Option& option, const OptionValue& value);
  void greeks_of(Option& option, const OptionTerms& terms, const OptionValue& value);
  void trade_at(Listed& listed, double price, double size);
  void trade_extended(Listed& listed, double price, double size);
  [[nodiscard]] bool widen_range(Listed& listed, double price);
  [[nodiscard]] const Listed* find(Symbol symbol) const;
  [[nodiscard]] std::int32_t day_id() const;

  Random random_;
  Instant now_;
  MarketSession session_ = MarketSession::closed;
  std::uint64_t steps_ = 0;
  std::int32_t sequence_ = 0;
  std::int32_t day_ = 0;
  std::vector<Chain> chains_;  // never changes after construction: options point into it
  std::vector<Spot> spots_;
  std::vector<Option> options_;
  std::unordered_map<Symbol, std::size_t> spot_index_;
  std::unordered_map<Symbol, std::size_t> option_index_;
};

}  // namespace belay::sim
