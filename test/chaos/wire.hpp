#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "belay/base/time.hpp"

namespace belay::chaos {

/// A network with faults: a relay from one port of the loopback interface to another.
class Wire {
 public:
  Wire(boost::asio::any_io_executor executor, std::uint16_t to);
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  /// Ends everything; what it began ends as soon as the executor runs.
  ~Wire();

  [[nodiscard]] std::uint16_t port() const;
  /// Every connection ends, both ends learn it.
  void cut();
  /// From now on the bytes of every connection there is vanish, in both directions, its end
  /// included: nobody is told of anything.
  void vanish();
  /// Bytes wait until then.
  void hold_until(Tick time) { held_until_ = time; }
  /// New connections end at once until then.
  void refuse_until(Tick time) { refused_until_ = time; }

 private:
  using tcp = boost::asio::ip::tcp;
  struct Link;

  boost::asio::awaitable<void> accept_all();
  boost::asio::awaitable<void> begin(std::shared_ptr<Link> link);
  boost::asio::awaitable<void> carry(std::shared_ptr<Link> link, bool to_server);

  boost::asio::any_io_executor executor_;
  tcp::acceptor acceptor_;
  tcp::endpoint server_;
  Tick held_until_ = Tick::min();
  Tick refused_until_ = Tick::min();
  std::vector<std::shared_ptr<Link>> links_;
};

}  // namespace belay::chaos
