#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>

#include "sim/market/market.hpp"

// The first values of every instrument: what a subscriber sees before anything has moved.

namespace belay::sim {
namespace {

double on_tick(double price, int per_unit) { return std::round(price * per_unit) / per_unit; }

std::int32_t day_before(std::int32_t day) {
  using namespace std::chrono;
  const sys_days before{trading_day_before(Date{sys_days{days{day}}})};
  return static_cast<std::int32_t>(before.time_since_epoch().count());
}

}  // namespace

void Market::open_spot(Spot& spot) {
  const Asset& asset = *spot.asset;
  const Symbol symbol{asset.streamer_symbol};
  Listed& listed = spot.listed;
  listed.quote.symbol = listed.trade.symbol = symbol;
  listed.quote.bid_exchange_code = listed.quote.ask_exchange_code = asset.exchange;
  listed.trade.exchange_code = asset.exchange;
  quote_spot(spot);

  const double low = std::min(asset.start_price, asset.previous_close);
  const double high = std::max(asset.start_price, asset.previous_close);
  listed.last_different = asset.previous_close;
  listed.trade.price = asset.start_price;
  listed.trade.time = to_epoch_ms(now_);
  listed.trade.day_id = day_;
  if (asset.day_volume > 0) {
    listed.trade.size = asset.kind == AssetKind::crypto ? 0.25 : 100.0;
    listed.trade.day_volume = std::round(asset.day_volume * 0.21);
    listed.trade.day_turnover = listed.trade.day_volume * 0.5 * (low + high);
  }
  const double open = low + (high - low) * random_.uniform();
  listed.summary = Summary{
      .day_id = day_,
      .day_open_price = on_tick(open, asset.ticks_per_unit),
      .day_high_price = on_tick(high * 1.002, asset.ticks_per_unit),
      .day_low_price = on_tick(low * 0.998, asset.ticks_per_unit),
      .day_close_price_type = PriceType::regular,
      .prev_day_id = asset.keeps_hours() ? day_before(day_) : day_ - 1,
      .prev_day_close_price = asset.previous_close,
      .prev_day_close_price_type = PriceType::final,
      .prev_day_volume = asset.day_volume > 0 ? asset.day_volume : kNaN,
      .symbol = symbol,
  };
  listed.profile = Profile{
      .description = Symbol{asset.description},
      .short_sale_restriction =
          asset.extended_hours() ? ShortSaleRestriction::inactive : ShortSaleRestriction::undefined,
      .trading_status = TradingStatus::active,
      .high_52_week_price = on_tick(asset.start_price * 1.12, asset.ticks_per_unit),
      .low_52_week_price = on_tick(asset.start_price * 0.62, asset.ticks_per_unit),
      .beta = asset.beta,
      .shares = asset.shares > 0 ? static_cast<double>(asset.shares) : kNaN,
      .symbol = symbol,
  };
}

void Market::open_option(Option& option) {
  const OptionTerms terms = terms_of(option);
  const OptionValue value = black_scholes(terms);
  const Symbol symbol = option.listing->streamer_symbol;
  Listed& listed = option.listed;
  listed.quote.symbol = listed.trade.symbol = symbol;
  listed.quote.bid_exchange_code = listed.quote.ask_exchange_code = 'C';
  listed.trade.exchange_code = 'C';
  static_cast<void>(quote_option(option, value));
  greeks_of(option, terms, value);

  const double price = std::max(listed.quote.bid_price, 1.0 / option.chain->ticks.below_per_unit);
  const double liquidity = std::min(std::abs(value.delta), 1.0 - std::abs(value.delta));
  listed.last_different = price;
  listed.trade.price = price;
  listed.trade.time = to_epoch_ms(now_);
  listed.trade.size = 1.0;
  listed.trade.day_id = day_;
  listed.trade.day_volume = 1.0 + std::round(liquidity * 4000.0);
  listed.trade.day_turnover = listed.trade.day_volume * price;
  listed.trade.tick_direction = Direction::zero;
  listed.summary = Summary{
      .day_id = day_,
      .day_open_price = price,
      .day_high_price = price,
      .day_low_price = price,
      .day_close_price_type = PriceType::regular,
      .prev_day_id = day_before(day_),
      .prev_day_close_price = price,
      .prev_day_close_price_type = PriceType::final,
      .prev_day_volume = listed.trade.day_volume,
      .open_interest = 10 + std::llround(liquidity * 6000.0),
      .symbol = symbol,
  };
  listed.profile =
      Profile{.description = Symbol{""}, .trading_status = TradingStatus::active, .symbol = symbol};
}

}  // namespace belay::sim
