#pragma once

#include <string>
#include <vector>

#include "sim/broker/catalog.hpp"
#include "sim/broker/dry_run.hpp"

namespace belay::sim {

/// One leg of an order, judged against what the account holds.
struct JudgedLeg {
  const NewOrderLeg* wanted = nullptr;
  Tradable instrument;
  Open<Action> action;  ///< as it will be routed: may differ from what was asked (6.7)
  Decimal closes;       ///< how much of the quantity closes something
  Decimal opens;        ///< and how much opens
  Decimal mark;         ///< per unit
};

struct Judgement {
  std::vector<JudgedLeg> legs;
  std::vector<Notice> warnings;
  std::vector<Reason> refusals;
};

/// Order rules, instruments, ticks, position effect, session: everything but money
/// (broker-api.md 6.1, 6.2, 6.7, 6.12).
[[nodiscard]] Judgement judge(const NewOrder& order, const Book& book, const Market& market,
                              Instant now);

}  // namespace belay::sim
