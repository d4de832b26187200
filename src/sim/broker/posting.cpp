#include "sim/broker/posting.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "belay/model/symbology.hpp"
#include "sim/broker/fees.hpp"
#include "sim/broker/valuation.hpp"

namespace belay::sim {
namespace {

constexpr int kAverageScale = 8;  // broker-api.md 5.5

Holding new_holding(const Execution& execution) {
  return Holding{.type = execution.instrument.type,
                 .symbol = execution.symbol,
                 .streamer_symbol = execution.instrument.streamer_symbol,
                 .underlying = execution.instrument.underlying,
                 .side = execution.buys ? PositionSide::long_ : PositionSide::short_,
                 .multiplier = execution.instrument.multiplier,
                 .opened = execution.at,
                 .expires = execution.instrument.expires};
}

// Dollars gained by closing `quantity` of what is held.
Result<Decimal> gain_of(const Holding& held, Decimal quantity, Decimal price) {
  const Result<Decimal> each =
      held.is_long() ? price - held.average_open_price : held.average_open_price - price;
  return each * quantity * Result<Decimal>{Decimal{held.multiplier}};
}

Result<Decimal> average_with(const Holding& held, Decimal quantity, Decimal price) {
  const Result<Decimal> cost = held.average_open_price * held.quantity + price * quantity;
  const Result<Decimal> count = held.quantity + quantity;
  if (!cost || !count) return std::unexpected(cost ? count.error() : cost.error());
  const Result<Decimal> average = divide(*cost, *count, kAverageScale);
  return average ? average->normalized() : average;
}

Result<TradeRow> row_of(const Execution& execution, Decimal quantity, bool opens, Decimal gain) {
  const Result<FeeCalculation> fees = fees_of({{.type = execution.instrument.type,
                                                .opens = opens,
                                                .sells = !execution.buys,
                                                .index_option = execution.instrument.index_option,
                                                .quantity = quantity}});
  const Result<Decimal> amount =
      execution.price * quantity * Result<Decimal>{Decimal{execution.instrument.multiplier}};
  if (!fees || !amount) return std::unexpected(fees ? amount.error() : fees.error());
  const Decimal value = execution.buys ? -*amount : *amount;
  const Result<Decimal> net = value - *fees->total_fees;
  if (!net) return std::unexpected(net.error());
  return TradeRow{.order_id = execution.order_id,
                  .at = execution.at,
                  .type = execution.instrument.type,
                  .symbol = execution.symbol,
                  .underlying = execution.instrument.underlying,
                  .action = action_of(execution.buys, opens),
                  .quantity = quantity,
                  .price = execution.price,
                  .value = value,
                  .commission = *fees->commission,
                  .clearing_fees = *fees->clearing_fees,
                  .regulatory_fees = *fees->regulatory_fees,
                  .proprietary_fees = *fees->proprietary_index_option_fees,
                  .net_value = *net,
                  .exec_id = execution.exec_id,
                  .venue = execution.venue,
                  .realized_gain = gain};
}

Result<void> close_part(Holding& held, Decimal quantity, const Execution& execution,
                        std::vector<TradeRow>& rows) {
  const Result<Decimal> gain = gain_of(held, quantity, execution.price);
  if (!gain) return std::unexpected(gain.error());
  Result<TradeRow> row = row_of(execution, quantity, false, *gain);
  if (!row) return std::unexpected(row.error());
  const Date today = new_york_date(execution.at);
  const Result<Decimal> realized =
      (held.realized_on == today ? held.realized_today : Decimal{}) + *gain;
  const Result<Decimal> left = held.quantity - quantity;
  if (!realized || !left) return std::unexpected(realized ? left.error() : realized.error());
  held.realized_today = *realized;
  held.realized_on = today;
  held.quantity = left->normalized();
  rows.push_back(*std::move(row));
  return {};
}

Result<void> open_part(Holding& held, Decimal quantity, const Execution& execution,
                       std::vector<TradeRow>& rows) {
  Result<TradeRow> row = row_of(execution, quantity, true, Decimal{});
  const Result<Decimal> average = average_with(held, quantity, execution.price);
  if (!row || !average) return std::unexpected(row ? average.error() : row.error());
  held.average_open_price = *average;
  held.quantity = (held.quantity + quantity).value_or(held.quantity).normalized();
  rows.push_back(*std::move(row));
  return {};
}

// Everything that can fail, on copies.
struct Draft {
  Holding holding;
  std::vector<TradeRow> rows;
  Decimal cash;
};

Result<Draft> draft_of(const Book& book, const Execution& execution) {
  const Holding* held = book.find(execution.symbol);
  Draft draft{.holding = held != nullptr ? *held : new_holding(execution), .rows = {}, .cash = 0};
  const bool opposite = held != nullptr && held->is_long() != execution.buys;
  const Decimal closes = opposite ? std::min(held->quantity, execution.quantity) : Decimal{0};
  const Decimal opens = (execution.quantity - closes).value_or(0);
  if (!closes.is_zero()) {
    if (auto done = close_part(draft.holding, closes, execution, draft.rows); !done)
      return std::unexpected(done.error());
  }
  if (!opens.is_zero()) {
    if (opposite) {  // through zero: the other side, from the beginning
      Holding turned = new_holding(execution);
      turned.realized_today = draft.holding.realized_today;
      turned.realized_on = draft.holding.realized_on;
      draft.holding = std::move(turned);
    }
    if (auto done = open_part(draft.holding, opens, execution, draft.rows); !done)
      return std::unexpected(done.error());
  }
  Result<Decimal> cash = book.cash;
  for (const TradeRow& row : draft.rows) cash = cash + row.net_value;
  if (!cash) return std::unexpected(cash.error());
  draft.cash = *cash;
  draft.holding.updated = execution.at;
  return draft;
}

void count_gain(Book& book, const TradeRow& row) {
  const int year = static_cast<int>(new_york_date(row.at).year());
  YearGain& gain = book.gains[{year, row.underlying}];
  const Result<Decimal> fees =
      gain.fees + row.clearing_fees + row.regulatory_fees + Result<Decimal>{row.proprietary_fees};
  gain.type = InstrumentType::equity;
  gain.fees = fees.value_or(gain.fees);
  gain.commissions = (gain.commissions + row.commission).value_or(gain.commissions);
  if (!is_closing(row.action)) return;
  gain.realized = (gain.realized + row.realized_gain).value_or(gain.realized);
  gain.last_lot = row.realized_gain;
}

void keep(Book& book, const Holding& holding) {
  const auto by_symbol = [&](const Holding& other) { return other.symbol == holding.symbol; };
  std::erase_if(book.closed, by_symbol);
  const auto found = std::ranges::find_if(book.holdings, by_symbol);
  if (holding.quantity.is_zero()) {
    if (found != book.holdings.end()) book.holdings.erase(found);
    book.closed.push_back(holding);
  } else if (found != book.holdings.end()) {
    *found = holding;
  } else {
    book.holdings.push_back(holding);
  }
}

// `SMCI 06/05/26 Call 45.00`, or the symbol itself.
std::string name_of(const TradeRow& row) {
  const auto option = parse_occ(row.symbol);
  if (row.type != InstrumentType::equity_option || !option) return row.symbol;
  const Date date = option->expiration;
  return fmt::format("{} {:02}/{:02}/{:02} {} {}", option->root,
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     static_cast<int>(date.year()) % 100, option->right == 'C' ? "Call" : "Put",
                     option->strike.rescaled(2, Rounding::half_even).value_or(option->strike));
}

}  // namespace

Transaction transaction_of(const Book& book, const TradeRow& row) {
  const std::string at = to_iso_utc(row.at);
  return Transaction{
      .id = row.id,
      .account_number = book.account_number,
      .symbol = row.symbol,
      .instrument_type = row.type,
      .underlying_symbol = row.underlying,
      .transaction_type = TransactionType::trade,
      .transaction_sub_type = std::string{enum_name(row.action)},
      .description = fmt::format("{} {} {} @ {}", is_buy(row.action) ? "Bought" : "Sold",
                                 row.quantity, name_of(row), row.price.normalized(2)),
      .action = row.action,
      .quantity = spelt(row.quantity),
      .price = spelt(row.price),
      .executed_at = at,
      .transaction_date = to_iso_date(new_york_date(row.at)),
      .value = spelt(row.value.abs()),
      .value_effect = effect_of(row.value),
      .regulatory_fees = spelt(row.regulatory_fees),
      .regulatory_fees_effect = debit_of(row.regulatory_fees),
      .clearing_fees = spelt(row.clearing_fees),
      .clearing_fees_effect = debit_of(row.clearing_fees),
      .proprietary_index_option_fees = spelt(row.proprietary_fees),
      .proprietary_index_option_fees_effect = debit_of(row.proprietary_fees),
      .commission = spelt(row.commission),
      .commission_effect = debit_of(row.commission),
      .net_value = spelt(row.net_value.abs()),
      .net_value_effect = effect_of(row.net_value),
      .is_estimated_fee = true,
      .currency = "USD",
      .order_id = row.order_id,
      .created_at = at,
      .destination_venue = row.venue,
      .exec_id = row.exec_id,
      .ext_exec_id = row.exec_id,
      .ext_group_fill_id = "0",
  };
}

Result<Posted> post(Book& book, const Execution& execution, std::int64_t& next_id) {
  Result<Draft> draft = draft_of(book, execution);
  if (!draft) return std::unexpected(draft.error());
  if (draft->holding.quantity.is_zero()) draft->holding.side = PositionSide::zero;
  book.cash = draft->cash;
  keep(book, draft->holding);
  for (TradeRow& row : draft->rows) {
    row.id = next_id++;
    count_gain(book, row);
    book.trades.insert(book.trades.begin(), row);
  }
  return Posted{.rows = std::move(draft->rows), .holding = std::move(draft->holding)};
}

}  // namespace belay::sim
