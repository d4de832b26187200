#include "app/view/orders.hpp"
#include "app/command/commands.hpp"
#include "app/session.hpp"
#include "app/show_table.hpp"
#include "proto/json/codec.hpp"

#include <fmt/format.h>

namespace belay::app {
namespace {

Task<std::vector<OrderRecord>> read_orders(Session& session) {
  const Result<std::vector<Account>> accounts = co_await chosen_accounts(session);
  if (!accounts) co_return std::unexpected(accounts.error());
  std::vector<OrderRecord> all;
  for (const Account& account : *accounts) {
    const Result<std::vector<OrderRecord>> some = co_await session.client.live_orders(account);
    if (!some) co_return std::unexpected(some.error());
    all.insert(all.end(), some->begin(), some->end());
  }
  co_return all;
}

std::string items_json(const std::vector<OrderRecord>& orders) {
  std::vector<std::string> items;
  for (const OrderRecord& order : orders) items.push_back(order_json(order));
  return json_array(items);
}

Task<ExitCode> show_orders(Session& session, OrdersOptions options) {
  const Result<std::vector<OrderRecord>> all = co_await read_orders(session);
  if (!all) co_return std::unexpected(all.error());
  const std::vector<OrderRecord> shown = options.all ? *all : not_over(*all);
  const std::size_t over = all->size() - shown.size();
  JsonObject document = session.document("belay.orders/1");
  document.raw("items", items_json(shown)).count("not_shown", over);
  Shown answer{.table = orders_table(shown),
               .records = json::encode(shown),
               .known = wire_names<OrderRecord>};
  if (over > 0) answer.after = fmt::format("{} that are over: belay orders --all\n", over);
  co_return show_table(session, options.table, answer, document);
}

}  // namespace

Result<ExitCode> run_orders(Context& context, const OrdersOptions& options) {
  return with_client(context, [&](Session& session) { return show_orders(session, options); });
}

}  // namespace belay::app
