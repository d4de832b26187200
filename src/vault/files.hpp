#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "belay/base/error.hpp"

namespace belay::vault {

namespace fs = std::filesystem;

/// The file system, one step at a time, so that a test can end a process between any two of them.
/// Errors: io, naming the path and the reason.
class Files {
 public:
  virtual ~Files() = default;

  /// The whole file; nullopt when there is none. A file that others than its owner may read or
  /// write is refused (blocked), and the message is the command that mends it.
  virtual Result<std::optional<std::string>> read_private(const fs::path& path) = 0;
  /// Makes the directory, and those above it, for its owner alone (0700). One that is there stays.
  virtual Result<void> make_directory(const fs::path& path) = 0;
  /// A new file with mode 0600 from its first moment; what was there under this name goes first.
  virtual Result<void> create(const fs::path& path) = 0;
  virtual Result<void> append(const fs::path& path, std::string_view bytes) = 0;
  /// Returns when the disk has it.
  virtual Result<void> sync(const fs::path& path) = 0;
  virtual Result<void> rename(const fs::path& from, const fs::path& to) = 0;
  /// A file that is not there is no error.
  virtual Result<void> remove(const fs::path& path) = 0;
};

[[nodiscard]] std::shared_ptr<Files> real_files();

/// Where replace_file() writes before it renames.
[[nodiscard]] fs::path next_to(const fs::path& path);

/// Writes beside `path`, makes the disk keep it, renames it over `path`: at any moment there is the
/// whole old text under `path`, or the whole new one; and once the disk has the new one it is there
/// as next_to(path) or as `path`.
[[nodiscard]] Result<void> replace_file(Files& files, const fs::path& path, std::string_view text);

}  // namespace belay::vault
