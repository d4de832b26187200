#include "sim/broker/dry_run.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <numeric>

#include <fmt/format.h>

#include "belay/model/symbology.hpp"
#include "sim/broker/conditions.hpp"
#include "sim/broker/fees.hpp"
#include "sim/broker/margin.hpp"
#include "sim/broker/preflight.hpp"
#include "sim/broker/valuation.hpp"

namespace belay::sim {
namespace {

using namespace belay::literals;

constexpr std::string_view kMissing = "is missing";
constexpr std::string_view kInvalid = "does not have a valid value";

template <class E>
void check_word(std::vector<Reason>& reasons, std::string domain, const Open<E>& word) {
  if (word.is_known() && word.value() != EnumText<E>::fallback) return;
  const bool sent = !word.is_known() && !word.text().empty();
  reasons.push_back({std::move(domain), std::string{sent ? kInvalid : kMissing}});
}

// What the order does to money, per broker-api.md 5.9. Positive amounts come in, negative go out.
struct Money {
  Result<Decimal> premium = Decimal{0};   // from legs whose price is paid or received
  Result<Decimal> required = Decimal{0};  // margin of what opens
  Result<Decimal> released = Decimal{0};  // margin of the stock that closes: told, not credited
};

// Stock trades alone (preflight).
Money stock_money(const NewOrder& order, const JudgedLeg& leg) {
  const Result<Decimal> price = order.price.value_or(leg.mark);
  const Result<Decimal> closed = price * leg.closes;
  const bool sells = is_sell(leg.wanted->action.value());
  return {.premium = sells ? closed : Decimal{0} - closed,
          .required = price * leg.opens * Result<Decimal>{kRegulationT},
          .released = leg.mark * leg.closes * Result<Decimal>{kRegulationT}};
}

// Options: the net price of the order, or the marks where it has none.
Result<Decimal> option_premium(const NewOrder& order, const std::vector<JudgedLeg>& legs,
                               Decimal size) {
  if (order.price) {
    const Result<Decimal> amount = *order.price * size * Result<Decimal>{Decimal{100}};
    const bool credit = order.price_effect && *order.price_effect == Effect::credit;
    return credit ? amount : Decimal{0} - amount;
  }
  Result<Decimal> total = Decimal{0};
  for (const JudgedLeg& leg : legs) {
    const Result<Decimal> amount =
        leg.mark * leg.wanted->quantity.value_or(0) * Result<Decimal>{Decimal{100}};
    total = is_sell(leg.wanted->action.value()) ? total + amount : total - amount;
  }
  return total;
}

// Contracts' worth of shares that no short call of the account stands on yet.
Result<ShareCover> free_cover(const Book& book) {
  ShareCover cover = share_cover(book);
  for (const Holding& held : book.holdings) {
    if (held.type != InstrumentType::equity_option || held.is_long()) continue;
    const Result<OptionSymbol> option = parse_occ(held.symbol);
    if (!option) return std::unexpected(option.error());
    if (option->right == 'C') use_cover(cover, option->root, held.quantity);
  }
  return cover;
}

Result<Decimal> option_requirement(const std::vector<JudgedLeg>& legs, const Book& book,
                                   const Market& market) {
  const Result<ShareCover> cover = free_cover(book);
  if (!cover) return std::unexpected(cover.error());
  std::vector<MarginLeg> opening;
  for (const JudgedLeg& leg : legs) {
    if (leg.opens.sign() <= 0) continue;
    opening.push_back({.symbol = leg.wanted->symbol,
                       .is_long = is_buy(leg.wanted->action.value()),
                       .quantity = leg.opens});
  }
  return option_margin(opening, *cover, market);
}

Money money_of(const NewOrder& order, const std::vector<JudgedLeg>& legs, Decimal size,
               const Book& book, const Market& market) {
  if (legs.front().instrument.type != InstrumentType::equity_option) {
    return stock_money(order, legs.front());
  }
  return {.premium = option_premium(order, legs, size),
          .required = option_requirement(legs, book, market)};
}

// A notional order asks for money, not shares: half of it is margin, none of it has unit fees.
Money notional_money(const NewOrder& order) {
  Money money;
  const Decimal value = order.value.value_or(0);
  const bool buys = is_buy(order.legs.front().action.value());
  if (buys) {
    money.required = value * kRegulationT;
  } else {
    money.premium = value;
  }
  return money;
}

// The gcd of the quantities (5.6); a single leg's own quantity, fractions included.
Decimal size_of(const NewOrder& order) {
  if (order.legs.size() == 1) return order.legs.front().quantity.value_or(0);
  std::int64_t size = 0;
  for (const NewOrderLeg& leg : order.legs) {
    const Decimal whole = leg.quantity.value_or(0).normalized();
    if (whole.scale() != 0) return 1;
    size = std::gcd(size, static_cast<std::int64_t>(whole.coefficient()));
  }
  return size == 0 ? 1 : size;
}

std::vector<FeeLeg> fee_legs(const std::vector<JudgedLeg>& legs) {
  std::vector<FeeLeg> result;
  for (const JudgedLeg& leg : legs) {
    for (const bool opens : {true, false}) {
      const Decimal quantity = opens ? leg.opens : leg.closes;
      if (quantity.is_zero()) continue;
      result.push_back({.type = leg.instrument.type,
                        .opens = opens,
                        .sells = is_sell(leg.wanted->action.value()),
                        .index_option = leg.instrument.index_option,
                        .quantity = quantity});
    }
  }
  return result;
}

Result<BuyingPowerEffect> power_effect(const Money& money, Decimal fees, Decimal current,
                                       bool is_spread) {
  const Result<Decimal> change = money.premium - money.required - fees;
  const Result<Decimal> after = current + change;
  const Result<Decimal> margin = money.released - money.required;
  const Result<Decimal> isolated = money.released + money.required;
  if (!after || !margin || !isolated)
    return std::unexpected((!after ? after : !margin ? margin : isolated).error());
  return BuyingPowerEffect{
      .change_in_margin_requirement = spelt(margin->abs()),
      .change_in_margin_requirement_effect = effect_of(*margin),
      .change_in_buying_power = spelt(change->abs()),
      .change_in_buying_power_effect = effect_of(*change),
      .current_buying_power = spelt(current.abs()),
      .current_buying_power_effect = effect_of(current),
      .new_buying_power = spelt(after->abs()),
      .new_buying_power_effect = effect_of(*after),
      .isolated_order_margin_requirement = spelt(*isolated),
      .isolated_order_margin_requirement_effect = debit_of(*isolated),
      .is_spread = is_spread,
      .impact = spelt(change->abs()),
      .effect = effect_of(*change),
  };
}

OrderRecord record_of(const NewOrder& order, const std::vector<JudgedLeg>& legs, Decimal size,
                      const Book& book) {
  OrderRecord record{
      .account_number = book.account_number,
      .cancellable = true,
      .editable = true,
      .edited = false,
      .external_identifier = order.external_identifier,
      .gtc_date = order.gtc_date,
      .order_type = order.order_type,
      .preflight_id = order.preflight_id,
      .price_effect = order.price_effect,
      .size = size,
      .source = order.source,
      .status = OrderStatus::received,
      .time_in_force = order.time_in_force,
      .underlying_instrument_type = InstrumentType::equity,
      .underlying_symbol = legs.front().instrument.underlying,
      .updated_at = 0,
      .value_effect = order.value_effect,
  };
  if (order.price) record.price = spelt(*order.price);
  if (order.stop_trigger) record.stop_trigger = spelt(*order.stop_trigger);
  if (order.value) record.value = spelt(*order.value);
  if (order.rules) {
    record.rules = completed(*order.rules);
    if (holds_back(*order.rules)) {
      record.status = OrderStatus::contingent;
      record.contingent_status = "Pending Condition";
    }
  }
  for (const JudgedLeg& leg : legs) {
    record.legs.push_back({.instrument_type = leg.wanted->instrument_type,
                           .symbol = leg.wanted->symbol,
                           .quantity = leg.wanted->quantity,
                           .remaining_quantity = leg.wanted->quantity,
                           .action = leg.action});
  }
  return record;
}

}  // namespace

std::vector<Reason> malformed(const NewOrder& order) {
  std::vector<Reason> reasons;
  check_word(reasons, "time-in-force", order.time_in_force);
  check_word(reasons, "order-type", order.order_type);
  if (holds(order.extra, "legs")) {
    reasons.push_back({"legs", std::string{kInvalid}});
  } else if (order.legs.empty()) {
    reasons.push_back({"legs", std::string{kMissing}});
  }
  if (order.price_effect && !order.price_effect->is_known() &&
      !order.price_effect->text().empty()) {
    reasons.push_back({"price-effect", std::string{kInvalid}});
  }
  if (holds(order.extra, "rules")) reasons.push_back({"rules", std::string{kInvalid}});
  if (order.gtc_date && !parse_date(*order.gtc_date)) {
    reasons.push_back({"gtc-date", std::string{kInvalid}});
  }
  if (order.rules) std::ranges::copy(malformed(*order.rules), std::back_inserter(reasons));
  for (std::size_t i = 0; i < order.legs.size(); ++i) {
    const NewOrderLeg& leg = order.legs[i];
    check_word(reasons, fmt::format("legs[{}][action]", i), leg.action);
    check_word(reasons, fmt::format("legs[{}][instrument-type]", i), leg.instrument_type);
    if (leg.symbol.empty()) {
      reasons.push_back({fmt::format("legs[{}][symbol]", i), "is empty"});
    }
  }
  return reasons;
}

Result<DryRun> dry_run(const NewOrder& order, const Book& book, const Market& market, Instant now) {
  Judgement judgement = judge(order, book, market, now);
  DryRun result{.refusals = std::move(judgement.refusals)};
  if (!result.refusals.empty()) return result;
  const Decimal size = size_of(order);
  const bool notional = order.order_type == OrderType::notional_market;
  const Money money =
      notional ? notional_money(order) : money_of(order, judgement.legs, size, book, market);
  const Result<FeeCalculation> fees = fees_of(fee_legs(judgement.legs));
  const Result<Valuation> value = value_of(book, market);
  if (!fees || !value) return std::unexpected(fees ? value.error() : fees.error());
  const Result<BuyingPowerEffect> power =
      power_effect(money, *fees->total_fees, value->buying_power, order.legs.size() > 1);
  if (!power) return std::unexpected(power.error());

  result.answer = PlacedOrder{.order = record_of(order, judgement.legs, size, book),
                              .warnings = std::move(judgement.warnings),
                              .buying_power_effect = *power,
                              .fee_calculation = *fees};
  if (power->new_buying_power_effect == Effect::debit && power->effect == Effect::debit) {
    result.refusals.push_back(
        {"margin_check_failed",
         "Account does not have sufficient buying power available for this order."});
  }
  return result;
}

}  // namespace belay::sim
