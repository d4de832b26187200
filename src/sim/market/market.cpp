#include "sim/market/market.hpp"

#include <algorithm>
#include <cmath>

namespace belay::sim {
namespace {

constexpr double kTradingYear = 252.0 * 6.5 * 3600.0;  // seconds in which equities move
constexpr double kWholeYear = 365.0 * 24.0 * 3600.0;
constexpr double kCommonVolatility = 0.15;
// One option in ten is quoted per step, so each moves about once a second; Greeks are ten times
// slower, as on the real feed (dxlink.md 5.5).
constexpr std::uint64_t kQuoteTurn = 10;
constexpr std::uint64_t kGreeksTurn = 100;

}  // namespace

Market::Market(std::uint64_t seed, Instant start)
    : random_{seed},
      now_{std::chrono::floor<std::chrono::milliseconds>(start)},
      session_{session_at(start)},
      chains_{list_chains(start)} {
  day_ = day_id();
  for (const Asset& asset : assets()) {
    spot_index_.emplace(Symbol{asset.streamer_symbol}, spots_.size());
    spots_.push_back(Spot{.asset = &asset, .level = asset.start_price});
    open_spot(spots_.back());
  }
  for (const Chain& chain : chains_) {
    const std::size_t spot = spot_index_.at(Symbol{chain.underlying->streamer_symbol});
    for (const Expiration& expiration : chain.expirations) {
      for (const OptionListing& listing : expiration.options) {
        option_index_.emplace(listing.streamer_symbol, options_.size());
        options_.push_back(
            Option{.chain = &chain, .expiration = &expiration, .listing = &listing, .spot = spot});
        open_option(options_.back());
      }
    }
  }
}

void Market::advance(Instant to, const Sink& sink) {
  const std::int64_t due = to > now_ ? (to - now_) / kStep : 0;
  const std::int64_t stride =
      std::max<std::int64_t>(1, (due + kMaxStepsPerAdvance - 1) / kMaxStepsPerAdvance);
  for (std::int64_t done = 0; done < due;) {
    const std::int64_t span = std::min(stride, due - done);
    step(span * kStep, sink);
    done += span;
  }
}

void Market::step(std::chrono::nanoseconds span, const Sink& sink) {
  now_ += span;
  ++steps_;
  if (const MarketSession session = session_at(now_); session != session_ || day_id() != day_) {
    change_session(session, sink);
  }
  const double seconds = std::chrono::duration<double>(span).count();
  const double common = random_.normal();
  for (Spot& spot : spots_) {
    if (!is_open(*spot.asset)) continue;
    move_spot(spot, common, seconds);
    visit_spot(spot, span, sink);
  }
  if (session_ != MarketSession::regular) return;
  for (std::size_t i = steps_ % kQuoteTurn; i < options_.size(); i += kQuoteTurn) {
    if (options_[i].expiration->stops_trading <= now_) continue;
    visit_option(options_[i], i % kGreeksTurn == steps_ % kGreeksTurn, sink);
  }
}

// A new New York day moves closes to "previous" and empties the day's prices and volumes.
void Market::change_session(MarketSession session, const Sink& sink) {
  session_ = session;
  const std::int32_t day = day_id();
  if (day == day_) return;
  day_ = day;
  for (Spot& spot : spots_) roll_day(spot.listed, day, sink);
  for (Option& option : options_) roll_day(option.listed, day, sink);
}

void Market::roll_day(Listed& listed, std::int32_t day, const Sink& sink) {
  Summary& summary = listed.summary;
  summary.prev_day_id = summary.day_id;
  summary.prev_day_close_price = listed.trade.price;
  summary.prev_day_volume = listed.trade.day_volume;
  summary.day_id = day;
  summary.day_open_price = summary.day_high_price = summary.day_low_price = kNaN;
  listed.trade.day_id = day;
  listed.trade.day_volume = listed.trade.day_turnover = kNaN;
  listed.extended.reset();
  sink(summary);
  sink(listed.trade);
}

bool Market::is_open(const Asset& asset) const {
  if (!asset.keeps_hours() || session_ == MarketSession::regular) return true;
  return asset.extended_hours() && session_ == MarketSession::extended;
}

// Geometric steps: the common factor times beta, and what is left of the variance alone.
void Market::move_spot(Spot& spot, double common, double seconds) {
  const Asset& asset = *spot.asset;
  const double year = asset.keeps_hours() ? kTradingYear : kWholeYear;
  const double scale = std::sqrt(seconds / year);
  const double shared = asset.beta * kCommonVolatility;
  const double own =
      std::sqrt(std::max(0.0, asset.volatility * asset.volatility - shared * shared));
  const double drawn = random_.normal();
  spot.level *= std::exp(scale * (shared * common + own * drawn));
}

// A longer step is as likely to bring news as the steps it stands for together.
void Market::visit_spot(Spot& spot, std::chrono::nanoseconds span, const Sink& sink) {
  const Asset& asset = *spot.asset;
  Listed& listed = spot.listed;
  const double pace = asset.keeps_hours() && session_ != MarketSession::regular ? 0.1 : 1.0;
  const double steps = static_cast<double>(span / kStep);
  const auto within = [&](double chance) { return 1.0 - std::pow(1.0 - chance * pace, steps); };
  if (random_.chance(within(asset.quote_chance))) {
    quote_spot(spot);
    sink(listed.quote);
  }
  if (!random_.chance(within(asset.trade_chance))) return;
  const double price = std::round(spot.level * asset.ticks_per_unit) / asset.ticks_per_unit;
  const double size = asset.kind == AssetKind::index ? kNaN
                      : asset.kind == AssetKind::crypto
                          ? static_cast<double>(random_.whole(1, 2000)) / 10'000.0
                          : static_cast<double>(random_.whole(1, 400));
  if (pace < 1.0) {
    trade_extended(listed, price, size);
    sink(*listed.extended);
    return;
  }
  trade_at(listed, price, size);
  sink(listed.trade);
  if (widen_range(listed, price)) sink(listed.summary);
}

void Market::visit_option(Option& option, bool greeks, const Sink& sink) {
  const OptionTerms terms = terms_of(option);
  const OptionValue value = black_scholes(terms);
  Listed& listed = option.listed;
  if (quote_option(option, value)) sink(listed.quote);
  if (greeks) {
    greeks_of(option, terms, value);
    sink(*listed.greeks);
  }
  const double liquidity = std::min(std::abs(value.delta), 1.0 - std::abs(value.delta));
  if (!random_.chance(liquidity * 0.2)) return;
  const double price = random_.chance(0.5) ? listed.quote.bid_price : listed.quote.ask_price;
  if (!(price > 0)) return;
  trade_at(listed, price, static_cast<double>(random_.whole(1, 12)));
  sink(listed.trade);
  if (widen_range(listed, price)) sink(listed.summary);
}

std::optional<Event> Market::last(std::string_view type, Symbol symbol) const {
  const Listed* listed = find(symbol);
  if (listed == nullptr) return std::nullopt;
  if (type == Schema<Quote>::name) return listed->quote;
  if (type == Schema<Trade>::name) return listed->trade;
  if (type == Schema<Summary>::name) return listed->summary;
  if (type == Schema<Profile>::name) return listed->profile;
  if (type == Schema<TradeETH>::name && listed->extended) return *listed->extended;
  if (type == Schema<Greeks>::name && listed->greeks) return *listed->greeks;
  return std::nullopt;
}

double Market::mark(Symbol streamer_symbol) const {
  const Listed* listed = find(streamer_symbol);
  return listed == nullptr ? kNaN : 0.5 * (listed->quote.bid_price + listed->quote.ask_price);
}

const Asset* Market::asset_of(Symbol streamer_symbol) const {
  if (const auto spot = spot_index_.find(streamer_symbol); spot != spot_index_.end())
    return spots_[spot->second].asset;
  const auto option = option_index_.find(streamer_symbol);
  return option == option_index_.end() ? nullptr : spots_[options_[option->second].spot].asset;
}

double Market::option_price(Symbol option, double level, Instant at) const {
  const auto found = option_index_.find(option);
  if (found == option_index_.end()) return kNaN;
  const Option& listed = options_[found->second];
  const double price = black_scholes(terms_of(listed, level, at)).price;
  const int per_unit = listed.chain->ticks.per_unit(price);
  return std::max(1.0, std::round(price * per_unit)) / per_unit;
}

double Market::previous_close(Symbol streamer_symbol) const {
  const Listed* listed = find(streamer_symbol);
  return listed == nullptr ? kNaN : listed->summary.prev_day_close_price;
}

const Market::Listed* Market::find(Symbol symbol) const {
  if (const auto spot = spot_index_.find(symbol); spot != spot_index_.end()) {
    return &spots_[spot->second].listed;
  }
  const auto option = option_index_.find(symbol);
  return option == option_index_.end() ? nullptr : &options_[option->second].listed;
}

std::int32_t Market::day_id() const {
  const std::chrono::sys_days day{new_york_date(now_)};
  return static_cast<std::int32_t>(day.time_since_epoch().count());
}

}  // namespace belay::sim
