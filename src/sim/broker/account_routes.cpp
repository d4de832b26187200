#include <algorithm>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/state.hpp"
#include "sim/broker/valuation.hpp"

// Customer, account, balances, positions (broker-api.md 4.1, 4.2).

namespace belay::sim {
namespace {

// broker-api.md 5.2; nobody real.
constexpr std::string_view kCustomer =
    R"({"id":"me","first-name":"Amelia","last-name":"Simulated","address":{"city":"Chicago",)"
    R"("country":"US","is-domestic":true,"is-foreign":false,"postal-code":"60600",)"
    R"("state-region":"IL","street-one":"1 Example St"},"is-foreign":false,)"
    R"("usa-citizenship-type":"Citizen","mobile-phone-number":"+15555555555",)"
    R"("birth-date":"1900-01-01","email":"pilot@example.com","external-id":"C0000000001",)"
    R"("citizenship-country":"USA","agreed-to-margining":true,)"
    R"("subject-to-tax-withholding":false,"agreed-to-terms":true,)"
    R"("has-industry-affiliation":false,"has-listed-affiliation":false,)"
    R"("has-political-affiliation":false,"has-delayed-quotes":false,)"
    R"("has-pending-or-approved-application":true,"is-professional":false,)"
    R"("permitted-account-types":[{"name":"Individual","description":"",)"
    R"("is-tax-advantaged":false,"has-multiple-owners":false,"is-publicly-available":true,)"
    R"("margin-types":[{"name":"Cash","is-margin":false},{"name":"Margin","is-margin":true}]}],)"
    R"("created-at":"2022-10-27T20:40:00.000+00:00","identifiable-type":"Person"})";

HttpResponse failed(const Error& error) {
  return rest::error_response(500, "sim_internal", error.message);
}

std::string item_of(const HeldAccount& account) {
  return fmt::format(R"({{"account":{},"authority-level":"owner"}})",
                     json::encode(account.profile));
}

HttpResponse customer(BrokerState&, const Ask& ask) { return data_answer(kCustomer, ask); }

HttpResponse accounts(BrokerState& state, const Ask& ask) {
  std::vector<std::string> items;
  for (const HeldAccount& account : state.accounts) items.push_back(item_of(account));
  return items_answer(items, ask);
}

HttpResponse account(BrokerState& state, const Ask& ask) {
  const HeldAccount* found = state.find_account(ask.captures.front());
  if (found == nullptr) return not_found("There is no such account.");
  return data_answer(json::encode(found->profile), ask);
}

HttpResponse balances(BrokerState& state, const Ask& ask) {
  const Result<Balance> row = balance_of(ask.account->book, state.market, ask.now.simulated);
  if (!row) return failed(row.error());
  return items_answer({json::encode(*row)}, ask);
}

HttpResponse balance(BrokerState& state, const Ask& ask) {
  if (ask.captures.back() != "USD") return not_found("The account holds USD only.");
  const Result<Balance> row = balance_of(ask.account->book, state.market, ask.now.simulated);
  return row ? data_answer(json::encode(*row), ask) : failed(row.error());
}

HttpResponse positions(BrokerState& state, const Ask& ask) {
  const std::vector<std::string> symbols = ask.target.all("symbol");
  const std::vector<std::string> underlyings = ask.target.all("underlying-symbol");
  const std::vector<std::string> types = ask.target.all("instrument-type");
  const bool marks = says_true(ask, "include-marks");
  const Book& book = ask.account->book;
  std::vector<std::string> items;
  for (const Holding& holding : book.holdings) {
    if (!admits(symbols, holding.symbol) || !admits(underlyings, holding.underlying) ||
        !admits(types, enum_name(holding.type))) {
      continue;
    }
    items.push_back(
        json::encode(position_of(book, holding, state.market, ask.now.simulated, marks)));
  }
  return items_answer(items, ask);
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/customers/me", customer},
    {"GET", "/customers/me/accounts", accounts},
    {"GET", "/customers/me/accounts/{}", account},
    {"GET", "/accounts/{}/balances", balances},
    {"GET", "/accounts/{}/balances/{}", balance},
    {"GET", "/accounts/{}/positions", positions},
});

}  // namespace

std::span<const Route> account_routes() { return kRoutes; }

}  // namespace belay::sim
