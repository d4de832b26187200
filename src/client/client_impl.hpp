#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "belay/client/client.hpp"
#include "client/account_feed.hpp"
#include "client/feed.hpp"
#include "client/rest_connection.hpp"

namespace belay {

namespace detail {
/// A call that fails before anything is sent.
template <class T>
Task<T> failed(Error error) {
  co_return std::unexpected(std::move(error));
}
}  // namespace detail

/// What calls under way keep alive after their client is gone.
struct Client::Impl {
  Impl(boost::asio::any_io_executor on, const Config& config);

  boost::asio::any_io_executor executor;
  detail::RestConnection rest;
  std::shared_ptr<detail::Feed> feed;
  std::vector<std::weak_ptr<detail::AccountFeed>> account_feeds;
};

}  // namespace belay
