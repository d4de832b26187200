#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proto/dxlink/row_encoder.hpp"

namespace belay::dxlink {

/// Puts rows into FEED_DATA messages of bounded size (dxlink.md 4.4, 4.5, S-35, S-37).
class DataWriter {
 public:
  struct Limits {
    std::size_t bytes = 65'536;
    std::size_t rows = 500;
    bool several_types = false;  ///< in one message
  };

  /// Messages go to `frames` as they are full.
  DataWriter(std::int64_t channel, DataFormat format, Limits limits,
             std::vector<std::string>& frames)
      : channel_{channel}, format_{format}, limits_{limits}, frames_{&frames} {}

  void add(const EventCodec& codec, std::string_view row);
  /// Ends the message under way.
  void finish();
  /// Written so far.
  [[nodiscard]] std::size_t bytes() const { return written_ + frame_.size(); }

 private:
  [[nodiscard]] bool fits(const EventCodec& codec, std::string_view row) const;
  void begin();

  std::int64_t channel_;
  DataFormat format_;
  Limits limits_;
  std::vector<std::string>* frames_;
  std::string frame_;                  // the message under way, empty when there is none
  const EventCodec* codec_ = nullptr;  // of the pair under way
  std::size_t rows_ = 0;
  std::size_t written_ = 0;
};

}  // namespace belay::dxlink
