#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "belay/client/market_data.hpp"
#include "belay/model/series.hpp"

namespace belay {

/// A time series, order book or option series that keeps itself up to date: snapshot first, then
/// updates, each transaction whole (dxlink.md 6.4). After a loss of the connection the rows stay
/// readable, store().gap() says since when they may lack something, and a new snapshot replaces
/// them at once. Movable; destroying it unsubscribes.
///
///     auto bars = co_await feed->candles("SPX{=5m}", from);
///     while (auto change = co_await bars->next_change()) show(bars->store().rows());
template <indexed_event E>
class TimeSeries {
 public:
  /// What changed since the last call; waits for something to change. Messages that came together
  /// are told together. nullopt = the end, see status().
  [[nodiscard]] boost::asio::awaitable<std::optional<SeriesChange>> next_change();
  /// The rows as they are now. Changes only while the owner waits or lets others run.
  [[nodiscard]] const SeriesStore<E>& store() const;
  /// Why next_change() ended: success after close(), else the error. Errc::timeout: the snapshot
  /// did not come whole, asked for twice (dxlink.md 11, C-54).
  [[nodiscard]] Result<void> status() const;
  void close() { handle_.close(); }

 private:
  friend class MarketData;
  explicit TimeSeries(std::shared_ptr<detail::Sink> sink) : handle_{std::move(sink)} {}
  detail::SinkHandle handle_;
};

}  // namespace belay
