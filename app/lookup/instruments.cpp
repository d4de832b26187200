#include "belay/client/groups/instruments.hpp"
#include "app/lookup/show.hpp"

// broker-api.md 4.7.

namespace belay::app {
namespace {

// `one(symbol)` for each name, in the order named; the first failure ends it.
template <class T, class One>
Task<std::vector<T>> each(const std::vector<std::string>& names, One one) {
  std::vector<T> all;
  for (const std::string& name : names) {
    Result<T> item = co_await one(name);
    if (!item) co_return std::unexpected(item.error());
    all.push_back(std::move(*item));
  }
  co_return all;
}

}  // namespace

Task<ExitCode> ask_equities(Session& session, const LookupOptions& options) {
  if (options.names.empty() && !options.wide) {
    co_return fail(Errc::usage, "name symbols, or every one that trades with --active");
  }
  const auto instruments = session.client.instruments();
  EquityFilter filter;
  filter.symbols = options.names;
  Pages<Client, Equity> pages =
      options.names.empty() ? instruments.active_equities() : instruments.equities(filter);
  const Result<std::vector<Equity>> all =
      co_await as_many_as_wanted(session, std::move(pages), options);
  co_return show_list(session, options, all);
}

Task<ExitCode> ask_equity_options(Session& session, const LookupOptions& options) {
  const auto instruments = session.client.instruments();
  const auto one = [&](const std::string& symbol) { return instruments.equity_option(symbol); };
  const Result<std::vector<EquityOption>> all = co_await each<EquityOption>(options.names, one);
  co_return show_list(session, options, all);
}

Task<ExitCode> ask_futures(Session& session, const LookupOptions& options) {
  FutureFilter filter;
  filter.symbols = options.names;
  if (!options.symbol.empty()) filter.product_codes = {options.symbol};
  filter.exchange = options.exchange;
  if (options.wide) filter.only_active_futures = false;
  Pages<Client, Future> pages = session.client.instruments().futures(filter);
  const Result<std::vector<Future>> all =
      co_await as_many_as_wanted(session, std::move(pages), options);
  co_return show_list(session, options, all);
}

Task<ExitCode> ask_future_products(Session& session, const LookupOptions& options) {
  const auto instruments = session.client.instruments();
  if (options.names.empty()) {
    Pages<Client, FutureProduct> pages = instruments.future_products();
    const Result<std::vector<FutureProduct>> all =
        co_await as_many_as_wanted(session, std::move(pages), options);
    co_return show_list(session, options, all);
  }
  const std::string exchange = options.exchange.empty() ? "CME" : options.exchange;
  const auto one = [&](const std::string& code) {
    return instruments.future_product(exchange, code);
  };
  const Result<std::vector<FutureProduct>> named = co_await each<FutureProduct>(options.names, one);
  co_return show_list(session, options, named);
}

Task<ExitCode> ask_future_options(Session& session, const LookupOptions& options) {
  const auto instruments = session.client.instruments();
  const auto one = [&](const std::string& symbol) { return instruments.future_option(symbol); };
  const Result<std::vector<FutureOption>> all = co_await each<FutureOption>(options.names, one);
  co_return show_list(session, options, all);
}

Task<ExitCode> ask_future_option_products(Session& session, const LookupOptions& options) {
  const auto instruments = session.client.instruments();
  if (options.names.empty()) {
    Pages<Client, FutureOptionProduct> pages = instruments.future_option_products();
    const Result<std::vector<FutureOptionProduct>> all =
        co_await as_many_as_wanted(session, std::move(pages), options);
    co_return show_list(session, options, all);
  }
  const auto one = [&](const std::string& root) {
    return options.exchange.empty() ? instruments.future_option_product(root)
                                    : instruments.future_option_product(options.exchange, root);
  };
  const Result<std::vector<FutureOptionProduct>> named =
      co_await each<FutureOptionProduct>(options.names, one);
  co_return show_list(session, options, named);
}

Task<ExitCode> ask_cryptocurrencies(Session& session, const LookupOptions& options) {
  const Result<std::vector<Cryptocurrency>> all =
      co_await session.client.instruments().cryptocurrencies(options.names);
  co_return show_list(session, options, all);
}

Task<ExitCode> ask_warrants(Session& session, const LookupOptions& options) {
  const Result<std::vector<Warrant>> all =
      co_await session.client.instruments().warrants(options.names);
  co_return show_list(session, options, all);
}

Task<ExitCode> ask_precisions(Session& session, const LookupOptions& options) {
  const Result<std::vector<QuantityPrecision>> all =
      co_await session.client.instruments().quantity_decimal_precisions();
  co_return show_list(session, options, all);
}

Task<ExitCode> ask_currency_pairs(Session& session, const LookupOptions& options) {
  const Result<std::vector<CurrencyPair>> all =
      co_await session.client.instruments().currency_pairs();
  co_return show_list(session, options, all);
}

}  // namespace belay::app
