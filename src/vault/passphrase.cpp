#include "vault/passphrase.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

namespace belay::vault {
namespace {

Result<Secret> first_line(std::string text, std::string_view from) {
  text.resize(std::min(text.find('\n'), text.size()));
  if (text.ends_with('\r')) text.pop_back();
  if (text.empty()) return fail(Errc::unauthorized, fmt::format("{} holds no passphrase", from));
  return Secret{std::move(text)};
}

Result<Secret> from_file(Files& files, const std::string& path) {
  auto text = files.read_private(path);
  if (!text) return std::unexpected(text.error());
  if (!*text) {
    return fail(Errc::unauthorized, fmt::format("BELAY_PASSPHRASE_FILE names {}, and there is no "
                                                "such file",
                                                path));
  }
  return first_line(std::move(**text), path);
}

Result<Secret> from_descriptor(const std::string& number) {
  char* end = nullptr;
  const long fd = std::strtol(number.c_str(), &end, 10);
  if (*end != '\0' || fd < 0 || fd > 1024) {
    return fail(Errc::usage, fmt::format("BELAY_PASSPHRASE_FD is '{}', not a descriptor", number));
  }
  std::string text;
  char c = 0;
  while (text.size() < 4096 && text.find('\n') == std::string::npos) {
    const ssize_t got = ::read(static_cast<int>(fd), &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text += c;
  }
  return first_line(std::move(text), "BELAY_PASSPHRASE_FD");
}

}  // namespace

Variables real_variables() {
  return [](const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string{value};
  };
}

AskPassphrase passphrase_from(Variables variables, std::shared_ptr<Files> files,
                              AskPassphrase ask) {
  return [variables = std::move(variables), files = std::move(files),
          ask = std::move(ask)](bool twice) -> Result<Secret> {
    if (const auto path = variables("BELAY_PASSPHRASE_FILE"); !path.empty()) {
      return from_file(*files, path);
    }
    if (const auto fd = variables("BELAY_PASSPHRASE_FD"); !fd.empty()) return from_descriptor(fd);
    if (ask) return ask(twice);
    return fail(Errc::unauthorized,
                "the credentials are sealed and there is nobody to ask for the passphrase; set "
                "BELAY_PASSPHRASE_FILE to a file of mode 600 that holds it");
  };
}

}  // namespace belay::vault
