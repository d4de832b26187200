#include "sim/broker/conditions.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

namespace belay::sim {
namespace {

constexpr std::string_view kMissing = "is missing";
constexpr std::string_view kInvalid = "does not have a valid value";

void check_time(std::vector<Reason>& reasons, std::string domain,
                const std::optional<std::string>& text) {
  if (text && !parse_timestamp(*text)) {
    reasons.push_back({std::move(domain), std::string{kInvalid}});
  }
}

void check_word(std::vector<Reason>& reasons, std::string domain,
                const std::optional<std::string>& word, std::string_view one,
                std::string_view other) {
  if (!word) {
    reasons.push_back({std::move(domain), std::string{kMissing}});
  } else if (*word != one && *word != other) {
    reasons.push_back({std::move(domain), std::string{kInvalid}});
  }
}

bool is_to(const OrderCondition& condition, std::string_view action) {
  return condition.action.value_or("") == action;
}

bool met(OrderCondition& condition, const BrokerQuotes& quotes, Instant now) {
  const std::optional<Decimal> price = price_of(condition, quotes);
  if (!price || !condition.threshold) return false;
  const bool rising = condition.comparator.value_or("") == "gte";
  if (rising ? *price < *condition.threshold : *price > *condition.threshold) return false;
  condition.triggered_at = to_iso_utc(now);
  condition.triggered_value = price->normalized(1);
  return true;
}

}  // namespace

std::vector<Reason> malformed(const OrderRules& rules) {
  std::vector<Reason> reasons;
  check_time(reasons, "rules[route-after]", rules.route_after);
  check_time(reasons, "rules[cancel-at]", rules.cancel_at);
  for (std::size_t i = 0; i < rules.conditions.size(); ++i) {
    const OrderCondition& condition = rules.conditions[i];
    const auto domain = [&](std::string_view member) {
      return fmt::format("rules[conditions][{}][{}]", i, member);
    };
    check_word(reasons, domain("action"), condition.action, "route", "cancel");
    check_word(reasons, domain("indicator"), condition.indicator, "last", "nat");
    check_word(reasons, domain("comparator"), condition.comparator, "gte", "lte");
    if (!condition.threshold) reasons.push_back({domain("threshold"), std::string{kMissing}});
    if (!condition.symbol && condition.price_components.empty()) {
      reasons.push_back({domain("symbol"), std::string{kMissing}});
    }
  }
  return reasons;
}

OrderRules completed(OrderRules rules) {
  for (OrderCondition& condition : rules.conditions) {
    if (!condition.is_threshold_based_on_notional) condition.is_threshold_based_on_notional = false;
    if (!condition.price_components.empty() || !condition.symbol) continue;
    condition.price_components.push_back(
        {.symbol = *condition.symbol,
         .instrument_type = condition.instrument_type.value_or(InstrumentType::equity),
         .quantity = 1,
         .quantity_direction = PositionSide::long_});
  }
  return rules;
}

bool holds_back(const OrderRules& rules) {
  return rules.route_after || std::ranges::any_of(rules.conditions, [](const auto& condition) {
           return is_to(condition, "route");
         });
}

std::optional<Decimal> price_of(const OrderCondition& condition, const BrokerQuotes& quotes) {
  const bool natural = condition.indicator.value_or("") == "nat";
  Result<Decimal> total = Decimal{0};
  for (const PriceComponent& component : condition.price_components) {
    const TopOfBook book = quotes(component.symbol);
    const bool bought = component.quantity_direction != PositionSide::short_;
    const std::optional<Decimal> price = !natural ? book.last : bought ? book.ask : book.bid;
    if (!price) return std::nullopt;
    const Result<Decimal> part = *price * component.quantity.value_or(1);
    total = bought ? total + part : total - part;
  }
  return total ? std::optional{*total} : std::nullopt;
}

bool may_route(OrderRules& rules, const BrokerQuotes& quotes, Instant now) {
  if (rules.route_after) {
    const auto after = parse_timestamp(*rules.route_after);
    if (after && now < *after) return false;
  }
  for (OrderCondition& condition : rules.conditions) {
    if (!is_to(condition, "route") || condition.triggered_at) continue;
    if (!met(condition, quotes, now)) return false;
  }
  return true;
}

bool must_cancel(OrderRules& rules, const BrokerQuotes& quotes, Instant now) {
  return std::ranges::any_of(rules.conditions, [&](OrderCondition& condition) {
    return is_to(condition, "cancel") && met(condition, quotes, now);
  });
}

}  // namespace belay::sim
