#pragma once

#include <cstdint>

#include "belay/base/error.hpp"

namespace belay::app {

/// What the process tells the shell (product.md 5.2, rule 4). Ordered from best to worst only where
/// worst_of() says so.
enum class ExitCode : std::uint8_t {
  ok = 0,
  usage = 1,
  rejected = 2,       ///< the broker understood and said no
  partly = 3,         ///< some of it was done, the rest was not
  blocked = 4,        ///< our own rules said no
  unknown = 5,        ///< may have happened: reconcile before sending anything again
  no_connection = 6,  ///< nothing usable came back
  credentials = 7,
};

/// The one mapping from a failure to an exit code. In doubt beats everything.
[[nodiscard]] ExitCode exit_code_for(const Error& error) noexcept;

/// The graver of two outcomes of one run: unknown > credentials > no connection > rejected >
/// blocked > partly > usage > ok.
[[nodiscard]] ExitCode worst_of(ExitCode a, ExitCode b) noexcept;

}  // namespace belay::app
