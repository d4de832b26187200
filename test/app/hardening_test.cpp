#include "app/hardening.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstdlib>

#include <gtest/gtest.h>

namespace belay::app {
namespace {

// In a process of its own: it cannot be taken back.
TEST(HardeningDeathTest, a_process_with_credentials_leaves_no_core_and_shows_no_memory) {
  EXPECT_EXIT(
      {
        const bool well = harden_process().empty();
        rlimit core{};
        ::getrlimit(RLIMIT_CORE, &core);
        const bool closed =
            core.rlim_cur == 0 && core.rlim_max == 0 && ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
        std::exit(well && closed ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace belay::app
