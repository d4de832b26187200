#include <algorithm>

#include "sim/broker/state.hpp"

// The customer's accounts on the first day.

namespace belay::sim {
namespace {

Account flight_school() {
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

}  // namespace

std::vector<HeldAccount> open_accounts(const Market& market, Instant start) {
  return {HeldAccount{.profile = flight_school(), .book = make_book(market, start)}};
}

HeldAccount* BrokerState::find_account(std::string_view number) {
  const auto found = std::ranges::find_if(accounts, [&](const HeldAccount& account) {
    return account.profile.account_number == number;
  });
  return found == accounts.end() ? nullptr : &*found;
}

}  // namespace belay::sim
