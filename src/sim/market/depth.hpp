#pragma once

#include <cstddef>
#include <cstdint>

#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "proto/dxlink/depth_book.hpp"

namespace belay::sim {

/// A book around `quote`, at most `limit` levels a side and never more than kDeepest: the best
/// levels are the quote's, further ones get larger and lie on the tick that the quote shows. The
/// same seed, symbol, price and minute give the same size at a level, so the book changes when the
/// quote does, and a little each minute.
inline constexpr std::size_t kDeepest = 50;
[[nodiscard]] dxlink::DepthBook book_around(const Quote& quote, std::uint64_t seed, Instant now,
                                            std::size_t limit);

}  // namespace belay::sim
