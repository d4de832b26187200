#include "belay/model/orders.hpp"

namespace belay {

OrderPhase phase_of(Open<OrderStatus> status) noexcept {
  if (!status.is_known()) return OrderPhase::unknown;
  switch (status.value()) {
    case OrderStatus::received:
    case OrderStatus::routed:
    case OrderStatus::in_flight:
    case OrderStatus::live: return OrderPhase::working;
    case OrderStatus::contingent: return OrderPhase::waiting;
    case OrderStatus::cancel_requested:
    case OrderStatus::replace_requested: return OrderPhase::leaving;
    case OrderStatus::filled:
    case OrderStatus::cancelled:
    case OrderStatus::expired:
    case OrderStatus::rejected:
    case OrderStatus::removed:
    case OrderStatus::partially_removed: return OrderPhase::terminal;
    case OrderStatus::unknown: break;
  }
  return OrderPhase::unknown;
}

}  // namespace belay
