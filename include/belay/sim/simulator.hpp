#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "belay/base/error.hpp"
#include "belay/base/log.hpp"
#include "belay/base/time.hpp"
#include "belay/sim/account_stream_options.hpp"
#include "belay/sim/trading_options.hpp"

namespace belay::sim {

/// 2025-01-13 10:31:07 in New York: a Monday morning, SPX at 5832.
inline constexpr Instant kDefaultStart{std::chrono::sys_days{std::chrono::year{2025} / 1 / 13} +
                                       std::chrono::hours{15} + std::chrono::minutes{31} +
                                       std::chrono::seconds{7}};

struct Options {
  std::uint16_t port = 0;   ///< 0 = any free port
  std::uint64_t seed = 42;  ///< the same seed and the same times give the same market
  double speed = 1.0;       ///< simulated seconds per real second, 0 < speed ≤ 1000
  Instant start = kDefaultStart;
  std::size_t accounts = 1;             ///< of four: margin, retirement, margin again, closed
  std::chrono::milliseconds step{100};  ///< real time between market steps
  /// Of a chaos file (docs/formats/chaos.md): how streams and answers misbehave. Empty: they do
  /// not.
  std::string chaos;
  std::string chaos_name = "chaos";  ///< names it in errors
  /// Names and values, as `rest set NAME VALUE` of a chaos file has them; that comes after these.
  std::vector<std::pair<std::string, std::string>> settings;
  std::size_t sessions_per_token =
      5;  ///< streams that one quote token may have open (dxlink.md 4.8)
  /// A further stream is refused; else it takes the place of the oldest.
  bool refuse_extra_sessions = false;
  TradingOptions trading = {};
  AccountStreamOptions account_stream = {};
  bool compress = true;  ///< permessage-deflate when offered (dxlink.md 1.3)
  Clock clock = Clock::system();
  Log log;
};

/// A broker on loopback: OAuth, REST, dxLink and the account streamer (`/account-streamer`) on one
/// port. Other people's clients cannot tell it
/// from the real one by the wire. Movable; destroying it stops it. Runs on the executor it was
/// given.
class Simulator {
 public:
  /// Errors: io when the port is taken (names it and says how to choose another), invalid for a
  /// speed out of range, parse for a chaos text that cannot be read.
  static Result<Simulator> start(boost::asio::any_io_executor executor, Options options);
  Simulator(Simulator&&) noexcept;
  Simulator& operator=(Simulator&&) noexcept;
  ~Simulator();

  [[nodiscard]] std::uint16_t port() const;
  /// `http://127.0.0.1:PORT`
  [[nodiscard]] std::string url() const;
  /// Simulated time.
  [[nodiscard]] Instant now() const;
  void stop();

 private:
  struct Impl;
  explicit Simulator(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace belay::sim
