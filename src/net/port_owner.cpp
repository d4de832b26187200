#include "net/port_owner.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include <fmt/format.h>

namespace belay::net {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kListening = "0A";

/// The inode of the socket that listens on `port`, from one line of /proc/net/tcp; empty when the
/// line is about another.
std::string listening_inode(const std::string& line, std::uint16_t port) {
  std::istringstream words{line};
  std::vector<std::string> columns;
  for (std::string word; words >> word;) columns.push_back(word);
  if (columns.size() < 10 || columns[3] != kListening) return {};
  return columns[1].ends_with(fmt::format(":{:04X}", port)) ? columns[9] : std::string{};
}

std::string inode_of(std::uint16_t port) {
  std::ifstream table{"/proc/net/tcp"};
  for (std::string line; std::getline(table, line);) {
    if (auto inode = listening_inode(line, port); !inode.empty()) return inode;
  }
  return {};
}

bool has_open(const fs::path& process, const std::string& target) {
  std::error_code error;
  for (fs::directory_iterator fd{process / "fd", error}, end; !error && fd != end;
       fd.increment(error)) {
    std::error_code unreadable;
    if (fs::read_symlink(fd->path(), unreadable) == target) return true;
  }
  return false;
}

bool is_process(const fs::path& path) {
  return std::ranges::all_of(path.filename().string(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string described(const fs::path& process) {
  std::string name;
  std::getline(std::ifstream{process / "comm"}, name);
  return fmt::format("{} (pid {})", name, process.filename().string());
}

}  // namespace

std::string port_owner(std::uint16_t port) {
  const std::string inode = inode_of(port);
  if (inode.empty()) return {};
  const std::string target = fmt::format("socket:[{}]", inode);
  std::error_code error;
  for (fs::directory_iterator entry{"/proc", error}, end; !error && entry != end;
       entry.increment(error)) {
    if (is_process(entry->path()) && has_open(entry->path(), target)) {
      return described(entry->path());
    }
  }
  return {};
}

}  // namespace belay::net
