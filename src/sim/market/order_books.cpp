#include "sim/market/order_books.hpp"

#include <algorithm>
#include <cmath>
#include <ranges>

#include "belay/model/indexed.hpp"
#include "sim/market/depth.hpp"

namespace belay::sim {
namespace {

constexpr std::string_view kOrders = "NTV";
constexpr std::string_view kLevelsByPrice = "ntv";
constexpr std::string_view kDefault = "DEFAULT";

// Bits 63–32 of an index: the characters of the source's name; none of DEFAULT (dxlink.md 6.2).
std::int64_t first_index(std::string_view source) {
  std::int64_t id = 0;
  if (source != kDefault) {
    for (const char c : source) id = (id << 8) | c;
  }
  return id << 32;
}

// An order keeps its index while it stays at its price.
std::int64_t place_of(double price, Side side, int part) {
  return std::llround(price * 100) * 4 + (side == Side::sell ? 2 : 0) + part;
}

BookOrder order_at(const dxlink::DepthLevel& level, Side side, std::int64_t time) {
  BookOrder order;
  order.time = time;
  order.action = BookAction::new_;
  order.action_time = time;
  order.price = level.price;
  order.size = level.size;
  order.exchange_code = 'Q';
  order.order_side = side;
  order.scope = BookScope::aggregate;
  order.count = 2;
  return order;
}

// A level as the two orders that make it, or the one when it cannot be divided.
std::vector<BookOrder> orders_of(const BookOrder& level) {
  std::vector<BookOrder> orders(level.size >= 2 ? 2 : 1, level);
  if (orders.size() == 2) {
    orders.back().size = std::floor(level.size / 3 + 1);
    orders.front().size = level.size - orders.back().size;
  }
  for (BookOrder& order : orders) {
    order.scope = BookScope::order;
    order.count = 0;
    order.market_maker = Symbol{"NSDQ"};
  }
  return orders;
}

// Of every fifth price as much again is hidden.
AnalyticBookOrder analytic(const BookOrder& order) {
  AnalyticBookOrder out;
  out.market_maker = order.market_maker;
  out.event_flags = order.event_flags;
  out.index = order.index;
  out.time = order.time;
  out.source = order.source;
  out.action = order.action;
  out.action_time = order.action_time;
  out.order_id = order.order_id;
  out.price = order.price;
  out.size = order.size;
  out.count = order.count;
  out.exchange_code = order.exchange_code;
  out.order_side = order.order_side;
  out.scope = order.scope;
  out.symbol = order.symbol;
  if (std::llround(order.price * 100) % 5 == 0) {
    out.iceberg_type = IcebergType::native;
    out.iceberg_peak_size = order.size;
    out.iceberg_hidden_size = order.size;
    out.iceberg_executed_size = 0;
  }
  return out;
}

Event event_of(const BookOrder& order, bool as_analytic) {
  if (as_analytic) return analytic(order);
  return order;
}

bool same(const BookOrder& a, const BookOrder& b) { return a.price == b.price && a.size == b.size; }

// What makes `after` of `before`: deletions first.
std::vector<BookOrder> changes(const std::map<std::int64_t, BookOrder>& before,
                               const std::map<std::int64_t, BookOrder>& after) {
  std::vector<BookOrder> made;
  for (const auto& [index, order] : before) {
    if (after.contains(index)) continue;
    made.push_back(order);
    made.back().size = 0;
    made.back().action = BookAction::delete_;
  }
  for (const auto& [index, order] : after) {
    const auto known = before.find(index);
    if (known != before.end() && same(known->second, order)) continue;
    made.push_back(order);
    if (known != before.end()) made.back().action = BookAction::modify;
  }
  return made;
}

}  // namespace

OrderBooks::Rows OrderBooks::rows_of(const Key& key) const {
  const auto quote = market_.last(Schema<Quote>::name, key.symbol);
  if (!quote) return {};
  const dxlink::DepthBook book =
      book_around(std::get<Quote>(*quote), seed_, market_.now(), kLevels);
  const bool singly = key.source == kOrders;
  Rows rows;
  const auto put = [&](const std::vector<dxlink::DepthLevel>& levels, Side side) {
    for (const dxlink::DepthLevel& level : levels) {
      const BookOrder whole = order_at(level, side, book.time);
      int part = 0;
      for (BookOrder& order : singly ? orders_of(whole) : std::vector{whole}) {
        const std::int64_t place = place_of(level.price, side, part++);
        order.symbol = key.symbol;
        order.source = key.source;
        order.index = first_index(key.source.view()) | place;
        order.order_id = singly ? place : 0;
        rows.insert_or_assign(order.index, order);
      }
    }
  };
  put(book.bids, Side::buy);
  put(book.asks, Side::sell);
  return rows;
}

std::optional<std::vector<Event>> OrderBooks::snapshot(std::string_view type, Symbol symbol,
                                                       std::string_view source) {
  const Asset* const asset = market_.asset_of(symbol);
  if (asset == nullptr) return std::nullopt;
  if (type == Schema<SpreadBookOrder>::name) return std::vector<Event>{};
  const std::string_view book = source.empty() ? kDefault : source;
  const bool known = book == kOrders || book == kLevelsByPrice || book == kDefault;
  const bool itself = symbol == asset->streamer_symbol;
  if (!itself || !asset->extended_hours() || !known) return std::nullopt;
  const Key key{symbol, type == Schema<AnalyticBookOrder>::name, Symbol{book}};
  const Rows& rows = books_.insert_or_assign(key, rows_of(key)).first->second;
  std::vector<Event> events;
  for (const auto& [index, order] : rows | std::views::reverse) {
    events.push_back(event_of(order, key.analytic));
  }
  return events;
}

void OrderBooks::on_quote(const Quote& quote, const Sink& sink) {
  const auto first = books_.lower_bound(Key{.symbol = quote.symbol});
  for (auto at = first; at != books_.end() && at->first.symbol == quote.symbol; ++at) {
    Rows now = rows_of(at->first);
    std::vector<BookOrder> changed = changes(at->second, now);
    at->second = std::move(now);
    for (std::size_t i = 0; i < changed.size(); ++i) {
      if (i + 1 < changed.size()) changed[i].event_flags = flags(EventFlag::tx_pending);
      sink(event_of(changed[i], at->first.analytic));
    }
  }
}

void OrderBooks::keep(const std::function<bool(std::string_view type, Symbol symbol)>& wanted) {
  std::erase_if(books_, [&](const auto& book) {
    const Key& key = book.first;
    return !wanted(key.analytic ? Schema<AnalyticBookOrder>::name : Schema<BookOrder>::name,
                   key.symbol);
  });
}

}  // namespace belay::sim
