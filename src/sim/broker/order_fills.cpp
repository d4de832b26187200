#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "belay/model/account_stream.hpp"
#include "proto/json/codec.hpp"
#include "sim/broker/order_desk.hpp"
#include "sim/broker/order_parts.hpp"
#include "sim/broker/valuation.hpp"

// What executions do to orders and accounts.

namespace belay::sim {
namespace {

using Kind = VenueReport::Kind;

// What a leg turns out to do, whatever it was called (6.7).
Action true_action(const Book& book, const OrderLegRecord& leg) {
  const bool buys = is_buy(leg.action.value());
  const Holding* held = book.find(leg.symbol);
  return action_of(buys, held == nullptr || held->is_long() == buys);
}

YearGainSummary summary_of(const Book& book, const TradeRow& row) {
  const int year = static_cast<int>(new_york_date(row.at).year());
  const YearGain& gain = book.gains.at({year, row.underlying});
  return YearGainSummary{.year = year,
                         .account_number = book.account_number,
                         .symbol = row.underlying,
                         .instrument_type = gain.type,
                         .fees = spelt(gain.fees),
                         .fees_effect = debit_of(gain.fees),
                         .commissions = spelt(gain.commissions),
                         .commissions_effect = debit_of(gain.commissions),
                         .yearly_realized_gain = spelt(gain.realized.abs()),
                         .yearly_realized_gain_effect = effect_of(gain.realized),
                         .realized_lot_gain = spelt(gain.last_lot.abs()),
                         .realized_lot_gain_effect = effect_of(gain.last_lot)};
}

// One chain per underlying: every order that traded in it.
OrderChain chain_of(const Book& book, std::string_view underlying) {
  std::vector<std::int64_t> orders;
  std::int64_t first = 0;
  for (const TradeRow& row : book.trades) {
    if (row.underlying != underlying) continue;
    first = row.id;
    if (std::ranges::find(orders, row.order_id) == orders.end()) orders.push_back(row.order_id);
  }
  std::vector<std::string> nodes;
  for (const std::int64_t id : orders) {
    nodes.push_back(fmt::format(R"({{"node-type":"order","id":"{}"}})", id));
  }
  const bool open =
      std::ranges::find(book.holdings, underlying, &Holding::underlying) != book.holdings.end();
  return OrderChain{.id = fmt::format("{}", first),
                    .account_number = book.account_number,
                    .description = std::string{underlying},
                    .underlying_symbol = std::string{underlying},
                    .computed_data = RawJson{fmt::format(R"({{"open":{}}})", open)},
                    .lite_nodes = RawJson{fmt::format("[{}]", fmt::join(nodes, ","))}};
}

}  // namespace

void OrderDesk::on_report(const VenueReport& report) {
  OrderRecord* record = book_.order(report.order);
  if (record == nullptr || phase_of(record->status) == OrderPhase::terminal) return;
  switch (report.kind) {
    case Kind::filled: return on_fill(report);
    case Kind::triggered:
      if (fits_position(report.order, report.at)) touch(*record, report.at);
      return;
    case Kind::cancelled:
      if (phase_of(record->status) == OrderPhase::leaving) return;  // its answer is on the way
      record->cancelled_at = to_iso_utc(report.at);
      return end(report.order, OrderStatus::cancelled, report.at);
    case Kind::expired: return end(report.order, OrderStatus::expired, report.at);
  }
}

std::vector<Execution> OrderDesk::executions_of(const OrderRecord& record,
                                                const VenueReport& report) {
  const Kept& kept = kept_.at(*record.id);
  const std::string venue{exchange_->name()};
  std::vector<Execution> executions;
  for (std::size_t i = 0; i < record.legs.size(); ++i) {
    const std::int64_t number = numbers_.fill++;
    executions.push_back(
        {.order_id = *record.id,
         .instrument = kept.instruments[i],
         .symbol = record.legs[i].symbol,
         .buys = is_buy(record.legs[i].action.value()),
         .quantity = (report.units * ratio_of(record, i)).value_or(report.units).normalized(),
         .price = report.prices[i],
         .at = report.at,
         .exec_id = fmt::format("{}", number),
         .venue = venue});
  }
  return executions;
}

// Quantities, actions, and whether it is done; the fills themselves may be listed later.
void OrderDesk::take_fill(OrderRecord& record, const VenueReport& report,
                          const std::vector<Execution>& executions) {
  if (record.value) record.size = report.units;
  for (std::size_t i = 0; i < record.legs.size(); ++i) {
    OrderLegRecord& leg = record.legs[i];
    leg.action = true_action(book_, leg);
    if (record.value) leg.quantity = leg.remaining_quantity = executions[i].quantity;
    const Decimal had = leg.remaining_quantity.value_or(0);
    leg.remaining_quantity = (had - executions[i].quantity).value_or(0).normalized();
  }
  if (report.complete) record.terminal_at = to_iso_utc(report.at);
}

void OrderDesk::on_fill(const VenueReport& report) {
  const std::int64_t id = report.order;
  OrderRecord& record = *book_.order(id);
  const std::vector<Execution> executions = executions_of(record, report);
  take_fill(record, report, executions);
  kept_.at(id).filled_meanwhile = kept_.at(id).successor.has_value();
  const bool late = report.complete && options_.fill_listed_after.count() > 0;
  if (!late) list_fills(id, executions, report.at);
  if (report.complete) {
    end(id, OrderStatus::filled, report.at);
  } else {
    set_status(record, record.status.value(), report.at);
  }
  if (late) {
    after(options_.fill_listed_after, report.at, [this, id, executions](Instant then) {
      list_fills(id, executions, then);
      tell_order(*book_.order(id), then);
    });
  }
  if (group_of(record) != 0) cancel_siblings(*book_.order(id), report.at);
  const bool complete = report.complete;
  if (options_.posted_after.count() == 0) return post_fill(id, executions, complete, report.at);
  after(options_.posted_after, report.at, [this, id, executions, complete](Instant then) {
    post_fill(id, executions, complete, then);
  });
}

void OrderDesk::list_fills(std::int64_t id, const std::vector<Execution>& executions, Instant at) {
  OrderRecord& record = *book_.order(id);
  for (std::size_t i = 0; i < record.legs.size(); ++i) {
    const Execution& execution = executions[i];
    record.legs[i].fills.push_back(
        {.fill_id = fmt::format("2_TW::{}::{}-FILL", execution.venue, execution.exec_id),
         .quantity = execution.quantity,
         .fill_price = spelt(execution.price),
         .filled_at = to_iso_utc(execution.at),
         .destination_venue = execution.venue,
         .ext_exec_id = execution.exec_id,
         .ext_group_fill_id = record.legs.size() == 1 ? "0" : executions.front().exec_id});
  }
  touch(record, at);
}

void OrderDesk::post_fill(std::int64_t id, const std::vector<Execution>& executions, bool complete,
                          Instant at) {
  std::vector<TradeRow> closing;
  for (const Execution& execution : executions) {
    const Result<Posted> posted = post(book_, execution, numbers_.trade);
    if (!posted) continue;  // beyond what a Decimal can hold: nothing was booked
    tell_posted(*posted, at);
    for (const TradeRow& row : posted->rows) {
      if (is_closing(row.action)) closing.push_back(row);
    }
  }
  if (const auto balance = balance_of(book_, market_, at)) {
    tell("AccountBalance", json::encode(*balance), at);
  }
  for (const TradeRow& row : closing) {
    tell("UnderlyingYearGainSummary", json::encode(summary_of(book_, row)), at);
  }
  const std::string& underlying = executions.front().instrument.underlying;
  tell("OrderChain", json::encode(chain_of(book_, underlying)), at);
  if (complete) on_component_end(*book_.order(id), OrderStatus::filled, at);
}

void OrderDesk::tell_posted(const Posted& posted, Instant at) {
  Position position = position_of(book_, posted.holding, market_, at, false);
  position.order_id = posted.rows.back().order_id;
  tell("CurrentPosition", json::encode(position), at);
}

}  // namespace belay::sim
