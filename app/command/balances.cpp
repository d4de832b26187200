#include "app/command/commands.hpp"
#include "app/session.hpp"
#include "app/view/accounts.hpp"
#include "proto/json/codec.hpp"

namespace belay::app {
namespace {

Task<ExitCode> show_balances(Session& session) {
  const Result<std::vector<Account>> accounts = co_await chosen_accounts(session);
  if (!accounts) co_return std::unexpected(accounts.error());
  std::vector<Balance> all;
  for (const Account& account : *accounts) {
    Result<std::vector<Balance>> some = co_await session.client.balances(account);
    if (!some) co_return std::unexpected(some.error());
    all.insert(all.end(), some->begin(), some->end());
  }
  JsonObject document = session.document("belay.balances/1");
  document.raw("items", json::encode(all));
  session.show(render(balances_table(all), session.context.style), document);
  co_return ExitCode::ok;
}

}  // namespace

Result<ExitCode> run_balances(Context& context, const BalancesOptions&) {
  return with_client(context, show_balances);
}

}  // namespace belay::app
