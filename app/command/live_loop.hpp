#pragma once

#include <chrono>
#include <cstddef>

#include <boost/asio/awaitable.hpp>

#include "app/session.hpp"

// What is drawn or told again and again has in common.

namespace belay::app {

inline constexpr std::chrono::milliseconds kRedraw{200};

/// Waits for the next look. True when the person wants to leave: Ctrl-C, or nobody reads any more.
boost::asio::awaitable<bool> pause_before_redraw(Session& session);

/// Takes the terminal's width for what is drawn next, unless the command line gave one: a person
/// may have resized the window. Returns its height.
[[nodiscard]] std::size_t fit_to_terminal(Session& session);

}  // namespace belay::app
