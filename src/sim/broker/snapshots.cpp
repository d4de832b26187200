#include "sim/broker/snapshots.hpp"

#include <chrono>
#include <cmath>
#include <utility>
#include <variant>

#include "sim/broker/catalog.hpp"
#include "sim/broker/futures_catalog.hpp"
#include "sim/broker/shares.hpp"
#include "sim/market/session.hpp"

namespace belay::sim {
namespace {

// A price of the feed as the broker writes it; none for NaN.
std::optional<Decimal> decimal(double value, int scale = 4) {
  if (!std::isfinite(value)) return std::nullopt;
  return to_decimal(value, scale).normalized(1);
}

template <class Event>
Event last(const Market& market, Symbol symbol) {
  const auto event = market.last(Schema<Event>::name, symbol);
  return event ? std::get<Event>(*event) : Event{};
}

// What every answer has.
MarketSnapshot frame(InstrumentType type, std::string_view symbol, Instant now) {
  const Date today = new_york_date(now);
  return MarketSnapshot{.symbol = std::string{symbol},
                        .instrument_type = type,
                        .updated_at = to_zulu(now),
                        .close_price_type = "Regular",
                        .prev_close_price_type = "Final",
                        .summary_date = to_iso_date(today),
                        .prev_close_date = to_iso_date(trading_day_before(today)),
                        .is_trading_halted = false,
                        .halt_start_time = -1,
                        .halt_end_time = -1};
}

void set_quote(MarketSnapshot& snapshot, double bid, double bid_size, double ask, double ask_size) {
  snapshot.bid = decimal(bid);
  snapshot.ask = decimal(ask);
  snapshot.bid_size = decimal(std::isfinite(bid_size) ? bid_size : 0.0);
  snapshot.ask_size = decimal(std::isfinite(ask_size) ? ask_size : 0.0);
  snapshot.mid = decimal((bid + ask) / 2);
}

void set_last(MarketSnapshot& snapshot, double last) {
  snapshot.last = decimal(last);
  snapshot.last_mkt = snapshot.last;
}

MarketSnapshot trading(const Market& market, InstrumentType type, std::string_view symbol,
                       Symbol streamer, Instant now) {
  MarketSnapshot snapshot = frame(type, symbol, now);
  const auto quote = last<Quote>(market, streamer);
  const auto trade = last<Trade>(market, streamer);
  const auto summary = last<Summary>(market, streamer);
  const auto profile = last<Profile>(market, streamer);
  set_quote(snapshot, quote.bid_price, quote.bid_size, quote.ask_price, quote.ask_size);
  set_last(snapshot, trade.price);
  snapshot.mark = decimal(market.mark(streamer));
  snapshot.beta = decimal(profile.beta);
  snapshot.open = decimal(summary.day_open_price);
  snapshot.day_high_price = decimal(summary.day_high_price);
  snapshot.day_low_price = decimal(summary.day_low_price);
  snapshot.prev_close = decimal(market.previous_close(streamer));
  snapshot.year_high_price = decimal(profile.high_52_week_price);
  snapshot.year_low_price = decimal(profile.low_52_week_price);
  snapshot.volume = decimal(trade.day_volume, 6);
  return snapshot;
}

MarketSnapshot standing(InstrumentType type, std::string_view symbol, double price, Instant now) {
  MarketSnapshot snapshot = frame(type, symbol, now);
  set_last(snapshot, price);
  snapshot.mark = snapshot.last;
  snapshot.bid_size = snapshot.ask_size = decimal(0.0);
  snapshot.open = snapshot.day_high_price = snapshot.day_low_price = snapshot.last;
  snapshot.prev_close = snapshot.last;
  snapshot.year_high_price = decimal(price * 1.25);
  snapshot.year_low_price = decimal(price * 0.75);
  return snapshot;
}

// An index says no bid or offer of its own (VIX); what trades does.
MarketSnapshot quiet(const QuietShare& share, Instant now) {
  if (share.is_index) return standing(InstrumentType::index, share.symbol, share.price, now);
  MarketSnapshot snapshot = standing(InstrumentType::equity, share.symbol, share.price, now);
  set_quote(snapshot, share.price - 0.01, 100, share.price + 0.01, 100);
  return snapshot;
}

std::optional<MarketSnapshot> share_snapshot(const Market& market, std::string_view symbol,
                                             Instant now) {
  if (const Asset* asset = find_asset(symbol); asset && asset->kind != AssetKind::crypto) {
    // SPX comes back as an equity (broker-api.md 5.24).
    return trading(market, InstrumentType::equity, symbol, Symbol{asset->streamer_symbol}, now);
  }
  const QuietShare* share = find_quiet_share(symbol);
  return share == nullptr ? std::nullopt : std::optional{quiet(*share, now)};
}

std::optional<MarketSnapshot> future_snapshot(std::string_view symbol, Instant now) {
  const auto future = future_of(symbol, now);
  if (!future) return std::nullopt;
  const double level = future_level(*future->product_code).value_or(0);
  const double tick = future->tick_size->to_double();
  MarketSnapshot snapshot = standing(InstrumentType::future, future->symbol, level, now);
  set_quote(snapshot, level - tick, 20, level + tick, 20);
  return snapshot;
}

}  // namespace

std::string to_zulu(Instant at) {
  const std::string text = to_iso_utc(at);
  return text.substr(0, text.size() - std::string_view{"+00:00"}.size()) + "Z";
}

std::optional<MarketSnapshot> snapshot_of(const Market& market, InstrumentType type,
                                          std::string_view symbol, Instant now) {
  if (type == InstrumentType::index || type == InstrumentType::equity) {
    return share_snapshot(market, symbol, now);
  }
  if (type == InstrumentType::future) return future_snapshot(symbol, now);
  if (type == InstrumentType::future_option) {
    const auto option = future_option_of(symbol, now);
    if (!option) return std::nullopt;
    return standing(type, symbol, 10.0, now);
  }
  const auto tradable = find_tradable(market, symbol);
  if (!tradable || tradable->type != type) return std::nullopt;
  return trading(market, type, symbol, tradable->streamer_symbol, now);
}

}  // namespace belay::sim
