#include "sim/broker/futures_catalog.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "belay/model/symbology.hpp"
#include "sim/broker/futures_listing.hpp"
#include "sim/market/listing.hpp"

namespace belay::sim {
namespace {

using namespace belay::literals;

Decimal decimal(std::string_view text) { return Decimal::parse(text).value(); }

std::string roll_name(std::string_view sector) {
  if (sector == "Equity Index") return "equity_index";
  std::string name{sector};
  std::ranges::transform(name, name.begin(), [](char c) {
    return c == ' ' ? '_' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return name;
}

std::vector<std::string> letters(std::string_view months) {
  std::vector<std::string> list;
  for (const char month : months) list.emplace_back(1, month);
  return list;
}

std::string_view clearing_exchange(const FutureRow& row) {
  if (row.legacy_exchange == "CBT") return "01";
  if (row.legacy_exchange == "NYM") return "07";
  if (row.legacy_exchange == "CMX") return "04";
  return row.legacy_exchange == "CFE" ? "0C" : "16";
}

FutureProduct plain_product(const FutureRow& row) {
  const std::string code{row.code};
  return FutureProduct{
      .root_symbol = "/" + code,
      .code = code,
      .description = std::string{row.description},
      .clearing_code = code,
      .clearing_exchange_code = std::string{clearing_exchange(row)},
      .clearport_code = code,
      .legacy_code = code,
      .exchange = std::string{row.exchange},
      .legacy_exchange_code = std::string{row.legacy_exchange},
      .product_type = row.cash_settled ? "Financial" : "Physical",
      .listed_months = letters(row.months),
      .active_months = letters(row.months),
      .notional_multiplier = decimal(row.multiplier),
      .tick_size = decimal(row.tick),
      .display_factor = decimal(row.display_factor),
      .streamer_exchange_code = std::string{row.streamer_exchange},
      .small_notional = row.small,
      .back_month_first_calendar_symbol = row.cash_settled,
      .first_notice = !row.cash_settled,
      .cash_settled = row.cash_settled,
      .security_group = code,
      .market_sector = std::string{row.sector},
      .supported = true,
      .roll = FutureRoll{.name = roll_name(row.sector),
                         .active_count = row.listed,
                         .cash_settled = row.cash_settled,
                         .business_days_offset = 4,
                         .first_notice = !row.cash_settled},
      .futures_trading_cutoff_times = {
          {.offset_seconds = 34'200, .timezone = "Market Zone", .timing = "Default"}}};
}

FutureOptionProduct option_product(const FutureRow& row, const FutureRoot& root) {
  const bool regular = root.type == "Regular";
  return FutureOptionProduct{
      .root_symbol = root.root,
      .cash_settled = false,
      .code = root.root,
      .legacy_code = root.root,
      .clearport_code = root.root,
      .clearing_code = root.root,
      .clearing_exchange_code = std::string{clearing_exchange(row)},
      .clearing_price_multiplier = 1.0_dec,
      .display_factor = decimal(row.display_factor),
      .exchange = std::string{row.exchange},
      .product_type = "Physical",
      .expiration_type = std::string{root.type},
      .settlement_delay_days = 0,
      .is_rollover = !regular,
      .market_sector = std::string{row.sector},
      .is_am_settled = regular,
      .supported = true,
      .futures_trading_cutoff_times = {{.offset_seconds = regular ? 34'200 : 57'600,
                                        .timezone = "Market Zone",
                                        .timing = "Default"}}};
}

// Rows of one product share it.
Shared<FutureProduct> shared_product(const FutureRow& row) {
  static const auto kProducts = [] {
    std::vector<Shared<FutureProduct>> products;
    for (const FutureRow& each : future_rows()) {
      products.push_back(std::make_shared<const FutureProduct>(plain_product(each)));
    }
    return products;
  }();
  return kProducts[static_cast<std::size_t>(&row - future_rows().data())];
}

std::vector<TickSize> option_ticks(const FutureRow& row) {
  if (row.option_root.empty()) return {};
  if (row.sector != "Equity Index") return {TickSize{.value = decimal(row.tick)}};
  return {TickSize{.threshold = 10.0_dec, .value = 0.05_dec}, TickSize{.value = 0.25_dec}};
}

// With the contracts after it, nearest first.
Future describe(const std::vector<FutureContract>& contracts, std::size_t at) {
  const FutureContract& contract = contracts[at];
  const FutureRow& row = *contract.row;
  const std::string date = to_iso_date(contract.ends);
  const std::string time = to_iso_utc(contract.at);
  const std::string group = row.sector == "Equity Index" ? std::string{row.code} : "COMMODITY";
  Future future{.symbol = contract.symbol(),
                .product_code = std::string{row.code},
                .contract_size = decimal(row.multiplier),
                .tick_size = decimal(row.tick),
                .notional_multiplier = decimal(row.multiplier),
                .main_fraction = 0.0_dec,
                .sub_fraction = 0.0_dec,
                .display_factor = decimal(row.display_factor),
                .last_trade_date = date,
                .expiration_date = date,
                .closing_only_date = date,
                .active = true,
                .active_month = at == 0,
                .next_active_month = at == 1,
                .is_closing_only = false,
                .is_tradeable = true,
                .stops_trading_at = time,
                .expires_at = time,
                .product_group = fmt::format("{}_{}", row.exchange, group),
                .exchange = std::string{row.exchange},
                .exchange_symbol = contract.symbol().substr(1),
                .streamer_exchange_code = std::string{row.streamer_exchange},
                .streamer_symbol = contract.streamer(),
                .back_month_first_calendar_symbol = row.cash_settled,
                .security_id = fmt::format("{}", 42'000'000 + static_cast<int>(row.level) * 10 +
                                                     contract.year % 10 * 100 + contract.month),
                .future_product = shared_product(row),
                .tick_sizes = {TickSize{.value = decimal(row.tick)}},
                .option_tick_sizes = option_ticks(row)};
  if (!row.cash_settled) {
    const std::chrono::sys_days ends{contract.ends};
    future.first_notice_date = to_iso_date(Date{ends - std::chrono::days{21}});
  }
  if (row.code == "ES") {
    future.future_etf_equivalent = FutureEtfEquivalent{.symbol = "SPY", .share_quantity = 503};
  }
  if (at + 1 < contracts.size()) future.roll_target_symbol = contracts[at + 1].symbol();
  for (std::size_t other = at + 1; other < contracts.size() && other <= at + 3; ++other) {
    future.spread_tick_sizes.push_back(
        {.value = decimal(row.tick), .symbol = contracts[other].symbol()});
  }
  return future;
}

// What all options of one expiration have in common.
FutureOption describe(const FutureRow& row, const FutureExpiration& expiration, Instant now) {
  const std::string ends = to_iso_utc(expiration.at);
  const std::string date = to_iso_date(expiration.date);
  const Result<Decimal> notional = decimal(row.multiplier) * decimal(row.display_factor);
  return FutureOption{.underlying_symbol = expiration.future.symbol(),
                      .product_code = std::string{row.code},
                      .expiration_date = date,
                      .root_symbol = fmt::format("/{}", row.code),
                      .option_root_symbol = expiration.root,
                      .exchange = std::string{row.exchange},
                      .exercise_style = "American",
                      .is_vanilla = true,
                      .is_primary_deliverable = true,
                      .future_price_ratio = 1.0_dec,
                      .multiplier = 1.0_dec,
                      .underlying_count = 1.0_dec,
                      .is_confirmed = true,
                      .notional_value = notional.value_or(0).normalized(1),
                      .display_factor = decimal(row.display_factor),
                      .security_exchange = "2",
                      .sx_id = "0",
                      .settlement_type = "Future",
                      .strike_factor = 1.0_dec,
                      .maturity_date = date,
                      .is_exercisable_weekly = true,
                      .last_trade_time = "0",
                      .days_to_expiration = (std::chrono::sys_days{expiration.date} -
                                             std::chrono::sys_days{new_york_date(now)})
                                                .count(),
                      .is_closing_only = false,
                      .active = true,
                      .stops_trading_at = ends,
                      .expires_at = ends,
                      .future_option_product = std::make_shared<const FutureOptionProduct>(
                          option_product(row, {expiration.root, expiration.type}))};
}

Decimal strike_decimal(double strike) { return to_decimal(strike, 4).normalized(0); }

FutureOptionSymbol symbol_of(const FutureExpiration& expiration, char right, double strike) {
  return {.future = expiration.future.symbol(),
          .contract = expiration.contract,
          .expiration = expiration.date,
          .right = right,
          .strike = strike_decimal(strike)};
}

std::string streamer_of(const FutureRow& row, const FutureExpiration& expiration, char right,
                        double strike) {
  return fmt::format("./{}{}{:02}{}{}:{}", expiration.root, expiration.month,
                     static_cast<int>(expiration.date.year()) % 100, right,
                     strike_decimal(strike).to_string(), row.streamer_exchange);
}

FutureOption with_strike(FutureOption option, const FutureRow& row,
                         const FutureExpiration& expiration, char right, double strike) {
  option.symbol = to_broker(symbol_of(expiration, right, strike)).value();
  option.strike_price = strike_decimal(strike).normalized(1);
  option.option_type = right == 'C' ? OptionType::call : OptionType::put;
  option.exchange_symbol =
      fmt::format("{} {}{}", expiration.contract, right, strike_decimal(strike).to_string());
  option.streamer_symbol = streamer_of(row, expiration, right, strike);
  return option;
}

FuturesChainExpiration nested(const FutureRow& row, const FutureExpiration& expiration,
                              Instant now) {
  const FutureOption common = describe(row, expiration, now);
  FuturesChainExpiration result{.underlying_symbol = common.underlying_symbol,
                                .root_symbol = common.root_symbol,
                                .option_root_symbol = expiration.root,
                                .option_contract_symbol = expiration.contract,
                                .asset = expiration.root,
                                .expiration_date = *common.expiration_date,
                                .days_to_expiration = common.days_to_expiration,
                                .expiration_type = std::string{expiration.type},
                                .settlement_type = expiration.type == "Regular" ? "AM" : "PM",
                                .notional_value = common.notional_value,
                                .display_factor = common.display_factor,
                                .strike_factor = common.strike_factor,
                                .stops_trading_at = common.stops_trading_at,
                                .expires_at = common.expires_at,
                                .tick_sizes = option_ticks(row)};
  for (const double strike : strikes_of(row)) {
    result.strikes.push_back({.strike_price = strike_decimal(strike).normalized(1),
                              .call = to_broker(symbol_of(expiration, 'C', strike)).value(),
                              .call_streamer_symbol = streamer_of(row, expiration, 'C', strike),
                              .put = to_broker(symbol_of(expiration, 'P', strike)).value(),
                              .put_streamer_symbol = streamer_of(row, expiration, 'P', strike)});
  }
  return result;
}

ChainFuture chain_future(const Future& future, Instant now) {
  const Date ends = parse_date(*future.expiration_date).value();
  return {.symbol = future.symbol,
          .root_symbol = fmt::format("/{}", *future.product_code),
          .expiration_date = future.expiration_date,
          .days_to_expiration =
              (std::chrono::sys_days{ends} - std::chrono::sys_days{new_york_date(now)}).count(),
          .active_month = future.active_month,
          .next_active_month = future.next_active_month,
          .stops_trading_at = future.stops_trading_at,
          .expires_at = future.expires_at};
}

std::vector<Future> contracts(const FutureRow& row, Instant now) {
  const std::vector<FutureContract> listed = contracts_of(row, now);
  std::vector<Future> futures;
  for (std::size_t at = 0; at < listed.size(); ++at) futures.push_back(describe(listed, at));
  return futures;
}

}  // namespace

const std::vector<FutureProduct>& future_products() {
  static const auto kProducts = [] {
    std::vector<FutureProduct> products;
    for (const FutureRow& row : future_rows()) {
      FutureProduct product = plain_product(row);
      for (const FutureRoot& root : option_roots(row)) {
        product.option_products.push_back(option_product(row, root));
      }
      products.push_back(std::move(product));
    }
    return products;
  }();
  return kProducts;
}

std::vector<FutureOptionProduct> future_option_products() {
  std::vector<FutureOptionProduct> products;
  for (const FutureRow& row : future_rows()) {
    for (const FutureRoot& root : option_roots(row)) {
      FutureOptionProduct product = option_product(row, root);
      product.future_product = shared_product(row);
      products.push_back(std::move(product));
    }
  }
  return products;
}

std::vector<Future> futures_listed(Instant now) {
  std::vector<Future> all;
  for (const FutureRow& row : future_rows())
    std::ranges::move(contracts(row, now), std::back_inserter(all));
  return all;
}

std::optional<Future> future_of(std::string_view symbol, Instant now) {
  if (symbol.starts_with('/')) symbol.remove_prefix(1);
  for (Future& future : futures_listed(now)) {
    if (std::string_view{future.symbol}.substr(1) == symbol) return std::move(future);
  }
  return std::nullopt;
}

std::optional<double> future_level(std::string_view product_code) {
  const FutureRow* row = find_future_row(product_code);
  return row == nullptr ? std::nullopt : std::optional{row->level};
}

std::vector<FutureOption> future_options_of(std::string_view product_code, Instant now) {
  const FutureRow* row = find_future_row(product_code);
  if (row == nullptr) return {};
  std::vector<FutureOption> options;
  const std::vector<double> strikes = strikes_of(*row);
  for (const FutureExpiration& expiration : future_expirations(*row, now)) {
    const FutureOption common = describe(*row, expiration, now);
    for (const double strike : strikes) {
      options.push_back(with_strike(common, *row, expiration, 'C', strike));
      options.push_back(with_strike(common, *row, expiration, 'P', strike));
    }
  }
  // The first row of a list has been seen without it (broker-api.md 5.16).
  if (!options.empty()) options.front().streamer_symbol.reset();
  return options;
}

std::optional<FutureOption> future_option_of(std::string_view symbol, Instant now) {
  const auto wanted = parse_future_option(symbol);
  if (!wanted) return std::nullopt;
  for (const FutureRow& row : future_rows()) {
    if (!std::string_view{wanted->future}.substr(1).starts_with(row.code)) continue;
    for (const FutureExpiration& expiration : future_expirations(row, now)) {
      if (expiration.contract != wanted->contract) continue;
      for (const double strike : strikes_of(row)) {
        if (symbol_of(expiration, wanted->right, strike) == *wanted) {
          return with_strike(describe(row, expiration, now), row, expiration, wanted->right,
                             strike);
        }
      }
    }
  }
  return std::nullopt;
}

std::optional<FuturesOptionChain> futures_chain_of(std::string_view product_code, Instant now) {
  const FutureRow* row = find_future_row(product_code);
  if (row == nullptr || row->option_root.empty()) return std::nullopt;
  FuturesOptionChain chain;
  for (const Future& future : contracts(*row, now)) {
    chain.futures.push_back(chain_future(future, now));
  }
  FuturesChainRoot root{.underlying_symbol = fmt::format("/{}", row->code),
                        .root_symbol = fmt::format("/{}", row->code),
                        .exercise_style = "American"};
  for (const FutureExpiration& expiration : future_expirations(*row, now)) {
    root.expirations.push_back(nested(*row, expiration, now));
  }
  chain.option_chains.push_back(std::move(root));
  return chain;
}

}  // namespace belay::sim
