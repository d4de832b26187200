#include "chaos/world.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "chaos/verdict.hpp"
#include "proto/dxlink/contract.hpp"

namespace belay::chaos {
namespace {

using dxlink::Action;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kTradePause{400};
constexpr seconds kLastWords{15};       // after the last trade: everything has arrived
constexpr std::size_t kOnTheWire = 32;  // frames a network holds before the sender has to wait
// Every quote, a candle series' updates, and what a stream saves up through a long stall.
constexpr std::size_t kMostWaiting = 20'000;

dxlink::LifeOptions life_options(std::uint64_t seed) {
  dxlink::LifeOptions options;
  options.seed = seed;
  return options;
}

std::string short_text(std::string_view text) { return std::string{text.substr(0, 160)}; }

}  // namespace

World::World(const Plan& plan, std::function<void(const std::string&)> tell)
    : plan_{plan}, tell_{std::move(tell)}, random_{plan.seed}, life_{life_options(plan.seed)} {
  const std::size_t lasting = Market::kQuotes + Market::kCandles;
  for (std::size_t i = 0; i < market_.keys().size(); ++i) {
    if (i >= lasting || random_() % 2 == 0) toggle(i);
  }
}

duration World::random_delay(milliseconds most) {
  return milliseconds{
      1 + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most.count()))};
}

Outcome World::run() {
  life_.start(moment());
  run_until(begin_ + plan_.trouble + plan_.quiet);
  trading_ = false;
  run_until(now_ + kLastWords);
  return judge();
}

// --- time ----------------------------------------------------------------------------------------

Tick World::next_of(const Link& link) const {
  Tick next = Tick::max();
  if (!link.to_server.empty()) next = std::min(next, link.to_server.front().at);
  if (link.client_ends) next = std::min(next, *link.client_ends);
  if (link.served) next = std::min(next, link.session.next_deadline());
  if (!link.attached) return next;
  Tick arrival = Tick::max();
  if (!link.to_client.empty()) arrival = link.to_client.front().at;
  if (link.server_ends && link.to_client.empty()) arrival = *link.server_ends;
  return std::min(next, std::max({arrival, stalled_until_, asleep_until_}));
}

Tick World::next() const {
  Tick next = trading_ ? next_trade_ : Tick::max();
  if (next_mischief_ < plan_.mischief.size()) {
    next = std::min(next, begin_ + plan_.mischief[next_mischief_].at);
  }
  for (const Errand& errand : errands_) next = std::min(next, std::max(errand.at, asleep_until_));
  for (const auto& link : links_) next = std::min(next, next_of(*link));
  return std::min(next, std::max(life_.next_deadline(), asleep_until_));
}

void World::run_until(Tick end) {
  for (Tick at = next(); at <= end; at = next()) {
    now_ = std::max(now_ + milliseconds{1}, at);  // nothing can happen for ever at one time
    step();
  }
  now_ = std::max(now_, end);
}

void World::step() {
  while (next_mischief_ < plan_.mischief.size() &&
         now_ >= begin_ + plan_.mischief[next_mischief_].at) {
    happen(plan_.mischief[next_mischief_++]);
  }
  if (trading_ && now_ >= next_trade_) trade();
  for (const auto& link : links_) serve(*link);
  if (!holds(asleep_until_)) {
    run_errands();
    for (const auto& link : links_) attend(*link);
    if (now_ >= life_.next_deadline()) life_.tick(moment());
    act();
  }
  std::erase_if(links_, [](const auto& link) { return !link->attached && !link->served; });
}

void World::trade() {
  next_trade_ = now_ + kTradePause;
  for (const Event& event : market_.step(wall(now_), random_())) {
    for (const auto& link : links_) {
      if (link->served) link->session.publish(event, now_);
    }
  }
}

// --- faults --------------------------------------------------------------------------------------

