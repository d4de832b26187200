#include "app/view/board.hpp"

#include <type_traits>
#include <variant>

#include <fmt/format.h>

#include "app/render/text.hpp"

namespace belay::app {
namespace {

std::string words(const Quote& q) {
  return fmt::format("{} x {}  size {} x {}", price_text(q.bid_price), price_text(q.ask_price),
                     number_text(q.bid_size, 2), number_text(q.ask_size, 2));
}

template <class T>
std::string trade_words(const T& t) {
  return fmt::format("{}  size {}  day {}", price_text(t.price), number_text(t.size, 2),
                     number_text(t.day_volume, 0));
}
std::string words(const Trade& t) { return trade_words(t); }
std::string words(const TradeETH& t) { return trade_words(t); }

std::string words(const Summary& s) {
  const std::string interest = s.open_interest == 0 ? "" : fmt::format("  OI {}", s.open_interest);
  return fmt::format("open {}  high {}  low {}  before {}{}", price_text(s.day_open_price),
                     price_text(s.day_high_price), price_text(s.day_low_price),
                     price_text(s.prev_day_close_price), interest);
}

std::string words(const Profile& p) {
  return fmt::format("{}  {}{}{}", p.description, p.trading_status,
                     p.status_reason.empty() ? "" : " ", p.status_reason);
}

std::string words(const Greeks& g) {
  return fmt::format("iv {}  delta {}  gamma {}  theta {}  vega {}", number_text(g.volatility, 4),
                     number_text(g.delta, 4), number_text(g.gamma, 5), number_text(g.theta, 3),
                     number_text(g.vega, 3));
}

std::string words(const UnknownEvent& e) { return e.json; }

template <class E>
std::pair<std::string, std::string> key(const E& event) {
  return {std::string{event.symbol.view()}, std::string{Schema<E>::name}};
}
std::pair<std::string, std::string> key(const UnknownEvent& event) { return {"", event.type}; }

bool is_halted(const Event& event) {
  const auto* profile = std::get_if<Profile>(&event);
  return profile != nullptr && profile->trading_status == TradingStatus::halted;
}

}  // namespace

std::string event_text(const Event& event) {
  return std::visit([](const auto& value) { return words(value); }, event);
}

std::pair<std::string, std::string> event_key(const Event& event) {
  return std::visit([](const auto& value) { return key(value); }, event);
}

Instant received_at(const Event& event) {
  return std::visit([](const auto& value) { return value.received; }, event);
}

bool is_option_symbol(std::string_view streamer_symbol) { return streamer_symbol.starts_with('.'); }

void EventBoard::put(const Event& event) {
  auto name = event_key(event);
  ++events_;
  ++counts_[name];
  last_.insert_or_assign(std::move(name), event);
}

Table EventBoard::table(Instant now) const {
  Table table{.columns = {{"Symbol", Align::left, 0},
                          {"Event", Align::left, 0},
                          {"Value", Align::left, 0},
                          {"Age", Align::decimal, 1},
                          {"Events", Align::decimal, 2}}};
  const bool ages = now != Instant{};
  for (const auto& [name, event] : last_) {
    const Meaning meaning = is_halted(event) ? Meaning::warning : Meaning::plain;
    table.rows.push_back({Cell{name.first}, Cell{name.second}, Cell{event_text(event), meaning},
                          ages ? Cell{age_text(now - received_at(event)), Meaning::muted} : Cell{},
                          Cell{fmt::to_string(counts_.at(name))}});
  }
  if (!ages) std::erase_if(table.columns, [](const Column& c) { return c.title == "Age"; });
  if (!ages) {
    for (auto& row : table.rows) row.erase(row.begin() + 3);
  }
  return table;
}

}  // namespace belay::app
