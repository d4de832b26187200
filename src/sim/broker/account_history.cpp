#include "sim/broker/account_history.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "belay/model/symbology.hpp"
#include "sim/broker/fees.hpp"
#include "sim/broker/metrics.hpp"
#include "sim/broker/snapshots.hpp"
#include "sim/broker/valuation.hpp"
#include "sim/market/session.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;
using namespace belay::literals;

constexpr std::size_t kMostBars = 2000;

bool sells(Action action) {
  return action == Action::sell_to_open || action == Action::sell_to_close ||
         action == Action::sell;
}
bool opens(Action action) {
  return action == Action::buy_to_open || action == Action::sell_to_open;
}

// `Bought 1 SMCI 06/05/26 Call 45.00 @ 0.75`
std::string description_of(const TradeFacts& facts) {
  const std::string price =
      facts.price.rescaled(std::max(2, facts.price.normalized(2).scale()), Rounding::half_even)
          .value_or(facts.price)
          .to_string();
  std::string what = facts.symbol;
  if (const auto option = parse_occ(facts.symbol)) {
    const Date date = option->expiration;
    what = fmt::format("{} {:02}/{:02}/{:02} {} {:.2f}", facts.underlying,
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       static_cast<int>(date.year()) % 100, option->right == 'C' ? "Call" : "Put",
                       option->strike.to_double());
  }
  return fmt::format("{} {} {} @ {}", sells(facts.action) ? "Sold" : "Bought",
                     facts.quantity.normalized(0).to_string(), what, price);
}

void set_net(Transaction& transaction, Decimal net) {
  transaction.net_value = spelt(net.abs());
  transaction.net_value_effect = effect_of(net);
}

// Money that comes (or goes, below zero) without a trade.
Transaction money(const Book& book, std::string_view kind, std::string description, Decimal amount,
                  Instant at) {
  Transaction transaction{.account_number = book.account_number,
                          .transaction_type = TransactionType::money_movement,
                          .transaction_sub_type = std::string{kind},
                          .description = std::move(description),
                          .executed_at = to_zulu(at),
                          .transaction_date = to_iso_date(new_york_date(at)),
                          .value = spelt(amount.abs()),
                          .value_effect = effect_of(amount),
                          .is_estimated_fee = true,
                          .currency = "USD",
                          .created_at = to_zulu(at + 58ms)};
  set_net(transaction, amount);
  return transaction;
}

TradeFacts opening(const Holding& holding) {
  return {.type = holding.type,
          .symbol = holding.symbol,
          .underlying = holding.underlying,
          .action = holding.is_long() ? Action::buy_to_open : Action::sell_to_open,
          .quantity = holding.quantity,
          .price = holding.average_open_price,
          .multiplier = holding.multiplier,
          .index_option = holding.underlying == "SPX",
          .at = holding.opened};
}

// Bought and sold again: closed positions that a history has.
void add_round_trip(std::vector<std::pair<Instant, Transaction>>& rows, const Book& book,
                    std::string_view symbol, Decimal quantity, Decimal bought, Decimal sold,
                    Instant at) {
  TradeFacts facts{.symbol = std::string{symbol},
                   .underlying = std::string{symbol},
                   .quantity = quantity,
                   .price = bought,
                   .at = at};
  rows.emplace_back(facts.at, trade_of(book.account_number, facts));
  facts.action = Action::sell_to_close;
  facts.price = sold;
  facts.at = at + 480h;
  rows.emplace_back(facts.at, trade_of(book.account_number, facts));
}

void add_dividends(std::vector<std::pair<Instant, Transaction>>& rows, const Book& book,
                   const Holding& holding, Instant start) {
  if (holding.type != InstrumentType::equity) return;
  for (const Dividend& dividend : dividends_of(holding.symbol, start)) {
    const Instant paid = close_of(parse_date(dividend.occurred_date).value()) + 1h;
    if (paid <= holding.opened || paid >= start) continue;
    const Decimal exact = (dividend.amount * holding.quantity).value_or(0);
    const Decimal amount = exact.rescaled(2, Rounding::half_even).value_or(exact);
    Transaction row =
        money(book, "Dividend", holding.symbol, holding.is_long() ? amount : -amount, paid);
    row.symbol = holding.symbol;
    row.underlying_symbol = holding.underlying;
    row.instrument_type = holding.type;
    rows.emplace_back(paid, std::move(row));
  }
}

// Signed: what the row did to the cash.
Decimal net_of(const Transaction& row) {
  const Decimal value = row.net_value.value_or(0);
  return row.net_value_effect == Effect::debit ? -value : value;
}

}  // namespace

const Transaction& AccountHistory::append(Transaction transaction) {
  transaction.id = next_id_++;
  transactions_.push_back(std::move(transaction));
  return transactions_.back();
}

