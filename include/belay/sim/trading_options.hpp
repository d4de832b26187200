#pragma once

#include <chrono>
#include <cstdint>

// How the simulated broker trades. Where the real broker's way is not known (broker-api.md 11),
// both ways can be chosen.

namespace belay::sim {

enum class FillRule : std::uint8_t {
  quotes,  ///< at the opposite side of the simulated market
  /// The broker's sandbox until 2025 (broker-api.md 6.14): market orders fill at 1.00, limits up to
  /// 3.00 at their price, others never.
  legacy_cert,
};

/// What a stop's trigger is compared with.
enum class StopReference : std::uint8_t {
  last,   ///< the last trade
  quote,  ///< the side it will trade at: the bid for sells, the offer for buys
};

struct TradingOptions {
  FillRule fills = FillRule::quotes;
  StopReference stops = StopReference::last;
  bool partial_fills = false;  ///< orders fill in pieces whose sizes follow from the seed

  // Simulated time from a status to the next (broker-api.md 6.5).
  std::chrono::milliseconds routed_after{0};
  std::chrono::milliseconds in_flight_after{50};
  std::chrono::milliseconds live_after{50};
  std::chrono::milliseconds cancelled_after{50};
  /// `Filled` is told so much before the last fill is listed (broker-api.md 9, 18).
  std::chrono::milliseconds fill_listed_after{0};
  /// Positions and cash follow a fill so much later (broker-api.md 9, 26).
  std::chrono::milliseconds posted_after{0};

  bool early_cancel = false;         ///< cancellable and editable while Routed and In Flight
  bool oco_cancels_together = true;  ///< cancelling one order of an OCO cancels the other
  bool warnings_of_2023 = false;  ///< `tif_next_valid_sesssion` instead of `tif.next_valid_session`
};

}  // namespace belay::sim
