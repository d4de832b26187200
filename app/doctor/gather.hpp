#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/doctor/facts.hpp"
#include "app/session.hpp"

namespace belay::app::doctor {

/// What this machine tells by itself: disk, time zone, clock, version.
[[nodiscard]] Facts local_facts(const Context& context);

/// Asks the network and the broker, one step after the other; what a step needs of one that failed
/// is left empty. Signs in once: a refused grant must not be repeated (broker-api.md 2.3).
Task<void> gather(Session& session, Facts& facts);

/// `Sun, 06 Nov 1994 08:49:37 GMT`, the form of HTTP's Date header.
[[nodiscard]] std::optional<Instant> parse_http_date(std::string_view text);

}  // namespace belay::app::doctor
