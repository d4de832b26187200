#include "app/view/mark.hpp"

#include <cmath>

#include <fmt/format.h>

namespace belay::app {
namespace {

std::optional<Decimal> middle(const std::optional<Decimal>& bid,
                              const std::optional<Decimal>& ask) {
  if (!bid || !ask) return std::nullopt;
  const Result<Decimal> sum = *bid + *ask;
  if (!sum) return std::nullopt;
  const Result<Decimal> half = divide(*sum, 2, std::min(sum->scale() + 1, Decimal::kMaxScale));
  return half ? std::optional{half->normalized(2)} : std::nullopt;
}

}  // namespace

std::optional<Decimal> decimal_of(double price) {
  if (!std::isfinite(price)) return std::nullopt;
  const Result<Decimal> exact = Decimal::parse(fmt::format("{}", price));
  return exact ? std::optional{exact->normalized(2)} : std::nullopt;
}

Mark mark_of(const Quote& quote) {
  Mark mark{.bid = decimal_of(quote.bid_price), .ask = decimal_of(quote.ask_price)};
  mark.price = middle(mark.bid, mark.ask);
  mark.received = quote.received;
  return mark;
}

Mark mark_of(const Trade& trade) {
  return Mark{.price = decimal_of(trade.price), .received = trade.received};
}

}  // namespace belay::app
