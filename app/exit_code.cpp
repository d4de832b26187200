#include "app/exit_code.hpp"

#include "belay/main.hpp"

namespace belay::app {
namespace {

int gravity(ExitCode code) {
  switch (code) {
    case ExitCode::ok: return 0;
    case ExitCode::usage: return 1;
    case ExitCode::partly: return 2;
    case ExitCode::blocked: return 3;
    case ExitCode::rejected: return 4;
    case ExitCode::no_connection: return 5;
    case ExitCode::credentials: return 6;
    case ExitCode::unknown: return 7;
  }
  return 7;
}

}  // namespace

ExitCode exit_code_for(const Error& error) noexcept {
  return static_cast<ExitCode>(exit_code(error));
}

ExitCode worst_of(ExitCode a, ExitCode b) noexcept { return gravity(a) < gravity(b) ? b : a; }

}  // namespace belay::app
