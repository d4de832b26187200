#include "app/view/accounts.hpp"
#include "app/command/commands.hpp"
#include "app/session.hpp"
#include "proto/json/codec.hpp"

namespace belay::app {
namespace {

Task<ExitCode> show_accounts(Session& session) {
  const Result<std::vector<Account>> accounts = co_await session.client.accounts();
  if (!accounts) co_return std::unexpected(accounts.error());
  JsonObject document = session.document("belay.accounts/1");
  document.raw("items", json::encode(*accounts));
  session.show(render(accounts_table(*accounts), session.context.style), document);
  co_return ExitCode::ok;
}

}  // namespace

Result<ExitCode> run_accounts(Context& context, const AccountsOptions&) {
  return with_client(context, show_accounts);
}

}  // namespace belay::app
