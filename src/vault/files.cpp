#include "vault/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

namespace belay::vault {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kOthers = 0077;
constexpr off_t kLargest = 1 << 20;  // no file of ours comes near it

std::unexpected<Error> trouble(std::string_view what, const fs::path& path, int why = errno) {
  return fail(Errc::io, fmt::format("cannot {} {}: {}", what, path.string(),
                                    std::generic_category().message(why)));
}

/// An open file that closes itself.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags)
      : fd_{::open(path.c_str(), flags | O_CLOEXEC, kOwnerOnly)} {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] bool good() const { return fd_ >= 0; }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

// Looks at the open file, not at its name: nobody can swap it in between.
Result<void> check_private(const Descriptor& file, const fs::path& path) {
  struct stat facts{};
  if (::fstat(file.get(), &facts) != 0) return trouble("look at", path);
  if (!S_ISREG(facts.st_mode)) {
    return fail(Errc::blocked, fmt::format("{} is not a plain file", path.string()));
  }
  if ((facts.st_mode & kOthers) != 0) {
    return fail(Errc::blocked,
                fmt::format("{} may be read by others (mode {:o}), and it holds secrets; run: "
                            "chmod 600 {}",
                            path.string(), facts.st_mode & 07777U, path.string()));
  }
  if (facts.st_uid != ::geteuid() && ::geteuid() != 0) {
    return fail(Errc::blocked, fmt::format("{} belongs to another user", path.string()));
  }
  if (facts.st_size > kLargest) {
    return fail(Errc::blocked, fmt::format("{} is too large for credentials", path.string()));
  }
  return {};
}

Result<std::string> read_all(const Descriptor& file, const fs::path& path) {
  std::string text;
  char chunk[4096];
  for (;;) {
    const ssize_t got = ::read(file.get(), chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return trouble("read", path);
    if (got == 0) return text;
    text.append(chunk, static_cast<std::size_t>(got));
  }
}

class RealFiles final : public Files {
 public:
  Result<std::optional<std::string>> read_private(const fs::path& path) override {
    const Descriptor file{path, O_RDONLY | O_NONBLOCK};
    if (!file.good()) {
      if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
      return trouble("open", path);
    }
    if (auto fine = check_private(file, path); !fine) return std::unexpected(fine.error());
    Result<std::string> text = read_all(file, path);
    if (!text) return std::unexpected(text.error());
    return std::optional{std::move(*text)};
  }

  Result<void> make_directory(const fs::path& path) override {
    std::error_code why;
    if (path.empty() || fs::is_directory(path, why)) return {};
    if (auto above = make_directory(path.parent_path()); !above) return above;
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return trouble("make", path);
    return {};
  }

  Result<void> create(const fs::path& path) override {
    if (auto gone = remove(path); !gone) return gone;
    const Descriptor file{path, O_WRONLY | O_CREAT | O_EXCL};
    if (!file.good()) return trouble("create", path);
    return {};
  }

  Result<void> append(const fs::path& path, std::string_view bytes) override {
    const Descriptor file{path, O_WRONLY | O_APPEND};
    if (!file.good()) return trouble("open", path);
    while (!bytes.empty()) {
      const ssize_t put = ::write(file.get(), bytes.data(), bytes.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return trouble("write", path);
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return {};
  }

  Result<void> sync(const fs::path& path) override {
    const Descriptor file{path, O_RDONLY};
    if (!file.good()) return trouble("open", path);
    if (::fsync(file.get()) != 0) return trouble("sync", path);
    return {};
  }

  Result<void> rename(const fs::path& from, const fs::path& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return trouble("replace", to);
    return {};
  }

  Result<void> remove(const fs::path& path) override {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR) {
      return trouble("remove", path);
    }
    return {};
  }
};

}  // namespace

std::shared_ptr<Files> real_files() { return std::make_shared<RealFiles>(); }

fs::path next_to(const fs::path& path) { return path.string() + ".new"; }

Result<void> replace_file(Files& files, const fs::path& path, std::string_view text) {
  const fs::path next = next_to(path);
  const fs::path directory = path.parent_path();
  Result<void> done = files.make_directory(directory);
  if (done) done = files.create(next);
  if (done) done = files.append(next, text);
  if (done) done = files.sync(next);
  if (done) done = files.rename(next, path);
  if (done) done = files.sync(directory);
  return done;
}

}  // namespace belay::vault
