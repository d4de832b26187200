#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace belay::bench {

/// The least that can speak to a dxLink server: blocking recv into a large buffer, a parser for
/// plain whole frames, and no checks at all. What it reaches is the machine's ceiling.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient();

  /// Signs in, opens a channel and subscribes to `symbols` of the benchmark's types, __END__ last;
  /// gives the FEED_CONFIG.
  std::string subscribe(const std::vector<std::string>& symbols);
  /// The next message, with 64 readable bytes before and behind it; valid until the next call.
  std::string_view next();

 private:
  void say(std::string_view text);
  std::string wait_for(std::string_view type);
  void upgrade();
  void fill();

  int socket_ = -1;
  std::vector<char> buffer_;
  std::size_t at_;
  std::size_t end_;
};

}  // namespace belay::bench
