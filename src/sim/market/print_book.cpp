#include "sim/market/print_book.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

#include "belay/model/indexed.hpp"

namespace belay::sim {
namespace {

Side aggressor(double price, const Quote& quote) {
  if (price >= quote.ask_price) return Side::buy;
  return price <= quote.bid_price ? Side::sell : Side::undefined;
}

template <class E>
E print_at(Symbol symbol, std::int64_t time, std::int32_t sequence) {
  E print;
  print.symbol = symbol;
  print.time = time;
  print.sequence = sequence & kMostSequence;
  print.index = pack_index(time, print.sequence);
  print.valid_tick = true;
  print.type = TimeAndSaleType::new_;
  return print;
}

}  // namespace

PrintBook::PrintBook(std::uint64_t seed, const Market& market)
    : market_{market}, archive_{seed, market} {}

template <class E>
void PrintBook::keep(Tape<E>& tape, const E& print, std::size_t most) {
  tape.prints.push_back(print);
  if (tape.prints.size() <= most) return;
  tape.prints.pop_front();
  tape.cut = true;
}

template <class E>
std::vector<Event> PrintBook::rows_of(const Tape<E>& tape, std::int64_t from_time) {
  std::vector<Event> rows;
  for (const E& print : tape.prints | std::views::reverse) {
    if (print.time < from_time) return rows;
    rows.emplace_back(print);
  }
  if (tape.cut && !rows.empty()) {
    std::get<E>(rows.back()).event_flags = flags(EventFlag::snapshot_snip);
  }
  return rows;
}

std::optional<std::vector<Event>> PrintBook::history(std::string_view type, Symbol symbol,
                                                     std::int64_t from_time) const {
  const Asset* const asset = market_.asset_of(symbol);
  if (asset == nullptr) return std::nullopt;
  const bool itself = symbol == asset->streamer_symbol;
  if (type == Schema<OptionSale>::name) {
    if (!itself) return std::nullopt;
    const auto found = sales_.find(symbol);
    return found == sales_.end() ? std::vector<Event>{} : rows_of(found->second, from_time);
  }
  const auto found = prints_.find(symbol);
  std::vector<Event> rows;
  if (found != prints_.end()) rows = rows_of(found->second, from_time);
  const bool whole = found == prints_.end() || !found->second.cut;
  if (itself && whole) add_past(rows, symbol, from_time);
  return rows;
}

// One print for each second of the archive in which something traded, at its close.
void PrintBook::add_past(std::vector<Event>& rows, Symbol symbol, std::int64_t from_time) const {
  const Instant start = archive_.start();
  const Instant first = std::max(from_epoch_ms(from_time), start - kPast);
  if (first >= start) return;
  const Asset& asset = *market_.asset_of(symbol);
  const auto minutes = archive_.minute_bars(asset, new_york_date(start), false);
  std::vector<TimeAndSale> past;
  for (const Bar& minute : minutes) {
    if (minute.time + std::chrono::minutes{1} <= first || minute.time >= start) continue;
    const Instant end = std::min<Instant>(minute.time + std::chrono::minutes{1}, start);
    const auto seconds = archive_.second_bars(asset, minute, end);
    for (const Bar& second : seconds) {
      if (second.time < first || second.time >= start) continue;
      auto print = print_at<TimeAndSale>(symbol, to_epoch_ms(second.time), 0);
      print.price = second.close;
      print.size = second.volume;
      past.push_back(print);
    }
  }
  for (const TimeAndSale& print : past | std::views::reverse) rows.emplace_back(print);
  if (rows.empty() || from_epoch_ms(from_time) >= first) return;
  std::get<TimeAndSale>(rows.back()).event_flags = flags(EventFlag::snapshot_snip);
}

void PrintBook::on_event(const Event& event, const Sink& sink) {
  if (const auto* trade = std::get_if<Trade>(&event)) on_trade(*trade, false, sink);
  if (const auto* trade = std::get_if<TradeETH>(&event)) on_trade(*trade, true, sink);
}

// A trade that is told again, at the change of the day, is none.
template <class T>
void PrintBook::on_trade(const T& trade, bool extended, const Sink& sink) {
  if (std::exchange(sequences_[trade.symbol], trade.sequence) == trade.sequence) return;
  auto print = print_at<TimeAndSale>(trade.symbol, trade.time, trade.sequence);
  const auto last = market_.last(Schema<Quote>::name, trade.symbol);
  if (!last) return;
  const Quote& quote = std::get<Quote>(*last);
  print.exchange_code = trade.exchange_code;
  print.price = trade.price;
  print.size = trade.size;
  print.bid_price = quote.bid_price;
  print.ask_price = quote.ask_price;
  print.aggressor_side = aggressor(trade.price, quote);
  print.extended_trading_hours = extended;
  const Symbol underlying{market_.asset_of(trade.symbol)->streamer_symbol};
  const bool option = underlying != trade.symbol;
  keep(prints_[trade.symbol], print, option ? kMostOfOption : kMostPrints);
  sink(print);
  if (option) on_option(print, underlying, sink);
}

void PrintBook::on_option(const TimeAndSale& print, Symbol underlying, const Sink& sink) {
  auto sale = print_at<OptionSale>(underlying, print.time, print.sequence);
  sale.exchange_code = print.exchange_code;
  sale.price = print.price;
  sale.size = print.size;
  sale.bid_price = print.bid_price;
  sale.ask_price = print.ask_price;
  sale.aggressor_side = print.aggressor_side;
  sale.underlying_price = market_.mark(underlying);
  if (const auto last = market_.last(Schema<Greeks>::name, print.symbol)) {
    sale.volatility = std::get<Greeks>(*last).volatility;
    sale.delta = std::get<Greeks>(*last).delta;
  }
  sale.option_symbol = print.symbol;
  keep(sales_[underlying], sale, kMostPrints);
  sink(sale);
}

}  // namespace belay::sim
