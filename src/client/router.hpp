#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "belay/model/events.hpp"
#include "belay/model/indexed.hpp"
#include "client/sink.hpp"
#include "proto/dxlink/contract.hpp"

namespace belay::detail {

/// Who gets the events of one type that come by one contract: one array look-up by the symbol's id
/// per event, and one call for as many events in a row as one consumer alone gets. Not to be
/// changed while it delivers.
template <class E>
class Lane {
 public:
  void add(TypedSink<E>& sink, std::uint32_t slot, const dxlink::SubscriptionKey& key) {
    const std::size_t id = key.symbol.id();
    if (id >= first_.size()) first_.resize(id + id / 2 + 1);
    Link added{.sink = &sink, .slot = slot};
    if constexpr (book_event<E>) added.source = key.source;
    Link& first = first_[id];
    if (first.sink != nullptr) {
      added.next = free_place();
      more_[added.next] = first;
    }
    first = added;
  }
  void remove(const TypedSink<E>& sink, const dxlink::SubscriptionKey& key) {
    if (key.symbol.id() >= first_.size()) return;
    Link* at = &first_[key.symbol.id()];
    while (at->next != 0 && !is_for(*at, sink, key)) at = &more_[at->next];
    if (!is_for(*at, sink, key)) return;
    drop(first_[key.symbol.id()], *at);
  }

  /// Returns how many events nobody wanted.
  std::uint64_t deliver(std::span<const E> events) const {
    std::uint64_t unwanted = 0;
    while (!events.empty()) {
      const Link& first = first_of(events.front());
      std::size_t done = 1;
      if (first.sink == nullptr) {
        ++unwanted;
      } else if (first.next == 0) {
        done = deliver_run(events, *first.sink);
      } else {
        deliver_to_all(events.first(1), first);
      }
      events = events.subspan(done);
    }
    return unwanted;
  }

 private:
  struct Anything {};
  struct Link {
    TypedSink<E>* sink = nullptr;  // nobody
    std::uint32_t slot = 0;
    std::uint32_t next = 0;  // in more_, 0 = the last
    [[no_unique_address]] std::conditional_t<book_event<E>, Symbol, Anything> source{};
  };
  static constexpr std::size_t kLongestRun = 64;

  [[nodiscard]] const Link& first_of(const E& event) const {
    const std::size_t id = event.symbol.id();
    return id < first_.size() ? first_[id] : more_[0];
  }
  static bool concerns(const Link& link, const E& event) {
    if constexpr (book_event<E>) {
      return !link.source.has_value() || link.source == event.source;
    }
    return true;
  }
  static bool is_for(const Link& link, const TypedSink<E>& sink,
                     const dxlink::SubscriptionKey& key) {
    if constexpr (book_event<E>) {
      if (link.source != key.source) return false;
    }
    return link.sink == &sink;
  }

  /// The events at the front that `sink` alone gets, as one; returns how many were looked at.
  std::size_t deliver_run(std::span<const E> events, TypedSink<E>& sink) const {
    std::array<std::uint32_t, kLongestRun> slots;
    std::size_t count = 0;
    while (count < std::min(events.size(), kLongestRun)) {
      const Link& link = first_of(events[count]);
      if (link.sink != &sink || link.next != 0 || !concerns(link, events[count])) break;
      slots[count++] = link.slot;
    }
    if (count > 0) sink.take(events.first(count), std::span{slots}.first(count));
    return std::max<std::size_t>(count, 1);
  }
  void deliver_to_all(std::span<const E> event, const Link& first) const {
    for (const Link* link = &first;; link = &more_[link->next]) {
      if (concerns(*link, event.front())) link->sink->take(event, std::span{&link->slot, 1});
      if (link->next == 0) return;
    }
  }

  // What follows `gone` takes its place, or the link before it becomes the last.
  void drop(Link& first, Link& gone) {
    if (gone.next != 0) {
      const std::uint32_t place = gone.next;
      gone = more_[place];
      free_.push_back(place);
      return;
    }
    if (&gone == &first) {
      gone = {};
      return;
    }
    Link* before = &first;
    while (&more_[before->next] != &gone) before = &more_[before->next];
    free_.push_back(before->next);
    before->next = 0;
  }
  std::uint32_t free_place() {
    if (free_.empty()) {
      more_.emplace_back();
      return static_cast<std::uint32_t>(more_.size() - 1);
    }
    const std::uint32_t place = free_.back();
    free_.pop_back();
    return place;
  }

  std::vector<Link> first_;                        // by Symbol::id()
  std::vector<Link> more_ = std::vector<Link>(1);  // the first means nobody
  std::vector<std::uint32_t> free_;
};

/// All lanes: a type and a contract each.
class Router {
 public:
  template <class E>
  [[nodiscard]] Lane<E>& lane(dxlink::Contract contract) {
    return std::get<LaneSet<E>>(lanes_)[static_cast<std::size_t>(contract)];
  }

 private:
  template <class E>
  using LaneSet = std::array<Lane<E>, 4>;
  template <class... E>
  static std::tuple<LaneSet<E>...> lanes_of(TypeList<E...>);
  decltype(lanes_of(MarketEvents{})) lanes_;
};

template <class E>
void TypedSink<E>::enlist(Router& router, std::uint32_t slot, const dxlink::SubscriptionKey& key) {
  router.template lane<E>(contract_for(key)).add(*this, slot, key);
}

template <class E>
void TypedSink<E>::dismiss(Router& router, const dxlink::SubscriptionKey& key) {
  router.template lane<E>(contract_for(key)).remove(*this, key);
}

}  // namespace belay::detail
