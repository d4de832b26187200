#include <string>

#include "belay/base/secret.hpp"

std::string shown(const belay::Secret& token);
std::string shown(const belay::Secret& token) {
#ifdef BELAY_MISUSE
  return fmt::format("token {}", token);
#else
  return fmt::format("token {}", token.reveal());
#endif
}
