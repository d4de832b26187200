#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "belay/base/time.hpp"
#include "proto/dxlink/depth_book.hpp"
#include "proto/dxlink/flush_clock.hpp"
#include "proto/dxlink/market_source.hpp"
#include "proto/dxlink/request.hpp"
#include "proto/dxlink/server_messages.hpp"

namespace belay::dxlink {

/// One open DOM channel (dxlink.md 9.1): the book of one symbol, whole, at most once per
/// aggregation period, and only when it has changed. Silent until DOM_SETUP.
class DomChannel {
 public:
  static constexpr std::int64_t kDefaultDepth = 10;

  DomChannel(std::int64_t id, const request::ChannelRequest& request, const ServerContext& context,
             Tick now);

  /// Answers with DOM_CONFIG; the first snapshot follows at once.
  void configure(const request::DomSetup& setup, Tick now, std::vector<std::string>& frames);
  [[nodiscard]] bool has_output(Tick now) const { return due_ <= now; }
  [[nodiscard]] Tick due() const { return due_; }
  void take(Tick now, std::vector<std::string>& frames);

 private:
  [[nodiscard]] std::size_t limit() const;

  std::int64_t id_;
  Symbol symbol_;
  std::string source_;
  const ServerContext* context_;
  server_message::DomConfig config_;
  FlushClock clock_;
  Tick due_ = Tick::max();
  std::optional<DepthBook> last_;
};

}  // namespace belay::dxlink
