#include "proto/account/frames.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "proto/json/document.hpp"

namespace belay::account {
namespace {

using json::Kind;
using json::Node;

using Body = AccountEvent::Body;
using Reader = Result<Body> (*)(std::string_view data, json::Drift* drift);

template <class T>
Result<Body> read(std::string_view data, json::Drift* drift) {
  Result<T> object = json::decode<T>(data, drift);
  if (!object) return std::unexpected(std::move(object.error()));
  return Body{std::move(*object)};
}

Result<Body> read_user_message(std::string_view data, json::Drift*) {
  return Body{UserMessage{std::string{data}}};
}

// Every type of broker-api.md 8.4.
constexpr auto kReaders = std::to_array<std::pair<std::string_view, Reader>>({
    {"Order", read<OrderRecord>},
    {"ComplexOrder", read<ComplexOrder>},
    {"CurrentPosition", read<Position>},
    {"AccountBalance", read<Balance>},
    {"TradingStatus", read<AccountTradingStatus>},
    {"UnderlyingYearGainSummary", read<YearGainSummary>},
    {"ExternalTransaction", read<ExternalTransaction>},
    {"OrderChain", read<OrderChain>},
    {"QuoteAlert", read<QuoteAlert>},
    {"PublicWatchlists", read<Watchlist>},
    {"Watchlist", read<Watchlist>},
    {"UserMessage", read_user_message},
});

Body read_body(std::string_view type, std::string_view data, json::Drift* drift) {
  UnknownNotification unknown{.type = std::string{type}, .raw = std::string{data}};
  for (const auto& [known, reader] : kReaders) {
    if (known != type) continue;
    Result<Body> body = reader(data, drift);
    if (body) return std::move(*body);
    unknown.problem = std::move(body.error().message);
  }
  return unknown;
}

std::optional<std::int64_t> whole(Node node, std::string_view key) {
  return json::whole_number(node.scalar(key));
}

AccountEvent read_notification(Node node, Instant received, json::Drift* drift) {
  const std::optional<Node> data = node.find("data");
  AccountEvent event{
      .body = read_body(node.scalar("type"), data ? data->raw() : std::string_view{"null"}, drift),
      .received = received,
      .sequence = whole(node, "ws-sequence")};
  if (const auto at = whole(node, "timestamp")) event.sent = from_epoch_ms(*at);
  return event;
}

Reply read_reply(Node node) {
  return Reply{.ok = node.scalar("status") == "ok",
               .ask = Open<Ask>::parse(node.scalar("action").substr(0, 64)),
               .request_id = whole(node, "request-id"),
               .session_id = std::string{node.scalar("web-socket-session-id")},
               .message = std::string{node.scalar("message")}};
}

Said read_part(Node node, Instant received, json::Drift* drift) {
  if (!node.is(Kind::object)) {
    return Unreadable{fmt::format("{} where an object belongs", json::describe(node.kind()))};
  }
  if (!node.scalar("type").empty()) return read_notification(node, received, drift);
  if (!node.scalar("status").empty()) return read_reply(node);
  return Unreadable{"an object with neither type nor status"};
}

}  // namespace

Result<std::vector<Said>> read_frame(std::string_view text, Instant received, json::Drift* drift) {
  const Result<json::Document> document = json::Document::parse(text);
  if (!document) return std::unexpected(document.error());
  const Node root = document->root();
  std::vector<Said> said;
  const std::optional<Node> results = root.find("results");
  if (results && results->is(Kind::array)) {
    results->each_element([&](Node part) { said.push_back(read_part(part, received, drift)); });
  } else {
    said.push_back(read_part(root, received, drift));
  }
  return said;
}

}  // namespace belay::account
