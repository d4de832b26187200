#pragma once

#include <string>
#include <vector>

#include "app/session.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/orders.hpp"

namespace belay::app {

/// What the chosen accounts hold and have on order, read account by account.
struct Holdings {
  std::vector<Account> accounts;
  std::vector<Position> positions;
  std::vector<OrderRecord> orders;
  /// The gravest outcome of accounts that could not be read; nothing of theirs is in here.
  ExitCode unread = ExitCode::ok;

  /// The account a position belongs to; nullptr when the broker named one it did not list.
  [[nodiscard]] const Account* account_of(const std::string& number) const;
  /// Streamer symbols of the positions, each once.
  [[nodiscard]] std::vector<std::string> streamer_symbols() const;
};

/// One account that cannot be read does not hide the others (product.md P1-18): it is told on
/// standard error and in `unread`. Errors: cancelled; else that of the last account when none could
/// be read.
Task<Holdings> read_holdings(Session& session);

}  // namespace belay::app
