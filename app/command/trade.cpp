#include <fstream>
#include <iterator>

#include "app/agree.hpp"
#include "app/command/commands.hpp"
#include "app/render/text.hpp"
#include "app/session.hpp"
#include "app/view/order_card.hpp"
#include "belay/client/groups/orders.hpp"
#include "belay/model/symbology.hpp"
#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"

// Orders that are really sent, to sim and cert: tried, shown, agreed to, sent once.

namespace belay::app {
namespace {

using What = TradeOptions::What;

Task<Account> one_account(Session& session) {
  const Result<std::vector<Account>> accounts = co_await chosen_accounts(session);
  if (!accounts) co_return std::unexpected(accounts.error());
  if (accounts->size() == 1) co_return accounts->front();
  co_return fail(Errc::usage, "an order is one account's: choose it with --account");
}

// Plain Buy and Sell belong to outright futures alone (broker-api.md 6.7).
Action opening(What what, const std::string& symbol) {
  const bool future =
      instrument_type_of(symbol).value_or(InstrumentType::equity) == InstrumentType::future;
  if (what == What::buy) return future ? Action::buy : Action::buy_to_open;
  return future ? Action::sell : Action::sell_to_open;
}

Order priced(const TradeOptions& options, Action action, Decimal quantity) {
  Order order{.legs = {{.symbol = options.symbol, .action = action, .quantity = quantity}},
              .time_in_force = options.time_in_force.value_or(TimeInForce::day)};
  if (options.limit) order.limit = is_buy(action) ? debit(*options.limit) : credit(*options.limit);
  order.stop = options.stop;
  return order;
}

// What closes the position, or the part of it that was named.
Task<Order> closing(Session& session, const Account& account, const TradeOptions& options) {
  const Result<std::vector<Position>> positions = co_await session.client.positions(account);
  if (!positions) co_return std::unexpected(positions.error());
  const auto held = std::ranges::find(*positions, options.symbol, &Position::symbol);
  const Decimal size =
      held == positions->end() ? Decimal{0} : held->quantity.value_or(Decimal{0}).abs();
  if (size == Decimal{0}) {
    co_return fail(Errc::blocked,
                   fmt::format("the account holds no '{}'; belay positions shows what it holds",
                               escape_control(options.symbol)));
  }
  const Decimal quantity = options.quantity.value_or(size);
  if (quantity > size) {
    co_return fail(Errc::blocked,
                   fmt::format("the account holds {} of {}: {} would be more than closing", size,
                               options.symbol, quantity));
  }
  const bool long_side = held->quantity_direction == PositionSide::long_;
  co_return priced(options, long_side ? Action::sell_to_close : Action::buy_to_close, quantity);
}

Result<std::string> text_of_file(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) return fail(Errc::io, fmt::format("cannot read {}", file));
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

// A file holds the broker's own words: one order, or several with "type": OCO, OTO, OTOCO.
Task<Receipt> try_file(Session& session, const Account& account, const std::string& file) {
  const Result<std::string> text = text_of_file(file);
  if (!text) co_return std::unexpected(text.error());
  const auto document = json::Document::parse(*text);
  if (!document) {
    co_return fail(Errc::usage, fmt::format("{}: {}", file, document.error().message));
  }
  if (document->root().find("orders")) {
    const Result<NewComplexOrder> group = json::decode<NewComplexOrder>(*text);
    if (!group) co_return fail(Errc::usage, fmt::format("{}: {}", file, group.error().message));
    co_return co_await session.client.dry_run(account, *group);
  }
  const Result<NewOrder> order = json::decode<NewOrder>(*text);
  if (!order) co_return fail(Errc::usage, fmt::format("{}: {}", file, order.error().message));
  co_return co_await session.client.dry_run(account, *order);
}

// New terms in the old order's direction, for what was not named as it was.
Task<Amendment> amended(Session& session, const Account& account, const TradeOptions& options) {
  const auto orders = session.client.orders();
  const Result<OrderRecord> old = co_await orders.get(account, options.id);
  if (!old) co_return std::unexpected(old.error());
  Amendment amendment{.order_id = options.id,
                      .stop = options.stop ? options.stop : old->stop_trigger,
                      .time_in_force = options.time_in_force.value_or(old->time_in_force.value())};
  const std::optional<Decimal> price = options.limit ? options.limit : old->price;
  const bool received = old->price_effect == Open<Effect>{Effect::credit};
  const bool sells = !old->legs.empty() && is_sell(old->legs.front().action.value());
  if (price) {
    amendment.limit = received || (!old->price_effect && sells) ? credit(*price) : debit(*price);
  }
  co_return amendment;
}

Task<Receipt> tried(Session& session, const Account& account, const TradeOptions& options) {
  switch (options.what) {
    case What::place: co_return co_await try_file(session, account, options.file);
    case What::replace:
    case What::edit: {
      const Result<Amendment> amendment = co_await amended(session, account, options);
      if (!amendment) co_return std::unexpected(amendment.error());
      co_return co_await session.client.dry_run_replacement(account, *amendment);
    }
    case What::close: {
      const Result<Order> order = co_await closing(session, account, options);
      if (!order) co_return std::unexpected(order.error());
      co_return co_await session.client.dry_run(account, *order);
    }
    default: break;
  }
  const Action action = opening(options.what, options.symbol);
  const Order order = priced(options, action, options.quantity.value_or(Decimal{0}));
  co_return co_await session.client.dry_run(account, order);
}

std::string status_words(const OrderRecord& order) {
  return fmt::format("order {} {}", order.id.value_or(0), order.status.text());
}

Result<ExitCode> show_sent(const Session& session, std::string_view identifier,
                           const std::string& words, const std::string& answer_json) {
  JsonObject document = session.document("belay.order.sent/1");
  document.text("external-identifier", identifier).raw("answer", answer_json);
  if (session.context.globals.json) {
    session.context.out.write(document.str() + "\n");
  } else {
    session.context.out.write(words + "\n");
  }
  return ExitCode::ok;
}

std::string words_of(const PlacedOrder& placed) {
  if (placed.complex_order) {
    std::string words = fmt::format("complex order {}", placed.complex_order->id.value_or(0));
    for (const OrderRecord& order : placed.complex_order->orders)
      words += ", " + status_words(order);
    return words;
  }
  return placed.order ? status_words(*placed.order) : std::string{"sent"};
}

// Silence is no answer: what the broker has under the identifier is (broker-api.md 6.9).
Task<ExitCode> reconcile(Session& session, Account account, std::string identifier, Error error) {
  const Result<std::optional<OrderRecord>> found =
      co_await session.client.find_order(account, identifier);
  if (!found || !*found) co_return std::unexpected(error);
  Context::complain("belay: the answer was lost; the broker has the order\n");
  co_return show_sent(session, identifier, status_words(**found), json::encode(**found));
}

Task<ExitCode> send(Session& session, Account account, Receipt receipt, What what) {
  const std::string identifier = receipt.external_identifier();
  if (what == What::replace || what == What::edit) {
    Result<OrderRecord> order;
    if (what == What::replace) {
      order = co_await session.client.replace(std::move(receipt));
    } else {
      order = co_await session.client.edit(std::move(receipt));
    }
    if (!order) co_return std::unexpected(order.error());
    co_return show_sent(session, identifier, status_words(*order), json::encode(*order));
  }
  const Result<PlacedOrder> placed = co_await session.client.place(std::move(receipt));
  if (placed) co_return show_sent(session, identifier, words_of(*placed), json::encode(*placed));
  if (!placed.error().in_doubt) co_return std::unexpected(placed.error());
  co_return co_await reconcile(session, account, identifier, placed.error());
}

Task<ExitCode> cancel(Session& session, const Account& account, const TradeOptions& options) {
  if (options.complex) {
    const Result<ComplexOrder> gone = co_await session.client.cancel_complex(account, options.id);
    if (!gone) co_return std::unexpected(gone.error());
    co_return show_sent(session, "", fmt::format("complex order {}: cancelling", options.id),
                        json::encode(*gone));
  }
  const Result<OrderRecord> gone = co_await session.client.cancel(account, options.id);
  if (!gone) co_return std::unexpected(gone.error());
  co_return show_sent(session, "", status_words(*gone), json::encode(*gone));
}

Task<ExitCode> trade(Session& session, const TradeOptions& options) {
  const Result<Account> account = co_await one_account(session);
  if (!account) co_return std::unexpected(account.error());
  if (options.what == What::cancel) co_return co_await cancel(session, *account, options);
  Result<Receipt> receipt = co_await tried(session, *account, options);
  if (!receipt) co_return std::unexpected(receipt.error());
  if (!session.context.globals.json) {
    session.context.out.write(session.banner() + order_card(*receipt, session.context.style));
  }
  if (options.dry_run) {
    JsonObject document = session.document("belay.order.dry-run/1");
    document.raw("receipt", receipt_json(*receipt));
    if (session.context.globals.json) session.context.out.write(document.str() + "\n");
    co_return ExitCode::ok;
  }
  const Result<void> yes = agreed(session.context, options.yes, "send it?");
  if (!yes) co_return std::unexpected(yes.error());
  co_return co_await send(session, *account, std::move(*receipt), options.what);
}

}  // namespace

Result<ExitCode> run_trade(Context& context, const TradeOptions& options) {
  return with_client(context, [&](Session& session) { return trade(session, options); });
}

}  // namespace belay::app
