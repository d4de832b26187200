#include "belay/client/groups/customer.hpp"
#include "belay/client/groups/margin.hpp"
#include "belay/client/groups/portfolio.hpp"
#include "belay/client/groups/transactions.hpp"

#include "client/ask.hpp"

// Each verb: its row of the table, the names in its path, its filter, and what the answer is.

namespace belay {

template <class C>
Answer<C, Customer> Customers<C>::me() const {
  return client_->ask(rest::one<Customer>(rest::endpoint("GET", "/customers/me")));
}

template <class C>
Answer<C, Account> Customers<C>::account(const std::string& number) const {
  return client_->ask(
      rest::one<Account>(rest::endpoint("GET", "/customers/me/accounts/{account}"), {number}));
}

template <class C>
Answer<C, AccountTradingStatus> Customers<C>::trading_status(const Account& account) const {
  return client_->ask(rest::one<AccountTradingStatus>(
      rest::endpoint("GET", "/accounts/{account}/trading-status"), {account.account_number}));
}

template <class C>
Answer<C, PositionLimit> Customers<C>::position_limit(const Account& account) const {
  return client_->ask(rest::one<PositionLimit>(
      rest::endpoint("GET", "/accounts/{account}/position-limit"), {account.account_number}));
}

template class Customers<Client>;
template class Customers<blocking::Client>;

template <class C>
Answer<C, Balance> Portfolio<C>::balance(const Account& account,
                                         const std::string& currency) const {
  return client_->ask(
      rest::one<Balance>(rest::endpoint("GET", "/accounts/{account}/balances/{currency}"),
                         {account.account_number, currency}));
}

template <class C>
Pages<C, Balance> Portfolio<C>::balance_snapshots(const Account& account,
                                                  const BalanceSnapshotFilter& filter) const {
  return client_->pages(
      rest::list<Balance>(rest::endpoint("GET", "/accounts/{account}/balance-snapshots"),
                          {account.account_number}, rest::query_of(filter)));
}

template <class C>
Answer<C, std::vector<Position>> Portfolio<C>::positions(const Account& account,
                                                         const PositionFilter& filter) const {
  return client_->ask(rest::list<Position>(rest::endpoint("GET", "/accounts/{account}/positions"),
                                           {account.account_number}, rest::query_of(filter)));
}

template <class C>
Answer<C, std::vector<NetLiqBar>> Portfolio<C>::net_liq_history(const Account& account,
                                                                const NetLiqFilter& filter) const {
  return client_->ask(
      rest::list<NetLiqBar>(rest::endpoint("GET", "/accounts/{account}/net-liq/history"),
                            {account.account_number}, rest::query_of(filter)));
}

template <class C>
Answer<C, NetLiq> Portfolio<C>::net_liq(const Account& account) const {
  return client_->ask(rest::one<NetLiq>(rest::endpoint("GET", "/accounts/{account}/net-liq"),
                                        {account.account_number}));
}

template class Portfolio<Client>;
template class Portfolio<blocking::Client>;

template <class C>
Pages<C, Transaction> Transactions<C>::search(const Account& account,
                                              const TransactionFilter& filter) const {
  return client_->pages(
      rest::list<Transaction>(rest::endpoint("GET", "/accounts/{account}/transactions"),
                              {account.account_number}, rest::query_of(filter)));
}

template <class C>
Answer<C, Transaction> Transactions<C>::get(const Account& account, std::int64_t id) const {
  return client_->ask(
      rest::one<Transaction>(rest::endpoint("GET", "/accounts/{account}/transactions/{id}"),
                             {account.account_number, std::to_string(id)}));
}

template <class C>
Answer<C, TotalFees> Transactions<C>::total_fees(const Account& account,
                                                 std::optional<Date> date) const {
  return client_->ask(
      rest::one<TotalFees>(rest::endpoint("GET", "/accounts/{account}/transactions/total-fees"),
                           {account.account_number}, rest::Query{}.add("date", date)));
}

template class Transactions<Client>;
template class Transactions<blocking::Client>;

template <class C>
Answer<C, MarginReport> Margin<C>::report(const Account& account) const {
  return client_->ask(rest::one<MarginReport>(
      rest::endpoint("GET", "/margin/accounts/{account}/requirements"), {account.account_number}));
}

template <class C>
Answer<C, MarginDryRun> Margin<C>::dry_run(const Account& account,
                                           const NewMarginOrder& order) const {
  return client_->ask(
      rest::one<MarginDryRun>(rest::endpoint("POST", "/margin/accounts/{account}/dry-run"),
                              {account.account_number}, {}, json::encode(order)));
}

template <class C>
Answer<C, MarginRequirement> Margin<C>::effective(const Account& account,
                                                  const std::string& underlying) const {
  return client_->ask(rest::one<MarginRequirement>(
      rest::endpoint("GET", "/accounts/{account}/margin-requirements/{underlying}/effective"),
      {account.account_number, underlying}));
}

template <class C>
Answer<C, MarginConfiguration> Margin<C>::public_configuration() const {
  return client_->ask(rest::one<MarginConfiguration>(
      rest::endpoint("GET", "/margin-requirements-public-configuration")));
}

template <class C>
Pages<C, SpanRow> Margin<C>::span_rows(const SpanFilter& filter) const {
  return client_->pages(
      rest::list<SpanRow>(rest::endpoint("GET", "/span/rows"), {}, rest::query_of(filter)));
}

template class Margin<Client>;
template class Margin<blocking::Client>;

}  // namespace belay
