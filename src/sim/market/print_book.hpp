#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/market/archive.hpp"

namespace belay::sim {

/// The tapes of the simulated market: time and sales of everything that trades, and the sales of
/// all options of an underlying (dxlink.md 5.7, 5.11). What was printed since the start, bounded,
/// and before it the last minutes of an underlying's archive.
class PrintBook {
 public:
  using Sink = std::function<void(const Event&)>;
  static constexpr std::size_t kMostPrints = 8'000;
  static constexpr std::size_t kMostOfOption = 200;
  static constexpr std::chrono::minutes kPast{15};

  /// `market` as it was started; it must outlive the book.
  PrintBook(std::uint64_t seed, const Market& market);

  /// TimeAndSale or OptionSale from `from_time` (ms) on, newest first; SNAPSHOT_SNIP on the last
  /// where older ones are gone. Nullopt for what is not listed.
  [[nodiscard]] std::optional<std::vector<Event>> history(std::string_view type, Symbol symbol,
                                                          std::int64_t from_time) const;
  /// Every event of the market, in order; the prints it makes go to `sink`.
  void on_event(const Event& event, const Sink& sink);

 private:
  template <class E>
  struct Tape {
    std::deque<E> prints;
    bool cut = false;  ///< older ones have left
  };
  template <class E>
  static void keep(Tape<E>& tape, const E& print, std::size_t most);
  template <class E>
  [[nodiscard]] static std::vector<Event> rows_of(const Tape<E>& tape, std::int64_t from_time);

  template <class T>
  void on_trade(const T& trade, bool extended, const Sink& sink);
  void on_option(const TimeAndSale& print, Symbol underlying, const Sink& sink);
  void add_past(std::vector<Event>& rows, Symbol symbol, std::int64_t from_time) const;

  const Market& market_;
  Archive archive_;
  std::unordered_map<Symbol, std::int32_t> sequences_;  // of the last trade
  std::unordered_map<Symbol, Tape<TimeAndSale>> prints_;
  std::unordered_map<Symbol, Tape<OptionSale>> sales_;
};

}  // namespace belay::sim
