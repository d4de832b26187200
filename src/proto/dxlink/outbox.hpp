#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proto/dxlink/quirk_schedule.hpp"

namespace belay::dxlink {

/// Replies that wait to be said, in order.
class Outbox {
 public:
  void add(std::string frame) {
    bytes_ += frame.size();
    frames_.push_back(std::move(frame));
  }
  [[nodiscard]] bool empty() const { return frames_.empty(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  /// All of them. With `dice` replies of different channels may change places; those of one channel
  /// stay in order, and so does everything around channel 0.
  [[nodiscard]] std::vector<std::string> take(Dice* dice) {
    bytes_ = 0;
    std::vector<std::string> frames = std::exchange(frames_, {});
    if (dice == nullptr) return frames;
    for (std::size_t i = 1; i < frames.size(); ++i) {
      const std::string_view one = channel_of(frames[i - 1]);
      const std::string_view other = channel_of(frames[i]);
      if (one != other && one != kConnection && other != kConnection && dice->chance(0.5)) {
        std::swap(frames[i - 1], frames[i]);
      }
    }
    return frames;
  }

 private:
  static constexpr std::string_view kConnection = "0";

  /// The digits after `"channel":` of one of our own messages.
  static std::string_view channel_of(std::string_view frame) {
    constexpr std::string_view kMember = "\"channel\":";
    const auto at = frame.find(kMember);
    const std::string_view rest = frame.substr(std::min(frame.size(), at + kMember.size()));
    return rest.substr(0, rest.find_first_of(",}"));
  }

  std::vector<std::string> frames_;
  std::size_t bytes_ = 0;
};

}  // namespace belay::dxlink
