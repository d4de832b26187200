#include "app/settle.hpp"

#include <random>
#include <utility>

#include <fmt/format.h>

#include "app/render/text.hpp"
#include "proto/json/codec.hpp"

namespace belay::app {
namespace {

bool is_over_unfilled(const OrderRecord& order) {
  return phase_of(order.status) == OrderPhase::terminal && order.status != OrderStatus::filled;
}

std::string status_words(const OrderRecord& order) {
  std::string words = fmt::format("order {} {}", order.id.value_or(0), order.status.text());
  if (order.reject_reason) words += ": " + *order.reject_reason;
  return escape_control(words);
}

Sent one_sent(const OrderRecord& order) {
  return {.orders = {order}, .group = order.complex_order_id, .answer_json = json::encode(order)};
}

Task<Sent> send_once(Session& session, Receipt receipt, Amend how) {
  if (receipt.what_for() != Receipt::For::replacement) {
    const Result<PlacedOrder> placed = co_await session.client.place(std::move(receipt));
    if (!placed) co_return std::unexpected(placed.error());
    co_return sent_of(*placed);
  }
  Result<OrderRecord> order;
  if (how == Amend::replace) {
    order = co_await session.client.replace(std::move(receipt));
  } else {
    order = co_await session.client.edit(std::move(receipt));
  }
  if (!order) co_return std::unexpected(order.error());
  co_return one_sent(*order);
}

}  // namespace

Sent sent_of(const PlacedOrder& placed) {
  Sent sent{.answer_json = json::encode(placed)};
  if (placed.order) sent.orders.push_back(*placed.order);
  if (!placed.complex_order) return sent;
  sent.group = placed.complex_order->id;
  if (placed.complex_order->trigger_order) {
    sent.orders.push_back(*placed.complex_order->trigger_order);
  }
  for (const OrderRecord& order : placed.complex_order->orders) sent.orders.push_back(order);
  return sent;
}

std::string words_of(const Sent& sent) {
  std::string words = sent.group ? fmt::format("complex order {}", *sent.group) : "";
  for (const OrderRecord& order : sent.orders) {
    words += (words.empty() ? "" : ", ") + status_words(order);
  }
  return words;
}

std::optional<Error> refusal_in(const Sent& sent) {
  for (const OrderRecord& order : sent.orders) {
    if (!is_over_unfilled(order)) continue;
    Error error{.code = Errc::rejected,
                .message = status_words(order) + "; it is over and was not filled"};
    if (order.reject_reason) error.reasons.push_back({.code = "", .message = *order.reject_reason});
    return error;
  }
  return std::nullopt;
}

Task<Sent> settle(Session& session, Account account, Receipt receipt, Amend how) {
  const std::string identifier = receipt.external_identifier();
  const bool stopped = co_await was_stopped();
  if (stopped) co_return fail(Errc::cancelled, "stopped before it was sent");
  Result<Sent> sent = co_await send_once(session, std::move(receipt), how);
  if (sent || !sent.error().in_doubt) co_return sent;
  Context::complain("belay: the answer was lost; looking whether the broker has the order\n");
  const Result<std::optional<OrderRecord>> found =
      co_await session.client.find_order(account, identifier);
  if (!found || !*found) co_return sent;
  Sent seen = one_sent(**found);
  seen.looked_for = true;
  co_return seen;
}

std::string name_of_submission(const std::string& identifier) {
  std::random_device device;
  return fmt::format("{}-{:08x}", identifier, device());
}

}  // namespace belay::app
