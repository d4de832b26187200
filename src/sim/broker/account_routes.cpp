#include <algorithm>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "sim/broker/broker.hpp"
#include "sim/broker/valuation.hpp"

// Customer, account, balances, positions (broker-api.md 4.1, 4.2).

namespace belay::sim {
namespace {

Account the_account() {
  return Account{
      .account_number = std::string{kAccountNumber},
      .account_type_name = "Individual",
      .created_at = "2022-10-27T20:49:52.793+00:00",
      .day_trader_status = false,
      .external_id = "A0000000001",
      .funding_date = "2022-11-04",
      .investment_objective = "SPECULATION",
      .is_closed = false,
      .is_firm_error = false,
      .is_firm_proprietary = false,
      .is_foreign = false,
      .is_futures_approved = false,
      .is_test_drive = false,
      .margin_or_cash = "Margin",
      .nickname = "Flight school",
      .opened_at = "2022-10-27T20:49:52.790+00:00",
      .suitable_options_level = "No Restrictions",
  };
}

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

HttpResponse data(std::string_view json_text, std::string_view path) {
  return rest::json_response(200, rest::data_envelope(json_text, path));
}

HttpResponse failed(const Error& error) {
  return rest::error_response(500, "sim_internal", error.message);
}

bool admits(const std::vector<std::string>& wanted, std::string_view value) {
  return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

}  // namespace

HttpResponse Broker::customer(const Ask& ask) { return data(kCustomer, ask.path); }

HttpResponse Broker::accounts(const Ask& ask) {
  const std::string item =
      fmt::format(R"({{"account":{},"authority-level":"owner"}})", json::encode(the_account()));
  return rest::json_response(200, rest::items_envelope({item}, ask.path));
}

HttpResponse Broker::account(const Ask& ask) {
  if (ask.captures.front() != kAccountNumber) {
    return rest::error_response(404, "record_not_found", "There is no such account.");
  }
  return data(json::encode(the_account()), ask.path);
}

HttpResponse Broker::balances(const Ask& ask) {
  const Result<Balance> row = balance_of(book_, market_, ask.now.simulated);
  if (!row) return failed(row.error());
  return rest::json_response(200, rest::items_envelope({json::encode(*row)}, ask.path));
}

HttpResponse Broker::balance(const Ask& ask) {
  if (ask.captures.back() != "USD") {
    return rest::error_response(404, "record_not_found", "The account holds USD only.");
  }
  const Result<Balance> row = balance_of(book_, market_, ask.now.simulated);
  return row ? data(json::encode(*row), ask.path) : failed(row.error());
}

HttpResponse Broker::positions(const Ask& ask) {
  const std::vector<std::string> symbols = ask.target.all("symbol");
  const std::vector<std::string> underlyings = ask.target.all("underlying-symbol");
  const std::vector<std::string> types = ask.target.all("instrument-type");
  const bool marks = admits({"true"}, ask.target.first("include-marks").value_or("false"));
  std::vector<std::string> items;
  for (const Holding& holding : book_.holdings) {
    if (!admits(symbols, holding.symbol) || !admits(underlyings, holding.underlying) ||
        !admits(types, enum_name(holding.type))) {
      continue;
    }
    items.push_back(json::encode(position_of(holding, market_, ask.now.simulated, marks)));
  }
  return rest::json_response(200, rest::items_envelope(items, ask.path));
}

}  // namespace belay::sim
