#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "belay/base/decimal.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/order_enums.hpp"
#include "belay/model/schema.hpp"

// What moved in an account: broker-api.md 5.11.

namespace belay {

enum class TransactionType : std::uint8_t {
  unknown,
  trade,
  receive_deliver,
  money_movement,
  administrative_transfer
};
template <>
struct EnumText<TransactionType> {
  static constexpr TransactionType fallback = TransactionType::unknown;
  static constexpr auto names = std::to_array<std::pair<TransactionType, std::string_view>>(
      {{TransactionType::unknown, "Unknown"},
       {TransactionType::trade, "Trade"},
       {TransactionType::receive_deliver, "Receive Deliver"},
       {TransactionType::money_movement, "Money Movement"},
       {TransactionType::administrative_transfer, "Administrative Transfer"}});
};

/// The lot that a transaction opened or closed (never captured).
struct TransactionLot {
  std::optional<std::string> id;
  std::optional<std::int64_t> transaction_id;
  std::optional<Decimal> quantity;
  std::optional<Decimal> price;
  std::optional<Open<PositionSide>> quantity_direction;
  std::optional<std::string> executed_at;
  std::optional<std::string> transaction_date;
  Extra extra;
};
template <>
struct Schema<TransactionLot> {
  static constexpr std::string_view name = "TransactionLot";
  static constexpr auto fields = std::tuple{
      Field{"id", &TransactionLot::id},
      Field{"transaction-id", &TransactionLot::transaction_id},
      Field{"quantity", &TransactionLot::quantity, Unit::size},
      Field{"price", &TransactionLot::price, Unit::price},
      Field{"quantity-direction", &TransactionLot::quantity_direction},
      Field{"executed-at", &TransactionLot::executed_at},
      Field{"transaction-date", &TransactionLot::transaction_date},
      Field{"", &TransactionLot::extra, Unit::rest},
  };
};
static_assert(complete_schema<TransactionLot>);

/// One entry of an account's history. Amounts are unsigned; `*_effect` names the direction. What is
/// no trade has no symbol, action, quantity or price.
struct Transaction {
  std::optional<std::int64_t> id;
  std::string account_number;
  std::optional<std::string> symbol;
  std::optional<Open<InstrumentType>> instrument_type;
  std::optional<std::string> underlying_symbol;
  Open<TransactionType> transaction_type;
  std::optional<std::string>
      transaction_sub_type;  ///< an action for trades, else `Dividend`, `Deposit`, `Assignment`, …
  std::optional<std::string> description;
  std::optional<Open<Action>> action;
  std::optional<Decimal> quantity;
  std::optional<Decimal> price;
  std::optional<std::string> executed_at;
  std::optional<std::string> transaction_date;
  std::optional<Decimal> value;
  std::optional<Open<Effect>> value_effect;
  std::optional<Decimal> regulatory_fees;
  std::optional<Open<Effect>> regulatory_fees_effect;
  std::optional<Decimal> clearing_fees;
  std::optional<Open<Effect>> clearing_fees_effect;
  std::optional<Decimal> proprietary_index_option_fees;
  std::optional<Open<Effect>> proprietary_index_option_fees_effect;
  std::optional<Decimal> commission;
  std::optional<Open<Effect>> commission_effect;
  std::optional<Decimal> currency_conversion_fees;
  std::optional<Open<Effect>> currency_conversion_fees_effect;
  std::optional<Decimal> other_charge;
  std::optional<std::string> other_charge_description;
  std::optional<Open<Effect>> other_charge_effect;
  std::optional<Decimal> net_value;
  std::optional<Open<Effect>> net_value_effect;
  std::optional<bool> is_estimated_fee;  ///< true until settlement
  std::optional<std::string> currency;
  std::optional<Decimal> agency_price;
  std::optional<Decimal> principal_price;
  std::optional<std::int64_t> order_id;
  std::optional<std::int64_t> leg_count;
  std::optional<std::int64_t> reverses_id;
  std::optional<TransactionLot> lots;
  std::optional<std::string> cost_basis_reconciliation_date;
  std::optional<std::string> created_at;
  std::optional<std::string> destination_venue;
  std::optional<std::string> exchange;
  std::optional<std::string> exchange_affiliation_identifier;
  std::optional<std::string> exec_id;
  std::optional<std::string> ext_exchange_order_number;
  std::optional<std::string> ext_exec_id;
  std::optional<std::int64_t> ext_global_order_number;
  std::optional<std::string> ext_group_fill_id;
  std::optional<std::string> ext_group_id;
  Extra extra;
};
template <>
struct Schema<Transaction> {
  static constexpr std::string_view name = "Transaction";
  static constexpr auto fields = std::tuple{
      Field{"id", &Transaction::id},
      Field{"account-number", &Transaction::account_number},
      Field{"symbol", &Transaction::symbol, Unit::symbol},
      Field{"instrument-type", &Transaction::instrument_type},
      Field{"underlying-symbol", &Transaction::underlying_symbol, Unit::symbol},
      Field{"transaction-type", &Transaction::transaction_type},
      Field{"transaction-sub-type", &Transaction::transaction_sub_type},
      Field{"description", &Transaction::description},
      Field{"action", &Transaction::action},
      Field{"quantity", &Transaction::quantity, Unit::size},
      Field{"price", &Transaction::price, Unit::price},
      Field{"executed-at", &Transaction::executed_at},
      Field{"transaction-date", &Transaction::transaction_date},
      Field{"value", &Transaction::value, Unit::money},
      Field{"value-effect", &Transaction::value_effect},
      Field{"regulatory-fees", &Transaction::regulatory_fees, Unit::money},
      Field{"regulatory-fees-effect", &Transaction::regulatory_fees_effect},
      Field{"clearing-fees", &Transaction::clearing_fees, Unit::money},
      Field{"clearing-fees-effect", &Transaction::clearing_fees_effect},
      Field{"proprietary-index-option-fees", &Transaction::proprietary_index_option_fees,
            Unit::money},
      Field{"proprietary-index-option-fees-effect",
            &Transaction::proprietary_index_option_fees_effect},
      Field{"commission", &Transaction::commission, Unit::money},
      Field{"commission-effect", &Transaction::commission_effect},
      Field{"currency-conversion-fees", &Transaction::currency_conversion_fees, Unit::money},
      Field{"currency-conversion-fees-effect", &Transaction::currency_conversion_fees_effect},
      Field{"other-charge", &Transaction::other_charge, Unit::money},
      Field{"other-charge-description", &Transaction::other_charge_description},
      Field{"other-charge-effect", &Transaction::other_charge_effect},
      Field{"net-value", &Transaction::net_value, Unit::money},
      Field{"net-value-effect", &Transaction::net_value_effect},
      Field{"is-estimated-fee", &Transaction::is_estimated_fee},
      Field{"currency", &Transaction::currency},
      Field{"agency-price", &Transaction::agency_price, Unit::price},
      Field{"principal-price", &Transaction::principal_price, Unit::price},
      Field{"order-id", &Transaction::order_id},
      Field{"leg-count", &Transaction::leg_count},
      Field{"reverses-id", &Transaction::reverses_id},
      Field{"lots", &Transaction::lots},
      Field{"cost-basis-reconciliation-date", &Transaction::cost_basis_reconciliation_date},
      Field{"created-at", &Transaction::created_at},
      Field{"destination-venue", &Transaction::destination_venue},
      Field{"exchange", &Transaction::exchange},
      Field{"exchange-affiliation-identifier", &Transaction::exchange_affiliation_identifier},
      Field{"exec-id", &Transaction::exec_id},
      Field{"ext-exchange-order-number", &Transaction::ext_exchange_order_number},
      Field{"ext-exec-id", &Transaction::ext_exec_id},
      Field{"ext-global-order-number", &Transaction::ext_global_order_number},
      Field{"ext-group-fill-id", &Transaction::ext_group_fill_id},
      Field{"ext-group-id", &Transaction::ext_group_id},
      Field{"", &Transaction::extra, Unit::rest},
  };
  static constexpr auto always = std::to_array<std::string_view>(
      {"id", "account-number", "description", "executed-at", "is-estimated-fee", "net-value",
       "net-value-effect", "transaction-date", "transaction-sub-type", "transaction-type", "value",
       "value-effect"});
};
static_assert(complete_schema<Transaction>);

/// What a day cost (broker-api.md 4.3).
struct TotalFees {
  Decimal total_fees;
  Open<Effect> total_fees_effect;
  Extra extra;
};
template <>
struct Schema<TotalFees> {
  static constexpr std::string_view name = "TotalFees";
  static constexpr auto fields = std::tuple{
      Field{"total-fees", &TotalFees::total_fees, Unit::money},
      Field{"total-fees-effect", &TotalFees::total_fees_effect},
      Field{"", &TotalFees::extra, Unit::rest},
  };
};
static_assert(complete_schema<TotalFees>);

}  // namespace belay
