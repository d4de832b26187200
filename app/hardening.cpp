#include "app/hardening.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace belay::app {

std::string harden_process() {
  std::string trouble;
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  if (::setrlimit(RLIMIT_CORE, &none) != 0) trouble += "core files cannot be turned off; ";
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) trouble += "memory stays readable by the user; ";
  return trouble;
}

}  // namespace belay::app
