#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "belay/model/events.hpp"

namespace belay::dxlink {

/// Events of one or more frames, in arrival order, as runs of one type on one channel. Events of a
/// type lie side by side in storage that clear() keeps, so decoding allocates nothing once warm.
class EventBatch {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  void clear() { truncate(0); }

  /// Takes the newest events back until `size` are left.
  void truncate(std::size_t size) {
    while (size_ > size) {
      Run& run = runs_.back();
      const std::size_t gone = std::min(run.count, size_ - size);
      run.count -= gone;
      size_ -= gone;
      with_store(run.type, *this, [&](auto& store) { store.used = run.begin + run.count; });
      if (run.count == 0) runs_.pop_back();
    }
  }

  /// Adds `count` events for filling in, with whatever earlier ones left in them; valid until the
  /// next change.
  template <class E>
  std::span<E> extend(std::int64_t channel, std::size_t count) {
    Store<E>& store = std::get<Store<E>>(stores_);
    const std::size_t begin = std::exchange(store.used, store.used + count);
    if (store.events.size() < store.used) store.events.resize(store.used);
    size_ += count;
    if (!runs_.empty() && runs_.back().type == event_index<E> && runs_.back().channel == channel) {
      runs_.back().count += count;
    } else {
      runs_.push_back({channel, event_index<E>, begin, count});
    }
    return std::span{store.events}.subspan(begin, count);
  }

  /// How many there are of one type.
  template <class E>
  [[nodiscard]] std::size_t count() const {
    return std::get<Store<E>>(stores_).used;
  }
  /// Those of one type in arrival order, but for the first `known`, for setting right.
  template <class E>
  [[nodiscard]] std::span<E> newest(std::size_t known) {
    Store<E>& store = std::get<Store<E>>(stores_);
    return std::span{store.events}.subspan(known, store.used - known);
  }

  /// Calls visit(channel, std::span<const E>) for each run, in arrival order. E is any type of
  /// MarketEvents, or UnknownEvent.
  template <class Visitor>
  void for_each_run(Visitor&& visit) const {
    for (const Run& run : runs_) {
      with_store(run.type, *this, [&](const auto& store) {
        visit(run.channel, std::span{store.events}.subspan(run.begin, run.count));
      });
    }
  }

 private:
  struct Run {
    std::int64_t channel;
    std::size_t type;   // event_index
    std::size_t begin;  // in the store of its type
    std::size_t count;
  };
  /// Those behind the used ones were made once and wait to be filled again.
  template <class E>
  struct Store {
    std::vector<E> events;
    std::size_t used = 0;
  };
  template <class... E>
  using StoresOf = std::tuple<Store<E>...>;
  using Stores = MarketEvents::with<UnknownEvent, StoresOf>;

  template <class Batch, class Use>
  static void with_store(std::size_t type, Batch& batch, const Use& use) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      static_cast<void>(((type == I && (use(std::get<I>(batch.stores_)), true)) || ...));
    }(std::make_index_sequence<std::tuple_size_v<Stores>>{});
  }

  Stores stores_;
  std::vector<Run> runs_;
  std::size_t size_ = 0;
};

}  // namespace belay::dxlink
