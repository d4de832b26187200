#include <charconv>

#include "app/lookup/show.hpp"
#include "app/text_file.hpp"
#include "app/view/plot.hpp"
#include "belay/client/groups/complex_orders.hpp"
#include "belay/client/groups/customer.hpp"
#include "belay/client/groups/margin.hpp"
#include "belay/client/groups/orders.hpp"
#include "belay/client/groups/portfolio.hpp"
#include "belay/client/groups/transactions.hpp"
#include "proto/json/document.hpp"

// broker-api.md 4.1 to 4.6.

namespace belay::app {
namespace {

constexpr auto kUsualHistory = std::chrono::days{7};

Result<std::int64_t> id_of(const std::string& text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error == std::errc{} && end == text.data() + text.size() && id > 0) return id;
  return fail(Errc::usage, fmt::format("'{}' is not an id: it is a whole number", text));
}

TransactionFilter filter_of(const LookupOptions& options) {
  return {.start_date = options.from,
          .end_date = options.to,
          .types = options.types,
          .symbol = options.symbol,
          .underlying_symbol = options.underlying};
}

/// An order as `order place` takes it, in the words of the margin calculation.
Result<NewMarginOrder> margin_order(const Account& account, const LookupOptions& options) {
  const Result<std::string> text = text_of_file(options.file);
  if (!text) return std::unexpected(text.error());
  const auto document = json::Document::parse(*text);
  if (document && document->root().find("orders")) {
    return fail(Errc::usage, fmt::format("{} holds several orders, and margin is calculated of one",
                                         options.file));
  }
  const Result<NewOrder> order = json::decode<NewOrder>(*text);
  if (!order) return fail(Errc::usage, fmt::format("{}: {}", options.file, order.error().message));
  NewMarginOrder request{.account_number = account.account_number,
                         .underlying_symbol = options.underlying,
                         .order_type = order->order_type,
                         .time_in_force = order->time_in_force,
                         .gtc_date = order->gtc_date,
                         .price = order->price,
                         .price_effect = order->price_effect,
                         .stop_trigger = order->stop_trigger};
  for (const NewOrderLeg& leg : order->legs) {
    request.legs.push_back({.symbol = leg.symbol,
                            .instrument_type = leg.instrument_type,
                            .action = leg.action,
                            .quantity = leg.quantity,
                            .remaining_quantity = leg.quantity});
  }
  const bool shares =
      order->legs.size() == 1 && order->legs[0].instrument_type == InstrumentType::equity;
  if (shares && !options.underlying.empty() && options.underlying != order->legs[0].symbol) {
    return fail(Errc::usage, fmt::format("the order in {} is of {}, not of {}", options.file,
                                         order->legs[0].symbol, options.underlying));
  }
  if (shares) request.underlying_symbol = order->legs[0].symbol;
  if (!request.underlying_symbol.empty()) return request;
  return fail(Errc::usage, fmt::format("{} does not say of which underlying the order is: add "
                                       "--underlying SYMBOL",
                                       options.file));
}

}  // namespace

Task<ExitCode> ask_transactions(Session& session, const LookupOptions& options) {
  if (!options.id.empty()) {
    const Result<std::int64_t> id = id_of(options.id);
    if (!id) co_return std::unexpected(id.error());
    const Result<Account> account = co_await one_account(session);
    if (!account) co_return std::unexpected(account.error());
    const Result<Transaction> one = co_await session.client.transactions().get(*account, *id);
    co_return show_one(session, options, one);
  }
  const Result<std::vector<Account>> accounts = co_await chosen_accounts(session);
  if (!accounts) co_return std::unexpected(accounts.error());
  const TransactionFilter filter = filter_of(options);
  std::vector<Transaction> all;
  for (const Account& account : *accounts) {
    Pages<Client, Transaction> pages = session.client.transactions().search(account, filter);
    Result<std::vector<Transaction>> some =
        co_await as_many_as_wanted(session, std::move(pages), options);
    if (!some) co_return std::unexpected(some.error());
    std::ranges::move(*some, std::back_inserter(all));
  }
  co_return show_items(session, options, json::encode(all), wire_names<Transaction>);
}

Task<ExitCode> ask_fees(Session& session, const LookupOptions& options) {
  const Result<Account> account = co_await one_account(session);
  if (!account) co_return std::unexpected(account.error());
  const Result<TotalFees> fees =
      co_await session.client.transactions().total_fees(*account, options.from);
  co_return show_one(session, options, fees);
}

