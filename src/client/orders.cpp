#include <random>

#include "belay/client/client.hpp"
#include "belay/client/groups/orders.hpp"
#include "belay/rules/group_rules.hpp"
#include "belay/rules/order_rules.hpp"
#include "client/ask.hpp"
#include "client/client_impl.hpp"

// Orders: tried first, sent by their receipt, found again by their identifier.

namespace belay {
namespace {

constexpr std::string_view kOrders = "/accounts/{account}/orders";
constexpr std::string_view kGroups = "/accounts/{account}/complex-orders";

// A refusal that stands inside an otherwise good answer (broker-api.md 5.9, `errors`): never a
// Receipt.
Error refusal_inside(const PlacedOrder& answer, std::string operation) {
  Error error{.code = Errc::rejected,
              .message = "the broker refused the order",
              .operation = std::move(operation)};
  for (const Notice& notice : answer.errors) {
    Reason reason{.code = rest::broker_words(notice.code.value_or("")),
                  .message = rest::broker_words(notice.message.value_or(""))};
    const std::string& told = reason.message.empty() ? reason.code : reason.message;
    error.message += ": " + (told.empty() ? std::string{"no reason given"} : told);
    error.reasons.push_back(std::move(reason));
  }
  return error;
}

// Unique per intent: nobody else's, not the next one's.
std::string fresh_identifier() {
  std::random_device device;
  std::string text = "belay-";
  for (int i = 0; i < 4; ++i) text += fmt::format("{:08x}", device());
  return text;
}

void name_intent(std::optional<std::string>& identifier) {
  if (!identifier || identifier->empty()) identifier = fresh_identifier();
}

// Every order of a group has a name of its own: the broker echoes none of the group (broker-api.md
// 5.10), so by them alone it is found again.
void name_parts(NewComplexOrder& group) {
  name_intent(group.external_identifier);
  const auto name = [&](NewOrder& part, std::string_view which) {
    if (part.external_identifier && !part.external_identifier->empty()) return;
    part.external_identifier = fmt::format("{}-{}", *group.external_identifier, which);
  };
  if (group.trigger_order) name(*group.trigger_order, "trigger");
  for (std::size_t i = 0; i < group.orders.size(); ++i) {
    name(group.orders[i], fmt::to_string(i + 1));
  }
}

const std::string& name_of_first(const NewComplexOrder& group) {
  return *(group.trigger_order ? *group.trigger_order : group.orders.front()).external_identifier;
}

void be_strict(NewOrder& order) {
  if (!order.advanced_instructions) order.advanced_instructions.emplace();
  order.advanced_instructions->strict_position_effect_validation = true;
}

// A closing leg never opens (product.md W6).
void never_open_by_closing(NewOrder& order) {
  const bool closes = std::ranges::any_of(
      order.legs, [](const NewOrderLeg& leg) { return is_closing(leg.action.value()); });
  if (closes) be_strict(order);
}

void sign(NewOrder& order, const Config& config) {
  never_open_by_closing(order);
  order.source = config.user_agent;
  order.automated_source = true;
}

// The body without the list of legs that a replacement must not have (broker-api.md 6.6).
std::string without_legs(const NewOrder& order) {
  std::string body = json::encode(order);
  constexpr std::string_view kNone = ",\"legs\":[]";
  if (const auto at = body.find(kNone); at != std::string::npos) body.erase(at, kNone.size());
  return body;
}

Error wrong_receipt(std::string_view verb, std::string_view why) {
  return {.code = Errc::usage, .message = fmt::format("{}: {}; make a new dry run", verb, why)};
}

bool names_an_order(const PlacedOrder& answer) {
  return (answer.order && answer.order->id) || (answer.complex_order && answer.complex_order->id);
}

// The broker said yes and not to what: it may work.
Error nameless(std::string operation) {
  return {.code = Errc::parse,
          .message = "the broker's answer names no order",
          .operation = std::move(operation),
          .in_doubt = true};
}

// What to do about a request that may have arrived.
Error with_next_step(Error error, std::string_view identifier) {
  if (!error.in_doubt) return error;
  error.message +=
      fmt::format("; find it by external-identifier {} before sending anything again", identifier);
  return error;
}

}  // namespace

Task<Receipt> Client::try_out(rest::Question question, Receipt::For what_for,
                              std::string account_number, std::int64_t order_id,
                              std::string identifier) {
  rest::Call<PlacedOrder> call = rest::one<PlacedOrder>(*question.endpoint);
  std::string body = question.request.body;
  std::string host = config_.base_url;
  call.request = std::move(question.request);
  call.operation = std::move(question.operation);
  Result<PlacedOrder> answer = co_await ask(std::move(call));
  if (!answer) co_return std::unexpected(answer.error());
  if (!answer->errors.empty()) co_return std::unexpected(refusal_inside(*answer, "dry run"));
  Receipt receipt;
  receipt.what_for_ = what_for;
  receipt.account_number_ = std::move(account_number);
  receipt.host_ = std::move(host);
  receipt.body_ = std::move(body);
  receipt.order_id_ = order_id;
  receipt.external_identifier_ = std::move(identifier);
  receipt.answer_ = std::move(*answer);
  co_return receipt;
}

Task<Receipt> Client::dry_run(const Account& account, const Order& order) {
  Result<NewOrder> request = rules::to_request(order);
  if (!request) return detail::failed<Receipt>(request.error());
  return dry_run(account, *request);
}

Task<Receipt> Client::dry_run(const Account& account, const NewOrder& order) {
  NewOrder request = order;
  if (auto fine = rules::check(request); !fine) return detail::failed<Receipt>(fine.error());
  sign(request, config_);
  name_intent(request.external_identifier);
  const rest::Endpoint& row = rest::endpoint("POST", "/accounts/{account}/orders/dry-run");
  std::string number = account.account_number;
  rest::Question question = rest::one<PlacedOrder>(row, {number}, {}, json::encode(request));
  std::string identifier = *request.external_identifier;
  return try_out(std::move(question), Receipt::For::order, std::move(number), 0,
                 std::move(identifier));
}

Task<Receipt> Client::dry_run(const Account& account, const OrderGroup& group) {
  Result<NewComplexOrder> request = rules::to_request(group);
  if (!request) return detail::failed<Receipt>(request.error());
  return dry_run(account, *request);
}

Task<Receipt> Client::dry_run(const Account& account, const NewComplexOrder& group) {
  NewComplexOrder request = group;
  if (auto fine = rules::check(request); !fine) return detail::failed<Receipt>(fine.error());
  if (request.trigger_order) sign(*request.trigger_order, config_);
  for (NewOrder& order : request.orders) sign(order, config_);
  request.source = config_.user_agent;
  name_parts(request);
  const rest::Endpoint& row = rest::endpoint("POST", "/accounts/{account}/complex-orders/dry-run");
  std::string number = account.account_number;
  rest::Question question = rest::one<PlacedOrder>(row, {number}, {}, json::encode(request));
  std::string identifier = name_of_first(request);
  return try_out(std::move(question), Receipt::For::group, std::move(number), 0,
                 std::move(identifier));
}

Task<Receipt> Client::dry_run_replacement(const Account& account, const Amendment& amendment) {
  Result<NewOrder> request = rules::to_request(amendment);
  if (!request) return detail::failed<Receipt>(request.error());
  // Its body is all there is of the new order but the legs (broker-api.md 6.6), and they may close.
  be_strict(*request);
  request->source = config_.user_agent;
  request->automated_source = true;
  name_intent(request->external_identifier);
  const std::int64_t id = amendment.order_id;
  const rest::Endpoint& row = rest::endpoint("POST", "/accounts/{account}/orders/{id}/dry-run");
  std::string number = account.account_number;
  const std::string order = std::to_string(id);
  rest::Question question =
      rest::one<PlacedOrder>(row, {number, order}, {}, without_legs(*request));
  std::string identifier = *request->external_identifier;
  return try_out(std::move(question), Receipt::For::replacement, std::move(number), id,
                 std::move(identifier));
}

Task<PlacedOrder> Client::place(Receipt receipt) {
  if (receipt.host() != config_.base_url) {
    co_return std::unexpected(wrong_receipt("place", "the receipt is another broker's"));
  }
  if (receipt.what_for() == Receipt::For::replacement) {
    co_return std::unexpected(wrong_receipt("place", "the receipt is for a replacement"));
  }
  const bool group = receipt.what_for() == Receipt::For::group;
  const rest::Endpoint& row = rest::endpoint("POST", group ? kGroups : kOrders);
  rest::Call<PlacedOrder> call =
      rest::one<PlacedOrder>(row, {receipt.account_number_}, {}, receipt.body_);
  const std::string operation = call.operation;
  Result<PlacedOrder> answer = co_await ask(std::move(call));
  if (answer && !answer->errors.empty()) {
    Error error = refusal_inside(*answer, operation);
    error.in_doubt = names_an_order(*answer);
    answer = std::unexpected(std::move(error));
  }
  if (answer && !names_an_order(*answer)) answer = std::unexpected(nameless(operation));
  if (answer) co_return answer;
  co_return std::unexpected(with_next_step(answer.error(), receipt.external_identifier()));
}

Task<OrderRecord> Client::amend(Receipt receipt, std::string_view method) {
  if (receipt.host() != config_.base_url) {
    co_return std::unexpected(wrong_receipt("replace", "the receipt is another broker's"));
  }
  if (receipt.what_for() != Receipt::For::replacement) {
    co_return std::unexpected(wrong_receipt("replace", "the receipt is for a new order"));
  }
  const rest::Endpoint& row = rest::endpoint(method, "/accounts/{account}/orders/{id}");
  const std::string id = std::to_string(receipt.order_id());
  rest::Call<OrderRecord> call =
      rest::one<OrderRecord>(row, {receipt.account_number_, id}, {}, receipt.body_);
  const std::string operation = call.operation;
  Result<OrderRecord> answer = co_await ask(std::move(call));
  if (answer && !answer->id) answer = std::unexpected(nameless(operation));
  if (answer) co_return answer;
  co_return std::unexpected(with_next_step(answer.error(), receipt.external_identifier()));
}

Task<OrderRecord> Client::replace(Receipt receipt) { return amend(std::move(receipt), "PUT"); }

Task<OrderRecord> Client::edit(Receipt receipt) { return amend(std::move(receipt), "PATCH"); }

Task<OrderRecord> Client::cancel(const Account& account, std::int64_t order_id) {
  return ask(rest::one<OrderRecord>(rest::endpoint("DELETE", "/accounts/{account}/orders/{id}"),
                                    {account.account_number, std::to_string(order_id)}));
}

Task<ComplexOrder> Client::cancel_complex(const Account& account, std::int64_t id) {
  return ask(
      rest::one<ComplexOrder>(rest::endpoint("DELETE", "/accounts/{account}/complex-orders/{id}"),
                              {account.account_number, std::to_string(id)}));
}

namespace {

Task<std::optional<OrderRecord>> search_order(Client& client, Account owner, std::string wanted,
                                              Date since) {
  Result<std::vector<OrderRecord>> today = co_await client.live_orders(owner);
  if (!today) co_return std::unexpected(today.error());
  const auto live =
      std::ranges::find(*today, std::optional{wanted}, &OrderRecord::external_identifier);
  if (live != today->end()) co_return std::optional{std::move(*live)};
  OrderFilter filter;
  filter.start_date = since;
  filter.per_page = 200;
  Pages<Client, OrderRecord> found = client.orders().search(owner, filter);
  while (std::optional<OrderRecord> order = co_await found.next()) {
    if (order->external_identifier == wanted) co_return order;
  }
  const Result<void> status = found.status();
  if (!status) co_return std::unexpected(status.error());
  co_return std::optional<OrderRecord>{};
}

}  // namespace

Task<std::optional<OrderRecord>> Client::find_order(const Account& account,
                                                    const std::string& external_identifier) {
  // Yesterday, for a session that began before midnight (broker-api.md 6.9).
  const Date since = new_york_date(config_.clock.now() - std::chrono::days{1});
  return search_order(*this, Account{.account_number = account.account_number}, external_identifier,
                      since);
}

}  // namespace belay
