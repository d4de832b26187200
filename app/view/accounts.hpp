#pragma once

#include <vector>

#include "app/render/table.hpp"
#include "belay/model/accounts.hpp"

namespace belay::app {

[[nodiscard]] Table accounts_table(const std::vector<Account>& accounts);
[[nodiscard]] Table balances_table(const std::vector<Balance>& balances);

}  // namespace belay::app
