#include "sim/broker/order_parts.hpp"

#include <algorithm>
#include <utility>

#include "sim/broker/dry_run.hpp"
#include "sim/exchange/hours.hpp"

namespace belay::sim {
namespace {

template <class T>
void keep(std::optional<T>& wanted, const std::optional<T>& had) {
  if (!wanted) wanted = had;
}

template <class E>
void keep(Open<E>& wanted, const Open<E>& had) {
  if (wanted == EnumText<E>::fallback) wanted = had;
}

std::optional<Date> date_of(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const auto date = parse_date(*text);
  return date ? std::optional{*date} : std::nullopt;
}

}  // namespace

std::expected<PlacedOrder, Refusal> preflight(const NewOrder& order, const Book& book,
                                              const Market& market, Instant now,
                                              const TradingOptions& options) {
  Result<DryRun> run = dry_run(order, book, market, now);
  if (!run) {
    return std::unexpected(Refusal{.code = "sim_unreckonable", .message = run.error().message});
  }
  if (options.warnings_of_2023) {
    for (Notice& warning : run->answer.warnings) {
      if (warning.code == "tif.next_valid_session") warning.code = "tif_next_valid_sesssion";
    }
  }
  if (run->refusals.empty()) return std::move(run->answer);
  Refusal refusal = preflight_refusal(run->refusals);
  if (run->answer.buying_power_effect) refusal.answer = std::move(run->answer);
  return std::unexpected(std::move(refusal));
}

NewOrder request_of(const OrderRecord& record) {
  NewOrder request{.time_in_force = record.time_in_force,
                   .gtc_date = record.gtc_date,
                   .order_type = record.order_type,
                   .price = record.price,
                   .price_effect = record.price_effect,
                   .stop_trigger = record.stop_trigger,
                   .value = record.value,
                   .value_effect = record.value_effect,
                   .source = record.source,
                   .external_identifier = record.external_identifier};
  for (const OrderLegRecord& leg : record.legs) {
    request.legs.push_back({.instrument_type = leg.instrument_type,
                            .symbol = leg.symbol,
                            .action = leg.action,
                            .quantity = leg.remaining_quantity});
  }
  return request;
}

NewOrder merged(const NewOrder& original, NewOrder change, bool keeps) {
  change.legs = original.legs;
  keep(change.source, original.source);
  keep(change.external_identifier, original.external_identifier);
  if (!keeps) return change;
  keep(change.advanced_instructions, original.advanced_instructions);
  keep(change.order_type, original.order_type);
  keep(change.time_in_force, original.time_in_force);
  keep(change.rules, original.rules);
  if (change.time_in_force == original.time_in_force) keep(change.gtc_date, original.gtc_date);
  if (change.order_type != original.order_type) return change;
  keep(change.price, original.price);
  keep(change.price_effect, original.price_effect);
  keep(change.stop_trigger, original.stop_trigger);
  keep(change.value, original.value);
  keep(change.value_effect, original.value_effect);
  return change;
}

std::optional<Instant> ending_of(const NewOrder& order, const std::vector<Tradable>& instruments,
                                 Instant received) {
  auto end = end_of(order.time_in_force.value(), date_of(order.gtc_date), received);
  for (const Tradable& instrument : instruments) {
    if (instrument.ends && (!end || *instrument.ends < *end)) end = instrument.ends;
  }
  return end;
}

Decimal ratio_of(const OrderRecord& record, std::size_t index) {
  if (record.legs.size() == 1) return 1;
  const auto ratio = divide(record.legs[index].quantity.value_or(0), record.size.value_or(1), 0);
  return ratio.value_or(1);
}

Decimal units_left(const OrderRecord& record) {
  const Decimal left = record.legs.front().remaining_quantity.value_or(0);
  if (record.legs.size() == 1) return left.normalized();
  return divide(left, ratio_of(record, 0), 0).value_or(left);
}

void touch(OrderRecord& record, Instant at) {
  record.updated_at = std::max(record.updated_at.value_or(0), to_epoch_ms(at));
}

void put_in_place(ComplexRecord& complex, std::int64_t old, std::int64_t next) {
  std::ranges::replace(complex.orders, old, next);
  if (complex.trigger == old) complex.trigger = next;
  complex.related.push_back(old);
}

}  // namespace belay::sim
