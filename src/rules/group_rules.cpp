#include "belay/rules/group_rules.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "belay/rules/order_rules.hpp"

namespace belay::rules {
namespace {

constexpr std::size_t kMostFollowers = 3;  // broker-api.md 3.6

std::unexpected<Error> refuse(std::string_view rule, std::string_view why) {
  return std::unexpected(
      Error{.code = Errc::blocked,
            .message = fmt::format("rule {}: {}", rule, why),
            .reasons = {{.code = std::string{rule}, .message = std::string{why}}}});
}

bool is_stop(const NewOrder& order) {
  return order.order_type == OrderType::stop || order.order_type == OrderType::stop_limit;
}

bool is_pair(const std::vector<NewOrder>& orders) {
  if (orders.size() != 2) return false;
  const auto limits = std::ranges::count(
      orders, OrderType::limit, [](const NewOrder& order) { return order.order_type.value(); });
  return limits == 1 && std::ranges::count_if(orders, is_stop) == 1;
}

Result<void> check_trigger(const NewComplexOrder& request, bool wanted) {
  if (request.trigger_order.has_value() == wanted) return {};
  return refuse("group-trigger", fmt::format("an order of type {} {} a trigger order",
                                             request.type.text(), wanted ? "needs" : "has not"));
}

Result<void> check_limit_and_stop(const NewComplexOrder& request) {
  if (is_pair(request.orders)) return {};
  return refuse("group-pair",
                fmt::format("an order of type {} needs one Limit and one Stop or Stop Limit order",
                            request.type.text()));
}

/// How many orders there are, of which types, and whether one of them triggers the others.
Result<void> check_shape(const NewComplexOrder& request) {
  const std::size_t orders = request.orders.size();
  switch (request.type.value()) {
    case ComplexOrderType::oco:
      if (auto fine = check_trigger(request, false); !fine) return fine;
      return check_limit_and_stop(request);
    case ComplexOrderType::oto:
      if (auto fine = check_trigger(request, true); !fine) return fine;
      if (orders >= 1 && orders <= kMostFollowers) return {};
      return refuse("group-size", fmt::format("an OTO has one to {} orders after its trigger, "
                                              "not {}",
                                              kMostFollowers, orders));
    case ComplexOrderType::otoco:
      if (auto fine = check_trigger(request, true); !fine) return fine;
      return check_limit_and_stop(request);
    case ComplexOrderType::pairs:
      if (auto fine = check_trigger(request, false); !fine) return fine;
      if (orders == 2) return {};
      return refuse("group-size", fmt::format("PAIRS are two orders, not {}", orders));
    default:
      return refuse("group-type",
                    fmt::format("'{}' is not OCO, OTO, OTOCO or PAIRS", request.type.text()));
  }
}

/// The broker wants its three members of PAIRS, and of nothing else (broker-api.md 5.10).
Result<void> check_ratio(const NewComplexOrder& request) {
  const auto& threshold = request.ratio_price_threshold;
  const auto& comparator = request.ratio_price_comparator;
  const auto& notional = request.ratio_price_is_threshold_based_on_notional;
  if (request.type != ComplexOrderType::pairs) {
    if (!threshold && !comparator && !notional) return {};
    return refuse("group-ratio",
                  fmt::format("an order of type {} has no ratio of prices", request.type.text()));
  }
  if (!threshold || threshold->sign() <= 0) {
    return refuse("group-ratio", "PAIRS need a ratio-price-threshold above zero");
  }
  if (!comparator || comparator->value() == RatioComparator::unknown) {
    return refuse("group-ratio", "PAIRS need a ratio-price-comparator: gte or lte");
  }
  if (!notional) {
    return refuse("group-ratio",
                  "PAIRS say with ratio-price-is-threshold-based-on-notional, true or false, "
                  "whether the ratio is of values or of prices");
  }
  return {};
}

Result<void> check_time_in_force(const Amendment& amendment) {
  if (!amendment.time_in_force) {
    return refuse("amend-tif",
                  "say how long the new terms work; the order's time in force does not stay");
  }
  if (*amendment.time_in_force == TimeInForce::unknown) {
    return refuse("amend-tif", "the time in force is Unknown");
  }
  const bool gtd = *amendment.time_in_force == TimeInForce::gtd;
  if (gtd != amendment.gtd_date.has_value()) {
    return refuse("amend-date", "a date goes with GTD, and GTD needs one");
  }
  if (amendment.gtd_date && !amendment.gtd_date->ok()) {
    return refuse("amend-date",
                  fmt::format("{} is not a day of the calendar", to_iso_date(*amendment.gtd_date)));
  }
  return {};
}

Result<void> check_prices(const Amendment& amendment) {
  if (!amendment.limit && !amendment.stop) {
    return refuse("amend-price", "new terms need a limit price or a stop trigger");
  }
  if (amendment.limit && amendment.limit->price.sign() <= 0) {
    return refuse("amend-price", fmt::format("the limit price is {}", amendment.limit->price));
  }
  if (amendment.limit && amendment.limit->effect != Effect::debit &&
      amendment.limit->effect != Effect::credit) {
    return refuse("amend-price", fmt::format("the effect of the limit price is {}, and not Debit "
                                             "or Credit",
                                             enum_name(amendment.limit->effect)));
  }
  if (amendment.stop && amendment.stop->sign() <= 0) {
    return refuse("amend-price", fmt::format("the stop trigger is {}", *amendment.stop));
  }
  return {};
}

}  // namespace

Result<void> check(const NewComplexOrder& request) {
  if (auto fine = check_shape(request); !fine) return fine;
  if (auto fine = check_ratio(request); !fine) return fine;
  if (request.trigger_order) {
    if (auto fine = check(*request.trigger_order); !fine) return fine;
  }
  for (const NewOrder& order : request.orders) {
    if (auto fine = check(order); !fine) return fine;
  }
  return {};
}

Result<NewComplexOrder> to_request(const OrderGroup& group) {
  NewComplexOrder request{.type = group.type};
  if (!group.external_identifier.empty()) request.external_identifier = group.external_identifier;
  if (group.ratio) {
    request.ratio_price_threshold = group.ratio->threshold;
    request.ratio_price_comparator = group.ratio->comparator;
    request.ratio_price_is_threshold_based_on_notional = group.ratio->of_notional;
  }
  if (group.trigger) {
    auto trigger = to_request(*group.trigger);
    if (!trigger) return std::unexpected(std::move(trigger.error()));
    request.trigger_order = std::move(*trigger);
  }
  for (const Order& order : group.orders) {
    auto one = to_request(order);
    if (!one) return std::unexpected(std::move(one.error()));
    request.orders.push_back(std::move(*one));
  }
  if (auto fine = check(request); !fine) return std::unexpected(std::move(fine.error()));
  return request;
}

Result<NewOrder> to_request(const Amendment& amendment) {
  if (amendment.order_id <= 0) return refuse("amend-id", "name the order to change by its id");
  if (auto fine = check_prices(amendment); !fine) return std::unexpected(std::move(fine.error()));
  if (auto fine = check_time_in_force(amendment); !fine) {
    return std::unexpected(std::move(fine.error()));
  }
  NewOrder request{.time_in_force = *amendment.time_in_force,
                   .order_type = amendment.limit
                                     ? (amendment.stop ? OrderType::stop_limit : OrderType::limit)
                                     : OrderType::stop,
                   .stop_trigger = amendment.stop};
  if (amendment.gtd_date) request.gtc_date = to_iso_date(*amendment.gtd_date);
  if (amendment.limit) {
    request.price = amendment.limit->price;
    request.price_effect = amendment.limit->effect;
  }
  if (!amendment.external_identifier.empty()) {
    request.external_identifier = amendment.external_identifier;
  }
  return request;
}

}  // namespace belay::rules
