#pragma once

#include <cstddef>
#include <map>
#include <string_view>

#include "belay/model/symbol.hpp"

namespace belay::dxlink {

/// How much one session may subscribe to, on all its channels together (dxlink.md 4.8).
class ServerQuota {
 public:
  struct Limits {
    std::size_t total = 25'000;
    std::size_t series = 100;  ///< of Candle, Order and Series each
    std::size_t candles = 100;
  };
  enum class Answer : unsigned char { granted, too_many, too_many_of_type };

  [[nodiscard]] Answer ask(Symbol type, const Limits& limits) const {
    if (total_ >= limits.total) return Answer::too_many;
    const std::size_t most = most_of(type.view(), limits);
    return count_of(type) >= most ? Answer::too_many_of_type : Answer::granted;
  }
  void take(Symbol type, std::size_t count = 1) {
    by_type_[type] += count;
    total_ += count;
  }
  void give_back(Symbol type, std::size_t count = 1) {
    by_type_[type] -= count;
    total_ -= count;
  }
  [[nodiscard]] std::size_t total() const { return total_; }
  [[nodiscard]] std::size_t count_of(Symbol type) const {
    const auto found = by_type_.find(type);
    return found == by_type_.end() ? 0 : found->second;
  }

 private:
  static std::size_t most_of(std::string_view type, const Limits& limits) {
    if (type == "Candle") return limits.candles;
    return type == "Order" || type == "Series" ? limits.series : limits.total;
  }

  std::map<Symbol, std::size_t> by_type_;
  std::size_t total_ = 0;
};

}  // namespace belay::dxlink
