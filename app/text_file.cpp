#include "app/text_file.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
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
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  if (file.bad()) return fail(Errc::io, fmt::format("reading {} stopped half way", path));
  return text;
}

}  // namespace belay::app
