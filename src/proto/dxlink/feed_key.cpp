#include "proto/dxlink/feed_key.hpp"

#include <array>

namespace belay::dxlink {

FeedKey pair_of(const Event& event) {
  static const auto kTypes = [] {
    std::array<Symbol, MarketEvents::size + 1> types;
    for_each_event_type([&]<class E>() { types[event_index<E>] = Symbol{Schema<E>::name}; });
    return types;
  }();
  return {kTypes[event.index()], symbol_of(event), {}};
}

}  // namespace belay::dxlink
