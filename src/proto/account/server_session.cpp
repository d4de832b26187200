#include "proto/account/server_session.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace belay::account {
namespace {

constexpr std::uint16_t kGoingAway = 1001;
constexpr std::uint16_t kPolicy = 1008;
constexpr std::uint16_t kLost = 1006;

// Subscriptions that belong to no account, and what they bring (8.2).
constexpr auto kKinds = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"public-watchlists-subscribe", "PublicWatchlists"},
    {"quote-alerts-subscribe", "QuoteAlert"},
    {"user-message-subscribe", "UserMessage"},
});

std::string_view kind_of(std::string_view action) {
  const auto* const found = std::ranges::find(kKinds, action, &decltype(kKinds)::value_type::first);
  return found == kKinds.end() ? std::string_view{} : found->second;
}

}  // namespace

ServerSession::ServerSession(std::string id, Doors doors, ServerOptions options)
    : id_{std::move(id)}, doors_{std::move(doors)}, options_{options} {}

void ServerSession::start(Tick now) { heard_ = now; }

void ServerSession::say(std::string message) {
  outgoing_.push_back(std::move(message));
  if (outgoing_.size() > options_.most_waiting) {
    close_ = Close{.code = kPolicy, .reason = "too many messages are waiting to be read"};
  }
}

void ServerSession::refuse(std::string_view action, std::string_view message) {
  say(error_message(action, id_, message));
  if (options_.close_after_error) close_ = Close{.code = kPolicy, .reason = std::string{message}};
}

void ServerSession::receive(std::string_view text, Tick now) {
  if (close_) return;
  heard_ = now;
  const Result<ClientMessage> request = parse_client_message(text);
  if (!request) return refuse("", "sim-unreadable-message");
  answer(*request, now);
}

void ServerSession::answer(const ClientMessage& request, Tick now) {
  const bool connects = request.action == "connect" || request.action == "account-subscribe";
  if (!connects && !connected_) return refuse(request.action, "connect-not-completed");
  if (!doors_.admits(request.token.reveal(), now)) return refuse(request.action, "failed");
  if (connects) return connect(request);
  const std::string_view kind = kind_of(request.action);
  if (kind.empty() && request.action != "heartbeat") {
    return refuse(request.action, "sim-unknown-action");
  }
  if (!kind.empty()) kinds_.emplace(kind);
  say(ok_message(request, id_));
}

void ServerSession::connect(const ClientMessage& request) {
  const bool all = !request.value.empty() && std::ranges::all_of(request.value, doors_.owns);
  if (!all) return refuse(request.action, "failed");
  if (!options_.connect_extends) accounts_.clear();
  accounts_.insert(request.value.begin(), request.value.end());
  connected_ = true;
  say(ok_message(request, id_));
}

bool ServerSession::hears(const Notification& notice) const {
  return notice.account.empty() ? kinds_.contains(notice.type) : accounts_.contains(notice.account);
}

void ServerSession::publish(const Notification& notice, Tick now) {
  if (close_ || !hears(notice)) return;
  ++sent_;
  held_.push_back(
      {now + options_.delay,
       notification_message(notice, options_.sequence ? std::optional{sent_} : std::nullopt)});
  if (held_.size() > options_.most_waiting) {
    close_ = Close{.code = kPolicy, .reason = "too many messages are waiting to be read"};
  } else if (options_.drop_after && sent_ >= *options_.drop_after) {
    close_ = Close{.code = kLost, .reason = {}};
  }
  release(now);
}

void ServerSession::release(Tick now) {
  while (!held_.empty() && held_.front().due <= now) {
    say(std::move(held_.front().message));
    held_.pop_front();
  }
}

void ServerSession::tick(Tick now) {
  release(now);
  if (!close_ && now >= heard_ + options_.idle_limit) {
    close_ = Close{.code = kGoingAway, .reason = "idle"};
  }
}

Tick ServerSession::next_deadline() const {
  const Tick idle = heard_ + options_.idle_limit;
  return held_.empty() ? idle : std::min(idle, held_.front().due);
}

std::vector<std::string> ServerSession::take_outgoing() {
  std::vector<std::string> messages = std::exchange(outgoing_, {});
  if (options_.batch && messages.size() > 1) return {batch_message(messages)};
  return messages;
}

}  // namespace belay::account
