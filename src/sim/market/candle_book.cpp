#include "sim/market/candle_book.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "belay/model/calendar.hpp"
#include "belay/model/indexed.hpp"

namespace belay::sim {
namespace {

constexpr Tape::Bounds kOptionTape{.seconds = 0, .minutes = 400};

bool by_quotes(CandlePrice price) {
  return price == CandlePrice::bid || price == CandlePrice::ask || price == CandlePrice::mark;
}

// Bars of bid and ask lie this far from those of the last price.
double offset(const CandleSymbol& symbol, const Instrument& instrument) {
  const double half = instrument.option ? 0.05
                                        : std::ceil(instrument.asset->half_spread) /
                                              instrument.asset->ticks_per_unit;
  if (symbol.price == CandlePrice::bid) return -half;
  return symbol.price == CandlePrice::ask ? half : 0.0;
}

double price_of(const Quote& quote, CandlePrice price) {
  if (price == CandlePrice::bid) return quote.bid_price;
  if (price == CandlePrice::ask) return quote.ask_price;
  return 0.5 * (quote.bid_price + quote.ask_price);
}

Candle candle(Symbol symbol, const Bar& bar) {
  Candle made;
  made.symbol = symbol;
  made.time = to_epoch_ms(bar.time);
  made.index = pack_index(made.time, 0);
  made.count = bar.count;
  made.open = bar.open;
  made.high = bar.high;
  made.low = bar.low;
  made.close = bar.close;
  made.volume = bar.volume;
  made.vwap = std::isnan(bar.volume) ? kNaN : (bar.high + bar.low + bar.close) / 3.0;
  made.bid_volume = std::floor(0.48 * bar.volume);
  made.ask_volume = bar.volume - made.bid_volume;
  return made;
}

void shift(Bar& bar, double by) {
  bar.volume = kNaN;
  for (double* price : {&bar.open, &bar.high, &bar.low, &bar.close})
    *price = std::max(0.0, *price + by);
}

// The bar of the day of the start, when that day's trading has begun.
std::optional<Bar> today_of(const Market& market, const Archive& archive, Symbol symbol,
                            bool option) {
  const Asset& asset = *market.asset_of(symbol);
  const Date date = new_york_date(market.now());
  const auto session = session_on(date, belay::Market::equity);
  if (asset.keeps_hours() && (!session || market.now() < session->open)) return std::nullopt;
  if (!option) return archive.today(asset);
  const auto trade = std::get<Trade>(market.last(Schema<Trade>::name, symbol).value());
  return trade_bar(Instant{std::chrono::sys_days{date}}, trade.price, trade.day_volume);
}

}  // namespace

CandleBook::CandleBook(std::uint64_t seed, const Market& market)
    : market_{market}, archive_{seed, market} {
  for (const Asset& asset : assets()) list(Symbol{asset.streamer_symbol}, false);
  for (const Chain& chain : market.chains()) {
    for (const Expiration& expiration : chain.expirations) {
      for (const OptionListing& option : expiration.options) list(option.streamer_symbol, true);
    }
  }
}

void CandleBook::list(Symbol symbol, bool option) {
  Tape tape{option ? kOptionTape : Tape::Bounds{}};
  if (const auto today = today_of(market_, archive_, symbol, option)) tape.begin_with(*today);
  Instrument instrument{symbol, market_.asset_of(symbol), option, std::move(tape)};
  listed_.emplace(symbol, Listed{.instrument = std::move(instrument), .series = {}});
}

std::optional<std::vector<Event>> CandleBook::history(Symbol symbol, std::int64_t from_time) {
  CandleSymbol parsed = parse_candle_symbol(symbol.view());
  const auto found = listed_.find(Symbol{parsed.base});
  if (found == listed_.end() || parsed.exchange != '\0') return std::nullopt;
  const Instrument& instrument = found->second.instrument;
  Bars bars = bars_of(parsed, instrument, archive_, market_, from_epoch_ms(from_time), kMostRows);
  if (by_quotes(parsed.price)) {
    for (Bar& bar : bars.rows) shift(bar, offset(parsed, instrument));
  }
  const Symbol canonical{canonical_candle_symbol(symbol.view())};
  std::vector<Event> rows;
  for (const Bar& bar : bars.rows) {
    if (rows.size() > kMostRows) break;
    rows.emplace_back(candle(canonical, bar));
  }
  if (bars.cut && !rows.empty())
    std::get<Candle>(rows.back()).event_flags = flags(EventFlag::snapshot_snip);
  remember(found->second, canonical, std::move(parsed), bars.rows);
  return rows;
}

void CandleBook::remember(Listed& listed, Symbol symbol, CandleSymbol parsed,
                          const std::vector<Bar>& rows) {
  if (std::ranges::find(listed.series, symbol, &Series::symbol) != listed.series.end()) return;
  Series series{.symbol = symbol, .parsed = std::move(parsed), .running = std::nullopt};
  if (!rows.empty()) series.running = rows.front();
  listed.series.push_back(std::move(series));
}

void CandleBook::on_event(const Event& event, const Sink& sink) {
  if (const auto* trade = std::get_if<Trade>(&event)) {
    on_trade(*trade, true, sink);
  } else if (const auto* extended = std::get_if<TradeETH>(&event)) {
    on_trade(*extended, false, sink);
  } else if (const auto* quote = std::get_if<Quote>(&event)) {
    on_quote(*quote, sink);
  }
}

// A trade that is told again, at the change of the day, is none.
template <class T>
void CandleBook::on_trade(const T& trade, bool regular, const Sink& sink) {
  const auto found = listed_.find(trade.symbol);
  if (found == listed_.end()) return;
  Listed& listed = found->second;
  if (std::exchange(listed.sequence, trade.sequence) == trade.sequence) return;
  listed.instrument.tape.add(market_.now(), trade.price, trade.size, regular);
  for (Series& series : listed.series) {
    if (by_quotes(series.parsed.price)) continue;
    if (!regular && (series.parsed.trading_hours_only ||
                     length_of(series.parsed.period) >= std::chrono::days{1}))
      continue;
    join(listed.instrument, series, trade.price, trade.size, sink);
  }
}

void CandleBook::on_quote(const Quote& quote, const Sink& sink) {
  const auto found = listed_.find(quote.symbol);
  if (found == listed_.end()) return;
  for (Series& series : found->second.series) {
    if (!by_quotes(series.parsed.price)) continue;
    join(found->second.instrument, series, price_of(quote, series.parsed.price), kNaN, sink);
  }
}

void CandleBook::join(const Instrument& instrument, Series& series, double price, double size,
                      const Sink& sink) {
  const auto begin = BarClock{series.parsed, *instrument.asset}.begin(market_.now());
  if (!begin) return;
  const Bar trade = trade_bar(*begin, price, size);
  if (series.running && series.running->time == *begin) {
    extend(*series.running, trade);
  } else {
    series.running = trade;
  }
  sink(candle(series.symbol, *series.running));
}

void CandleBook::keep(const std::function<bool(Symbol)>& wanted) {
  for (auto& [symbol, listed] : listed_)
    std::erase_if(listed.series, [&](const Series& series) { return !wanted(series.symbol); });
}

std::size_t CandleBook::series() const {
  std::size_t count = 0;
  for (const auto& [symbol, listed] : listed_) count += listed.series.size();
  return count;
}

}  // namespace belay::sim
