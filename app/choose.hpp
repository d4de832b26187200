#pragma once

#include <vector>

#include "app/options.hpp"
#include "belay/base/error.hpp"
#include "belay/model/accounts.hpp"

namespace belay::app {

/// The accounts the command line chose out of `all`: the one named by --account (its number, its
/// nickname, or at least the last four characters of its number), all with --all-accounts, else the
/// only one. Errors: usage, naming the choices as …1234, for errors are logged (product.md P1-21).
[[nodiscard]] Result<std::vector<Account>> choose_accounts(const std::vector<Account>& all,
                                                           const Globals& globals);

}  // namespace belay::app