Task<ExitCode> ask_net_liq(Session& session, const LookupOptions& options) {
  const Result<Account> account = co_await one_account(session);
  if (!account) co_return std::unexpected(account.error());
  if (options.wide && !options.back.empty()) {
    co_return fail(Errc::usage, "--now and --back exclude each other");
  }
  if (options.wide) {
    const Result<NetLiq> now = co_await session.client.portfolio().net_liq(*account);
    co_return show_one(session, options, now);
  }
  NetLiqFilter filter;
  filter.time_back = options.back.empty() ? "1m" : options.back;
  const Result<std::vector<NetLiqBar>> bars =
      co_await session.client.portfolio().net_liq_history(*account, filter);
  if (!bars) co_return std::unexpected(bars.error());
  const bool chart = !options.limit && options.table.columns.empty() && !options.table.csv &&
                     !session.context.globals.json;
  if (!chart || bars->empty())
    co_return show_items(session, options, json::encode(*bars), wire_names<NetLiqBar>);
  session.context.out.write(session.banner() + net_liq_plot(*bars, session.context.style));
  co_return ExitCode::ok;
}

Task<ExitCode> ask_margin(Session& session, const LookupOptions& options) {
  if (options.wide && !options.file.empty()) {
    co_return fail(Errc::usage, "--rate and --file exclude each other");
  }
  if (options.wide) {
    const Result<MarginConfiguration> rate =
        co_await session.client.margin().public_configuration();
    co_return show_one(session, options, rate);
  }
  const Result<Account> account = co_await one_account(session);
  if (!account) co_return std::unexpected(account.error());
  if (!options.file.empty()) {
    const Result<NewMarginOrder> order = margin_order(*account, options);
    if (!order) co_return std::unexpected(order.error());
    const Result<MarginDryRun> would = co_await session.client.margin().dry_run(*account, *order);
    co_return show_one(session, options, would);
  }
  if (!options.underlying.empty()) {
    const Result<MarginRequirement> rates =
        co_await session.client.margin().effective(*account, options.underlying);
    co_return show_one(session, options, rates);
  }
  const Result<MarginReport> report = co_await session.client.margin().report(*account);
  if (!report) co_return std::unexpected(report.error());
  if (session.context.globals.json) co_return show_object(session, options, json::encode(*report));
  co_return show_items(session, options, json::encode(report->groups));
}

Task<ExitCode> ask_status(Session& session, const LookupOptions& options) {
  const Result<Account> account = co_await one_account(session);
  if (!account) co_return std::unexpected(account.error());
  const Result<AccountTradingStatus> status =
      co_await session.client.customer().trading_status(*account);
  co_return show_one(session, options, status);
}

Task<ExitCode> ask_order(Session& session, const LookupOptions& options) {
  const Result<std::int64_t> id = id_of(options.names.front());
  if (!id) co_return std::unexpected(id.error());
  const Result<Account> account = co_await one_account(session);
  if (!account) co_return std::unexpected(account.error());
  if (options.wide) {
    const Result<ComplexOrder> order = co_await session.client.complex_orders().get(*account, *id);
    co_return show_one(session, options, order);
  }
  const Result<OrderRecord> order = co_await session.client.orders().get(*account, *id);
  co_return show_one(session, options, order);
}

Task<ExitCode> ask_past_orders(Session& session, const LookupOptions& options) {
  const Result<std::vector<Account>> accounts = co_await chosen_accounts(session);
  if (!accounts) co_return std::unexpected(accounts.error());
  const Date week_ago = new_york_date(session.market_now() - kUsualHistory);
  OrderFilter filter;
  filter.start_date = options.from.value_or(week_ago);
  filter.end_date = options.to;
  filter.underlying_symbol = options.underlying;
  std::vector<OrderRecord> all;
  for (const Account& account : *accounts) {
    Pages<Client, OrderRecord> pages = session.client.orders().search(account, filter);
    Result<std::vector<OrderRecord>> some =
        co_await as_many_as_wanted(session, std::move(pages), options);
    if (!some) co_return std::unexpected(some.error());
    std::ranges::move(*some, std::back_inserter(all));
  }
  co_return show_items(session, options, json::encode(all), wire_names<OrderRecord>);
}

Task<ExitCode> ask_complex_orders(Session& session, const LookupOptions& options) {
  const Result<Account> account = co_await one_account(session);
  if (!account) co_return std::unexpected(account.error());
  if (!options.wide) {
    const Result<std::vector<ComplexOrder>> live =
        co_await session.client.complex_orders().live(*account);
    co_return show_list(session, options, live);
  }
  Pages<Client, ComplexOrder> pages = session.client.complex_orders().search(*account);
  const Result<std::vector<ComplexOrder>> all =
      co_await as_many_as_wanted(session, std::move(pages), options);
  co_return show_list(session, options, all);
}

}  // namespace belay::app
