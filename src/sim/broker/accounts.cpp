#include <algorithm>
#include <chrono>

#include "sim/broker/account_numbers.hpp"
#include "sim/broker/state.hpp"

// The customer's accounts on the first day.

namespace belay::sim {
namespace {

using namespace std::chrono_literals;
using namespace belay::literals;

Account profile(std::string_view number, std::string_view nickname) {
  return Account{
      .account_number = std::string{number},
      .account_type_name = "Individual",
      .created_at = "2022-10-27T20:49:52.793+00:00",
      .day_trader_status = false,
      .external_id = "A000000000" + std::string{number.substr(number.size() - 1)},
      .funding_date = "2022-11-04",
      .investment_objective = "SPECULATION",
      .is_closed = false,
      .is_firm_error = false,
      .is_firm_proprietary = false,
      .is_foreign = false,
      .is_futures_approved = false,
      .is_test_drive = false,
      .margin_or_cash = "Margin",
      .nickname = std::string{nickname},
      .opened_at = "2022-10-27T20:49:52.790+00:00",
      .suitable_options_level = "No Restrictions",
  };
}

Account retirement_profile() {
  Account account = profile(kRetirement, "Old age");
  account.account_type_name = "Roth IRA";
  account.margin_or_cash = "Cash";
  account.investment_objective = "GROWTH";
  account.suitable_options_level = "Defined Risk Spreads";
  return account;
}

Account closed_profile() {
  Account account = profile(kClosed, "Former");
  account.is_closed = true;
  account.closed_at = "2024-03-01T21:00:00.000+00:00";
  return account;
}

Holding shares(std::string_view symbol, Decimal quantity, PositionSide side, Decimal price,
               Instant opened) {
  return Holding{.symbol = std::string{symbol},
                 .streamer_symbol = Symbol{symbol},
                 .underlying = std::string{symbol},
                 .quantity = quantity,
                 .side = side,
                 .average_open_price = price,
                 .opened = opened};
}

Book retirement_book(Instant start) {
  using enum PositionSide;
  return Book{.account_number = std::string{kRetirement},
              .cash = 18430.22_usd,
              .holdings = {shares("SPY", 40, long_, 402.37_usd, start - 8900h),
                           shares("AAPL", 30, long_, 171.12_usd, start - 6100h)}};
}

Book second_book(Instant start) {
  using enum PositionSide;
  return Book{.account_number = std::string{kSecondMargin},
              .cash = 52013.88_usd,
              .holdings = {shares("NVDA", 200, long_, 96.4_usd, start - 4200h),
                           shares("TSLA", 15, short_, 371.9_usd, start - 90h)}};
}

HeldAccount held(Account profile, Book book, Instant start) {
  AccountHistory history = make_history(book, start);
  return {.profile = std::move(profile), .book = std::move(book), .history = std::move(history)};
}

}  // namespace

std::vector<HeldAccount> open_accounts(const Market& market, Instant start) {
  std::vector<HeldAccount> accounts;
  accounts.push_back(
      held(profile(kFlightSchool, "Flight school"), make_book(market, start), start));
  accounts.push_back(held(retirement_profile(), retirement_book(start), start));
  accounts.push_back(held(profile(kSecondMargin, "Second seat"), second_book(start), start));
  accounts.push_back(held(closed_profile(), Book{.account_number = std::string{kClosed}}, start));
  return accounts;
}

HeldAccount* BrokerState::find_account(std::string_view number) {
  const auto found = std::ranges::find_if(accounts, [&](const HeldAccount& account) {
    return account.profile.account_number == number;
  });
  return found == accounts.end() ? nullptr : &*found;
}

}  // namespace belay::sim
