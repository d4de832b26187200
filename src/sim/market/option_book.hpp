#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "sim/market/market.hpp"

namespace belay::sim {

/// What the simulated market says of options beside their quotes (dxlink.md 5.5, 5.8–5.10): the
/// last greeks and theoretical prices of each as time series, volatilities and volumes of each
/// underlying, and its expirations as an option series.
class OptionBook {
 public:
  using Sink = std::function<void(const Event&)>;
  static constexpr std::size_t kMostGreeks = 16;    ///< of an option
  static constexpr std::chrono::seconds kPause{5};  ///< between two looks at an underlying

  /// `market` must outlive the book.
  explicit OptionBook(const Market& market);

  /// Greeks, TheoPrice, Underlying or Series, newest first, the time series from `from_time` (ms)
  /// on, SNAPSHOT_SNIP on the last where older ones are gone. Nullopt for what is not listed.
  [[nodiscard]] std::optional<std::vector<Event>> history(std::string_view type, Symbol symbol,
                                                          std::int64_t from_time) const;
  /// The last TheoPrice or Underlying.
  [[nodiscard]] std::optional<Event> last(std::string_view type, Symbol symbol) const;
  /// Every event of the market, in order; what follows from it goes to `sink`.
  void on_event(const Event& event, const Sink& sink);
  /// Looks at the underlyings when it is time to, if somebody `wants` to know.
  void look(const std::function<bool(std::string_view type, Symbol symbol)>& wants,
            const Sink& sink);

 private:
  struct Term {  // an expiration of an underlying
    const Chain* chain = nullptr;
    const Expiration* expiration = nullptr;
  };
  struct Tape {
    std::deque<Greeks> greeks;
    bool cut = false;
  };

  [[nodiscard]] TheoPrice theo_price(const Greeks& greeks) const;
  [[nodiscard]] Underlying underlying(Symbol symbol) const;
  [[nodiscard]] std::vector<Series> series(Symbol symbol) const;
  [[nodiscard]] Series series_of(const Term& term, Symbol symbol) const;
  [[nodiscard]] std::vector<Greeks> greeks_of(Symbol option, std::int64_t from_time) const;
  [[nodiscard]] double years_to(const Expiration& expiration) const;

  const Market& market_;
  std::unordered_map<Symbol, std::vector<Term>> terms_;        // by underlying, in order of time
  std::unordered_map<Symbol, const Expiration*> expirations_;  // by option
  std::unordered_map<Symbol, Tape> tapes_;
  Instant looked_;
};

}  // namespace belay::sim
