#pragma once

#include <optional>
#include <string>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/http.hpp"
#include "belay/model/placed_orders.hpp"

namespace belay::sim {

/// Why the broker does not do what it was asked for (broker-api.md 3.3, 3.4).
struct Refusal {
  int status = 422;
  std::string code;
  std::string message;
  std::vector<Notice> reasons = {};        ///< `error.errors[]`
  std::optional<PlacedOrder> answer = {};  ///< the sums beside a refusal for lack of money (6.13)
};

/// 422 preflight_check_failure.
[[nodiscard]] Refusal preflight_refusal(const std::vector<Reason>& reasons);
/// 422 cannot_update_order.
[[nodiscard]] Refusal cannot_update(std::string message);
/// 404 record_not_found.
[[nodiscard]] Refusal no_such(std::string message);

/// The answer that says so.
[[nodiscard]] HttpResponse refusal_answer(const Refusal& refusal);

}  // namespace belay::sim
