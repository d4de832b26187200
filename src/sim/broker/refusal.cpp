#include "sim/broker/refusal.hpp"

#include <utility>

namespace belay::sim {

Refusal preflight_refusal(const std::vector<Reason>& reasons) {
  Refusal refusal{.code = "preflight_check_failure",
                  .message = "One or more preflight checks failed"};
  for (const Reason& reason : reasons) {
    refusal.reasons.push_back({.code = reason.code, .message = reason.message});
  }
  return refusal;
}

Refusal cannot_update(std::string message) {
  return Refusal{.code = "cannot_update_order", .message = std::move(message)};
}

Refusal no_such(std::string message) {
  return Refusal{.status = 404, .code = "record_not_found", .message = std::move(message)};
}

}  // namespace belay::sim
