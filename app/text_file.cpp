#include "app/text_file.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

namespace belay::app {

Result<std::string> text_of_file(const std::string& path) {
  std::error_code unknown;
  if (std::filesystem::is_directory(path, unknown)) {
    return fail(Errc::io, fmt::format("{} is a directory; name one file in it", path));
  }
  std::ifstream file{path, std::ios::binary};
  if (!file) return fail(Errc::io, fmt::format("cannot read {}; is the name right?", path));
  std::string text;
  std::array<char, 4096> part{};
  while (file.read(part.data(), part.size()) || file.gcount() > 0) {
    text.append(part.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) return fail(Errc::io, fmt::format("reading {} stopped half way", path));
  return text;
}

}  // namespace belay::app
