#pragma once

// Every verb beyond the everyday ones, grouped as the broker's reference is (broker-api.md 4). A
// group's own header has to be included where it is used: belay/client/groups/NAME.hpp.

namespace belay {

template <class C>
class Customers;
template <class C>
class Portfolio;
template <class C>
class Transactions;
template <class C>
class Orders;
template <class C>
class ComplexOrders;
template <class C>
class Margin;
template <class C>
class Instruments;
template <class C>
class Markets;
template <class C>
class MarketTime;
template <class C>
class Watchlists;
template <class C>
class Alerts;
template <class C>
class Backtests;
template <class C>
class Sessions;

/// What Client and blocking::Client have in common. A group is a handle: it must not outlive the
/// client it came from.
template <class C>
class Groups {
 public:
  [[nodiscard]] Customers<C> customer();
  [[nodiscard]] Portfolio<C> portfolio();
  [[nodiscard]] Transactions<C> transactions();
  [[nodiscard]] Orders<C> orders();
  [[nodiscard]] ComplexOrders<C> complex_orders();
  [[nodiscard]] Margin<C> margin();
  [[nodiscard]] Instruments<C> instruments();
  [[nodiscard]] Markets<C> market();
  [[nodiscard]] MarketTime<C> market_time();
  [[nodiscard]] Watchlists<C> watchlists();
  [[nodiscard]] Alerts<C> alerts();
  [[nodiscard]] Backtests<C> backtests();
  [[nodiscard]] Sessions<C> sessions();

 protected:
  Groups() = default;
  ~Groups() = default;
  Groups(Groups&&) noexcept = default;
  Groups(const Groups&) = default;
};

}  // namespace belay
