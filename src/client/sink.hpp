#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
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

class Router;

/// Where events for one consumer go. The feed offers; nobody it offers to can make it wait.
class Sink {
 public:
  explicit Sink(std::vector<dxlink::SubscriptionKey> keys) : keys_{std::move(keys)} {}
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
  /// What is to be subscribed for it; canonical.
  [[nodiscard]] const std::vector<dxlink::SubscriptionKey>& keys() const { return keys_; }
  [[nodiscard]] std::uint64_t lagged() const { return lagged_; }
  [[nodiscard]] virtual FeedStatus::Queue look() const = 0;
  /// Events may be missing from `since` on.
  virtual void interrupted(Instant /*since*/, const std::string& /*reason*/) {}
  virtual void enlist(Router& router) = 0;
  virtual void dismiss(Router& router) = 0;
  /// Called once when the consumer lets go.
  std::function<void()> on_release;
  /// For what a person should know.
  std::function<void(std::string)> alarm;

 protected:
  virtual void wake() {}
  std::uint64_t delivered_ = 0;
  std::uint64_t lagged_ = 0;

 private:
  std::vector<dxlink::SubscriptionKey> keys_;
  bool ended_ = false;
  Result<void> status_;
};

template <class E>
class TypedSink : public Sink {
 public:
  using Sink::Sink;
  /// Events in their order; the i-th is of the slots[i]-th of keys().
  virtual void take(std::span<const E> events, std::span<const std::uint32_t> slots) = 0;
  void enlist(Router& router) final;
  void dismiss(Router& router) final;
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
            .symbols = this->keys().size(),
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
