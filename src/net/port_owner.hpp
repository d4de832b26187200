#pragma once

#include <cstdint>
#include <string>

namespace belay::net {

/// The program that listens on a loopback port, as "name (pid 123)"; empty when it cannot be told.
[[nodiscard]] std::string port_owner(std::uint16_t port);

}  // namespace belay::net
