#include "proto/account/server_messages.hpp"

#include <iterator>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"

namespace belay::account {
namespace {

using json::Kind;

std::vector<std::string> texts_of(json::Node value) {
  std::vector<std::string> texts;
  if (value.is(Kind::string)) texts.emplace_back(value.text());
  value.each_element([&](json::Node element) {
    if (element.is(Kind::string)) texts.emplace_back(element.text());
  });
  return texts;
}

bool names_accounts(std::string_view action) {
  return action == "connect" || action == "account-subscribe";
}

std::string list_of(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  quoted.reserve(texts.size());
  for (const std::string& text : texts) quoted.push_back(json::quoted(text));
  return fmt::format("[{}]", fmt::join(quoted, ","));
}

}  // namespace

Result<ClientMessage> parse_client_message(std::string_view text) {
  const Result<json::Document> document = json::Document::parse(text);
  if (!document) return std::unexpected(document.error());
  const json::Node root = document->root();
  ClientMessage request{.action = std::string{root.scalar("action")},
                        .token = Secret{std::string{root.scalar("auth-token")}}};
  if (request.action.empty()) return fail(Errc::parse, "the message has no action");
  if (const auto value = root.find("value")) request.value = texts_of(*value);
  if (const auto id = root.find("request-id"); id && (id->is(Kind::number) || id->is(Kind::string)))
    request.request_id = std::string{id->raw()};
  return request;
}

std::string ok_message(const ClientMessage& request, std::string_view session_id) {
  std::string text = fmt::format(R"({{"status":"ok","action":{},"web-socket-session-id":{})",
                                 json::quoted(request.action), json::quoted(session_id));
  auto out = std::back_inserter(text);
  if (names_accounts(request.action)) fmt::format_to(out, R"(,"value":{})", list_of(request.value));
  if (request.request_id) fmt::format_to(out, R"(,"request-id":{})", *request.request_id);
  return text + "}";
}

std::string error_message(std::string_view action, std::string_view session_id,
                          std::string_view message) {
  return fmt::format(R"({{"status":"error","action":{},"web-socket-session-id":{},"message":{}}})",
                     json::quoted(action), json::quoted(session_id), json::quoted(message));
}

std::string notification_message(const Notification& notice,
                                 std::optional<std::uint64_t> sequence) {
  std::string text = fmt::format(R"({{"type":{},"data":{},"timestamp":{})",
                                 json::quoted(notice.type), notice.data, notice.timestamp);
  if (sequence) fmt::format_to(std::back_inserter(text), R"(,"ws-sequence":{})", *sequence);
  return text + "}";
}

std::string batch_message(const std::vector<std::string>& messages) {
  return fmt::format(R"({{"results":[{}]}})", fmt::join(messages, ","));
}

}  // namespace belay::account
