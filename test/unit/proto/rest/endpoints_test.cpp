#include "proto/rest/endpoints.hpp"

#include <set>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace belay::rest {
namespace {

std::string name_of(const Endpoint& row) { return fmt::format("{} {}", row.method, row.path); }

// The gate to the market looks at `effects` alone: a row that says too little would be let through.
TEST(Endpoints, whatever_changes_an_order_says_so) {
  int rows = 0;
  for (const Endpoint& row : endpoints()) {
    const bool of_orders = row.path.find("orders") != std::string_view::npos;
    if (row.method == "GET" || !of_orders || row.path.ends_with("/dry-run")) continue;
    EXPECT_EQ(row.effects, Effects::orders) << name_of(row);
    ++rows;
  }
  EXPECT_EQ(rows, 8);
}

TEST(Endpoints, what_is_no_get_and_changes_nothing_is_named_here) {
  const std::set<std::string> harmless{
      "POST /oauth/token",
      "POST /sessions/validate",
      "POST /accounts/{account}/orders/dry-run",
      "POST /accounts/{account}/orders/{id}/dry-run",
      "POST /accounts/{account}/complex-orders/dry-run",
      "POST /accounts/{account}/complex-orders/{id}/dry-run",
      "POST /margin/accounts/{account}/dry-run",
      "POST /simulate-trade",
  };
  std::set<std::string> found;
  for (const Endpoint& row : endpoints()) {
    if (row.method != "GET" && row.effects == Effects::none) found.insert(name_of(row));
  }
  EXPECT_EQ(found, harmless);
}

}  // namespace
}  // namespace belay::rest
