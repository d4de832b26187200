#pragma once

#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/time.hpp"
#include "belay/model/orders.hpp"
#include "sim/broker/book.hpp"
#include "sim/market/market.hpp"

// What the broker says to an order it is only asked about (broker-api.md 5.9, 6.12, 6.13).

namespace belay::sim {

/// Members of a request that are missing or unreadable: `{domain,reason}`; empty = well formed.
[[nodiscard]] std::vector<Reason> malformed(const NewOrder& order);

struct DryRun {
  PlacedOrder answer;            ///< without an order when it was refused before pricing
  std::vector<Reason> refusals;  ///< preflight codes; empty = accepted
};

/// `order` must be well formed. Codes beginning with `sim_` are ours: the broker's own is not known
/// (6.12). Errors: overflow.
[[nodiscard]] Result<DryRun> dry_run(const NewOrder& order, const Book& book, const Market& market,
                                     Instant now);

}  // namespace belay::sim
