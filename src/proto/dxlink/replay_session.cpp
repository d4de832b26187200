#include "proto/dxlink/replay_session.hpp"

#include <utility>

#include <fmt/format.h>

namespace belay::dxlink {
namespace {

using Direction = RecordedFrame::Direction;

}  // namespace

ReplaySession::ReplaySession(std::vector<RecordedFrame> recording)
    : recording_{std::move(recording)} {
  std::erase_if(recording_, [](const RecordedFrame& frame) { return frame.lost; });
}

Result<void> ReplaySession::receive(std::string_view frame) {
  if (!is_next(Direction::to_server)) {
    return fail(Errc::protocol, fmt::format("the recorded client said nothing after message {}; "
                                            "take what the server says first",
                                            next_));
  }
  if (recording_[next_].raw != frame) {
    return fail(Errc::protocol, fmt::format("message {} differs from the recorded one, {}",
                                            next_ + 1, recording_[next_].raw));
  }
  ++next_;
  return {};
}

std::vector<std::string> ReplaySession::take_outgoing() {
  std::vector<std::string> frames;
  for (; is_next(Direction::to_client); ++next_) frames.push_back(recording_[next_].raw);
  return frames;
}

}  // namespace belay::dxlink
