#include "belay/client/groups.hpp"

#include "belay/client/blocking.hpp"
#include "belay/client/client.hpp"
#include "belay/client/groups/alerts.hpp"
#include "belay/client/groups/backtests.hpp"
#include "belay/client/groups/complex_orders.hpp"
#include "belay/client/groups/customer.hpp"
#include "belay/client/groups/instruments.hpp"
#include "belay/client/groups/margin.hpp"
#include "belay/client/groups/market.hpp"
#include "belay/client/groups/market_time.hpp"
#include "belay/client/groups/orders.hpp"
#include "belay/client/groups/portfolio.hpp"
#include "belay/client/groups/sessions.hpp"
#include "belay/client/groups/transactions.hpp"
#include "belay/client/groups/watchlists.hpp"

namespace belay {

template <class C>
Customers<C> Groups<C>::customer() {
  return Customers<C>{static_cast<C&>(*this)};
}

template <class C>
Portfolio<C> Groups<C>::portfolio() {
  return Portfolio<C>{static_cast<C&>(*this)};
}

template <class C>
Transactions<C> Groups<C>::transactions() {
  return Transactions<C>{static_cast<C&>(*this)};
}

template <class C>
Orders<C> Groups<C>::orders() {
  return Orders<C>{static_cast<C&>(*this)};
}

template <class C>
ComplexOrders<C> Groups<C>::complex_orders() {
  return ComplexOrders<C>{static_cast<C&>(*this)};
}

template <class C>
Margin<C> Groups<C>::margin() {
  return Margin<C>{static_cast<C&>(*this)};
}

template <class C>
Instruments<C> Groups<C>::instruments() {
  return Instruments<C>{static_cast<C&>(*this)};
}

template <class C>
Markets<C> Groups<C>::market() {
  return Markets<C>{static_cast<C&>(*this)};
}

template <class C>
MarketTime<C> Groups<C>::market_time() {
  return MarketTime<C>{static_cast<C&>(*this)};
}

template <class C>
Watchlists<C> Groups<C>::watchlists() {
  return Watchlists<C>{static_cast<C&>(*this)};
}

template <class C>
Alerts<C> Groups<C>::alerts() {
  return Alerts<C>{static_cast<C&>(*this)};
}

template <class C>
Backtests<C> Groups<C>::backtests() {
  return Backtests<C>{static_cast<C&>(*this)};
}

template <class C>
Sessions<C> Groups<C>::sessions() {
  return Sessions<C>{static_cast<C&>(*this)};
}

template class Groups<Client>;
template class Groups<blocking::Client>;

}  // namespace belay
