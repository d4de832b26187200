#include "sim/broker/refusal.hpp"

#include <utility>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "proto/rest/envelope.hpp"

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

HttpResponse refusal_answer(const Refusal& refusal) {
  if (refusal.reasons.empty()) {
    return rest::error_response(refusal.status, refusal.code, refusal.message);
  }
  std::vector<std::string> reasons;
  for (const Notice& reason : refusal.reasons) reasons.push_back(json::encode(reason));
  const std::string data =
      refusal.answer ? fmt::format(R"("data":{},)", json::encode(*refusal.answer)) : "";
  return rest::json_response(
      refusal.status, fmt::format(R"({{{}"error":{{"code":{},"message":{},"errors":[{}]}}}})", data,
                                  json::quoted(refusal.code), json::quoted(refusal.message),
                                  fmt::join(reasons, ",")));
}

}  // namespace belay::sim
