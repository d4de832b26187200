#pragma once

#include <vector>

#include "app/options.hpp"
#include "belay/base/error.hpp"
#include "belay/model/accounts.hpp"

namespace belay::app {

/// The accounts the command line chose out of `all`: the one named by --account, all with
/// --all-accounts, else the only one. Errors: usage, naming the choices.
[[nodiscard]] Result<std::vector<Account>> choose_accounts(const std::vector<Account>& all,
                                                           const Globals& globals);

}  // namespace belay::app
