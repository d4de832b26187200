#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "belay/model/events.hpp"

namespace belay {

/// A value and how long ago it arrived here, by our clock.
template <class E>
struct Last {
  E row;
  std::chrono::nanoseconds age{0};  ///< never below zero
};

/// The newest event of each symbol. One slot per symbol ever put, found by Symbol::id(): no search,
/// no allocation once every symbol was seen. Not thread-safe.
template <market_event E>
class LastValues {
 public:
  void put(const E& event) {
    const std::size_t id = event.symbol.id();
    if (id >= slots_.size()) slots_.resize(id + 1, 0);
    if (slots_[id] == 0) {
      values_.push_back(event);
      slots_[id] = static_cast<std::uint32_t>(values_.size());
    } else {
      values_[slots_[id] - 1] = event;
    }
  }

  /// nullptr when nothing arrived for it. Valid until the next put().
  [[nodiscard]] const E* find(Symbol symbol) const {
    const std::uint32_t slot = symbol.id() < slots_.size() ? slots_[symbol.id()] : 0;
    return slot == 0 ? nullptr : &values_[slot - 1];
  }
  [[nodiscard]] std::optional<Last<E>> last(Symbol symbol, Instant now) const {
    const E* const value = find(symbol);
    if (value == nullptr) return std::nullopt;
    return Last<E>{*value, std::max(now - value->received, std::chrono::nanoseconds{0})};
  }

  /// One per symbol, in the order first seen. Valid until the next put().
  [[nodiscard]] std::span<const E> all() const { return values_; }
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  /// What it holds of the heap.
  [[nodiscard]] std::size_t bytes() const {
    return values_.capacity() * sizeof(E) + slots_.capacity() * sizeof(slots_[0]);
  }

 private:
  std::vector<E> values_;
  std::vector<std::uint32_t> slots_;  // by Symbol::id(): place in values_ plus one
};

}  // namespace belay
