#include "conformance/captures.hpp"

#include "belay_checkout.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace belay::conformance {

std::optional<std::string> capture_text(const std::string& file) {
  const char* const set = std::getenv("BELAY_CAPTURES");
  const std::filesystem::path folder =
      set != nullptr && *set != '\0'
          ? std::filesystem::path{set}
          : std::filesystem::path{BELAY_SOURCE_DIR} / "../shared/captures";
  std::ifstream in{folder / "dxlink" / file, std::ios::binary};
  if (!in) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace belay::conformance
