#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "belay/client/market_data.hpp"
#include "client/signal.hpp"

namespace belay::detail {

/// Events on their way to one consumer. The feed offers, the subscription takes; bounded by its
/// policy, losses counted.
class Queue {
 public:
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;
  virtual ~Queue() = default;

  /// Ignores events of other types and symbols.
  virtual void offer(const Event& event) = 0;

  /// No more events; those already here can still be taken. The first reason stays.
  void end(Result<void> status) {
    if (!ended_) status_ = std::move(status);
    ended_ = true;
    ready_.notify();
  }
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] const Result<void>& status() const { return status_; }
  [[nodiscard]] std::uint64_t lagged() const { return lagged_; }
  [[nodiscard]] std::string_view type() const { return type_; }
  [[nodiscard]] const std::vector<Symbol>& symbols() const { return symbols_; }
  /// Called once when the consumer lets go.
  std::function<void()> on_release;

 protected:
  Queue(const boost::asio::any_io_executor& executor, std::string_view type,
        std::vector<Symbol> symbols)
      : ready_{executor}, type_{type}, symbols_{std::move(symbols)} {}

  Signal ready_;
  std::uint64_t lagged_ = 0;

 private:
  std::string_view type_;
  std::vector<Symbol> symbols_;
  bool ended_ = false;
  Result<void> status_;
};

template <market_event E>
class TypedQueue final : public Queue {
 public:
  TypedQueue(const boost::asio::any_io_executor& executor, const std::vector<Symbol>& symbols,
             DeliveryOptions options)
      : Queue{executor, Schema<E>::name, symbols}, options_{options} {
    for (const Symbol symbol : symbols) slot_of_.emplace(symbol, Slot{});
  }

  void offer(const Event& event) override {
    const E* const typed = std::get_if<E>(&event);
    if (typed == nullptr || ended()) return;
    const auto slot = slot_of_.find(typed->symbol);
    if (slot == slot_of_.end()) return;
    if (options_.policy == Delivery::keep_latest) {
      keep_latest(slot->second, *typed);
    } else {
      drop_oldest(*typed);
    }
    ready_.notify();
  }

  boost::asio::awaitable<std::optional<E>> next() {
    while (waiting_.empty() && !ended()) {
      const bool cancelled = co_await ready_.wait();
      if (cancelled && waiting_.empty()) {
        end(fail(Errc::cancelled, "the program stopped waiting for market data"));
      }
    }
    co_return take();
  }

 private:
  struct Slot {
    E* pending = nullptr;  // the place in `waiting_` that this symbol's newest value may overwrite
  };

  void keep_latest(Slot& slot, const E& event) {
    if (slot.pending != nullptr) {
      *slot.pending = event;
      ++lagged_;
      return;
    }
    waiting_.push_back(event);  // a deque: growing at the ends keeps addresses
    slot.pending = &waiting_.back();
  }

  void drop_oldest(const E& event) {
    if (waiting_.size() >= options_.capacity) {
      waiting_.pop_front();
      ++lagged_;
    }
    waiting_.push_back(event);
  }

  std::optional<E> take() {
    if (waiting_.empty()) return std::nullopt;
    std::optional<E> event{std::move(waiting_.front())};
    waiting_.pop_front();
    slot_of_.find(event->symbol)->second.pending = nullptr;
    return event;
  }

  DeliveryOptions options_;
  std::deque<E> waiting_;
  std::unordered_map<Symbol, Slot> slot_of_;
};

}  // namespace belay::detail
