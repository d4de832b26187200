#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/new_orders.hpp"
#include "belay/model/order_enums.hpp"
#include "belay/model/order_records.hpp"
#include "belay/model/schema.hpp"

// Orders that depend on each other: broker-api.md 5.10, 6.8.

namespace belay {

enum class ComplexOrderType : std::uint8_t { unknown, oco, oto, otoco, pairs, blast };
template <>
struct EnumText<ComplexOrderType> {
  static constexpr ComplexOrderType fallback = ComplexOrderType::unknown;
  static constexpr auto names = std::to_array<std::pair<ComplexOrderType, std::string_view>>(
      {{ComplexOrderType::unknown, "Unknown"},
       {ComplexOrderType::oco, "OCO"},
       {ComplexOrderType::oto, "OTO"},
       {ComplexOrderType::otoco, "OTOCO"},
       {ComplexOrderType::pairs, "PAIRS"},
       {ComplexOrderType::blast, "BLAST"}});
};

enum class RatioComparator : std::uint8_t { unknown, at_least, at_most };
template <>
struct EnumText<RatioComparator> {
  static constexpr RatioComparator fallback = RatioComparator::unknown;
  static constexpr auto names = std::to_array<std::pair<RatioComparator, std::string_view>>(
      {{RatioComparator::unknown, "Unknown"},
       {RatioComparator::at_least, "gte"},
       {RatioComparator::at_most, "lte"}});
};

/// A component that was replaced or is over, for following chains.
struct RelatedOrder {
  std::optional<std::int64_t> id;
  std::optional<std::int64_t> complex_order_id;
  std::optional<std::string> complex_order_tag;
  std::optional<std::int64_t> replaces_order_id;
  std::optional<std::int64_t> replacing_order_id;
  Open<OrderStatus> status;
  Extra extra;
};
template <>
struct Schema<RelatedOrder> {
  static constexpr std::string_view name = "RelatedOrder";
  static constexpr auto fields = std::tuple{
      Field{"id", &RelatedOrder::id},
      Field{"complex-order-id", &RelatedOrder::complex_order_id},
      Field{"complex-order-tag", &RelatedOrder::complex_order_tag},
      Field{"replaces-order-id", &RelatedOrder::replaces_order_id},
      Field{"replacing-order-id", &RelatedOrder::replacing_order_id},
      Field{"status", &RelatedOrder::status},
      Field{"", &RelatedOrder::extra, Unit::rest},
  };
};
static_assert(complete_schema<RelatedOrder>);

/// `id` is absent on a dry-run.
struct ComplexOrder {
  std::optional<std::int64_t> id;
  std::optional<std::string> account_number;
  Open<ComplexOrderType> type;
  std::optional<std::string> terminal_at;  ///< when every component is over
  std::vector<OrderRecord> orders;
  std::optional<OrderRecord> trigger_order;  ///< OTO and OTOCO
  std::vector<RelatedOrder> related_orders;
  std::optional<Decimal> ratio_price_threshold;  ///< PAIRS
  std::optional<Open<RatioComparator>> ratio_price_comparator;
  std::optional<bool> ratio_price_is_threshold_based_on_notional;
  Extra extra;
};
template <>
struct Schema<ComplexOrder> {
  static constexpr std::string_view name = "ComplexOrder";
  static constexpr auto fields = std::tuple{
      Field{"id", &ComplexOrder::id},
      Field{"account-number", &ComplexOrder::account_number},
      Field{"type", &ComplexOrder::type},
      Field{"terminal-at", &ComplexOrder::terminal_at},
      Field{"orders", &ComplexOrder::orders},
      Field{"trigger-order", &ComplexOrder::trigger_order},
      Field{"related-orders", &ComplexOrder::related_orders, Unit::sparse},
      Field{"ratio-price-threshold", &ComplexOrder::ratio_price_threshold, Unit::price},
      Field{"ratio-price-comparator", &ComplexOrder::ratio_price_comparator},
      Field{"ratio-price-is-threshold-based-on-notional",
            &ComplexOrder::ratio_price_is_threshold_based_on_notional},
      Field{"", &ComplexOrder::extra, Unit::rest},
  };
};
static_assert(complete_schema<ComplexOrder>);

/// Body of POST /complex-orders and its dry-run.
struct NewComplexOrder {
  Open<ComplexOrderType> type;
  std::optional<std::string> source;
  std::optional<std::string> external_identifier;
  std::optional<NewOrder> trigger_order;
  std::vector<NewOrder> orders;
  std::optional<Decimal> ratio_price_threshold;
  std::optional<Open<RatioComparator>> ratio_price_comparator;
  std::optional<bool> ratio_price_is_threshold_based_on_notional;
  Extra extra;
};
template <>
struct Schema<NewComplexOrder> {
  static constexpr std::string_view name = "NewComplexOrder";
  static constexpr auto fields = std::tuple{
      Field{"type", &NewComplexOrder::type},
      Field{"source", &NewComplexOrder::source},
      Field{"external-identifier", &NewComplexOrder::external_identifier},
      Field{"trigger-order", &NewComplexOrder::trigger_order},
      Field{"orders", &NewComplexOrder::orders},
      Field{"ratio-price-threshold", &NewComplexOrder::ratio_price_threshold, Unit::price},
      Field{"ratio-price-comparator", &NewComplexOrder::ratio_price_comparator},
      Field{"ratio-price-is-threshold-based-on-notional",
            &NewComplexOrder::ratio_price_is_threshold_based_on_notional},
      Field{"", &NewComplexOrder::extra, Unit::rest},
  };
};
static_assert(complete_schema<NewComplexOrder>);

/// Body of PATCH: PAIRS only.
struct EditComplexOrder {
  std::optional<Decimal> ratio_price_threshold;
  std::optional<Open<RatioComparator>> ratio_price_comparator;
  Extra extra;
};
template <>
struct Schema<EditComplexOrder> {
  static constexpr std::string_view name = "EditComplexOrder";
  static constexpr auto fields = std::tuple{
      Field{"ratio-price-threshold", &EditComplexOrder::ratio_price_threshold, Unit::price},
      Field{"ratio-price-comparator", &EditComplexOrder::ratio_price_comparator},
      Field{"", &EditComplexOrder::extra, Unit::rest},
  };
};
static_assert(complete_schema<EditComplexOrder>);

}  // namespace belay
