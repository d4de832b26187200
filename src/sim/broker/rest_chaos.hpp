#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/http.hpp"
#include "sim/broker/state.hpp"
#include "sim/market/random.hpp"

namespace belay::sim {

/// What a rule does to an answer (docs/formats/chaos.md).
enum class RestFault : std::uint8_t {
  status,            ///< this status instead of an answer; nothing is done
  drop,              ///< the connection ends; nothing is done
  drop_after_write,  ///< what was asked is done, the answer is lost
  truncate,          ///< half of the body, then the connection ends
  stall,             ///< the answer comes later
  omit,              ///< members of the answer's objects are left out
  add,               ///< the answer's objects have a member that no version knows
  cert,              ///< services that certification lacks answer 502
};

struct RestRule {
  RestFault fault = RestFault::status;
  int status = 503;
  bool html = false;
  std::chrono::milliseconds delay{0};
  double probability = 1.0;
  std::uint64_t most = ~std::uint64_t{0};  ///< so many times and no more
  std::string method;                      ///< empty: any
  std::string path;                        ///< a beginning; empty: any
};

/// The `rest` lines of a chaos file: faults of the answers, and settings of the broker.
class RestChaos {
 public:
  RestChaos() : random_{0} {}
  /// Reads the lines that begin with `rest` and applies their settings to `options`; others are not
  /// its affair. Errors: parse, with file and line, the value and what is known.
  [[nodiscard]] static Result<RestChaos> parse(std::string_view text, std::string_view file,
                                               BrokerOptions& options);
  /// The same text without those lines, lines in their places.
  [[nodiscard]] static std::string without_rest(std::string_view text);

  /// The answer to `request`: `serve` gives the honest one and is called at most once.
  [[nodiscard]] HttpResponse handle(const HttpRequest& request,
                                    const std::function<HttpResponse()>& serve);
  [[nodiscard]] bool is_empty() const { return rules_.empty(); }

 private:
  struct Armed {
    RestRule rule;
    std::uint64_t times = 0;
  };
  [[nodiscard]] bool strikes(Armed& armed, const HttpRequest& request);

  std::vector<Armed> rules_;
  Random random_;
};

}  // namespace belay::sim
