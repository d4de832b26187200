#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "belay/model/series.hpp"
#include "client/router.hpp"
#include "client/signal.hpp"
#include "client/sink.hpp"

namespace belay::detail {

/// Keeps one series. Nothing waits in it: events go into the store as they come.
template <class E>
class SeriesSink final : public TypedSink<E> {
 public:
  SeriesSink(const boost::asio::any_io_executor& executor, dxlink::SubscriptionKey key,
             std::function<Tick()> tick, SeriesLimits limits = {})
      : TypedSink<E>{{key}}, store_{limits}, tick_{std::move(tick)}, ready_{executor} {}

  /// Keeps the sink alive while it waits.
  static boost::asio::awaitable<std::optional<SeriesChange>> next(
      std::shared_ptr<SeriesSink> sink) {
    while (true) {
      std::optional<SeriesChange> change = sink->store_.end_of_message();
      if (change || sink->ended()) co_return change;
      const bool cancelled = co_await sink->ready_.wait(sink->store_.deadline());
      if (cancelled) sink->end(fail(Errc::cancelled, "the program stopped waiting for a series"));
      sink->look_at_time();
    }
  }

  void take(std::span<const E> events, std::span<const std::uint32_t>) override {
    if (this->ended()) return;
    this->delivered_ += events.size();
    const bool changed = store_.has_change();
    const bool waiting = store_.deadline() != Tick::max();
    store_.apply(events, tick_());
    const bool news = store_.has_change() && !changed;
    const bool sooner = store_.deadline() != Tick::max() && !waiting;
    if (news || sooner) ready_.notify();
    ask_again();
  }
  void interrupted(Instant since, const std::string& reason) override {
    store_.interrupt(since, reason);
    ready_.notify();
  }
  [[nodiscard]] FeedStatus::Queue look() const override {
    return {.type = Schema<E>::name,
            .policy = "series",
            .symbols = 1,
            .depth = store_.pending(),
            .capacity = store_.limits().rows,
            .delivered = this->delivered_,
            .lagged = store_.dropped()};
  }
  [[nodiscard]] const SeriesStore<E>& store() const { return store_; }

  /// Has the server send the snapshot once more.
  std::function<void()> on_repeat;

 private:
  void look_at_time() {
    store_.tick(tick_());
    ask_again();
  }
  void ask_again() {
    if (store_.take_request() && on_repeat) on_repeat();
    if (!store_.failed()) return;
    this->end(
        fail(Errc::timeout,
             fmt::format("the snapshot of {} {} did not come whole, asked for twice: it ended "
                         "neither within {} s nor within {} rows",
                         Schema<E>::name, this->keys().front().symbol,
                         store_.limits().patience.count(), store_.limits().rows)));
  }
  void wake() override { ready_.notify(); }

  SeriesStore<E> store_;
  std::function<Tick()> tick_;
  Signal ready_;
};

}  // namespace belay::detail
