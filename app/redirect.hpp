#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "belay/base/error.hpp"
#include "belay/base/log.hpp"
#include "belay/base/secret.hpp"
#include "belay/task.hpp"

namespace belay::app {

/// Where the browser is sent back to: a page of ours on 127.0.0.1, as long as this lives. Answers
/// nothing but the browser that brings the right `state`; others get 400 and are waited past.
class RedirectListener {
 public:
  /// `address`: http://127.0.0.1:PORT/path or with localhost; port 0 = any free one. Errors: usage
  /// for another host or scheme, io when the port is taken.
  static Result<RedirectListener> listen(boost::asio::any_io_executor executor,
                                         const std::string& address, Log log);

  /// The address with its real port.
  [[nodiscard]] const std::string& address() const;
  /// The code that comes with `state`. Errors: those of oauth::read_redirect() but a wrong state,
  /// timeout when nobody comes, cancelled.
  Task<Secret> wait(std::string state, std::chrono::milliseconds patience);

 private:
  struct State;
  explicit RedirectListener(std::shared_ptr<State> state) : state_{std::move(state)} {}
  std::shared_ptr<State> state_;
};

}  // namespace belay::app
