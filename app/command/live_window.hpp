#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/command/taps.hpp"
#include "app/session.hpp"
#include "app/view/board.hpp"
#include "belay/model/chain_window.hpp"

namespace belay::app {

/// `stream --window`: the options around the money, subscribed and unsubscribed as it moves. What
/// to do is decided by ChainWindow; this reads the chain, the positions and the prices.
class LiveWindow {
 public:
  /// Reads chain and positions. Options held on the underlying are pinned; when they cannot be read
  /// the window goes without, and says so. Errors: those of the chain.
  static Task<std::unique_ptr<LiveWindow>> open(Session& session, WindowSpec spec);

  /// Streamer symbol of the underlying, whose price the window follows.
  [[nodiscard]] const std::string& underlying() const { return underlying_; }
  /// Moves to the money as `board` shows it: opens what is new in `taps` before it closes what is
  /// over, and gives rows to and takes rows from the board.
  Task<void> follow(EventBoard& board, Taps& taps, std::vector<std::string_view> types);

  [[nodiscard]] bool has_opened() const { return window_.center().has_value(); }
  /// `SPXW 2025-01-13  money 5830 ± 10  46 symbols`
  [[nodiscard]] std::string text() const;
  /// The underlying and the `count` options that matter most, by strike.
  [[nodiscard]] std::vector<std::string> nearest(std::size_t count) const;

 private:
  LiveWindow(WindowSpec spec, WindowChain chain, std::string underlying);
  [[nodiscard]] std::optional<double> money(const EventBoard& board) const;
  [[nodiscard]] std::vector<StrikeDelta> deltas(const EventBoard& board) const;
  [[nodiscard]] std::optional<double> forward(const EventBoard& board) const;
  Task<void> carry_out(WindowChange change, EventBoard& board, Taps& taps,
                       std::vector<std::string_view> types);

  WindowSpec spec_;
  WindowChain chain_;
  std::string underlying_;
  ChainWindow window_;
  WindowChange pinned_;  // what pinning asks for, done with the first move
};

}  // namespace belay::app
