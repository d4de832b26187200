#pragma once

#include <memory>

#include "belay/client/client.hpp"
#include "client/feed.hpp"
#include "client/rest_connection.hpp"

namespace belay {

/// What calls under way keep alive after their client is gone.
struct Client::Impl {
  Impl(boost::asio::any_io_executor on, const Config& config);

  boost::asio::any_io_executor executor;
  detail::RestConnection rest;
  std::shared_ptr<detail::Feed> feed;
};

}  // namespace belay
