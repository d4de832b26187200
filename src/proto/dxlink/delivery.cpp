#include "proto/dxlink/delivery.hpp"

#include "proto/dxlink/feed_key.hpp"

namespace belay::dxlink {
namespace {

struct Traits {
  bool known = false;
  bool lasting = false;
  bool indexed = false;
  bool book = false;
};

Traits traits_of(std::string_view type) {
  Traits traits;
  for_each_event_type([&]<class E>() {
    if (Schema<E>::name == type) traits = {true, is_lasting<E>, is_indexed<E>, book_event<E>};
  });
  return traits;
}

Delivery automatic(std::string_view type, const Traits& traits, bool from_time,
                   const ServerOptions& options) {
  if (type == Schema<Candle>::name || type == Schema<Series>::name) return Delivery::history;
  if (traits.lasting) return Delivery::ticker;
  const bool books = traits.book && options.auto_books == AutoBooks::history;
  const bool prints = type == Schema<TimeAndSale>::name && from_time && options.auto_prints_history;
  return books || prints ? Delivery::history : Delivery::stream;
}

}  // namespace

std::optional<Delivery> delivery_of(Contract contract, std::string_view type, bool from_time,
                                    const ServerOptions& options) {
  const Traits traits = traits_of(type);
  if (!traits.known) return std::nullopt;
  switch (contract) {
    case Contract::automatic: return automatic(type, traits, from_time, options);
    case Contract::stream: return Delivery::stream;
    case Contract::ticker: return traits.lasting ? std::optional{Delivery::ticker} : std::nullopt;
    case Contract::history: return traits.indexed ? std::optional{Delivery::history} : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace belay::dxlink
