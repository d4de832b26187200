#include <algorithm>
#include <cmath>

#include "sim/market/market.hpp"

// Values from levels: quotes on their tick, Greeks, prints.

namespace belay::sim {
namespace {

constexpr double kDaySeconds = 86'400.0;

double on_tick_below(double price, int per_unit) {
  return std::floor(price * per_unit + 1e-9) / per_unit;
}
double on_tick_above(double price, int per_unit) {
  return std::ceil(price * per_unit - 1e-9) / per_unit;
}

// Higher for low strikes, a little for high ones; flat beyond four deviations.
double smile(double at_the_money, double log_moneyness, double years) {
  const double deviations =
      std::clamp(log_moneyness / (at_the_money * std::sqrt(years)), -4.0, 4.0);
  return at_the_money * (1.0 - 0.045 * deviations + 0.02 * deviations * deviations);
}

Direction direction_of(double price, double before, double last_different) {
  if (price > before) return Direction::up;
  if (price < before) return Direction::down;
  return last_different < price ? Direction::zero_up : Direction::zero_down;
}

}  // namespace

OptionTerms Market::terms_of(const Option& option) const {
  return terms_of(option, spots_[option.spot].level, now_);
}

OptionTerms Market::terms_of(const Option& option, double level, Instant at) const {
  const Spot& spot = spots_[option.spot];
  const double seconds = std::chrono::duration<double>(option.expiration->at - at).count();
  const double years = std::max(0.0, seconds) / (365.0 * kDaySeconds);
  const double forward = level * std::exp(kRate * years);
  const double short_dated = years < 2.0 / 365.0 ? 1.3 : 1.0;
  const double implied = spot.asset->implied * short_dated;
  const double log_moneyness = std::log(option.listing->strike / forward);
  return OptionTerms{
      .right = option.listing->right,
      .spot = level,
      .strike = option.listing->strike,
      .years = years,
      .rate = kRate,
      .volatility = years > 0 ? smile(implied, log_moneyness, years) : implied,
  };
}

void Market::quote_spot(Spot& spot) {
  const Asset& asset = *spot.asset;
  Quote& quote = spot.listed.quote;
  const double half = asset.half_spread * (0.8 + 0.6 * random_.uniform()) / asset.ticks_per_unit;
  quote.bid_price = on_tick_below(spot.level - half, asset.ticks_per_unit);
  quote.ask_price = std::max(on_tick_above(spot.level + half, asset.ticks_per_unit),
                             quote.bid_price + 1.0 / asset.ticks_per_unit);
  quote.ask_price = std::round(quote.ask_price * asset.ticks_per_unit) / asset.ticks_per_unit;
  if (asset.kind == AssetKind::index) return;  // sizes stay NaN
  const bool coins = asset.kind == AssetKind::crypto;
  quote.bid_size = static_cast<double>(random_.whole(1, 60)) * (coins ? 0.05 : 100.0);
  quote.ask_size = static_cast<double>(random_.whole(1, 60)) * (coins ? 0.05 : 100.0);
}

bool Market::quote_option(Option& option, const OptionValue& value) {
  const OptionTicks& ticks = option.chain->ticks;
  Quote& quote = option.listed.quote;
  const Quote before = quote;
  const double half = std::max(0.4 / ticks.per_unit(value.price), 0.006 * value.price);
  const double low = std::max(0.0, value.price - half);
  quote.bid_price = on_tick_below(low, ticks.per_unit(low));
  const double high = std::max(value.price + half, quote.bid_price + 1e-6);
  quote.ask_price = on_tick_above(high, ticks.per_unit(high));
  if (random_.chance(0.3) || std::isnan(before.ask_size)) {
    quote.bid_size = static_cast<double>(random_.whole(1, 120));
    quote.ask_size = static_cast<double>(random_.whole(1, 120));
  }
  if (quote.bid_price <= 0) {
    quote.bid_size = kNaN;
  } else if (std::isnan(quote.bid_size)) {
    quote.bid_size = static_cast<double>(random_.whole(1, 120));
  }
  const bool same_size = quote.bid_size == before.bid_size ||
                         (std::isnan(quote.bid_size) && std::isnan(before.bid_size));
  return !same_size || quote.bid_price != before.bid_price || quote.ask_price != before.ask_price ||
         quote.ask_size != before.ask_size;
}

void Market::greeks_of(Option& option, const OptionTerms& terms, const OptionValue& value) {
  const std::int64_t time = to_epoch_ms(now_);
  sequence_ = (sequence_ + 1) & 0x3FFFFF;
  option.listed.greeks = Greeks{
      .index = ((time / 1000) << 32) | ((time % 1000) << 22) | sequence_,  // dxlink.md 6.2
      .time = time,
      .sequence = sequence_,
      .price = value.price,
      .volatility = terms.volatility,
      .delta = value.delta,
      .gamma = value.gamma,
      .theta = value.theta,
      .rho = value.rho,
      .vega = value.vega,
      .symbol = option.listing->streamer_symbol,
  };
}

void Market::trade_at(Listed& listed, double price, double size) {
  Trade& trade = listed.trade;
  trade.tick_direction = direction_of(price, trade.price, listed.last_different);
  if (price != trade.price) listed.last_different = trade.price;
  sequence_ = (sequence_ + 1) & 0x3FFFFF;
  trade.time = to_epoch_ms(now_);
  trade.sequence = sequence_;
  trade.price = price;
  trade.size = size;
  if (std::isnan(size)) return;
  const auto add = [](double& sum, double more) { sum = std::isnan(sum) ? more : sum + more; };
  add(trade.day_volume, size);
  add(trade.day_turnover, size * price);
}

void Market::trade_extended(Listed& listed, double price, double size) {
  TradeETH& trade = listed.extended.emplace(listed.extended.value_or(TradeETH{}));
  const double before = std::isnan(trade.price) ? listed.trade.price : trade.price;
  const double volume = std::isnan(trade.day_volume) ? 0.0 : trade.day_volume;
  const double turnover = std::isnan(trade.day_turnover) ? 0.0 : trade.day_turnover;
  sequence_ = (sequence_ + 1) & 0x3FFFFF;
  trade.time = to_epoch_ms(now_);
  trade.sequence = sequence_;
  trade.exchange_code = listed.trade.exchange_code;
  trade.tick_direction = direction_of(price, before, listed.last_different);
  trade.price = price;
  trade.size = size;
  trade.day_id = day_;
  trade.day_volume = volume + size;
  trade.day_turnover = turnover + size * price;
  trade.extended_trading_hours = true;
  trade.symbol = listed.trade.symbol;
}

bool Market::widen_range(Listed& listed, double price) {
  Summary& summary = listed.summary;
  if (price <= summary.day_high_price && price >= summary.day_low_price) return false;
  if (std::isnan(summary.day_open_price)) {
    summary.day_open_price = summary.day_high_price = summary.day_low_price = price;
  }
  summary.day_high_price = std::max(summary.day_high_price, price);
  summary.day_low_price = std::min(summary.day_low_price, price);
  return true;
}

}  // namespace belay::sim
