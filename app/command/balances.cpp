#include "app/command/commands.hpp"
#include "app/session.hpp"
#include "app/show_table.hpp"
#include "app/view/accounts.hpp"
#include "proto/json/codec.hpp"

namespace belay::app {
namespace {

Task<ExitCode> show_balances(Session& session, BalancesOptions options) {
  const Result<std::vector<Account>> accounts = co_await chosen_accounts(session);
  if (!accounts) co_return std::unexpected(accounts.error());
  std::vector<Balance> all;
  for (const Account& account : *accounts) {
    Result<std::vector<Balance>> some = co_await session.client.balances(account);
    if (!some) co_return std::unexpected(some.error());
    all.insert(all.end(), some->begin(), some->end());
  }
  JsonObject document = session.document("belay.balances/1");
  const std::string records = json::encode(all);
  document.raw("items", records);
  const Shown shown{.table = balances_table(all), .records = records, .known = wire_names<Balance>};
  co_return show_table(session, options.table, shown, document);
}

}  // namespace

Result<ExitCode> run_balances(Context& context, const BalancesOptions& options) {
  return with_client(context, [&](Session& session) { return show_balances(session, options); });
}

}  // namespace belay::app
