#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "belay/client/market_data.hpp"
#include "client/ring.hpp"
#include "client/signal.hpp"
#include "client/sink.hpp"

namespace belay::detail {

/// Events on their way to one consumer. The feed offers, the subscription takes; bounded by its
/// policy, losses counted.
template <class E>
class TypedQueue : public TypedSink<E> {
 public:
  TypedQueue(const boost::asio::any_io_executor& executor,
             std::vector<dxlink::SubscriptionKey> keys, DeliveryOptions options)
      : TypedSink<E>{std::move(keys)}, options_{options}, ready_{executor} {}

  /// The next event, or nullopt at the end. Keeps the queue alive while it waits.
  static boost::asio::awaitable<std::optional<E>> next(std::shared_ptr<TypedQueue> queue) {
    while (queue->depth() == 0 && !queue->ended()) {
      const bool cancelled = co_await queue->ready_.wait();
      if (cancelled && queue->depth() == 0) {
        queue->end(fail(Errc::cancelled, "the program stopped waiting for market data"));
      }
    }
    co_return queue->pop();
  }

  void take(std::span<const E> events, std::span<const std::uint32_t> slots) final {
    if (this->ended()) return;
    const bool was_empty = depth() == 0;
    for (std::size_t i = 0; i < events.size() && !this->ended(); ++i) {
      ++this->delivered_;
      put(events[i], slots[i]);
    }
    if (was_empty) ready_.notify();
  }
  [[nodiscard]] FeedStatus::Queue look() const final {
    return {.type = Schema<E>::name,
            .policy = enum_name(options_.policy),
            .symbols = this->symbols(),
            .depth = depth(),
            .deepest = deepest_,
            .capacity = room(),
            .delivered = this->delivered_,
            .lagged = this->lagged_};
  }

 protected:
  virtual void put(const E& event, std::uint32_t slot) = 0;
  virtual std::optional<E> pop() = 0;
  [[nodiscard]] virtual std::size_t depth() const = 0;
  /// Events that it can hold.
  [[nodiscard]] virtual std::size_t room() const { return options_.capacity; }
  void wake() final { ready_.notify(); }

  DeliveryOptions options_;
  std::size_t deepest_ = 0;

 private:
  Signal ready_;
};

/// The newest event of each key, in the order in which they began to wait.
template <class E>
class LatestQueue final : public TypedQueue<E> {
 public:
  LatestQueue(const boost::asio::any_io_executor& executor,
              std::vector<dxlink::SubscriptionKey> keys, DeliveryOptions options)
      : TypedQueue<E>{executor, std::move(keys), options},
        newest_(this->keys().size()),
        waits_(this->keys().size(), false),
        retired_(this->keys().size(), false) {}

 private:
  void put(const E& event, std::uint32_t slot) override {
    newest_[slot] = event;
    if (waits_[slot]) {
      ++this->lagged_;
      return;
    }
    waits_[slot] = true;
    waiting_.push_back(slot);
    this->deepest_ = std::max(this->deepest_, waiting_.size());
  }
  std::optional<E> pop() override {
    if (waiting_.empty()) return std::nullopt;
    const std::uint32_t slot = waiting_.take_front();
    waits_[slot] = false;
    if (retired_[slot]) {
      retired_[slot] = false;
      --leftovers_;
      this->set_free(slot);
    }
    return newest_[slot];
  }
  // Up to the capacity: a consumer that takes nothing must not make the places grow for ever.
  [[nodiscard]] bool keeps(std::uint32_t slot) override {
    if (!waits_[slot] || leftovers_ >= this->options_.capacity) return false;
    retired_[slot] = true;
    ++leftovers_;
    return true;
  }
  [[nodiscard]] std::size_t depth() const override { return waiting_.size(); }
  [[nodiscard]] std::size_t room() const override { return newest_.size(); }
  void made_room(std::size_t slots) override {
    newest_.resize(slots);
    waits_.resize(slots, false);
    retired_.resize(slots, false);
  }

  std::vector<E> newest_;  // by slot
  std::vector<bool> waits_;
  std::vector<bool> retired_;  // nobody asks for it any more, and its last event waits
  std::size_t leftovers_ = 0;  // retired
  Ring<std::uint32_t> waiting_;
};

/// Every event, in order, up to the capacity: then the oldest makes room, or the queue ends.
template <class E>
class EventQueue final : public TypedQueue<E> {
 public:
  using TypedQueue<E>::TypedQueue;

 private:
  void put(const E& event, std::uint32_t) override {
    if (waiting_.size() >= this->options_.capacity && !make_room()) return;
    waiting_.push_back(event);
    this->deepest_ = std::max(this->deepest_, waiting_.size());
    if (waiting_.size() == high_water()) warn();
  }
  bool make_room() {
    ++this->lagged_;
    if (this->options_.policy == Delivery::drop_oldest) {
      waiting_.drop_front();
      return true;
    }
    this->end(fail(Errc::overflow,
                   fmt::format("{} {} events wait and none may be lost: the subscription ended; "
                               "take them faster or give it more capacity",
                               waiting_.size(), Schema<E>::name)));
    if (this->alarm) this->alarm(this->status().error().message);
    return false;
  }
  std::optional<E> pop() override {
    if (waiting_.empty()) return std::nullopt;
    if (waiting_.size() == high_water() / 2) warned_ = false;
    return waiting_.take_front();
  }
  [[nodiscard]] std::size_t depth() const override { return waiting_.size(); }
  [[nodiscard]] std::size_t high_water() const { return this->options_.capacity / 4 * 3; }
  // Once per flood.
  void warn() {
    if (std::exchange(warned_, true) || !this->alarm) return;
    this->alarm(fmt::format("a consumer of {} events falls behind: {} of at most {} wait",
                            Schema<E>::name, waiting_.size(), this->options_.capacity));
  }

  Ring<E> waiting_;
  bool warned_ = false;
};

template <class E>
std::shared_ptr<TypedQueue<E>> make_queue(const boost::asio::any_io_executor& executor,
                                          std::vector<dxlink::SubscriptionKey> keys,
                                          DeliveryOptions options) {
  if (options.policy == Delivery::keep_latest) {
    return std::make_shared<LatestQueue<E>>(executor, std::move(keys), options);
  }
  return std::make_shared<EventQueue<E>>(executor, std::move(keys), options);
}

/// Gaps on their way to one consumer: few and small, the oldest make room.
class GapQueue {
 public:
  explicit GapQueue(const boost::asio::any_io_executor& executor) : ready_{executor} {}

  void put(const Gap& gap) {
    if (waiting_.size() >= kMost) waiting_.drop_front();
    waiting_.push_back(gap);
    ready_.notify();
  }
  void end() {
    ended_ = true;
    ready_.notify();
  }
  static boost::asio::awaitable<std::optional<Gap>> next(std::shared_ptr<GapQueue> queue) {
    while (queue->waiting_.empty() && !queue->ended_) {
      const bool cancelled = co_await queue->ready_.wait();
      if (cancelled) queue->ended_ = true;
    }
    std::optional<Gap> gap;
    if (!queue->waiting_.empty()) gap = queue->waiting_.take_front();
    co_return gap;
  }

 private:
  static constexpr std::size_t kMost = 4096;
  Ring<Gap> waiting_;
  bool ended_ = false;
  Signal ready_;
};

}  // namespace belay::detail
