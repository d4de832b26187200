#include "app/view/accounts.hpp"
#include "app/command/commands.hpp"
#include "app/session.hpp"
#include "app/show_table.hpp"
#include "proto/json/codec.hpp"

namespace belay::app {
namespace {

Task<ExitCode> show_accounts(Session& session, AccountsOptions options) {
  const Result<std::vector<Account>> accounts = co_await session.client.accounts();
  if (!accounts) co_return std::unexpected(accounts.error());
  JsonObject document = session.document("belay.accounts/1");
  const std::string records = json::encode(*accounts);
  document.raw("items", records);
  const Shown shown{
      .table = accounts_table(*accounts), .records = records, .known = wire_names<Account>};
  co_return show_table(session, options.table, shown, document);
}

}  // namespace

Result<ExitCode> run_accounts(Context& context, const AccountsOptions& options) {
  return with_client(context, [&](Session& session) { return show_accounts(session, options); });
}

}  // namespace belay::app
