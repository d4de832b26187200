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
    text += masked_account(account.account_number);
    if (account.nickname) text += " (" + *account.nickname + ")";
  }
  return text;
}

constexpr std::size_t kShown = 4;  // characters of a masked number

std::vector<Account> called(const std::vector<Account>& all, const std::string& name) {
  const auto is_exact = [&](const Account& account) {
    return account.account_number == name || account.nickname == name;
  };
  const auto ends_so = [&](const Account& account) {
    return name.size() >= kShown && account.account_number.ends_with(name);
  };
  std::vector<Account> found;
  std::ranges::copy_if(all, std::back_inserter(found), is_exact);
  if (found.empty()) std::ranges::copy_if(all, std::back_inserter(found), ends_so);
  return found;
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
  std::vector<Account> chosen = called(all, globals.account);
  if (chosen.size() == 1) return chosen;
  const std::string_view why = chosen.empty() ? "no account is" : "several accounts are";
  return fail(Errc::usage, fmt::format("{} called '{}'; there are: {}", why,
                                       escape_control(globals.account), choices(all)));
}

}  // namespace belay::app
