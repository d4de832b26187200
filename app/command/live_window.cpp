#include "app/command/live_window.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "app/render/text.hpp"
#include "belay/client/groups/instruments.hpp"
#include "belay/model/capabilities.hpp"
#include "belay/model/symbology.hpp"

namespace belay::app {
namespace {

bool is_option_on(const Position& position, const std::string& underlying) {
  return position.instrument_type == InstrumentType::equity_option &&
         position.underlying_symbol == underlying &&
         position.quantity.value_or(Decimal{1}).sign() != 0;
}

std::optional<Symbol> streamer_symbol(const Position& position, Date today) {
  if (position.streamer_symbol) return Symbol{*position.streamer_symbol};
  const auto type = position.instrument_type.value();
  const Result<std::string> computed = to_streamer_symbol(position.symbol, type, today);
  return computed ? std::optional{Symbol{*computed}} : std::nullopt;
}

/// Of all accounts: a pin costs one subscription, a missing one hides a position.
Task<std::vector<Symbol>> held_options(Session& session, std::string underlying) {
  const Result<std::vector<Account>> accounts = co_await session.client.accounts();
  if (!accounts) co_return std::unexpected(accounts.error());
  const Date today = new_york_date(session.market_now());
  std::vector<Symbol> held;
  for (const Account& account : *accounts) {
    const Result<std::vector<Position>> positions = co_await session.client.positions(account);
    if (!positions) co_return std::unexpected(positions.error());
    for (const Position& position : *positions) {
      if (!is_option_on(position, underlying)) continue;
      if (const auto symbol = streamer_symbol(position, today)) held.push_back(*symbol);
    }
  }
  co_return held;
}

double middle(const std::optional<Quote>& quote) {
  return quote ? (quote->bid_price + quote->ask_price) / 2 : kNaN;
}

double middle_of(const EventBoard& board, Symbol symbol) {
  const BoardRow* const row = board.find(symbol.view());
  return row == nullptr ? kNaN : middle(row->quote);
}

std::vector<std::string> names_of(const std::vector<Symbol>& symbols) {
  std::vector<std::string> names;
  names.reserve(symbols.size());
  for (const Symbol symbol : symbols) names.emplace_back(symbol.view());
  return names;
}

}  // namespace

LiveWindow::LiveWindow(WindowSpec spec, WindowChain chain, std::string underlying)
    : spec_{std::move(spec)},
      chain_{std::move(chain)},
      underlying_{std::move(underlying)},
      window_{chain_.strikes, spec_} {}

Task<std::unique_ptr<LiveWindow>> LiveWindow::open(Session& session, WindowSpec spec) {
  const Result<std::vector<OptionChain>> chains =
      co_await session.client.instruments().nested_option_chain(spec.underlying);
  if (!chains) co_return std::unexpected(chains.error());
  const Date today = new_york_date(session.market_now());
  Result<WindowChain> chain = choose_chain(*chains, spec, today);
  if (!chain) co_return std::unexpected(chain.error());
  Result<std::string> underlying = to_streamer_symbol(spec.underlying, std::nullopt, today);
  if (!underlying) co_return std::unexpected(underlying.error());
  const std::string name = spec.underlying;
  std::unique_ptr<LiveWindow> window{
      new LiveWindow{std::move(spec), std::move(*chain), std::move(*underlying)}};
  Result<std::vector<Symbol>> held = co_await held_options(session, name);
  if (held) {
    window->pinned_ = window->window_.pin(std::move(*held));
  } else {
    Context::complain(
        fmt::format("belay: warning: positions could not be read ({}); the window "
                    "does not hold on to them\n",
                    escape_control(held.error().message)));
  }
  co_return window;
}

std::optional<double> LiveWindow::money(const EventBoard& board) const {
  if (spec_.at_forward) {
    if (const auto at = forward(board)) return at;
  }
  const BoardRow* const row = board.find(underlying_);
  return row == nullptr ? std::nullopt : money_of(*row);
}

std::optional<double> LiveWindow::forward(const EventBoard& board) const {
  std::vector<ParityPrice> prices;
  for (const WindowStrike& strike : chain_.strikes) {
    prices.push_back(
        {strike.price.to_double(), middle_of(board, strike.call), middle_of(board, strike.put)});
  }
  return forward_by_parity(prices);
}

std::vector<StrikeDelta> LiveWindow::deltas(const EventBoard& board) const {
  const auto of = [&](Symbol symbol) {
    const BoardRow* const row = board.find(symbol.view());
    return row != nullptr && row->greeks ? row->greeks->delta : kNaN;
  };
  std::vector<StrikeDelta> known;
  for (const WindowStrike& strike : chain_.strikes) {
    const double call = of(strike.call);
    const double delta = std::isnan(call) ? of(strike.put) + 1 : call;
    if (!std::isnan(delta)) known.push_back({strike.price, delta});
  }
  return known;
}

Task<void> LiveWindow::follow(EventBoard& board, Taps& taps, std::vector<std::string_view> types) {
  const std::optional<double> price = money(board);
  if (!price) co_return Result<void>{};
  if (spec_.deltas) window_.learn(deltas(board));
  WindowChange change = window_.move_to(*price);
  const WindowChange pinned = std::exchange(pinned_, WindowChange());
  change.add.insert(change.add.begin(), pinned.add.begin(), pinned.add.end());
  if (change.empty()) co_return Result<void>{};
  co_return co_await carry_out(std::move(change), board, taps, std::move(types));
}

Task<void> LiveWindow::carry_out(WindowChange change, EventBoard& board, Taps& taps,
                                 std::vector<std::string_view> types) {
  const auto drop = [&](const std::vector<Symbol>& symbols) {
    const std::vector<std::string> names = names_of(symbols);
    taps.close(names);
    for (const std::string& name : names) board.forget(name);
  };
  drop(change.make_room);
  const std::vector<std::string> added = names_of(change.add);
  for (const std::string& name : added) board.await_symbol(name);
  for (const std::string_view type : types) {
    std::vector<std::string> capable = added;
    std::erase_if(capable, [&](const auto& name) { return !can_have(kind_of_symbol(name), type); });
    if (capable.empty()) continue;
    const Result<void> opened = co_await taps.open(type, std::move(capable));
    if (!opened) co_return opened;
  }
  drop(change.remove);
  board.arrange(nearest(window_.symbols().size()));
  co_return Result<void>{};
}

std::string LiveWindow::text() const {
  const std::string money = window_.center() ? window_.center()->normalized().to_string() : "?";
  const auto narrowed = window_.narrowed_to();
  std::string width = fmt::format("± {}{}", spec_.width, spec_.in_points ? " pts" : "");
  if (spec_.deltas) width = fmt::format("delta {}..{}", spec_.deltas->first, spec_.deltas->second);
  if (narrowed) width = fmt::format("± {} strikes (limit)", *narrowed);
  return fmt::format("{} {}  money {} {}  {} symbols", chain_.root, chain_.expiration, money, width,
                     window_.symbols().size());
}

std::vector<std::string> LiveWindow::nearest(std::size_t count) const {
  const std::vector<Symbol>& all = window_.symbols();
  std::map<Symbol, std::size_t> place;  // by strike, call before put
  for (const WindowStrike& strike : chain_.strikes) {
    for (const Symbol symbol : {strike.call, strike.put}) place.emplace(symbol, place.size());
  }
  const auto by_strike = [&](Symbol symbol) {
    const auto found = place.find(symbol);
    return std::pair{found == place.end() ? place.size() : found->second, symbol};
  };
  std::vector<Symbol> kept{all.begin(),
                           all.begin() + static_cast<std::ptrdiff_t>(std::min(count, all.size()))};
  std::ranges::sort(kept, {}, by_strike);
  std::vector<std::string> out{underlying_};
  for (const Symbol symbol : kept) out.emplace_back(symbol.view());
  return out;
}

}  // namespace belay::app
