#pragma once

#include <cstdint>
#include <span>
#include <string_view>

// Every endpoint of broker-api.md 2 and 4, once. From this table come the requests of the typed
// calls, `belay api --list`, the coverage page, and the tests that ask the simulator for each.

namespace belay::rest {

/// Which part of the broker answers: they differ in versions, shapes and, for one, in host.
enum class Service : std::uint8_t {
  account,     ///< everything that is none of the others
  order,       ///< order-api: takes Accept-Version (broker-api.md 3.5)
  backtester,  ///< a host of its own, camelCase, no envelope (4.11)
};

/// What a call may change.
enum class Effects : std::uint8_t {
  none,      ///< reads, dry-runs
  settings,  ///< watchlists, alerts, sessions, backtests: nothing that trades
  orders,    ///< can reach a market
};

struct Endpoint {
  std::string_view section;  ///< of broker-api.md
  std::string_view method;
  std::string_view path;     ///< `{account}` and other names in braces stand for one segment each
  std::string_view verb;     ///< the typed call, as a user of Client writes it
  std::string_view command;  ///< the program's command; empty: only `belay api`
  std::string_view about;
  Effects effects = Effects::none;
  Service service = Service::account;
  bool paged = false;
  bool signed_in = true;  ///< false: sent without Authorization
};

[[nodiscard]] std::span<const Endpoint> endpoints() noexcept;

/// The row of the table with that method and path; must be there: a typed call names its own.
[[nodiscard]] const Endpoint& endpoint(std::string_view method, std::string_view path);

}  // namespace belay::rest
