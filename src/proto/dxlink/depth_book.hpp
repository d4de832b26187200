#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "belay/model/symbol.hpp"

namespace belay::dxlink {

struct DepthLevel {
  double price = 0;
  double size = 0;
  friend bool operator==(const DepthLevel&, const DepthLevel&) = default;
};

/// A book by price level (dxlink.md 9.1): bids descending, asks ascending.
struct DepthBook {
  std::int64_t time = 0;  ///< of acquisition, epoch ms
  std::vector<DepthLevel> bids;
  std::vector<DepthLevel> asks;
};

/// The book of a symbol down to `limit` levels a side; nullopt for an unknown one.
using Depth = std::function<std::optional<DepthBook>(Symbol symbol, std::string_view source,
                                                     std::size_t limit)>;

}  // namespace belay::dxlink
