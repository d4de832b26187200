#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/client/feed_status.hpp"
#include "belay/model/events.hpp"
#include "proto/dxlink/contract.hpp"

namespace belay::detail {

class Feed;
class Router;

/// Where events for one consumer go. The feed offers; nobody it offers to can make it wait.
class Sink {
 public:
  explicit Sink(std::vector<dxlink::SubscriptionKey> keys)
      : keys_{std::move(keys)}, symbols_{keys_.size()} {}
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  virtual ~Sink() = default;

  /// No more events; those already here can still be taken. The first reason stays.
  void end(Result<void> status) {
    if (ended_) return;
    status_ = std::move(status);
    ended_ = true;
    wake();
  }
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] const Result<void>& status() const { return status_; }
  /// What is to be subscribed for it, by slot; canonical. A free slot has no symbol.
  [[nodiscard]] const std::vector<dxlink::SubscriptionKey>& keys() const { return keys_; }
  [[nodiscard]] std::size_t symbols() const { return symbols_; }
  /// One more key. Returns its slot.
  std::uint32_t admit(const dxlink::SubscriptionKey& key) {
    const auto slot = free_.empty() ? static_cast<std::uint32_t>(keys_.size()) : free_.back();
    if (free_.empty()) {
      keys_.emplace_back();
      made_room(keys_.size());
    } else {
      free_.pop_back();
    }
    keys_[slot] = key;
    ++symbols_;
    return slot;
  }
  /// One key less. Events may come for the slot until it is recycled.
  void let_go(std::uint32_t slot) {
    keys_[slot] = {};
    --symbols_;
  }
  /// Nothing comes for the slot any more: it is free as soon as nothing of it waits.
  void recycle(std::uint32_t slot) {
    if (!keeps(slot)) free_.push_back(slot);
  }
  [[nodiscard]] std::uint64_t lagged() const { return lagged_; }
  [[nodiscard]] virtual FeedStatus::Queue look() const = 0;
  /// Events may be missing from `since` on.
  virtual void interrupted(Instant /*since*/, const std::string& /*reason*/) {}
  virtual void enlist(Router& router, std::uint32_t slot, const dxlink::SubscriptionKey& key) = 0;
  virtual void dismiss(Router& router, const dxlink::SubscriptionKey& key) = 0;
  /// All of keys().
  void enlist(Router& router) {
    for (std::uint32_t slot = 0; slot < keys_.size(); ++slot) {
      if (keys_[slot].symbol.has_value()) enlist(router, slot, keys_[slot]);
    }
  }
  void dismiss(Router& router) {
    for (const dxlink::SubscriptionKey& key : keys_) {
      if (key.symbol.has_value()) dismiss(router, key);
    }
  }
  /// Set by the feed that it was added to.
  std::weak_ptr<Feed> feed;
  /// Called once when the consumer lets go.
  std::function<void()> on_release;
  /// For what a person should know.
  std::function<void(std::string)> alarm;

 protected:
  virtual void wake() {}
  /// An event of the slot waits to be taken; then it is for the sink to call set_free() later.
  [[nodiscard]] virtual bool keeps(std::uint32_t /*slot*/) { return false; }
  void set_free(std::uint32_t slot) { free_.push_back(slot); }
  /// There are so many slots now.
  virtual void made_room(std::size_t /*slots*/) {}
  std::uint64_t delivered_ = 0;
  std::uint64_t lagged_ = 0;

 private:
  std::vector<dxlink::SubscriptionKey> keys_;  // by slot
  std::size_t symbols_ = 0;
  std::vector<std::uint32_t> free_;
  bool ended_ = false;
  Result<void> status_;
};

template <class E>
class TypedSink : public Sink {
 public:
  using Sink::Sink;
  /// Events in their order; the i-th is of the slots[i]-th of keys().
  virtual void take(std::span<const E> events, std::span<const std::uint32_t> slots) = 0;
  using Sink::dismiss;
  using Sink::enlist;
  void enlist(Router& router, std::uint32_t slot, const dxlink::SubscriptionKey& key) final;
  void dismiss(Router& router, const dxlink::SubscriptionKey& key) final;
};

/// Hands each event to a function, at once.
template <class E>
class Listener final : public TypedSink<E> {
 public:
  Listener(std::vector<dxlink::SubscriptionKey> keys, std::function<void(const E&)> handler)
      : TypedSink<E>{std::move(keys)}, handler_{std::move(handler)} {}

  void take(std::span<const E> events, std::span<const std::uint32_t>) override {
    try {
      for (const E& event : events) {
        if (this->ended()) return;  // the handler may have closed it
        ++this->delivered_;
        handler_(event);
      }
    } catch (const std::exception& failure) {
      fail_with(failure.what());
    } catch (...) {
      fail_with("something that is no std::exception");
    }
  }
  [[nodiscard]] FeedStatus::Queue look() const override {
    return {.type = Schema<E>::name,
            .policy = "handler",
            .symbols = this->symbols(),
            .delivered = this->delivered_};
  }

 private:
  void fail_with(std::string_view what) {
    this->end(fail(Errc::invalid,
                   fmt::format("the handler of {} events threw: {}", Schema<E>::name, what)));
    if (this->alarm) this->alarm(this->status().error().message);
  }

  std::function<void(const E&)> handler_;
};

}  // namespace belay::detail
