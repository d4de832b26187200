#include "app/view/mark.hpp"

#include "app/view/board.hpp"

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

std::optional<Mark> mark_of(const BoardRow& row) {
  const std::optional<Mark> quoted = row.quote ? std::optional{mark_of(*row.quote)} : std::nullopt;
  if (quoted && quoted->price) return quoted;
  return row.trade ? std::optional{mark_of(*row.trade)} : quoted;
}

Mark mark_of(const MarketSnapshot& snapshot, Instant now, Instant market_now) {
  Mark mark{.bid = snapshot.bid, .ask = snapshot.ask, .price = snapshot.mark, .received = now};
  if (!mark.price) mark.price = middle(mark.bid, mark.ask);
  if (!mark.price) mark.price = snapshot.last;
  if (mark.price) mark.price = mark.price->normalized(2);
  const Result<Instant> updated = parse_timestamp(snapshot.updated_at.value_or(""));
  if (updated && *updated < market_now) mark.received = now - (market_now - *updated);
  return mark;
}

}  // namespace belay::app
