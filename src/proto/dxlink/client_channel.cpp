#include "proto/dxlink/client_channel.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "belay/model/events.hpp"

namespace belay::dxlink {
namespace {

using std::chrono::seconds;

// A channel that lived this long may be reopened at once when the server closes it.
constexpr seconds kHealthyLife{60};
constexpr seconds kLongestPause{30};

// What AUTO is asked for when it is opened before anything is wanted.
constexpr std::array kLasting{
    Schema<Quote>::name,   Schema<Trade>::name,  Schema<TradeETH>::name,  Schema<Summary>::name,
    Schema<Profile>::name, Schema<Greeks>::name, Schema<TheoPrice>::name, Schema<Underlying>::name};

bool contains(const std::vector<std::string_view>& types, std::string_view type) {
  return std::ranges::find(types, type) != types.end();
}

}  // namespace

bool ClientChannel::want(const SubscriptionKey& key) {
  if (!contains(types_, key.type)) types_.push_back(key.type);
  const bool open = stage_ == Stage::configured || stage_ == Stage::subscribing;
  if (open && !contains(asked_, key.type)) {
    asked_.push_back(key.type);
    setup_due_ = true;
  }
  return wanted_.add(key);
}

void ClientChannel::request(std::int64_t id, Tick now, Frames& frames) {
  id_ = id;
  stage_ = Stage::requested;
  requested_ = now;
  deadline_ = now + settings_.step_limit;
  frames.push_back(client_message::channel_request(id, contract_));
}

void ClientChannel::opened(Tick now, Frames& frames) {
  stage_ = Stage::configured;
  opened_ = now;
  round_trip_ = now - requested_;
  deadline_ = now + settings_.config_wait;
  asked_ = types_;
  if (asked_.empty()) asked_.assign(kLasting.begin(), kLasting.end());
  say_setup(frames);
}

void ClientChannel::say_setup(Frames& frames) {
  setup_due_ = false;
  frames.push_back(
      client_message::feed_setup(id_, settings_.aggregation_period, asked_, settings_.fields));
}

void ClientChannel::configured() {
  if (stage_ != Stage::configured) return;
  stage_ = Stage::subscribing;
  deadline_ = Tick::max();
}

void ClientChannel::closed(Tick now, Instant last, std::string_view reason) {
  const bool healthy = stage_ != Stage::requested && now - opened_ >= kHealthyLife;
  const seconds pause = healthy ? seconds{0} : pause_;
  note_loss(last, reason);
  pause_ = std::clamp(pause * 2, seconds{1}, kLongestPause);
  stage_ = Stage::pausing;
  id_ = -1;
  deadline_ = now + pause;
  setup_due_ = false;
  wanted_.start_over();
}

void ClientChannel::lost(Instant last, std::string_view reason) {
  note_loss(last, reason);
  stage_ = Stage::closed;
  id_ = -1;
  deadline_ = Tick::max();
  pause_ = seconds{0};
  setup_due_ = false;
  wanted_.start_over();
}

void ClientChannel::refused(Instant last, std::string_view reason) {
  const bool known = loss_.has_value();
  note_loss(last, reason);
  wanted_.doubt_removals();
  if (!wanted_.doubt_silent({}) && !known) loss_.reset();
}

std::optional<std::string> ClientChannel::tick(Tick now) {
  if (now < deadline_) return std::nullopt;
  if (stage_ == Stage::configured) configured();
  if (stage_ != Stage::requested) return std::nullopt;
  return fmt::format("the {} channel {} was not opened within {} s", to_text(contract_), id_,
                     settings_.step_limit.count());
}

bool ClientChannel::flush(ClientQuota& quota, Tick now, Frames& frames) {
  if (!has_changes()) return false;
  if (setup_due_) say_setup(frames);
  auto message = wanted_.next_message(id_, quota, now);
  if (!message) return false;
  frames.push_back(std::move(*message));
  said_ = now;
  return true;
}

// What comes late, after a stall or a sleep, leaves prints missing from long before it arrived: a
// stream is complete only up to the newest print that came.
void ClientChannel::note_loss(Instant last, std::string_view reason) {
  if (loss_ || !wanted_.is_said()) return;
  const std::chrono::milliseconds newest{newest_};
  const bool late = newest_ > 0 &&
                    newest < std::chrono::floor<std::chrono::milliseconds>(last).time_since_epoch();
  loss_ = Loss{late ? Instant{newest} : last, std::string{reason}};
}

std::optional<Instant> ClientChannel::missing_since() const {
  if (!loss_) return std::nullopt;
  return loss_->from;
}

std::optional<Gap> ClientChannel::recovered(Tick now, Instant received) {
  if (!loss_) return std::nullopt;
  const bool settled = stage_ == Stage::subscribing && !has_changes() && now >= said_ + round_trip_;
  if (!settled && !wanted_.empty()) return std::nullopt;
  return give_up(received);
}

std::optional<Gap> ClientChannel::give_up(Instant now) {
  if (!loss_) return std::nullopt;
  Gap gap{loss_->from, now, std::move(loss_->reason), std::string{to_text(contract_)}};
  loss_.reset();
  return gap;
}

}  // namespace belay::dxlink
