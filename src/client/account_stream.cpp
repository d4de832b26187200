#include "belay/client/account_stream.hpp"

#include "client/account_feed.hpp"

namespace belay {

AccountStream::AccountStream(std::shared_ptr<detail::AccountFeed> feed) : feed_{std::move(feed)} {}
AccountStream::AccountStream(AccountStream&&) noexcept = default;
AccountStream& AccountStream::operator=(AccountStream&& other) noexcept {
  std::swap(feed_, other.feed_);
  return *this;
}
AccountStream::~AccountStream() {
  if (feed_) close();
}

boost::asio::awaitable<std::optional<AccountEvent>> AccountStream::next() {
  return detail::AccountQueue::next(feed_->queue());
}
Result<void> AccountStream::status() const { return feed_->queue()->status(); }
const AccountBook& AccountStream::book() const { return feed_->book(); }
AccountStreamStatus AccountStream::look() const { return feed_->look(); }
void AccountStream::close() { feed_->stop({}); }

}  // namespace belay
