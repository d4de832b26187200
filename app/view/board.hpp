#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "app/render/table.hpp"
#include "belay/base/time.hpp"
#include "belay/model/events.hpp"

namespace belay::app {

/// The last value of each symbol and event type: what `stream` and `dxlink replay` show.
class EventBoard {
 public:
  void put(const Event& event);
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] const std::map<std::pair<std::string, std::string>, Event>& last() const {
    return last_;
  }
  /// One row per symbol and type; ages from `now`, or none when it is the epoch (a recording).
  [[nodiscard]] Table table(Instant now) const;

 private:
  std::map<std::pair<std::string, std::string>, Event> last_;  // by symbol, type
  std::map<std::pair<std::string, std::string>, std::uint64_t> counts_;
  std::uint64_t events_ = 0;
};

/// The values that matter of one event, in words: `598.49 x 598.51  3 x 5`.
[[nodiscard]] std::string event_text(const Event& event);
/// Symbol and type; UnknownEvent has no symbol.
[[nodiscard]] std::pair<std::string, std::string> event_key(const Event& event);
[[nodiscard]] Instant received_at(const Event& event);

/// True for what has greeks: streamer symbols of options (`.SPXW250113C5830`, `./ESH25C5000:XCME`)
/// (product.md S2-36).
[[nodiscard]] bool is_option_symbol(std::string_view streamer_symbol);

}  // namespace belay::app
