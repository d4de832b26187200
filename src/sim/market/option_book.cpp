#include "sim/market/option_book.hpp"

#include <algorithm>
#include <cmath>
#include <ranges>

#include "belay/model/chain_window.hpp"
#include "belay/model/indexed.hpp"

namespace belay::sim {
namespace {

double traded(const Market& market, Symbol symbol) {
  const auto trade = market.last(Schema<Trade>::name, symbol);
  const double volume = trade ? std::get<Trade>(*trade).day_volume : kNaN;
  return std::isfinite(volume) ? volume : 0;
}

double ratio(double puts, double calls) { return calls > 0 ? puts / calls : kNaN; }

std::int32_t day_id(Date date) {
  return static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}

}  // namespace

OptionBook::OptionBook(const Market& market) : market_{market}, looked_{market.now()} {
  for (const Chain& chain : market.chains()) {
    std::vector<Term>& terms = terms_[Symbol{chain.underlying->streamer_symbol}];
    for (const Expiration& expiration : chain.expirations) {
      terms.push_back({&chain, &expiration});
      for (const OptionListing& option : expiration.options) {
        expirations_.emplace(option.streamer_symbol, &expiration);
      }
    }
    std::ranges::sort(terms, {}, [](const Term& term) { return term.expiration->at; });
  }
}

double OptionBook::years_to(const Expiration& expiration) const {
  const std::chrono::duration<double> left = expiration.at - market_.now();
  return std::max(0.0, left.count()) / (365.0 * 86'400.0);
}

TheoPrice OptionBook::theo_price(const Greeks& greeks) const {
  TheoPrice theo;
  theo.symbol = greeks.symbol;
  theo.time = greeks.time;
  theo.index = greeks.index;
  theo.sequence = greeks.sequence;
  theo.price = greeks.price;
  theo.delta = greeks.delta;
  theo.gamma = greeks.gamma;
  theo.underlying_price = market_.mark(Symbol{market_.asset_of(greeks.symbol)->streamer_symbol});
  theo.dividend = 0;
  theo.interest = Market::kRate * years_to(*expirations_.at(greeks.symbol));
  return theo;
}

Series OptionBook::series_of(const Term& term, Symbol symbol) const {
  Series row;
  row.symbol = symbol;
  row.time = to_epoch_ms(market_.now());
  row.expiration = day_id(term.expiration->date);
  row.call_volume = row.put_volume = 0;
  std::vector<ParityPrice> prices;
  for (const OptionListing& option : term.expiration->options) {
    const bool call = option.right == OptionRight::call;
    (call ? row.call_volume : row.put_volume) += traded(market_, option.streamer_symbol);
    if (call) prices.push_back({.strike = option.strike});
    if (prices.empty() || prices.back().strike != option.strike) continue;
    (call ? prices.back().call : prices.back().put) = market_.mark(option.streamer_symbol);
  }
  row.put_call_ratio = ratio(row.put_volume, row.call_volume);
  row.forward_price = forward_by_parity(prices).value_or(market_.mark(symbol));
  row.dividend = 0;
  row.interest = Market::kRate * years_to(*term.expiration);
  double nearest = kNaN;
  for (const OptionListing& option : term.expiration->options) {
    const double away = std::abs(option.strike - row.forward_price);
    const auto greeks = market_.last(Schema<Greeks>::name, option.streamer_symbol);
    if (!greeks || away >= nearest) continue;
    nearest = away;
    row.volatility = std::get<Greeks>(*greeks).volatility;
  }
  return row;
}

// The last expiration has the highest ordinal and comes first (dxlink.md 5.10).
std::vector<Series> OptionBook::series(Symbol symbol) const {
  const std::vector<Term>& terms = terms_.at(symbol);
  std::vector<Series> rows;
  for (std::size_t ordinal = terms.size(); ordinal > 0; --ordinal) {
    rows.push_back(series_of(terms[ordinal - 1], symbol));
    rows.back().index = static_cast<std::int64_t>(ordinal);
  }
  return rows;
}

Underlying OptionBook::underlying(Symbol symbol) const {
  const std::vector<Series> rows = series(symbol);
  Underlying out;
  out.symbol = symbol;
  out.time = to_epoch_ms(market_.now());
  out.index = pack_index(out.time, 0);
  out.front_volatility = rows.back().volatility;
  out.back_volatility = rows.size() > 1 ? rows[rows.size() - 2].volatility : kNaN;
  out.volatility = rows.front().volatility;
  out.call_volume = out.put_volume = 0;
  for (const Series& row : rows) {
    out.call_volume += row.call_volume;
    out.put_volume += row.put_volume;
  }
  out.put_call_ratio = ratio(out.put_volume, out.call_volume);
  return out;
}

std::vector<Greeks> OptionBook::greeks_of(Symbol option, std::int64_t from_time) const {
  std::vector<Greeks> rows;
  const auto tape = tapes_.find(option);
  if (tape != tapes_.end()) {
    for (const Greeks& each : tape->second.greeks | std::views::reverse) {
      if (each.time < from_time) return rows;
      rows.push_back(each);
    }
    if (tape->second.cut) rows.back().event_flags = flags(EventFlag::snapshot_snip);
    return rows;
  }
  const auto last = market_.last(Schema<Greeks>::name, option);
  if (last && std::get<Greeks>(*last).time >= from_time) rows.push_back(std::get<Greeks>(*last));
  return rows;
}

std::optional<std::vector<Event>> OptionBook::history(std::string_view type, Symbol symbol,
                                                      std::int64_t from_time) const {
  std::vector<Event> rows;
  if (type == Schema<Underlying>::name || type == Schema<Series>::name) {
    if (!terms_.contains(symbol)) return std::nullopt;
    if (type == Schema<Underlying>::name) {
      rows.emplace_back(underlying(symbol));
    } else {
      std::ranges::copy(series(symbol), std::back_inserter(rows));
    }
    return rows;
  }
  if (!expirations_.contains(symbol)) return std::nullopt;
  for (const Greeks& greeks : greeks_of(symbol, from_time)) {
    if (type == Schema<Greeks>::name) {
      rows.emplace_back(greeks);
    } else {
      TheoPrice theo = theo_price(greeks);
      theo.event_flags = greeks.event_flags;
      rows.emplace_back(theo);
    }
  }
  return rows;
}

std::optional<Event> OptionBook::last(std::string_view type, Symbol symbol) const {
  if (type == Schema<Underlying>::name && terms_.contains(symbol)) return underlying(symbol);
  if (type != Schema<TheoPrice>::name || !expirations_.contains(symbol)) return std::nullopt;
  const auto greeks = market_.last(Schema<Greeks>::name, symbol);
  if (!greeks) return std::nullopt;
  return theo_price(std::get<Greeks>(*greeks));
}

void OptionBook::on_event(const Event& event, const Sink& sink) {
  const auto* const greeks = std::get_if<Greeks>(&event);
  if (greeks == nullptr) return;
  Tape& tape = tapes_[greeks->symbol];
  tape.greeks.push_back(*greeks);
  if (tape.greeks.size() > kMostGreeks) {
    tape.greeks.pop_front();
    tape.cut = true;
  }
  sink(theo_price(*greeks));
}

void OptionBook::look(const std::function<bool(std::string_view type, Symbol symbol)>& wants,
                      const Sink& sink) {
  if (market_.now() < looked_ + kPause) return;
  looked_ = market_.now();
  for (const auto& [symbol, terms] : terms_) {
    if (wants(Schema<Underlying>::name, symbol)) sink(underlying(symbol));
    if (!wants(Schema<Series>::name, symbol)) continue;
    std::vector<Series> rows = series(symbol);
    for (Series& row : rows) {
      if (&row != &rows.back()) row.event_flags = flags(EventFlag::tx_pending);
      sink(row);
    }
  }
}

}  // namespace belay::sim
