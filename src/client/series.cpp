#include "belay/client/series.hpp"

#include "client/feed.hpp"
#include "client/series_sink.hpp"

namespace belay {

template <indexed_event E>
Task<TimeSeries<E>> MarketData::series(SeriesKey wanted) {
  if (wanted.symbol.empty())
    co_return fail(Errc::usage, fmt::format("no symbol to subscribe {} for", Schema<E>::name));
  if (feed_->stopped())
    co_return fail(Errc::closed, "market data was closed; ask the client for it again");
  dxlink::SubscriptionKey key{.type = Schema<E>::name,
                              .symbol = Symbol{wanted.symbol},
                              .source = wanted.source.empty() ? Symbol{} : Symbol{wanted.source},
                              .from_time = wanted.from_time};
  key = dxlink::canonical(key);
  const auto sink =
      std::make_shared<detail::SeriesSink<E>>(feed_->executor(), key, feed_->clock().tick);
  const std::weak_ptr<detail::Feed> weak = feed_;
  sink->on_repeat = [weak, key] {
    if (const auto feed = weak.lock()) feed->repeat(key);
  };
  if (auto added = feed_->add(sink); !added) co_return std::unexpected(added.error());
  co_return TimeSeries<E>{sink};
}

Task<TimeSeries<Candle>> MarketData::candles(std::string symbol, Instant from) {
  SeriesKey key{.symbol = std::move(symbol), .from_time = to_epoch_ms(from)};
  return series<Candle>(std::move(key));
}

template <indexed_event E>
boost::asio::awaitable<std::optional<SeriesChange>> TimeSeries<E>::next_change() {
  return detail::SeriesSink<E>::next(
      std::static_pointer_cast<detail::SeriesSink<E>>(handle_.sink()));
}

template <indexed_event E>
const SeriesStore<E>& TimeSeries<E>::store() const {
  return std::static_pointer_cast<detail::SeriesSink<E>>(handle_.sink())->store();
}

template <indexed_event E>
Result<void> TimeSeries<E>::status() const {
  return handle_.sink()->status();
}

// NOLINTBEGIN(bugprone-macro-parentheses): E is a type
#define BELAY_SERIES(E)         \
  template class TimeSeries<E>; \
  template Task<TimeSeries<E>> MarketData::series<E>(SeriesKey);
BELAY_SERIES(Candle)
BELAY_SERIES(TimeAndSale)
BELAY_SERIES(Greeks)
BELAY_SERIES(TheoPrice)
BELAY_SERIES(Underlying)
BELAY_SERIES(Series)
BELAY_SERIES(OptionSale)
BELAY_SERIES(BookOrder)
BELAY_SERIES(SpreadBookOrder)
BELAY_SERIES(AnalyticBookOrder)
#undef BELAY_SERIES
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace belay
