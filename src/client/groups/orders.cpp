#include "belay/client/groups/orders.hpp"
#include "belay/client/groups/complex_orders.hpp"

#include "client/ask.hpp"

// Each verb: its row of the table, the names in its path, its filter, and what the answer is.

namespace belay {
namespace {

// The broker demands them by name (broker-api.md 4.4).
template <class Filter>
rest::Query query_of(const std::vector<Account>& accounts, const Filter& filter) {
  rest::Query query = rest::query_of(filter);
  for (const Account& account : accounts) query.add("account-numbers[]", account.account_number);
  return query;
}

}  // namespace

template <class C>
Pages<C, OrderRecord> Orders<C>::search(const Account& account, const OrderFilter& filter) const {
  return client_->pages(rest::list<OrderRecord>(rest::endpoint("GET", "/accounts/{account}/orders"),
                                                {account.account_number}, rest::query_of(filter)));
}

template <class C>
Pages<C, OrderRecord> Orders<C>::live(const Account& account, const LiveOrderFilter& filter) const {
  return client_->pages(
      rest::list<OrderRecord>(rest::endpoint("GET", "/accounts/{account}/orders/live"),
                              {account.account_number}, rest::query_of(filter)));
}

template <class C>
Answer<C, OrderRecord> Orders<C>::get(const Account& account, std::int64_t id) const {
  return client_->ask(
      rest::one<OrderRecord>(rest::endpoint("GET", "/accounts/{account}/orders/{id}"),
                             {account.account_number, std::to_string(id)}));
}

template <class C>
Pages<C, OrderRecord> Orders<C>::search_all(const std::vector<Account>& accounts,
                                            const OrderFilter& filter) const {
  return client_->pages(rest::list<OrderRecord>(rest::endpoint("GET", "/customers/me/orders"), {},
                                                query_of(accounts, filter)));
}

template <class C>
Pages<C, OrderRecord> Orders<C>::live_all(const std::vector<Account>& accounts,
                                          const LiveOrderFilter& filter) const {
  return client_->pages(rest::list<OrderRecord>(rest::endpoint("GET", "/customers/me/orders/live"),
                                                {}, query_of(accounts, filter)));
}

template <class C>
Answer<C, OrderRecord> Orders<C>::reconfirm(const Account& account, std::int64_t id) const {
  return client_->ask(
      rest::one<OrderRecord>(rest::endpoint("POST", "/accounts/{account}/orders/{id}/reconfirm"),
                             {account.account_number, std::to_string(id)}));
}

template class Orders<Client>;
template class Orders<blocking::Client>;

template <class C>
Pages<C, ComplexOrder> ComplexOrders<C>::search(const Account& account) const {
  return client_->pages(rest::list<ComplexOrder>(
      rest::endpoint("GET", "/accounts/{account}/complex-orders"), {account.account_number},
      rest::Query{}.add("per-page", std::int64_t{200})));
}

template <class C>
Answer<C, std::vector<ComplexOrder>> ComplexOrders<C>::live(const Account& account) const {
  return client_->ask(rest::list<ComplexOrder>(
      rest::endpoint("GET", "/accounts/{account}/complex-orders/live"), {account.account_number}));
}

template <class C>
Answer<C, ComplexOrder> ComplexOrders<C>::get(const Account& account, std::int64_t id) const {
  return client_->ask(
      rest::one<ComplexOrder>(rest::endpoint("GET", "/accounts/{account}/complex-orders/{id}"),
                              {account.account_number, std::to_string(id)}));
}

template <class C>
Answer<C, PlacedOrder> ComplexOrders<C>::set_ratio(const Account& account, std::int64_t id,
                                                   const EditComplexOrder& change) const {
  return client_->ask(rest::one<PlacedOrder>(
      rest::endpoint("PATCH", "/accounts/{account}/complex-orders/{id}"),
      {account.account_number, std::to_string(id)}, {}, json::encode(change)));
}

template <class C>
Answer<C, PlacedOrder> ComplexOrders<C>::dry_run_ratio(const Account& account, std::int64_t id,
                                                       const EditComplexOrder& change) const {
  return client_->ask(rest::one<PlacedOrder>(
      rest::endpoint("POST", "/accounts/{account}/complex-orders/{id}/dry-run"),
      {account.account_number, std::to_string(id)}, {}, json::encode(change)));
}

template class ComplexOrders<Client>;
template class ComplexOrders<blocking::Client>;

}  // namespace belay