void World::happen(const Mischief& each) {
  using Kind = Mischief::Kind;
  tell("mischief {} for {:.1f} s", static_cast<int>(each.kind),
       std::chrono::duration<double>{each.length}.count());
  Link* const link = attached();
  switch (each.kind) {
    case Kind::cut:
      if (link == nullptr) return;
      link->served = false;
      link->close = {.code = 1006, .reason = {}};
      link->to_client.clear();
      link->server_ends = now_;
      return;
    case Kind::half_open:
      if (link != nullptr) link->vanishing = true;
      return;
    case Kind::stall: stalled_until_ = now_ + each.length; return;
    case Kind::kill_tokens: good_token_ = tokens_ + 1; return;
    case Kind::refuse_connect: no_connections_until_ = now_ + each.length; return;
    case Kind::refuse_token: no_tokens_until_ = now_ + each.length; return;
    case Kind::toggle: toggle(each.which % (Market::kQuotes + Market::kCandles)); return;
    case Kind::sleep: asleep_until_ = now_ + each.length; return;
  }
}

void World::toggle(std::size_t which) {
  const dxlink::SubscriptionKey& key = market_.keys()[which];
  if (wanted_.erase(which) > 0) {
    life_.unsubscribe(key, now_);
  } else if (life_.subscribe(key, now_)) {
    wanted_.insert(which);
  }
}

// --- the server's side ---------------------------------------------------------------------------

