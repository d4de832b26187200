#pragma once

#include <string>

#include "belay/base/log.hpp"

namespace belay::dxlink {

/// Something a person should know; whoever carries the session writes it to the log.
struct Notice {
  LogLevel level = LogLevel::info;
  std::string text;
};

}  // namespace belay::dxlink
