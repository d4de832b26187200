#pragma once

#include <boost/asio/awaitable.hpp>

#include "belay/base/error.hpp"

namespace belay {

/// What every asynchronous call returns: co_await it to get a Result<T>.
/// GCC 12 rule: every argument of a co_await is a name, a literal or a call (docs/decisions/0007).
template <class T>
using Task = boost::asio::awaitable<Result<T>>;

}  // namespace belay
