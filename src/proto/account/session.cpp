#include "proto/account/session.hpp"

#include <algorithm>
#include <type_traits>

#include <fmt/format.h>

namespace belay::account {
namespace {

// So many intervals without an answer, and the connection is dead (broker-api.md 8.7).
constexpr int kMissing = 2;

bool is_opening(Ask ask) { return ask == Ask::connect || ask == Ask::account_subscribe; }

}  // namespace

AccountSession::AccountSession(SessionOptions options) : options_{std::move(options)} {}

void AccountSession::start(Secret authorization, Tick now) {
  lost();
  state_ = State::opening;
  authorization_ = std::move(authorization);
  ask(options_.opening, options_.accounts, now);
}

void AccountSession::lost() {
  state_ = State::idle;
  heartbeat_at_ = Tick::max();
  pending_.clear();
  outgoing_.clear();
}

void AccountSession::ask(Ask what, std::vector<std::string> values, Tick now) {
  const Request request{
      .ask = what, .values = std::move(values), .id = ++last_id_, .source = options_.source};
  outgoing_.push_back(to_message(request, authorization_));
  pending_.push_back({.id = request.id, .ask = what, .sent = now});
}

void AccountSession::ask_for_more(Tick now) {
  const auto want = [&](bool wanted, Ask what, std::vector<std::string> values) {
    if (wanted && std::ranges::count(refused_, what) == 0) ask(what, std::move(values), now);
  };
  want(options_.public_watchlists, Ask::public_watchlists_subscribe, {});
  want(options_.quote_alerts, Ask::quote_alerts_subscribe, {});
  want(!options_.user_external_id.empty(), Ask::user_message_subscribe,
       {options_.user_external_id});
}

void AccountSession::heartbeat(Secret authorization, Tick now) {
  if (!wants_token(now)) return;
  authorization_ = std::move(authorization);
  ask(Ask::heartbeat, {}, now);
  heartbeat_at_ = now + options_.heartbeat;
}

Result<void> AccountSession::receive(std::string_view text, Tick now, Instant received) {
  if (state_ == State::idle) return fail(Errc::closed, "this account stream is over");
  ++counters_.frames;
  Result<std::vector<Said>> said = read_frame(text, received, &drift_);
  if (!said) {
    ++counters_.unreadable;
    return {};
  }
  Result<void> outcome;
  for (Said& part : *said) {
    if (auto* const reply = std::get_if<Reply>(&part)) {
      if (outcome) outcome = take(*reply, now);
    } else if (auto* const event = std::get_if<AccountEvent>(&part)) {
      take(std::move(*event));
    } else {
      ++counters_.unreadable;
    }
  }
  return outcome;
}

void AccountSession::take(AccountEvent event) {
  ++counters_.notifications;
  if (const auto* const unknown = event.as<UnknownNotification>()) {
    ++(unknown->problem.empty() ? counters_.unknown_types : counters_.unreadable);
    if (!unknown->problem.empty()) {
      warnings_.push_back(fmt::format("a notification of type {} could not be read: {}",
                                      unknown->type, unknown->problem));
    }
  }
  events_.push_back(std::move(event));
}

// By request id where there is one, else the oldest that asked for the same.
std::optional<AccountSession::Pending> AccountSession::settle(const Reply& reply) {
  const auto found = std::ranges::find_if(pending_, [&](const Pending& pending) {
    return reply.request_id ? pending.id == *reply.request_id : reply.ask == pending.ask;
  });
  if (found == pending_.end()) return std::nullopt;
  const Pending settled = *found;
  pending_.erase(found);
  return settled;
}

Result<void> AccountSession::take(const Reply& reply, Tick now) {
  const std::optional<Pending> settled = settle(reply);
  if (!settled) ++counters_.stray_replies;
  if (!reply.ok) return take_refusal(settled ? settled->ask : reply.ask.value(), reply);
  if (settled && is_opening(settled->ask) && state_ == State::opening) {
    state_ = State::connected;
    heartbeat_at_ = now + options_.heartbeat;
    ask_for_more(now);
  }
  return {};
}

Result<void> AccountSession::take_refusal(Ask refused, const Reply& reply) {
  if (reply.message == "connect-not-completed" && !is_opening(refused)) {
    return fail(Errc::protocol, "the account stream forgot that it is connected; connecting anew");
  }
  if (is_opening(refused) || refused == Ask::heartbeat) {
    return fail(Errc::unauthorized,
                fmt::format("the account stream refused {}: '{}' (the token, or an account number "
                            "that is not yours)",
                            enum_name(refused), reply.message));
  }
  ++counters_.refused;
  refused_.push_back(refused);
  warnings_.push_back(fmt::format("the account stream refused {}: '{}'; going on without",
                                  reply.ask.text(), reply.message));
  return {};
}

Tick AccountSession::answer_due() const {
  Tick due = Tick::max();
  for (const Pending& pending : pending_) {
    const auto limit =
        is_opening(pending.ask) ? options_.reply_limit : kMissing * options_.heartbeat;
    due = std::min(due, pending.sent + limit);
  }
  return due;
}

Result<void> AccountSession::tick(Tick now) {
  if (state_ == State::idle) return {};
  if (now >= answer_due()) {
    return fail(Errc::timeout, fmt::format("the account stream did not answer {} in time",
                                           enum_name(pending_.front().ask)));
  }
  if (now >= heartbeat_overdue()) {
    return fail(Errc::timeout, "no access token came for the account stream's heartbeat");
  }
  return {};
}

Tick AccountSession::heartbeat_overdue() const {
  if (state_ != State::connected) return Tick::max();
  return heartbeat_at_ + kMissing * options_.heartbeat;
}

Tick AccountSession::next_deadline() const { return std::min(answer_due(), heartbeat_overdue()); }

}  // namespace belay::account
