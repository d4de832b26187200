#include "sim/broker/preflight.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "belay/rules/order_rules.hpp"
#include "belay/rules/tick_schedule.hpp"
#include "sim/broker/valuation.hpp"
#include "sim/exchange/hours.hpp"
#include "sim/market/session.hpp"

namespace belay::sim {
namespace {

struct KnownCode {
  std::string_view rule;
  std::string_view code;
  std::string_view message;
};
// Offline rules whose refusal by the broker has been seen (broker-api.md 3.4).
constexpr auto kKnownCodes = std::to_array<KnownCode>({
    {"forbidden-price", "order_must_omit_price",
     "This order can not be submitted with an associated price."},
    {"market-tif", "gtc_market_orders_not_supported", "GTC/GTD Market orders are not supported."},
});

Reason sell_or_buy(const NewOrder& order) {
  if (is_buy(order.legs.front().action.value())) {
    return {"cant_buy_for_credit", "You cannot buy for a credit."};
  }
  return {"cant_sell_for_debit", "You cannot sell for a debit."};
}

Reason reason_of(const Error& error, const NewOrder& order) {
  const std::string_view rule = rules::rule_id(error);
  if (rule == "price-effect" && order.legs.size() == 1) return sell_or_buy(order);
  for (const KnownCode& known : kKnownCodes) {
    if (known.rule == rule) return {std::string{known.code}, std::string{known.message}};
  }
  std::string code = fmt::format("sim_{}", rule);
  std::ranges::replace(code, '-', '_');
  return {code, error.message};
}

class Judge {
 public:
  Judge(const NewOrder& order, const Book& book, const Market& market, Instant now)
      : order_{order}, book_{book}, market_{market}, now_{now} {}

  Judgement run() {
    if (const Result<void> checked = rules::check(order_); !checked) {
      result_.refusals.push_back(reason_of(checked.error(), order_));
      return std::move(result_);
    }
    for (const NewOrderLeg& leg : order_.legs) judge_leg(leg);
    check_combination();
    if (!result_.refusals.empty()) return std::move(result_);
    check_ticks();
    check_date();
    check_session();
    return std::move(result_);
  }

 private:
  void refuse(std::string_view code, std::string message) {
    result_.refusals.push_back({std::string{code}, std::move(message)});
  }

  void judge_leg(const NewOrderLeg& leg) {
    const std::optional<Tradable> instrument = find_tradable(market_, leg.symbol);
    if (!instrument) {
      return refuse("sim_unknown_symbol",
                    fmt::format("The symbol {} is not listed here.", leg.symbol));
    }
    if (instrument->is_index) {
      return refuse("sim_index_not_tradable",
                    fmt::format("{} is an index and cannot be traded.", leg.symbol));
    }
    if (instrument->type != leg.instrument_type.value()) {
      return refuse("sim_instrument_type_mismatch",
                    fmt::format("{} is not of the type {}.", leg.symbol, leg.instrument_type));
    }
    if (instrument->ends && *instrument->ends <= now_) {
      return refuse("sim_expired", fmt::format("Trading in {} has ended.", leg.symbol));
    }
    position_effect(leg, *instrument);
  }

  // What a net price per share and contract is worth is not documented: better no sum than a wrong
  // one.
  void check_combination() {
    const bool stock = std::ranges::any_of(result_.legs, [](const JudgedLeg& leg) {
      return leg.instrument.type != InstrumentType::equity_option;
    });
    if (!stock || order_.legs.size() == 1) return;
    refuse("sim_stock_with_options",
           "The simulator does not reckon stock and options in one order; send the stock by "
           "itself.");
  }

  // Long positions are closed by selling, short ones by buying (6.7).
  void position_effect(const NewOrderLeg& leg, const Tradable& instrument) {
    const Decimal quantity = leg.quantity.value_or(0);
    const Holding* held = book_.find(leg.symbol);
    const bool buys = is_buy(leg.action.value());
    const bool opposite = held != nullptr && held->is_long() != buys;
    const Decimal closable = opposite ? std::min(held->quantity, quantity) : Decimal{0};
    JudgedLeg judged{.wanted = &leg,
                     .instrument = instrument,
                     .action = leg.action,
                     .closes = closable,
                     .opens = (quantity - closable).value_or(0),
                     .mark = mark_price(market_, instrument.streamer_symbol)};
    if (is_closing(leg.action.value()) ? closable < quantity : opposite) mismatch(judged, buys);
    result_.legs.push_back(std::move(judged));
  }

  void mismatch(JudgedLeg& leg, bool buys) {
    const bool closing = is_closing(leg.wanted->action.value());
    const bool strict =
        order_.advanced_instructions &&
        order_.advanced_instructions->strict_position_effect_validation.value_or(false);
    if (strict) {
      return refuse(
          closing ? "sim_closing_more_than_held" : "sim_opening_against_position",
          fmt::format("{} {} {} does not fit the position: {} could be closed.", leg.wanted->action,
                      leg.wanted->quantity.value_or(0), leg.wanted->symbol, leg.closes));
    }
    if (!closing) {
      leg.action = buys ? Action::buy_to_close : Action::sell_to_close;
      return;
    }
    if (leg.closes.is_zero()) leg.action = buys ? Action::buy_to_open : Action::sell_to_open;
    warn("closing_with_no_position",
         fmt::format("You cannot route a closing order without an existing position to close. "
                     "This order will be updated to a {} to open order when routed.",
                     buys ? "buy" : "sell"));
  }

  void warn(std::string_view code, std::string message) {
    result_.warnings.push_back({.code = std::string{code}, .message = std::move(message)});
  }

  void check_ticks() {
    const auto schedule = rules::TickSchedule::make(result_.legs.front().instrument.ticks);
    if (!schedule) return;
    check_tick(*schedule, "price", order_.price);
    check_tick(*schedule, "stop-trigger", order_.stop_trigger);
  }

  void check_tick(const rules::TickSchedule& schedule, std::string_view what,
                  const std::optional<Decimal>& price) {
    if (!price || schedule.is_on_tick(*price)) return;
    refuse("sim_price_not_on_tick",
           fmt::format("The {} {} is not a multiple of the tick.", what, *price));
  }

  void check_date() {
    const auto date = order_.gtc_date ? parse_date(*order_.gtc_date) : Date{};
    if (!order_.gtc_date || !date || close_of(*date) > now_) return;
    refuse("sim_gtc_date_is_past",
           fmt::format("The session of {} is over already.", *order_.gtc_date));
  }

  void check_session() {
    if (session_at(now_) == MarketSession::regular) return;
    const bool notional = order_.order_type == OrderType::notional_market;
    const bool opens = std::ranges::any_of(
        result_.legs, [](const JudgedLeg& leg) { return leg.opens.sign() > 0; });
    if (notional || (order_.order_type == OrderType::market && opens)) {
      return refuse("sim_market_order_while_closed",
                    "Market orders that open are not accepted while the market is closed.");
    }
    if (works_at(order_.time_in_force.value(), now_)) return;
    warn("tif.next_valid_session", "Your order will begin working during next valid session.");
  }

  const NewOrder& order_;
  const Book& book_;
  const Market& market_;
  Instant now_;
  Judgement result_;
};

}  // namespace

Judgement judge(const NewOrder& order, const Book& book, const Market& market, Instant now) {
  return Judge{order, book, market, now}.run();
}

}  // namespace belay::sim
