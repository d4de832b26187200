#include "app/choose.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "app/render/text.hpp"

namespace belay::app {
namespace {

std::string choices(const std::vector<Account>& all) {
  std::string text;
  for (const Account& account : all) {
    if (!text.empty()) text += ", ";
    text += account.account_number;
    if (account.nickname) text += " (" + *account.nickname + ")";
  }
  return text;
}

bool is_named(const Account& account, const std::string& name) {
  return account.account_number == name || account.nickname == name;
}

}  // namespace

Result<std::vector<Account>> choose_accounts(const std::vector<Account>& all,
                                             const Globals& globals) {
  if (all.empty())
    return fail(Errc::not_found, "the broker lists no account for these credentials");
  if (globals.all_accounts) return all;
  if (globals.account.empty()) {
    if (all.size() == 1) return all;
    return fail(Errc::usage, fmt::format("there are {} accounts: {}; choose one with --account, or "
                                         "take --all-accounts",
                                         all.size(), choices(all)));
  }
  const auto matches = [&](const Account& account) { return is_named(account, globals.account); };
  std::vector<Account> chosen;
  std::ranges::copy_if(all, std::back_inserter(chosen), matches);
  if (chosen.size() == 1) return chosen;
  const std::string_view why = chosen.empty() ? "no account is" : "several accounts are";
  return fail(Errc::usage, fmt::format("{} called '{}'; there are: {}", why,
                                       escape_control(globals.account), choices(all)));
}

}  // namespace belay::app
