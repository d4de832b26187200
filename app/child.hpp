#pragma once

#include <map>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "app/exit_code.hpp"
#include "belay/base/error.hpp"

namespace belay::app {

/// Runs `command`, with `environment` put over ours, while `loop` goes on. Returns its exit code as
/// a shell counts: its own, or 128 + the signal that ended it. A SIGINT or SIGTERM that another
/// process sends us is passed on; Ctrl-C reaches the child by itself, for one terminal is both's.
/// Errors: usage when it cannot be started.
[[nodiscard]] Result<ExitCode> run_child(boost::asio::io_context& loop,
                                         const std::vector<std::string>& command,
                                         const std::map<std::string, std::string>& environment);

}  // namespace belay::app
