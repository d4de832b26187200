#include "app/command/commands.hpp"
#include "app/render/text.hpp"
#include "app/session.hpp"
#include "app/show_table.hpp"
#include "app/view/accounts.hpp"
#include "belay/client/groups/portfolio.hpp"
#include "proto/json/codec.hpp"

#include <fmt/format.h>

namespace belay::app {
namespace {

Task<std::vector<Balance>> balances_at(Session& session, Account account, Date day) {
  const BalanceSnapshotFilter filter{.snapshot_date = day};
  Pages<Client, Balance> pages = session.client.portfolio().balance_snapshots(account, filter);
  Result<std::vector<Balance>> rows = co_await pages.all();
  if (!rows) co_return std::unexpected(rows.error());
  // The broker answers with what there is now, too (broker-api.md 4.2), and that is of today.
  const std::string wanted = to_iso_date(day);
  const bool is_today = day == new_york_date(session.market_now());
  std::erase_if(*rows, [&](const Balance& row) {
    const bool is_end_of_day = row.time_of_day.value_or(is_today ? "" : "EOD") == "EOD";
    return row.snapshot_date != wanted || !is_end_of_day;
  });
  if (!rows->empty()) co_return std::move(*rows);
  co_return fail(Errc::not_found,
                 fmt::format("the broker has no balances of account {} at the end of {}: a day "
                             "without trading, one that has not ended, or one before the account "
                             "was opened",
                             masked_account(account.account_number), wanted));
}

Task<std::vector<Balance>> balances_of(Session& session, Account account, std::optional<Date> day) {
  if (day) co_return co_await balances_at(session, std::move(account), *day);
  co_return co_await session.client.balances(account);
}

Task<ExitCode> show_balances(Session& session, BalancesOptions options) {
  const Result<std::vector<Account>> accounts = co_await chosen_accounts(session);
  if (!accounts) co_return std::unexpected(accounts.error());
  std::vector<Balance> all;
  ExitCode unread = ExitCode::ok;
  for (const Account& account : *accounts) {
    const Result<std::vector<Balance>> some = co_await balances_of(session, account, options.at);
    if (some) {
      all.insert(all.end(), some->begin(), some->end());
      continue;
    }
    const bool one_of_many = accounts->size() > 1 && some.error().code == Errc::not_found;
    if (!one_of_many) co_return std::unexpected(some.error());
    Context::complain("belay: warning: " + escape_control(some.error().message) + "\n");
    unread = ExitCode::partly;
  }
  JsonObject document = session.document("belay.balances/1");
  const std::string records = json::encode(all);
  document.raw("items", records);
  const Shown shown{.table = balances_table(all), .records = records, .known = wire_names<Balance>};
  const Result<ExitCode> printed = show_table(session, options.table, shown, document);
  if (!printed) co_return printed;
  co_return worst_of(*printed, unread);
}

}  // namespace

Result<ExitCode> run_balances(Context& context, const BalancesOptions& options) {
  return with_client(context, [&](Session& session) { return show_balances(session, options); });
}

}  // namespace belay::app
