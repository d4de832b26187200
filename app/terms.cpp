#include "app/terms.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/render/text.hpp"

namespace belay::app {
namespace {

std::string words_of(const Position& row) {
  const std::string quantity = row.quantity ? row.quantity->to_string() : "?";
  return fmt::format("{} {} {}", row.instrument_type, row.quantity_direction, quantity);
}

std::vector<const Position*> rows_of(std::span<const Position> positions,
                                     const std::string& symbol) {
  std::vector<const Position*> rows;
  for (const Position& row : positions) {
    const bool none = row.quantity && row.quantity->is_zero();
    if (row.symbol == symbol && !none) rows.push_back(&row);
  }
  return rows;
}

Result<const Position*> one_row(std::span<const Position> positions, const std::string& symbol) {
  const std::vector<const Position*> rows = rows_of(positions, symbol);
  if (rows.size() == 1) return rows.front();
  const std::string name = escape_control(symbol);
  if (rows.empty()) {
    return fail(
        Errc::blocked,
        fmt::format("the account holds no '{}'; belay positions shows what it holds", name));
  }
  std::vector<std::string> words;
  for (const Position* row : rows) words.push_back(escape_control(words_of(*row)));
  return fail(Errc::blocked,
              fmt::format("the broker lists '{}' {} times ({}): say which with belay order place",
                          name, rows.size(), fmt::join(words, "; ")));
}

// The two spellings of one code, of 2023 and of today.
constexpr auto kHarmless =
    std::to_array<std::string_view>({"tif.next_valid_session", "tif_next_valid_sesssion"});

std::string code_of(const Notice& warning) {
  return warning.code.value_or("").empty() ? "warning" : *warning.code;
}

// The broker echoes the effect of most orders; of one leg the leg itself tells it.
std::optional<bool> is_credit(const OrderRecord& order) {
  const Open<Effect> effect = order.price_effect.value_or(Open<Effect>{Effect::none});
  if (effect == Effect::credit) return true;
  if (effect == Effect::debit) return false;
  if (order.legs.size() != 1) return std::nullopt;
  const Action action = order.legs.front().action.value();
  if (is_sell(action)) return true;
  return is_buy(action) ? std::optional{false} : std::nullopt;
}

}  // namespace

Order order_at(const TradeOptions& options, Action action, Decimal quantity) {
  Order order{.legs = {{.symbol = options.symbol, .action = action, .quantity = quantity}},
              .time_in_force = options.time_in_force.value_or(TimeInForce::day)};
  if (options.limit) order.limit = is_buy(action) ? debit(*options.limit) : credit(*options.limit);
  order.stop = options.stop;
  return order;
}

Result<Order> closing_order(std::span<const Position> positions, const TradeOptions& options) {
  const Result<const Position*> row = one_row(positions, options.symbol);
  if (!row) return std::unexpected(row.error());
  const std::string name = escape_control(options.symbol);
  const Position& held = **row;
  if (!held.quantity) {
    return fail(Errc::blocked,
                fmt::format("the broker does not tell how many '{}' the account holds; try again, "
                            "or say it with belay order place",
                            name));
  }
  const bool is_long = held.quantity_direction == PositionSide::long_;
  if (!is_long && held.quantity_direction != PositionSide::short_) {
    return fail(Errc::blocked,
                fmt::format("the broker does not tell whether '{}' is held long or short "
                            "(quantity-direction '{}'); say it with belay order place",
                            name, escape_control(held.quantity_direction.text())));
  }
  const Decimal size = held.quantity->abs();
  const Decimal quantity = options.quantity.value_or(size);
  if (quantity > size) {
    return fail(Errc::blocked, fmt::format("the account holds {} of {}: {} would be more than "
                                           "closing",
                                           size, name, quantity));
  }
  return order_at(options, is_long ? Action::sell_to_close : Action::buy_to_close, quantity);
}

Result<Amendment> amended_terms(const OrderRecord& old, const TradeOptions& options) {
  if (!options.limit && !options.stop && !options.time_in_force) {
    return fail(Errc::usage, "new terms are missing: add --limit, --stop or --tif");
  }
  Amendment amendment{.order_id = options.id,
                      .stop = options.stop ? options.stop : old.stop_trigger,
                      .time_in_force = options.time_in_force.value_or(old.time_in_force.value())};
  if (amendment.time_in_force == TimeInForce::gtd) {
    const Result<Date> date = parse_date(old.gtc_date.value_or(""));
    if (!date) {
      return fail(Errc::blocked,
                  fmt::format("order {} is GTD and the broker does not tell until when ('{}'); "
                              "choose another --tif",
                              options.id, escape_control(old.gtc_date.value_or(""))));
    }
    amendment.gtd_date = *date;
  }
  const std::optional<Decimal> price = options.limit ? options.limit : old.price;
  if (!price) return amendment;
  const std::optional<bool> received = is_credit(old);
  if (!received) {
    return fail(Errc::blocked,
                fmt::format("the broker does not tell whether order {} pays or receives its price; "
                            "cancel it and place it anew",
                            options.id));
  }
  amendment.limit = *received ? credit(*price) : debit(*price);
  return amendment;
}

Result<void> warnings_accepted(std::span<const Notice> warnings,
                               const std::vector<std::string>& accepted) {
  Error error{.code = Errc::blocked};
  std::string words;
  std::string flags;
  for (const Notice& warning : warnings) {
    const std::string code = code_of(warning);
    const auto is_code = [&](std::string_view other) { return other == code; };
    if (std::ranges::any_of(kHarmless, is_code) || std::ranges::any_of(accepted, is_code)) continue;
    const std::string message = warning.message.value_or("no reason given");
    error.reasons.push_back({.code = code, .message = message});
    words += fmt::format("{}{}: {}", words.empty() ? "" : "; ", code, message);
    flags += " --accept " + code;
  }
  if (error.reasons.empty()) return {};
  error.message = fmt::format(
      "nothing was sent: the broker warns ({}); if it is to be sent all the "
      "same, add{}",
      escape_control(words), escape_control(flags));
  return std::unexpected(std::move(error));
}

std::optional<Trigger> trigger_of(const NewOrder& order) {
  if (!order.stop_trigger || order.legs.size() != 1) return std::nullopt;
  const NewOrderLeg& leg = order.legs.front();
  return Trigger{leg.symbol, is_sell(leg.action.value()), *order.stop_trigger};
}

std::optional<Trigger> trigger_of(const NewComplexOrder& group) {
  if (group.trigger_order) return trigger_of(*group.trigger_order);
  if (group.type != ComplexOrderType::oco) return std::nullopt;
  for (const NewOrder& order : group.orders) {
    if (auto trigger = trigger_of(order)) return trigger;
  }
  return std::nullopt;
}

std::size_t stops_beside_trigger(const NewOrder& order) {
  return order.stop_trigger && !trigger_of(order) ? 1 : 0;
}

std::size_t stops_beside_trigger(const NewComplexOrder& group) {
  const auto is_stop = [](const NewOrder& order) { return order.stop_trigger.has_value(); };
  const auto parts = std::ranges::count_if(group.orders, is_stop);
  const bool triggered = group.trigger_order && is_stop(*group.trigger_order);
  return static_cast<std::size_t>(parts) + (triggered ? 1 : 0) - (trigger_of(group) ? 1 : 0);
}

std::optional<Decimal> market_against(const Trigger& trigger, const Mark& mark) {
  const std::optional<Decimal>& side = trigger.sells ? mark.bid : mark.ask;
  const std::optional<Decimal>& market = side ? side : mark.price;
  return market && market->sign() > 0 ? market : std::nullopt;
}

Result<void> still_ahead(const Trigger& trigger, Decimal market) {
  if (!guard::triggers_at_once(trigger.sells, trigger.price, market)) return {};
  return fail(Errc::blocked,
              fmt::format("nothing was sent: a stop to {} '{}' at {} would not wait, the market is "
                          "at {}; {} the market, or send an order without a stop",
                          trigger.sells ? "sell" : "buy", escape_control(trigger.symbol),
                          trigger.price, market, trigger.sells ? "put it below" : "put it above"));
}

Result<void> still_wanted(const guard::StopDecision& agreed, const guard::StopPlan& now) {
  const auto same = std::ranges::find_if(now.decisions, [&](const guard::StopDecision& decision) {
    return decision.account_number == agreed.account_number && decision.symbol == agreed.symbol &&
           decision.instrument_type == agreed.instrument_type;
  });
  if (same == now.decisions.end()) {
    return fail(Errc::blocked,
                "not sent: the position is gone since you were asked, or could not be read again");
  }
  if (same->order == agreed.order) return {};
  if (!same->order) {
    return fail(Errc::blocked, "not sent: since you were asked, " + same->explanation);
  }
  return fail(Errc::blocked,
              fmt::format("not sent: since you were asked, the plan changed from {} at {} to {} at "
                          "{}; ask again",
                          agreed.planned_quantity, agreed.trigger.value_or(Decimal{}),
                          same->planned_quantity, same->trigger.value_or(Decimal{})));
}

}  // namespace belay::app
