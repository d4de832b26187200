#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "belay/model/events.hpp"
#include "belay/model/indexed.hpp"
#include "client/sink.hpp"
#include "proto/dxlink/contract.hpp"

namespace belay::detail {

/// Who gets the events of one type that come by one contract: one array look-up by the symbol's id
/// per event. Not to be changed while it delivers.
template <class E>
class Lane {
 public:
  void add(TypedSink<E>& sink, std::uint32_t slot, const dxlink::SubscriptionKey& key) {
    const std::size_t id = key.symbol.id();
    if (id >= heads_.size()) heads_.resize(id + id / 2 + 1, 0);
    const std::uint32_t place = free_place();
    links_[place] = {&sink, key.source, slot, heads_[id]};
    heads_[id] = place;
  }
  void remove(const TypedSink<E>& sink, const dxlink::SubscriptionKey& key) {
    if (key.symbol.id() >= heads_.size()) return;
    std::uint32_t* at = &heads_[key.symbol.id()];
    while (*at != 0 && (links_[*at].sink != &sink || links_[*at].source != key.source)) {
      at = &links_[*at].next;
    }
    if (*at == 0) return;
    free_.push_back(*at);
    *at = links_[*at].next;
  }

  /// Returns how many events nobody wanted.
  std::uint64_t deliver(std::span<const E> events) const {
    std::uint64_t unwanted = 0;
    for (const E& event : events) {
      const std::size_t id = event.symbol.id();
      std::uint32_t at = id < heads_.size() ? heads_[id] : 0;
      if (at == 0) ++unwanted;
      for (; at != 0; at = links_[at].next) {
        const Link& link = links_[at];
        if (concerns(link, event)) link.sink->take(event, link.slot);
      }
    }
    return unwanted;
  }

 private:
  struct Link {
    TypedSink<E>* sink = nullptr;
    Symbol source;
    std::uint32_t slot = 0;
    std::uint32_t next = 0;  // 0 = the last
  };
  static bool concerns(const Link& link, const E& event) {
    if constexpr (book_event<E>) {
      return !link.source.has_value() || link.source == event.source;
    }
    return true;
  }
  std::uint32_t free_place() {
    if (free_.empty()) {
      links_.emplace_back();
      return static_cast<std::uint32_t>(links_.size() - 1);
    }
    const std::uint32_t place = free_.back();
    free_.pop_back();
    return place;
  }

  std::vector<std::uint32_t> heads_;                // by Symbol::id(): a place in links_, 0 = none
  std::vector<Link> links_ = std::vector<Link>(1);  // the first means none
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
