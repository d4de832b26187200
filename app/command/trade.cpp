#include "app/agree.hpp"
#include "app/command/commands.hpp"
#include "app/command/steps.hpp"
#include "app/look.hpp"
#include "app/render/text.hpp"
#include "app/session.hpp"
#include "app/settle.hpp"
#include "app/terms.hpp"
#include "app/text_file.hpp"
#include "app/view/order_card.hpp"
#include "belay/client/groups/orders.hpp"
#include "belay/model/symbology.hpp"
#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"

// Orders that are really sent, to sim and cert: tried, shown, agreed to, sent once.

namespace belay::app {
namespace {

using What = TradeOptions::What;

// Plain Buy and Sell belong to outright futures alone (broker-api.md 6.7).
Action opening(What what, const std::string& symbol) {
  const bool future =
      instrument_type_of(symbol).value_or(InstrumentType::equity) == InstrumentType::future;
  if (what == What::buy) return future ? Action::buy : Action::buy_to_open;
  return future ? Action::sell : Action::sell_to_open;
}

// What closes the position, or the part of it that was named.
Task<Order> closing(Session& session, const Account& account, const TradeOptions& options) {
  const Result<std::vector<Position>> positions = co_await session.client.positions(account);
  if (!positions) co_return std::unexpected(positions.error());
  co_return closing_order(*positions, options);
}

// The file gave a name, and a name that was used before may belong to another order; the broker
// does not mind. Whoever looked for this one by it might find that one (broker-api.md 6.9).
Task<void> unused(Session& session, Account account, std::string identifier) {
  const Result<std::optional<OrderRecord>> found =
      co_await session.client.find_order(account, identifier);
  if (!found) co_return std::unexpected(found.error());
  if (!*found) co_return Result<void>{};
  const OrderRecord& order = **found;
  co_return fail(
      Errc::blocked,
      fmt::format("nothing was sent: order {} ({}) has the external-identifier '{}' already; give "
                  "this one another, or none",
                  order.id.value_or(0), order.status.text(), escape_control(identifier)));
}

bool is_named(const std::optional<std::string>& identifier) {
  return identifier && !identifier->empty();
}

bool is_named(const NewComplexOrder& group) {
  const bool trigger = group.trigger_order && is_named(group.trigger_order->external_identifier);
  const bool first = !group.orders.empty() && is_named(group.orders[0].external_identifier);
  return is_named(group.external_identifier) || trigger || first;
}

// What is tried, and what of it must not have come true before it is sent.
struct Attempt {
  Receipt receipt;
  std::optional<Trigger> trigger;
};

// A stop that the market has passed is a market order.
Task<void> check_trigger(Session& session, std::optional<Trigger> trigger) {
  if (!trigger) co_return Result<void>{};
  const Result<std::optional<Mark>> mark = co_await mark_now(session, trigger->symbol);
  if (!mark) co_return std::unexpected(mark.error());
  const std::optional<Decimal> market = *mark ? market_against(*trigger, **mark) : std::nullopt;
  if (market) co_return still_ahead(*trigger, *market);
  Context::complain("belay: warning: no price of " + escape_control(trigger->symbol) +
                    " is known: the stop was not compared with the market\n");
  co_return Result<void>{};
}

// The dry run, unless it is of a stop that would be sold or bought at once.
Task<Attempt> try_out(Session& session, std::optional<Trigger> trigger, Task<Receipt> dry_run) {
  const Result<void> ahead = co_await check_trigger(session, trigger);
  if (!ahead) co_return std::unexpected(ahead.error());
  Result<Receipt> receipt = co_await std::move(dry_run);
  if (!receipt) co_return std::unexpected(receipt.error());
  co_return Attempt{std::move(*receipt), std::move(trigger)};
}

template <class Body>
Task<Attempt> try_body(Session& session, const Account& account, const Body& body, bool named) {
  Task<Receipt> dry_run = session.client.dry_run(account, body);
  Result<Attempt> attempt = co_await try_out(session, trigger_of(body), std::move(dry_run));
  if (!attempt) co_return attempt;
  if (const std::size_t others = stops_beside_trigger(body); others > 0) {
    Context::complain(
        fmt::format("belay: warning: {} of the stops in this file begin to work later "
                    "or have several legs: they were not compared with the market\n",
                    others));
  }
  if (!named) co_return attempt;
  const Result<void> fresh =
      co_await unused(session, account, attempt->receipt.external_identifier());
  if (!fresh) co_return std::unexpected(fresh.error());
  co_return attempt;
}

// A file holds the broker's own words: one order, or several with "type": OCO, OTO, OTOCO, PAIRS.
Task<Attempt> try_file(Session& session, const Account& account, const std::string& file) {
  const Result<std::string> text = text_of_file(file);
  if (!text) co_return std::unexpected(text.error());
  const auto document = json::Document::parse(*text);
  if (!document) {
    co_return fail(Errc::usage, fmt::format("{}: {}", file, document.error().message));
  }
  if (document->root().find("orders")) {
    const Result<NewComplexOrder> group = json::decode<NewComplexOrder>(*text);
    if (!group) co_return fail(Errc::usage, fmt::format("{}: {}", file, group.error().message));
    co_return co_await try_body(session, account, *group, is_named(*group));
  }
  const Result<NewOrder> order = json::decode<NewOrder>(*text);
  if (!order) co_return fail(Errc::usage, fmt::format("{}: {}", file, order.error().message));
  co_return co_await try_body(session, account, *order, is_named(order->external_identifier));
}

Task<Attempt> try_order(Session& session, const Account& account, const Order& order) {
  const Leg& leg = order.legs.front();
  std::optional<Trigger> trigger;
  if (order.stop) trigger = Trigger{leg.symbol, is_sell(leg.action), *order.stop};
  Task<Receipt> dry_run = session.client.dry_run(account, order);
  co_return co_await try_out(session, std::move(trigger), std::move(dry_run));
}

Task<Attempt> try_terms(Session& session, const Account& account, const TradeOptions& options) {
  const auto orders = session.client.orders();
  const Result<OrderRecord> old = co_await orders.get(account, options.id);
  if (!old) co_return std::unexpected(old.error());
  const Result<Amendment> terms = amended_terms(*old, options);
  if (!terms) co_return std::unexpected(terms.error());
  std::optional<Trigger> trigger;
  if (terms->stop && old->legs.size() == 1) {
    const OrderLegRecord& leg = old->legs.front();
    trigger = Trigger{leg.symbol, is_sell(leg.action.value()), *terms->stop};
  }
  Task<Receipt> dry_run = session.client.dry_run_replacement(account, *terms);
  co_return co_await try_out(session, std::move(trigger), std::move(dry_run));
}

Task<Attempt> tried(Session& session, const Account& account, const TradeOptions& options) {
  switch (options.what) {
    case What::place: co_return co_await try_file(session, account, options.file);
    case What::replace:
    case What::edit: co_return co_await try_terms(session, account, options);
    case What::close: {
      const Result<Order> order = co_await closing(session, account, options);
      if (!order) co_return std::unexpected(order.error());
      co_return co_await try_order(session, account, *order);
    }
    default: break;
  }
  const Action action = opening(options.what, options.symbol);
  const Order order = order_at(options, action, options.quantity.value_or(Decimal{0}));
  co_return co_await try_order(session, account, order);
}

void show_sent(const Session& session, std::string_view identifier, const std::string& words,
               const std::string& answer_json) {
  JsonObject document = session.document("belay.order.sent/1");
  document.text("external-identifier", identifier).raw("answer", answer_json);
  if (session.context.globals.json) {
    session.context.out.write(document.str() + "\n");
  } else {
    session.context.out.write(escape_control(words) + "\n");
  }
}

Task<ExitCode> send(Session& session, Account account, Receipt receipt, What what) {
  const std::string identifier = receipt.external_identifier();
  const Amend how = what == What::edit ? Amend::edit : Amend::replace;
  const Result<Sent> sent = co_await settle(session, account, std::move(receipt), how);
  if (!sent) co_return std::unexpected(sent.error());
  if (sent->looked_for) {
    Context::complain("belay: the answer was lost; the broker has the order\n");
  }
  show_sent(session, identifier, words_of(*sent), sent->answer_json);
  co_return refusal_in(*sent) ? ExitCode::rejected : ExitCode::ok;
}

Task<ExitCode> cancel(Session& session, const Account& account, const TradeOptions& options) {
  if (options.complex) {
    const Result<ComplexOrder> gone = co_await session.client.cancel_complex(account, options.id);
    if (!gone) co_return std::unexpected(gone.error());
    show_sent(session, "", fmt::format("complex order {}: cancelling", options.id),
              json::encode(*gone));
    co_return ExitCode::ok;
  }
  const Result<OrderRecord> gone = co_await session.client.cancel(account, options.id);
  if (!gone) co_return std::unexpected(gone.error());
  show_sent(session, "", fmt::format("order {} {}", gone->id.value_or(0), gone->status.text()),
            json::encode(*gone));
  co_return ExitCode::ok;
}

}  // namespace

Task<ExitCode> trade(Session& session, TradeOptions options) {
  const Result<Account> account = co_await one_account(session);
  if (!account) co_return std::unexpected(account.error());
  if (options.what == What::cancel) co_return co_await cancel(session, *account, options);
  Result<Attempt> attempt = co_await tried(session, *account, options);
  if (!attempt) co_return std::unexpected(attempt.error());
  const Receipt& receipt = attempt->receipt;
  if (!session.context.globals.json) {
    session.context.out.write(session.banner() + order_card(receipt, session.context.style));
  }
  if (options.dry_run) {
    JsonObject document = session.document("belay.order.dry-run/1");
    document.raw("receipt", receipt_json(receipt));
    if (session.context.globals.json) session.context.out.write(document.str() + "\n");
    co_return ExitCode::ok;
  }
  const Result<void> accepted = warnings_accepted(receipt.answer().warnings, options.accept);
  if (!accepted) co_return std::unexpected(accepted.error());
  std::string question = "send it?";
  const Result<void> yes = co_await agreed(session, options.yes, std::move(question));
  if (!yes) co_return std::unexpected(yes.error());
  if (!options.yes) {  // the market did not wait for the answer
    const Result<void> ahead = co_await check_trigger(session, attempt->trigger);
    if (!ahead) co_return std::unexpected(ahead.error());
  }
  co_return co_await send(session, *account, std::move(attempt->receipt), options.what);
}

Result<ExitCode> run_trade(Context& context, const TradeOptions& options) {
  return with_client(context, [&](Session& session) { return trade(session, options); });
}

}  // namespace belay::app
