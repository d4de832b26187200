#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "belay/base/http.hpp"
#include "belay/base/time.hpp"
#include "sim/broker/book.hpp"
#include "sim/broker/route.hpp"

// Which orders a request asks for (broker-api.md 3.5, 4.4).

namespace belay::sim {

inline constexpr int kPagedOrders = 20261012;  ///< from this version on: start-date, pages of live

/// The order-api version that serves a request; nullopt = refused with 406. Without the header, the
/// oldest.
[[nodiscard]] std::optional<int> order_version(const HttpRequest& request);

/// Received within the times asked for; nullopt where nothing was said.
struct Period {
  std::optional<Instant> from;
  std::optional<Instant> until;
};
/// Dates are days of New York.
[[nodiscard]] std::expected<Period, HttpResponse> period_of(const Ask& ask, int version);

/// Encoded, newest first (`sort=Asc`: oldest first).
[[nodiscard]] std::vector<std::string> select_orders(const std::vector<const Book*>& books,
                                                     const Ask& ask, const Period& period);
/// Those that are not over, and those that ended on this trading day or the one before.
[[nodiscard]] std::vector<std::string> select_live(const std::vector<const Book*>& books,
                                                   const Ask& ask);

}  // namespace belay::sim
