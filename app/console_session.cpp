#include "app/console_session.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "app/render/json.hpp"
#include "app/view/events.hpp"
#include "belay/base/version.hpp"
#include "belay/model/candle_symbol.hpp"
#include "proto/dxlink/client_messages.hpp"
#include "proto/json/document.hpp"

namespace belay::app {
namespace {

using dxlink::Contract;
using Kind = dxlink::ServerMessage::Kind;
using Words = std::vector<std::string_view>;
namespace message = dxlink::client_message;

constexpr std::chrono::seconds kKeepalive{30};
constexpr std::chrono::seconds kTimeout{60};
constexpr double kAggregation = 0.1;

std::unexpected<Error> unclear(std::string_view line, std::string_view why) {
  return fail(Errc::usage, fmt::format("'{}' {}; type help", line.substr(0, 80), why));
}

Words words_of(std::string_view line) {
  Words words;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t begin = std::min(line.find_first_not_of(" \t\r", at), line.size());
    const std::size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
    if (end > begin) words.push_back(line.substr(begin, end - begin));
    at = end;
  }
  return words;
}

/// A FEED_SUBSCRIPTION of finished entries.
std::string subscription(std::int64_t channel, bool add, const std::vector<std::string>& entries) {
  return JsonObject{}
      .text("type", "FEED_SUBSCRIPTION")
      .integer("channel", channel)
      .raw(add ? "add" : "remove", json_array(entries))
      .str();
}

EventTypes all_types() {
  const std::vector<std::string> every{"all"};
  return event_types_named(every).value();
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

std::string_view ConsoleSession::help() {
  return "  sub Quote AAPL SPY            subscribe; events by their names on the wire\n"
         "  unsub Quote AAPL              unsubscribe\n"
         "  candles AAPL{=5m} 2025-01-10  bars from midnight in New York of that day on\n"
         "  dom AAPL [SOURCE...]          order book\n"
         "  close 3                       cancel channel 3\n"
         "  {\"type\":\"KEEPALIVE\",…}        a message, sent as it is\n"
         "  raw TEXT                      any text, sent as it is\n"
         "  help, quit\n";
}

ConsoleSession::ConsoleSession(Secret token, Instant market_now)
    : token_{std::move(token)}, market_now_{market_now} {
  if (!token_.empty()) secrets_.emplace_back(token_.reveal());
}

void ConsoleSession::start(Tick now, Instant at) {
  now_ = now;
  say(message::setup(fmt::format("0.1-belay/{}", kVersion), kTimeout), at);
}

Result<void> ConsoleSession::type(std::string_view line, Tick now, Instant at) {
  now_ = now;
  const Words words = words_of(line);
  if (words.empty() || words.front().starts_with('#')) return {};
  if (words.front() == "quit") {
    has_quit_ = true;
    return {};
  }
  const bool is_login = wants_token_ && words.front().starts_with('{');
  if (!let_in_ && !is_login) {
    waiting_.emplace_back(line);
    return {};
  }
  return carry_out(line, at);
}

Result<void> ConsoleSession::carry_out(std::string_view line, Instant at) {
  const Words words = words_of(line);
  const std::string_view verb = words.front();
  if (verb.starts_with('{')) {
    say(std::string{line}, at);
    return {};
  }
  if (verb == "raw") {
    const std::size_t begin = line.find("raw") + 3;
    say(std::string{line.substr(std::min(begin + 1, line.size()))}, at);
    return {};
  }
  if (verb == "sub" || verb == "subscribe") return subscribe(true, words, at);
  if (verb == "unsub" || verb == "unsubscribe") return subscribe(false, words, at);
  if (verb == "candles") return candles(words, at);
  if (verb == "dom") return book(words, at);
  if (verb != "close") return unclear(line, "is neither a message nor a short form");
  const auto channel = json::whole_number(words.size() == 2 ? words[1] : "");
  if (!channel) return unclear(line, "names no channel, as `close 3` does");
  channels_.erase(*channel);
  std::erase_if(feeds_, [&](const auto& feed) { return feed.second == *channel; });
  say(JsonObject{}.text("type", "CHANNEL_CANCEL").integer("channel", *channel).str(), at);
  return {};
}

Result<void> ConsoleSession::subscribe(bool add, const Words& words, Instant at) {
  if (words.size() < 3) return unclear(words.front(), "wants an event and symbols: sub Quote AAPL");
  const Result<std::string_view> type = event_type_named(words[1]);
  if (!type) return std::unexpected(type.error());
  std::vector<std::string> entries;
  for (const std::string_view symbol : std::span{words}.subspan(2)) {
    entries.push_back(JsonObject{}.text("type", *type).text("symbol", symbol).str());
  }
  const std::int64_t channel = feed_channel(Contract::automatic, at);
  say_on(channel, subscription(channel, add, entries), at);
  return {};
}

Result<void> ConsoleSession::candles(const Words& words, Instant at) {
  if (words.size() < 2 || words.size() > 3) {
    return unclear(words.front(), "wants a symbol and a day: candles AAPL{=5m} 2025-01-10");
  }
  const Result<Date> day =
      words.size() == 3 ? parse_date(words[2]) : Result<Date>{new_york_date(market_now_)};
  if (!day) return unclear(words[2], "is no day such as 2025-01-10");
  const Instant from = from_new_york(std::chrono::local_days{*day});
  const std::string symbol = canonical_candle_symbol(words[1]);
  const std::vector<std::string> entries{JsonObject{}
                                             .text("type", "Candle")
                                             .text("symbol", symbol)
                                             .integer("fromTime", to_epoch_ms(from))
                                             .str()};
  const std::int64_t channel = feed_channel(Contract::history, at);
  say_on(channel, subscription(channel, true, entries), at);
  return {};
}

Result<void> ConsoleSession::book(const Words& words, Instant at) {
  if (words.size() < 2) return unclear(words.front(), "wants a symbol: dom AAPL");
  std::vector<std::string> sources;
  for (const std::string_view source : std::span{words}.subspan(2)) {
    sources.push_back(fmt::format("\"{}\"", source));
  }
  JsonObject parameters;
  parameters.text("symbol", words[1]);
  if (!sources.empty()) parameters.raw("sources", json_array(sources));
  const std::int64_t channel = new_channel();
  channels_[channel].setup = JsonObject{}
                                 .text("type", "DOM_SETUP")
                                 .integer("channel", channel)
                                 .number("acceptAggregationPeriod", kAggregation)
                                 .text("acceptDataFormat", "FULL")
                                 .str();
  say(JsonObject{}
          .text("type", "CHANNEL_REQUEST")
          .integer("channel", channel)
          .text("service", "DOM")
          .raw("parameters", parameters.str())
          .str(),
      at);
  return {};
}

std::int64_t ConsoleSession::feed_channel(Contract contract, Instant at) {
  const auto known = feeds_.find(contract);
  if (known != feeds_.end()) return known->second;
  const std::int64_t channel = new_channel();
  feeds_.emplace(contract, channel);
  channels_[channel].setup = message::feed_setup(channel, kAggregation, all_types(), {});
  say(message::channel_request(channel, contract), at);
  return channel;
}

// Nothing is said on a channel before it is open and set up (dxlink.md 3.3).
void ConsoleSession::say_on(std::int64_t id, std::string text, Instant at) {
  Channel& channel = channels_[id];
  if (channel.opened) return say(std::move(text), at);
  channel.pending.push_back(std::move(text));
}

void ConsoleSession::opened(std::int64_t id, Instant at) {
  const auto found = channels_.find(id);
  if (found == channels_.end() || found->second.opened) return;
  Channel& channel = found->second;
  channel.opened = true;
  say(channel.setup, at);
  for (std::string& text : std::exchange(channel.pending, {})) say(std::move(text), at);
}

void ConsoleSession::receive(std::string_view frame, Instant at) {
  const dxlink::ServerMessage& message = decoder_.decode(frame, at);
  std::vector<Event> events;
  decoder_.batch().for_each_run([&](std::int64_t, const auto& run) {
    for (const auto& event : run) events.emplace_back(event);
  });
  decoder_.clear_batch();
  show(false, frame, at, std::move(events));
  answer(message, at);
}

void ConsoleSession::answer(const dxlink::ServerMessage& message, Instant at) {
  switch (message.kind) {
    case Kind::channel_opened: opened(message.channel, at); return;
    case Kind::channel_closed:
      channels_.erase(message.channel);
      std::erase_if(feeds_, [&](const auto& feed) { return feed.second == message.channel; });
      return;
    case Kind::auth_state: break;
    default: return;
  }
  if (message.authorized) return let_in(at);
  wants_token_ = token_.empty();
  if (token_.empty()) return;
  say(dxlink::client_message::auth(token_.reveal()), at);
  token_ = Secret{};  // said once; a second refusal is the person's to answer
}

void ConsoleSession::let_in(Instant at) {
  let_in_ = true;
  wants_token_ = false;
  for (const std::string& line : std::exchange(waiting_, {})) {
    const Result<void> done = carry_out(line, at);
    if (!done) complaints_.push_back(done.error().message);
  }
}

void ConsoleSession::tick(Tick now, Instant at) {
  now_ = now;
  if (now - said_ >= kKeepalive) say(message::keepalive(), at);
}

void ConsoleSession::say(std::string text, Instant at) {
  learn_secrets(text);
  show(true, text, at, {});
  said_ = now_;
  outgoing_.push_back(std::move(text));
}

void ConsoleSession::show(bool sent, std::string_view text, Instant at, std::vector<Event> events) {
  ShownFrame frame{.sent = sent, .at = at, .text = redacted(std::string{text})};
  frame.events = std::move(events);
  if (const auto document = json::Document::parse(text)) {
    frame.type = document->root().scalar("type");
    frame.channel = json::whole_number(document->root().scalar("channel")).value_or(0);
  }
  shown_.push_back(std::move(frame));
}

/// A token that a person types is as secret as ours.
void ConsoleSession::learn_secrets(std::string_view text) {
  const auto document = json::Document::parse(text);
  if (!document) return;
  const auto token = document->root().find("token");
  if (!token || !token->is(json::Kind::string) || token->text().empty()) return;
  const std::string_view raw = token->raw();  // as it stands in the message, escapes and all
  secrets_.emplace_back(raw.substr(1, raw.size() - 2));
  secrets_.emplace_back(token->text());
}

std::string ConsoleSession::redacted(std::string text) const {
  for (const std::string& secret : secrets_) replace_all(text, secret, "(token)");
  return text;
}

std::vector<std::string> ConsoleSession::take_outgoing() { return std::exchange(outgoing_, {}); }
std::vector<ShownFrame> ConsoleSession::take_shown() { return std::exchange(shown_, {}); }
std::vector<std::string> ConsoleSession::take_complaints() {
  return std::exchange(complaints_, {});
}

}  // namespace belay::app
