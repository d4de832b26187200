#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "belay/model/margin.hpp"
#include "belay/model/margin_dry_run.hpp"
#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/catalog.hpp"
#include "sim/broker/dry_run.hpp"
#include "sim/broker/margin.hpp"
#include "sim/broker/state.hpp"
#include "sim/broker/valuation.hpp"

// Margin and risk (broker-api.md 4.6, 5.27).

namespace belay::sim {
namespace {

using namespace belay::literals;

constexpr int kSpanRows = 2400;
constexpr int kSpanPerPage = 1000;
constexpr int kMostSpanPerPage = 50'000;

// What is owed: a debit, or nothing.
Effect gained(Decimal amount) { return amount.is_zero() ? Effect::none : Effect::credit; }

std::string calculation_of(const HeldAccount& account) {
  return account.profile.margin_or_cash == "Cash" ? "IRA Margin" : "Reg T";
}

// The requirement of some holdings of one underlying.
Result<Decimal> requirement_of(const std::vector<const Holding*>& holdings, const Book& book,
                               const Market& market) {
  Result<Decimal> sum = Decimal{0};
  std::vector<MarginLeg> options;
  for (const Holding* holding : holdings) {
    if (holding->type == InstrumentType::equity_option) {
      options.push_back({.symbol = holding->symbol,
                         .is_long = holding->is_long(),
                         .quantity = holding->quantity});
      continue;
    }
    sum = sum + mark_price(market, holding->streamer_symbol) * holding->quantity *
                    Result<Decimal>{kRegulationT};
  }
  return sum + option_margin(options, share_cover(book), market);
}

MarginEntry entry_of(const Holding& holding, const Market& market) {
  MarginEntry entry{.instrument_symbol = holding.symbol,
                    .instrument_type = holding.type,
                    .quantity = spelt(holding.is_long() ? holding.quantity : -holding.quantity),
                    .average_open_price = spelt(holding.average_open_price),
                    .close_price = close_price(market, holding.streamer_symbol)};
  // The broker writes "NaN" where it has no price (broker-api.md 0.3).
  entry.extra.emplace_back("fixing-price", R"("NaN")");
  const auto option = option_of(market, holding.symbol, market.now());
  if (!option) return entry;
  entry.strike_price = option->strike_price;
  entry.option_type = option->option_type;
  entry.expiration_date = option->expiration_date;
  entry.deliverable_quantity =
      spelt((holding.quantity * Decimal{holding.multiplier}).value_or(holding.quantity));
  return entry;
}

std::string strategy_of(const std::vector<const Holding*>& holdings) {
  const Holding& first = *holdings.front();
  if (holdings.size() > 1) return "VERTICAL";
  if (first.type == InstrumentType::equity_option) {
    return first.is_long() ? "LONG_OPTION" : "NAKED_OPTION";
  }
  return first.is_long() ? "LONG_UNDERLYING" : "SHORT_UNDERLYING";
}

MarginStrategy strategy(const std::vector<const Holding*>& holdings, const Book& book,
                        const Market& market) {
  const Decimal needed = spelt(requirement_of(holdings, book, market).value_or(0));
  MarginStrategy result{.description = strategy_of(holdings),
                        .margin_requirement = needed,
                        .margin_requirement_effect = debit_of(needed),
                        .initial_requirement = needed,
                        .initial_requirement_effect = debit_of(needed),
                        .maintenance_requirement = needed,
                        .maintenance_requirement_effect = debit_of(needed),
                        .includes_working_order = false,
                        .buying_power = needed,
                        .buying_power_effect = gained(needed)};
  for (const Holding* holding : holdings) {
    result.position_entries.push_back(entry_of(*holding, market));
  }
  return result;
}

MarginGroup group_of(const std::string& underlying, const std::vector<const Holding*>& holdings,
                     const HeldAccount& account, const Market& market) {
  std::vector<const Holding*> shares;
  std::vector<const Holding*> options;
  for (const Holding* holding : holdings) {
    (holding->type == InstrumentType::equity_option ? options : shares).push_back(holding);
  }
  const Decimal needed = spelt(requirement_of(holdings, account.book, market).value_or(0));
  MarginGroup group{.description = underlying,
                    .code = underlying,
                    .underlying_symbol = underlying,
                    .underlying_type = "Equity",
                    .expected_price_range_up_percent = 0.3_dec,
                    .expected_price_range_down_percent = 0.3_dec,
                    .point_of_no_return_percent = 1.01_dec,
                    .margin_calculation_type = calculation_of(account),
                    .margin_requirement = needed,
                    .margin_requirement_effect = debit_of(needed),
                    .initial_requirement = needed,
                    .initial_requirement_effect = debit_of(needed),
                    .maintenance_requirement = needed,
                    .maintenance_requirement_effect = debit_of(needed),
                    .buying_power = needed,
                    .buying_power_effect = gained(needed)};
  for (const auto* part : {&shares, &options}) {
    if (!part->empty()) group.groups.push_back(strategy(*part, account.book, market));
  }
  group.price_increase_percent = 1.0_dec;
  group.price_decrease_percent = -1.0_dec;
  return group;
}

HttpResponse requirements(BrokerState& state, const Ask& ask) {
  const HeldAccount* account = state.find_account(ask.captures.front());
  if (account == nullptr) return not_permitted();
  const Result<Valuation> value = value_of(account->book, state.market);
  if (!value) return rest::error_response(500, "sim_internal", value.error().message);
  const Decimal needed = spelt(value->requirement);
  const Decimal worth = spelt(value->net_liquidating);
  const Decimal power = spelt(value->buying_power);
  MarginReport report{.account_number = account->book.account_number,
                      .description = "Total",
                      .margin_calculation_type = calculation_of(*account),
                      .option_level = account->profile.suitable_options_level,
                      .margin_requirement = needed,
                      .margin_requirement_effect = debit_of(needed),
                      .initial_requirement = needed,
                      .initial_requirement_effect = debit_of(needed),
                      .maintenance_requirement = needed,
                      .maintenance_requirement_effect = debit_of(needed),
                      .margin_equity = spelt(worth.abs()),
                      .margin_equity_effect = effect_of(worth),
                      .option_buying_power = spelt(power.abs()),
                      .option_buying_power_effect = effect_of(power),
                      .reg_t_margin_requirement = needed,
                      .reg_t_margin_requirement_effect = debit_of(needed),
                      .reg_t_option_buying_power = spelt(power.abs()),
                      .reg_t_option_buying_power_effect = effect_of(power),
                      .maintenance_excess = spelt(power.abs()),
                      .maintenance_excess_effect = effect_of(power)};
  std::map<std::string, std::vector<const Holding*>> by_underlying;
  for (const Holding& holding : account->book.holdings) {
    by_underlying[holding.underlying].push_back(&holding);
  }
  for (const auto& [underlying, holdings] : by_underlying) {
    report.groups.push_back(group_of(underlying, holdings, *account, state.market));
  }
  report.last_state_timestamp = to_epoch_ms(ask.now.simulated);
  return data_answer(json::encode(report), ask);
}

NewOrder order_of(const NewMarginOrder& wanted) {
  NewOrder order{.time_in_force = wanted.time_in_force,
                 .gtc_date = wanted.gtc_date,
                 .order_type = wanted.order_type,
                 .price = wanted.price,
                 .price_effect = wanted.price_effect,
                 .stop_trigger = wanted.stop_trigger};
  for (const MarginOrderLeg& leg : wanted.legs) {
    NewOrderLeg plain;
    if (leg.instrument_type) plain.instrument_type = *leg.instrument_type;
    plain.symbol = leg.symbol;
    plain.action = leg.action;
    if (leg.quantity) plain.quantity = *leg.quantity;
    order.legs.push_back(std::move(plain));
  }
  return order;
}

MarginOrder echo_of(const NewMarginOrder& wanted) {
  MarginOrder order{.id = "dry-run-0",
                    .account_number = wanted.account_number,
                    .time_in_force = wanted.time_in_force,
                    .order_type = wanted.order_type,
                    .size = Decimal{0},
                    .price = wanted.price,
                    .price_effect = wanted.price_effect,
                    .stop_trigger = wanted.stop_trigger,
                    .gtc_date = wanted.gtc_date,
                    .cancellable = false,
                    .editable = false,
                    .underlying_symbol = wanted.underlying_symbol,
                    .legs = wanted.legs};
  return order;
}

// `2023-07-26T16:49:14.315-04:00` (broker-api.md 0.3, timestamp C).
std::string new_york_stamp(Instant at) {
  const auto offset = new_york_offset(at);
  const std::string text = to_iso_utc(Instant{at + offset});
  const auto hours = std::chrono::duration_cast<std::chrono::hours>(-offset).count();
  return fmt::format("{}-{:02}:00", text.substr(0, text.size() - 6), hours);
}

// The state of one underlying; `change` is what the order adds to its requirement.
MarginResults results_of(const HeldAccount& account, const Market& market,
                         const std::string& underlying, Decimal change, Instant now) {
  std::vector<const Holding*> holdings;
  for (const Holding& holding : account.book.holdings) {
    if (holding.underlying == underlying) holdings.push_back(&holding);
  }
  const Decimal held = requirement_of(holdings, account.book, market).value_or(0);
  const Decimal needed = spelt((held + change).value_or(held));
  MarginResults results{.code = underlying,
                        .description = underlying,
                        .entity_count = static_cast<std::int64_t>(holdings.size()),
                        .underlying_symbol = underlying,
                        .underlying_type = "Equity",
                        .margin_requirement = spelt(needed.abs()),
                        .margin_requirement_effect = debit_of(needed),
                        .maintenance_requirement = spelt(needed.abs()),
                        .maintenance_requirement_effect = debit_of(needed),
                        .buying_power_impact = spelt(needed.abs()),
                        .buying_power_impact_effect = debit_of(needed),
                        .base_margin_requirement = spelt(held),
                        .base_margin_requirement_effect = debit_of(held),
                        .margin_calculation_type = calculation_of(account),
                        .position_margin = spelt(held),
                        .position_margin_effect = debit_of(held),
                        .calculated_at = new_york_stamp(now)};
  if (const auto tradable = find_tradable(market, underlying)) {
    const Decimal price = mark_price(market, tradable->streamer_symbol);
    results.underlying_price = price;
    results.marks.emplace(underlying, price);
  }
  for (const Holding* holding : holdings) {
    MarginGroupResult group{
        .group = MarginStrategyEntries{.margin_strategy = strategy_of({holding}),
                                       .underlying_entry = entry_of(*holding, market)},
        .margin = spelt(requirement_of({holding}, account.book, market).value_or(0))};
    results.group_results.push_back(std::move(group));
  }
  return results;
}

HttpResponse margin_dry_run(BrokerState& state, const Ask& ask) {
  const HeldAccount* account = state.find_account(ask.captures.front());
  if (account == nullptr) return not_permitted();
  const auto wanted = json::decode<NewMarginOrder>(ask.request.body);
  if (!wanted) return invalid("body", wanted.error().message);
  if (wanted->underlying_symbol.empty()) return invalid("underlying-symbol", "is missing");
  const NewOrder order = order_of(*wanted);
  if (const auto reasons = malformed(order); !reasons.empty()) {
    return rest::error_response(400, "validation_error", "Request validation failed", reasons,
                                true);
  }
  const Instant now = ask.now.simulated;
  const auto run = dry_run(order, account->book, state.market, now);
  if (!run || !run->answer.buying_power_effect) {
    return rest::error_response(422, "preflight_check_failure",
                                "One or more preflight checks failed",
                                run ? run->refusals : std::vector<Reason>{});
  }
  const BuyingPowerEffect& effect = *run->answer.buying_power_effect;
  const Decimal change = effect.change_in_margin_requirement.value_or(0);
  const bool releases = effect.change_in_margin_requirement_effect == Effect::credit;
  const auto results = [&](Decimal by) {
    return results_of(*account, state.market, wanted->underlying_symbol, by, now);
  };
  return data_answer(
      json::encode(MarginDryRun{
          .orders = {echo_of(*wanted)},
          .last_results = results(0),
          .base_results = results(0),
          .new_order_results = results(releases ? -change : change),
          .change_in_margin_requirement = effect.change_in_margin_requirement,
          .change_in_margin_requirement_effect = effect.change_in_margin_requirement_effect,
          .change_in_buying_power = effect.change_in_buying_power,
          .change_in_buying_power_effect = effect.change_in_buying_power_effect,
          .current_buying_power = effect.current_buying_power,
          .current_buying_power_effect = effect.current_buying_power_effect,
          .new_buying_power = effect.new_buying_power,
          .new_buying_power_effect = effect.new_buying_power_effect,
          .isolated_order_margin_requirement = effect.isolated_order_margin_requirement,
          .isolated_order_margin_requirement_effect =
              effect.isolated_order_margin_requirement_effect,
          .isolated_order_buying_power_effect = effect.change_in_buying_power,
          .isolated_order_buying_power_effect_effect = effect.change_in_buying_power_effect,
          .is_spread = effect.is_spread,
          .order_ids = {"dry-run-0"}}),
      ask);
}

HttpResponse effective(BrokerState& state, const Ask& ask) {
  const std::string underlying{ask.captures.back()};
  if (!find_tradable(state.market, underlying)) return not_found("There is no such underlying.");
  const bool cash = ask.account->profile.margin_or_cash == "Cash";
  const Decimal whole = 1.0_dec;
  return data_answer(
      json::encode(MarginRequirement{.underlying_symbol = underlying,
                                     .long_equity_initial = cash ? whole : 0.5_dec,
                                     .short_equity_initial = cash ? whole : 0.5_dec,
                                     .long_equity_maintenance = cash ? whole : 0.25_dec,
                                     .short_equity_maintenance = cash ? whole : 0.3_dec,
                                     .naked_option_standard = cash ? whole : 0.2_dec,
                                     .naked_option_minimum = cash ? whole : 0.1_dec,
                                     .naked_option_floor = 250.0_dec}),
      ask);
}

HttpResponse configuration(BrokerState& state, const Ask& ask) {
  const bool has_token = !find_header(ask.request.headers, "Authorization").empty();
  if (has_token && state.options.refuse_token_on_public_routes) {
    return rest::error_response(401, "unauthorized", "Unauthorized.");
  }
  return data_answer(json::encode(MarginConfiguration{.risk_free_rate = 0.043_dec}), ask);
}

// Fixed columns in the outline of a SPAN file.
SpanRow span_row(std::string_view date, std::string_view exchange, std::int64_t index) {
  return {
      .file_date = std::string{date},
      .row_index = index,
      .exchange = std::string{exchange},
      .row_data = fmt::format("81{:<6}{:<10}{:<10}{:05}{:+06}{:+06}{:+06}{:+06}", exchange, "ES",
                              "ES", index, index % 97, -(index % 89), index % 83, -(index % 79))};
}

HttpResponse span_rows(BrokerState&, const Ask& ask) {
  const auto date = ask.target.first("date");
  const auto exchange = ask.target.first("exchange");
  if (!date || !parse_date(*date))
    return invalid("date", date ? "does not have a valid value" : "is missing");
  if (exchange != "CME" && exchange != "CFE") {
    return invalid("exchange", exchange ? "does not have a valid value" : "is missing");
  }
  const auto cut = cut_page(ask, kSpanRows, kSpanPerPage, kMostSpanPerPage);
  if (!cut) return cut.error();
  std::vector<std::string> items;
  for (std::size_t i = 0; i < cut->count; ++i) {
    items.push_back(
        json::encode(span_row(*date, *exchange, static_cast<std::int64_t>(cut->first + i))));
  }
  return rest::json_response(200, rest::items_envelope(items, ask.path, cut->page));
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/margin/accounts/{}/requirements", requirements},
    {"POST", "/margin/accounts/{}/dry-run", margin_dry_run, Access::read},
    {"GET", "/accounts/{}/margin-requirements/{}/effective", effective},
    {"GET", "/margin-requirements-public-configuration", configuration, Access::open},
    {"GET", "/span/rows", span_rows},
});

}  // namespace

std::span<const Route> margin_routes() { return kRoutes; }

}  // namespace belay::sim
