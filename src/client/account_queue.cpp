#include "client/account_queue.hpp"

#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace belay::detail {
namespace {

// What an event's newer version replaces; none where every one counts.
std::optional<std::string> replaceable(const AccountEvent& event) {
  const std::string_view type = type_of(event);
  if (const auto* position = event.as<Position>()) {
    return fmt::format("{}|{}|{}|{}", type, position->account_number, position->symbol,
                       position->instrument_type.text());
  }
  if (const auto* balance = event.as<Balance>()) {
    return fmt::format("{}|{}", type, balance->account_number);
  }
  if (const auto* status = event.as<AccountTradingStatus>()) {
    return fmt::format("{}|{}", type, status->account_number);
  }
  if (const auto* list = event.as<Watchlist>()) return fmt::format("{}|{}", type, list->name);
  return std::nullopt;
}

}  // namespace

void AccountQueue::put(AccountEvent event) {
  if (ended_) return;
  waiting_.push_back(std::move(event));
  if (waiting_.size() > capacity_) drop_superseded();
  if (waiting_.size() > capacity_) {
    waiting_.pop_back();
    end(fail(Errc::overflow,
             fmt::format("{} account events wait and none may be lost: the stream ended; take them "
                         "faster or give it more capacity, and read the accounts again",
                         waiting_.size())));
    return;
  }
  ready_.notify();
}

// From the newest to the oldest, so that the newest of each stays.
void AccountQueue::drop_superseded() {
  std::set<std::string> newer;
  std::deque<AccountEvent> kept;
  for (; !waiting_.empty(); waiting_.pop_back()) {
    const std::optional<std::string> key = replaceable(waiting_.back());
    if (key && !newer.insert(*key).second) {
      ++dropped_;
    } else {
      kept.push_front(std::move(waiting_.back()));
    }
  }
  waiting_ = std::move(kept);
}

void AccountQueue::end(Result<void> status) {
  if (std::exchange(ended_, true)) return;
  status_ = std::move(status);
  ready_.notify();
}

boost::asio::awaitable<std::optional<AccountEvent>> AccountQueue::next(
    std::shared_ptr<AccountQueue> queue) {
  while (queue->waiting_.empty() && !queue->ended_) {
    const bool cancelled = co_await queue->ready_.wait();
    if (cancelled && queue->waiting_.empty()) {
      queue->end(fail(Errc::cancelled, "the program stopped waiting for the account stream"));
    }
  }
  std::optional<AccountEvent> event;
  if (!queue->waiting_.empty()) {
    event = std::move(queue->waiting_.front());
    queue->waiting_.pop_front();
  }
  co_return event;
}

}  // namespace belay::detail
