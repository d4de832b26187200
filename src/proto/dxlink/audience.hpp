#pragma once

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <vector>

#include "proto/dxlink/feed_key.hpp"

namespace belay::dxlink {

/// Who listens to which (type, symbol), so that an event costs as much as it has listeners and not
/// as there are clients. A listener may hold the same pair several times.
template <class Who>
class Audience {
 public:
  void add(const FeedKey& pair, Who who) {
    std::vector<Seat>& seats = seats_[pair];
    const auto found = std::ranges::find(seats, who, &Seat::who);
    if (found == seats.end()) {
      seats.push_back({who, 1});
    } else {
      ++found->times;
    }
  }
  void remove(const FeedKey& pair, Who who) {
    const auto row = seats_.find(pair);
    if (row == seats_.end()) return;
    const auto found = std::ranges::find(row->second, who, &Seat::who);
    if (found == row->second.end() || --found->times > 0) return;
    row->second.erase(found);
    if (row->second.empty()) seats_.erase(row);
  }
  [[nodiscard]] bool has(const FeedKey& pair) const { return seats_.contains(pair); }
  /// Nobody may join or leave meanwhile.
  template <class Visit>
  void for_each(const FeedKey& pair, Visit visit) const {
    const auto row = seats_.find(pair);
    if (row == seats_.end()) return;
    for (const Seat& seat : row->second) visit(seat.who);
  }
  [[nodiscard]] std::size_t pairs() const { return seats_.size(); }

 private:
  struct Seat {
    Who who;
    std::size_t times = 0;
  };
  std::unordered_map<FeedKey, std::vector<Seat>, FeedKeyHash> seats_;
};

}  // namespace belay::dxlink
