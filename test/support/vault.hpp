#pragma once

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>

#include "vault/search.hpp"

namespace belay::vault::test {

/// A directory of its own, removed with everything in it.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "belay-vault-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
    path = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  /// A file with exactly this mode.
  [[nodiscard]] std::string with(const std::string& name, const std::string& text,
                                 mode_t mode = 0600) const {
    const fs::path file = path / name;
    fs::create_directories(file.parent_path());
    std::ofstream{file} << text;
    ::chmod(file.c_str(), mode);
    return file.string();
  }
  fs::path path;
};

inline mode_t mode_of(const fs::path& path) {
  struct stat facts{};
  return ::stat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777U : 0;
}

inline std::string content_of(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// A keychain of one process.
struct MemoryKeychain final : Keychain {
  Result<std::optional<Secret>> find(const std::string& name) override {
    if (locked) return fail(Errc::unsupported, "the keychain is locked");
    const auto at = held.find(name);
    return at == held.end() ? std::nullopt : std::optional{at->second};
  }
  Result<void> keep(const std::string& name, const Secret& text) override {
    held[name] = text;
    return {};
  }
  Result<void> forget(const std::string& name) override {
    held.erase(name);
    return {};
  }
  std::map<std::string, Secret> held;
  bool locked = false;
};

inline Credential grant(const std::string& mark) {
  return {.client_secret = Secret{mark + "-secret"}, .refresh_token = Secret{mark + "-refresh"}};
}

}  // namespace belay::vault::test