void World::serve(Link& link) {
  if (link.client_ends && now_ >= *link.client_ends) link.served = false;
  while (link.served && !link.to_server.empty() && now_ >= link.to_server.front().at) {
    const std::string text = std::move(link.to_server.front().text);
    link.to_server.pop_front();
    link.session.receive(text, now_);
  }
  if (!link.served) return;
  if (now_ >= link.session.next_deadline()) link.session.tick(now_);
  while (link.to_client.size() < kOnTheWire && link.session.has_output()) {
    std::vector<std::string> frames = link.session.take_outgoing(4'096);
    if (frames.empty()) break;
    for (std::string& frame : frames) {
      if (!link.vanishing) link.to_client.push_back({now_ + link.delay, std::move(frame)});
    }
  }
  most_waiting_ = std::max(most_waiting_, link.session.waiting());
  if (!link.session.close() || link.session.has_output()) return;
  link.served = false;
  link.close = *link.session.close();
  if (!link.vanishing) link.server_ends = now_ + link.delay;
}

// --- the client's side ---------------------------------------------------------------------------

World::Link* World::attached() {
  const auto found = std::ranges::find_if(links_, [](const auto& link) { return link->attached; });
  return found == links_.end() ? nullptr : found->get();
}

// By the way that frames of a socket take, with room around each.
void World::receive(std::string_view text) {
  const std::string room(dxlink::PaddedFrame::kSlack, ' ');
  const std::string padded = room + std::string{text} + room;
  const std::string_view frame = std::string_view{padded}.substr(room.size(), text.size());
  static_cast<void>(life_.receive_some(std::span{&frame, 1}, 1, moment()));
}

void World::attend(Link& link) {
  while (link.attached && !holds(stalled_until_) && !link.to_client.empty() &&
         now_ >= link.to_client.front().at) {
    const std::string text = std::move(link.to_client.front().text);
    link.to_client.pop_front();
    tell("S{} {}", link.id, short_text(text));
    receive(text);
    consumer_.take(life_.batch(), now_);
    life_.clear_batch();
    act();
  }
  const bool ended = link.server_ends && link.to_client.empty() && now_ >= *link.server_ends;
  if (!link.attached || !ended || holds(stalled_until_)) return;
  tell("S{} closes: {} {}", link.id, link.close.code, link.close.reason);
  link.attached = false;
  life_.transport_closed(link.close.code, link.close.reason, moment());
  act();
}

void World::run_errands() {
  const auto due = [&](const Errand& errand) { return now_ >= errand.at; };
  for (auto errand = std::ranges::find_if(errands_, due); errand != errands_.end();
       errand = std::ranges::find_if(errands_, due)) {
    const Action::Kind kind = errand->kind;
    errands_.erase(errand);
    kind == Action::Kind::connect ? connection_comes() : token_comes();
    act();
  }
}

void World::token_comes() {
  if (holds(no_tokens_until_)) {
    life_.token_failed(Error{.code = Errc::unavailable, .message = "no token today"}, moment());
    return;
  }
  life_.token_arrived(Secret{std::to_string(++tokens_)}, "memory", moment());
}

void World::connection_comes() {
  if (holds(no_connections_until_)) {
    life_.transport_failed(Error{.code = Errc::unavailable, .message = "502"}, moment());
    return;
  }
  dxlink::ServerOptions options;
  options.quirks = quirks_of_connection(plan_, now_ - begin_);
  options.connection = ++opened_;
  const auto authorize = [this](std::string_view token) -> std::optional<std::string> {
    if (std::stoull(std::string{token}) < good_token_) return std::nullopt;
    return "user";
  };
  const auto snapshot = [this](std::string_view type, Symbol symbol) {
    return market_.last(type, symbol);
  };
  const auto history = [this](std::string_view type, Symbol symbol, std::string_view,
                              std::int64_t from) { return market_.history(type, symbol, from); };
  auto link = std::make_unique<Link>(
      Link{.id = opened_,
           .session = dxlink::ServerSession{options, authorize, snapshot, history},
           .delay = random_delay(milliseconds{60})});
  link->session.start(now_);
  links_.push_back(std::move(link));
  life_.transport_opened(moment());
}

void World::act() {
  for (Action& action : life_.take_actions()) {
    switch (action.kind) {
      case Action::Kind::fetch_token:
        errands_.push_back({now_ + random_delay(milliseconds{300}), action.kind});
        break;
      case Action::Kind::connect:
        errands_.push_back({now_ + random_delay(milliseconds{300}), action.kind});
        break;
      case Action::Kind::send:
        if (Link* const link = attached()) {
          tell("C{} {}", link->id, short_text(action.text));
          if (!link->vanishing)
            link->to_server.push_back({now_ + link->delay, std::move(action.text)});
        }
        break;
      case Action::Kind::drop: leave(false); break;
      case Action::Kind::close: leave(true); break;
    }
  }
  consumer_.take(life_.take_gaps());
  for (const dxlink::Notice& notice : life_.take_notices()) tell("-- {}", notice.text);
}

// A polite end always reaches the server; a dropped transport may leave a half-open one behind.
void World::leave(bool politely) {
  std::erase_if(errands_, [](const Errand& e) { return e.kind == Action::Kind::connect; });
  Link* const link = attached();
  if (link == nullptr) return;
  link->attached = false;
  link->to_client.clear();
  if (!link->vanishing && (politely || random_() % 2 == 0)) link->client_ends = now_ + link->delay;
}

// --- the verdict ---------------------------------------------------------------------------------

Outcome World::judge() {
  Outcome outcome{.connections = life_.connections(),
                  .events = life_.session().counters().events,
                  .gaps = consumer_.gaps().size(),
                  .most_waiting = most_waiting_};
  auto& complaints = outcome.complaints;
  if (life_.state() != FeedState::ready || attached() == nullptr) {
    complaints.push_back(fmt::format("after the quiet time the client is in state {}, not ready",
                                     static_cast<int>(life_.state())));
    return outcome;
  }
  complaints = judge_subscriptions(wanted_, market_, attached()->session);
  std::ranges::move(consumer_.judge(wanted_, market_), std::back_inserter(complaints));
  if (most_waiting_ > kMostWaiting) {
    complaints.push_back(fmt::format("{} events waited in one session", most_waiting_));
  }
  return outcome;
}

}  // namespace belay::chaos
