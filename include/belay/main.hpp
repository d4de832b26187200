#pragma once

#include <functional>

#include "belay/client/client.hpp"

namespace belay {

/// A whole program around `body`: reads Config::from_env(), runs the loop, turns Ctrl-C and SIGTERM
/// into cancellation (a second one ends the process at once), prints an Error to stderr. Returns
/// the exit code: 0 ok or stopped by the user, else the codes of the command line (1 usage, 2
/// rejected, 4 blocked, 5 unknown outcome, 6 no connection, 7 credentials).
[[nodiscard]] int main(const std::function<Task<void>(Client&)>& body);

/// The exit code that stands for an error, one mapping for every program: product.md 5.2. In doubt
/// beats everything.
[[nodiscard]] int exit_code(const Error& error) noexcept;

}  // namespace belay
