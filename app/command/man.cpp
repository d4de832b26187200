#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "app/cli_tree.hpp"
#include "app/command/commands.hpp"
#include "app/man/page.hpp"
#include "belay/base/version.hpp"

namespace belay::app {
namespace {

Result<void> write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file{path, std::ios::binary | std::ios::trunc};
  file << text;
  file.close();
  if (file) return {};
  return fail(Errc::io, fmt::format("cannot write {}", path.string()));
}

}  // namespace

Result<ExitCode> run_man(Context& context, const ManOptions& options) {
  const std::string date = to_iso_date(new_york_date(context.clock.now()));
  const auto pages =
      man_pages(command_tree(), kVersion, options.date.empty() ? date : options.date);
  if (options.directory.empty()) {
    context.out.write(pages.front().text);
    return ExitCode::ok;
  }
  std::error_code why;
  std::filesystem::create_directories(options.directory, why);
  if (why) return fail(Errc::io, fmt::format("{}: {}", options.directory, why.message()));
  for (const ManPage& page : pages) {
    const Result<void> written =
        write(std::filesystem::path{options.directory} / page.file, page.text);
    if (!written) return std::unexpected(written.error());
  }
  return ExitCode::ok;
}

}  // namespace belay::app
