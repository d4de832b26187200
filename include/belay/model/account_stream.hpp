#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "belay/base/decimal.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/schema.hpp"

// Objects that only the account stream sends: broker-api.md 8.4. Each is complete, never a
// difference.

namespace belay {

/// `UnderlyingYearGainSummary`: what an underlying earned and cost this year.
struct YearGainSummary {
  std::optional<std::int64_t> year;
  std::optional<std::string> account_number;
  std::optional<std::string> symbol;
  std::optional<Open<InstrumentType>> instrument_type;
  std::optional<Decimal> fees;
  std::optional<Open<Effect>> fees_effect;
  std::optional<Decimal> commissions;
  std::optional<Open<Effect>> commissions_effect;
  std::optional<Decimal> yearly_realized_gain;
  std::optional<Open<Effect>> yearly_realized_gain_effect;
  std::optional<Decimal> realized_lot_gain;
  std::optional<Open<Effect>> realized_lot_gain_effect;
  Extra extra;
};
template <>
struct Schema<YearGainSummary> {
  static constexpr std::string_view name = "YearGainSummary";
  static constexpr auto fields = std::tuple{
      Field{"year", &YearGainSummary::year},
      Field{"account-number", &YearGainSummary::account_number},
      Field{"symbol", &YearGainSummary::symbol, Unit::symbol},
      Field{"instrument-type", &YearGainSummary::instrument_type},
      Field{"fees", &YearGainSummary::fees, Unit::money},
      Field{"fees-effect", &YearGainSummary::fees_effect},
      Field{"commissions", &YearGainSummary::commissions, Unit::money},
      Field{"commissions-effect", &YearGainSummary::commissions_effect},
      Field{"yearly-realized-gain", &YearGainSummary::yearly_realized_gain, Unit::money},
      Field{"yearly-realized-gain-effect", &YearGainSummary::yearly_realized_gain_effect},
      Field{"realized-lot-gain", &YearGainSummary::realized_lot_gain, Unit::money},
      Field{"realized-lot-gain-effect", &YearGainSummary::realized_lot_gain_effect},
      Field{"", &YearGainSummary::extra, Unit::rest},
  };
};
static_assert(complete_schema<YearGainSummary>);

/// A deposit or a withdrawal on its way.
struct ExternalTransaction {
  std::optional<std::int64_t> id;
  std::optional<std::string> account_number;
  std::optional<Decimal> amount;
  std::optional<std::string> bank_account_type;
  std::optional<std::string> banking_date;
  std::optional<std::string> created_at;
  std::optional<std::string> direction;
  std::optional<std::string> disbursement_type;
  std::optional<std::string> ext_transfer_id;
  std::optional<std::string> funds_available_date;
  std::optional<bool> is_cancelable;
  std::optional<bool> is_clearing_accepted;
  std::optional<std::string> state;
  std::optional<std::string> transfer_method;
  std::optional<std::string> updated_at;
  Extra extra;
};
template <>
struct Schema<ExternalTransaction> {
  static constexpr std::string_view name = "ExternalTransaction";
  static constexpr auto fields = std::tuple{
      Field{"id", &ExternalTransaction::id},
      Field{"account-number", &ExternalTransaction::account_number},
      Field{"amount", &ExternalTransaction::amount, Unit::money},
      Field{"bank-account-type", &ExternalTransaction::bank_account_type},
      Field{"banking-date", &ExternalTransaction::banking_date},
      Field{"created-at", &ExternalTransaction::created_at},
      Field{"direction", &ExternalTransaction::direction},
      Field{"disbursement-type", &ExternalTransaction::disbursement_type},
      Field{"ext-transfer-id", &ExternalTransaction::ext_transfer_id},
      Field{"funds-available-date", &ExternalTransaction::funds_available_date},
      Field{"is-cancelable", &ExternalTransaction::is_cancelable},
      Field{"is-clearing-accepted", &ExternalTransaction::is_clearing_accepted},
      Field{"state", &ExternalTransaction::state},
      Field{"transfer-method", &ExternalTransaction::transfer_method},
      Field{"updated-at", &ExternalTransaction::updated_at},
      Field{"", &ExternalTransaction::extra, Unit::rest},
  };
};
static_assert(complete_schema<ExternalTransaction>);

/// Orders that belong together: an opening, its rolls and its closing. The parts' shape is not
/// documented.
struct OrderChain {
  std::optional<std::string> id;
  std::optional<std::string> account_number;
  std::optional<std::string> description;
  std::optional<std::string> underlying_symbol;
  std::optional<RawJson> computed_data;
  std::optional<RawJson> lite_nodes;
  Extra extra;
};
template <>
struct Schema<OrderChain> {
  static constexpr std::string_view name = "OrderChain";
  static constexpr auto fields = std::tuple{
      Field{"id", &OrderChain::id},
      Field{"account-number", &OrderChain::account_number},
      Field{"description", &OrderChain::description},
      Field{"underlying-symbol", &OrderChain::underlying_symbol, Unit::symbol},
      Field{"computed-data", &OrderChain::computed_data},
      Field{"lite-nodes", &OrderChain::lite_nodes},
      Field{"", &OrderChain::extra, Unit::rest},
  };
};
static_assert(complete_schema<OrderChain>);

/// The server's answer to an action (broker-api.md 8.3). An error has no request id.
struct StreamReply {
  std::optional<std::string> status;  ///< `ok`, `error`
  std::optional<std::string> action;
  std::optional<std::string> web_socket_session_id;
  std::optional<RawJson> value;  ///< what `connect` was given
  std::optional<std::int64_t> request_id;
  std::optional<std::string> message;
  Extra extra;
};
template <>
struct Schema<StreamReply> {
  static constexpr std::string_view name = "StreamReply";
  static constexpr auto fields = std::tuple{
      Field{"status", &StreamReply::status},
      Field{"action", &StreamReply::action},
      Field{"web-socket-session-id", &StreamReply::web_socket_session_id},
      Field{"value", &StreamReply::value},
      Field{"request-id", &StreamReply::request_id},
      Field{"message", &StreamReply::message},
      Field{"", &StreamReply::extra, Unit::rest},
  };
};
static_assert(complete_schema<StreamReply>);

}  // namespace belay