Transaction trade_of(std::string_view account, const TradeFacts& facts) {
  const Decimal value =
      (facts.price * facts.quantity * Result<Decimal>{Decimal{facts.multiplier}}).value_or(0);
  const auto fees = fees_of({FeeLeg{.type = facts.type,
                                    .opens = opens(facts.action),
                                    .sells = sells(facts.action),
                                    .index_option = facts.index_option,
                                    .quantity = facts.quantity}})
                        .value_or(FeeCalculation{});
  const Decimal signed_value = sells(facts.action) ? value : -value;
  Transaction row{.account_number = std::string{account},
                  .symbol = facts.symbol,
                  .instrument_type = facts.type,
                  .underlying_symbol = facts.underlying,
                  .transaction_type = TransactionType::trade,
                  .transaction_sub_type = std::string{enum_name(facts.action)},
                  .description = description_of(facts),
                  .action = facts.action,
                  .quantity = spelt(facts.quantity),
                  .price = spelt(facts.price),
                  .executed_at = to_zulu(facts.at),
                  .transaction_date = to_iso_date(new_york_date(facts.at)),
                  .value = spelt(value),
                  .value_effect = effect_of(signed_value),
                  .regulatory_fees = fees.regulatory_fees,
                  .regulatory_fees_effect = fees.regulatory_fees_effect,
                  .clearing_fees = fees.clearing_fees,
                  .clearing_fees_effect = fees.clearing_fees_effect,
                  .proprietary_index_option_fees = fees.proprietary_index_option_fees,
                  .proprietary_index_option_fees_effect = fees.proprietary_index_option_fees_effect,
                  .commission = fees.commission,
                  .commission_effect = fees.commission_effect,
                  .is_estimated_fee = true,
                  .currency = "USD",
                  .created_at = to_zulu(facts.at + 2s),
                  .destination_venue = "MARKET_SIMULATOR_A"};
  set_net(row, (signed_value - fees.total_fees.value_or(0)).value_or(signed_value));
  return row;
}

AccountHistory make_history(const Book& book, Instant start) {
  std::vector<std::pair<Instant, Transaction>> rows;
  Instant first = start - 2000h;
  for (const Holding& holding : book.holdings) {
    rows.emplace_back(holding.opened, trade_of(book.account_number, opening(holding)));
    add_dividends(rows, book, holding, start);
    first = std::min(first, holding.opened);
  }
  if (!book.holdings.empty()) {
    add_round_trip(rows, book, "MSFT", 10, 402.15_usd, 431.7_usd, start - 1900h);
    add_round_trip(rows, book, "KO", 60, 63.2_usd, 61.05_usd, start - 1200h);
    rows.emplace_back(start - 400h, money(book, "Credit Interest", "INTEREST ON CREDIT BALANCE",
                                          3.41_usd, start - 400h));
    rows.emplace_back(start - 900h,
                      money(book, "Deposit", "Cash deposit", 10000.0_usd, start - 900h));
  }
  Result<Decimal> rest = book.cash;
  for (const auto& [at, row] : rows) rest = rest - Result<Decimal>{net_of(row)};
  if (const Decimal needed = rest.value_or(0); !needed.is_zero()) {
    const Instant at = first - 72h;
    rows.emplace_back(at,
                      money(book, needed.sign() > 0 ? "Deposit" : "Withdrawal",
                            needed.sign() > 0 ? "Cash deposit" : "Cash withdrawal", needed, at));
  }
  std::ranges::stable_sort(rows, {}, &std::pair<Instant, Transaction>::first);
  AccountHistory history;
  for (auto& [at, row] : rows) history.append(std::move(row));
  return history;
}

double past_factor(Instant at, Instant now) {
  const double ago = std::max(0.0, duration<double, std::ratio<86400>>(now - at).count());
  const double waves =
      0.012 * std::sin(ago / 3.1) + 0.02 * std::sin(ago / 17.3) + 0.0015 * std::sin(ago * 40.0);
  return (1.0 + waves) * std::exp(-0.00035 * ago);
}

std::vector<NetLiqBar> net_liq_bars(Decimal value, Instant from, Instant now, minutes step) {
  if (step <= minutes::zero()) {
    const auto span = now - from;
    step = span <= 48h ? 5min : span <= 240h ? 30min : minutes{24h};
  }
  if ((now - from) / step > static_cast<std::int64_t>(kMostBars)) from = now - step * kMostBars;
  const double present = value.to_double();
  std::vector<NetLiqBar> bars;
  for (Instant at = floor<minutes>(from); at <= now; at += step) {
    const Instant end = std::min<Instant>(at + step, now);
    const bool last = at + step > now;
    const auto worth_at = [&](Instant moment) {
      return to_decimal(present * past_factor(moment, now), 3).normalized(1);
    };
    const Decimal open = worth_at(at);
    const Decimal close = last ? spelt(value) : worth_at(end);
    NetLiqBar bar{.open = open,
                  .high = std::max(open, close),
                  .low = std::min(open, close),
                  .close = close,
                  .pending_cash_open = 0.0_usd,
                  .pending_cash_high = 0.0_usd,
                  .pending_cash_low = 0.0_usd,
                  .pending_cash_close = 0.0_usd};
    bar.total_open = bar.open;
    bar.total_high = bar.high;
    bar.total_low = bar.low;
    bar.total_close = bar.close;
    std::string time = to_iso_utc(at);
    bar.time = fmt::format("{} {}+00", time.substr(0, 10), time.substr(11, 8));
    bars.push_back(std::move(bar));
  }
  return bars;
}

}  // namespace belay::sim
