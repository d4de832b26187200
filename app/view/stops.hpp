#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/exit_code.hpp"
#include "app/render/table.hpp"
#include "belay/base/error.hpp"
#include "belay/guard/coverage.hpp"
#include "belay/guard/stop_plan.hpp"

namespace belay::app {

/// What a dry-run said about one planned stop, flattened so that it can be shown and tested.
struct TrialAnswer {
  std::optional<Decimal> buying_power_change;  ///< absent: the broker did not tell
  std::optional<Decimal> fees;
  std::vector<std::string> warnings;
  std::string raw_json;             ///< the broker's last answer, whole
  std::optional<std::string> sent;  ///< what became of the order; absent: it was only tried
  bool looked_for = false;          ///< sent, its answer lost, and the order found
};

/// One planned stop and what became of it.
struct Trial {
  guard::StopDecision decision;
  std::optional<Result<TrialAnswer>> answer;  ///< absent: not asked (--limit, or stopped before)
};

/// Coverage of every position.
[[nodiscard]] Table audit_table(const std::vector<guard::PositionCoverage>& coverage);
/// What follows it: how many are covered, and a sentence for everything that needs one.
[[nodiscard]] std::string audit_remarks(const std::vector<guard::PositionCoverage>& coverage,
                                        const Style& style);
[[nodiscard]] std::string coverage_json(const guard::PositionCoverage& coverage);

/// Every decision, also those that place nothing.
[[nodiscard]] Table plan_table(const guard::StopPlan& plan);
/// What follows it: the policy, and why each was decided.
[[nodiscard]] std::string plan_remarks(const guard::StopPlan& plan, const guard::StopPolicy& policy,
                                       const Style& style);
/// Both.
[[nodiscard]] std::string plan_text(const guard::StopPlan& plan, const guard::StopPolicy& policy,
                                    const Style& style);
[[nodiscard]] std::string decision_json(const guard::StopDecision& decision);

[[nodiscard]] std::string trials_text(const std::vector<Trial>& trials, const Style& style);
[[nodiscard]] std::string trial_json(const Trial& trial);

/// How a plan alone ends: partly when positions stay uncovered.
[[nodiscard]] ExitCode exit_code_of(const guard::StopPlan& plan);
/// The worst of all trials; a stop nobody asked about does not count.
[[nodiscard]] ExitCode exit_code_of(const std::vector<Trial>& trials);

/// Keeps the positions whose symbol, or underlying, is in `only` (all when it is empty);
/// `missing` gets the words that matched nothing.
[[nodiscard]] std::vector<guard::PositionCoverage> only_these(
    const std::vector<guard::PositionCoverage>& coverage, const std::vector<std::string>& only,
    std::vector<std::string>& missing);

}  // namespace belay::app
