#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace belay::detail {

/// First in, first out, in storage that grows by doubling and is kept: no allocation once warm.
template <class T>
class Ring {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  void push_back(const T& value) {
    if (size_ == slots_.size()) grow();
    slots_[(first_ + size_) & (slots_.size() - 1)] = value;
    ++size_;
  }
  /// Not when empty.
  T take_front() {
    T value = std::move(slots_[first_]);
    drop_front();
    return value;
  }
  void drop_front() {
    first_ = (first_ + 1) & (slots_.size() - 1);
    --size_;
  }

 private:
  void grow() {
    std::rotate(slots_.begin(), slots_.begin() + static_cast<std::ptrdiff_t>(first_), slots_.end());
    first_ = 0;
    slots_.resize(std::max<std::size_t>(8, slots_.size() * 2));
  }

  std::vector<T> slots_;  // a power of two of them
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace belay::detail
