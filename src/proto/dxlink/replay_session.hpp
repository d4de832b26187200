#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "proto/dxlink/recording.hpp"

namespace belay::dxlink {

/// A server that answers as a recorded one did, byte for byte and in order, to a client that says
/// what the recorded client said (S-46). What the recorder lost is left out.
class ReplaySession {
 public:
  explicit ReplaySession(std::vector<RecordedFrame> recording);

  /// Errors: protocol, when the recorded client said something else here.
  Result<void> receive(std::string_view frame);
  /// What the server said between the client's last message and its next one.
  [[nodiscard]] std::vector<std::string> take_outgoing();
  /// Everything was said, by both.
  [[nodiscard]] bool is_over() const { return next_ == recording_.size(); }

 private:
  [[nodiscard]] bool is_next(RecordedFrame::Direction direction) const {
    return next_ < recording_.size() && recording_[next_].direction == direction;
  }

  std::vector<RecordedFrame> recording_;
  std::size_t next_ = 0;
};

}  // namespace belay::dxlink
