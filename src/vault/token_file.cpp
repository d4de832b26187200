#include "vault/token_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "vault/crypto.hpp"

namespace belay::vault {
namespace {

// The kernel lets go of it when the process ends, however it ends.
class FileLock final : public TokenCache::Lock {
 public:
  explicit FileLock(int fd) : fd_{fd} {}
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock() override { ::close(fd_); }

 private:
  int fd_;
};

Key key_of(const Credential& credential) {
  if (credential.is_grant()) {
    return Key::derive("belay token 1", {&credential.client_secret, &credential.refresh_token});
  }
  const Secret login{credential.login};
  return Key::derive("belay session 1", {&login, &credential.session_key});
}

class TokenFile final : public TokenCache {
 public:
  TokenFile(std::shared_ptr<Files> files, const fs::path& directory, std::string_view profile,
            const Credential& credential)
      : files_{std::move(files)},
        key_{key_of(credential)},
        path_{directory / fmt::format("{}.{}.token", profile, key_.name())},
        lock_path_{directory / fmt::format("{}.{}.lock", profile, key_.name())} {}

  std::optional<SharedToken> read() override {
    // A process may have ended between writing and renaming: what is whole there is the newest.
    auto entry = read_at(next_to(path_));
    return entry ? entry : read_at(path_);
  }

  Result<void> write(const SharedToken& entry) override {
    return replace_file(*files_, path_, key_.seal(shared_token_text(entry)));
  }

  void forget() override {
    for (const fs::path& path : {next_to(path_), path_}) static_cast<void>(files_->remove(path));
  }

  Result<std::unique_ptr<Lock>> try_lock() override {
    if (auto made = files_->make_directory(lock_path_.parent_path()); !made) {
      return std::unexpected(made.error());
    }
    const int fd = ::open(lock_path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return trouble();
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return std::make_unique<FileLock>(fd);
    const int why = errno;
    ::close(fd);
    if (why == EWOULDBLOCK || why == EINTR) return nullptr;
    errno = why;
    return trouble();
  }

 private:
  [[nodiscard]] std::optional<SharedToken> read_at(const fs::path& path) const {
    const auto text = files_->read_private(path);
    if (!text || !*text) return std::nullopt;
    const Result<Secret> plain = key_.unseal(**text);
    return plain ? parse_shared_token(*plain) : std::nullopt;
  }
  [[nodiscard]] std::unexpected<Error> trouble() const {
    return fail(Errc::io, fmt::format("cannot lock {}: {}", lock_path_.string(),
                                      std::generic_category().message(errno)));
  }

  std::shared_ptr<Files> files_;
  Key key_;
  fs::path path_;
  fs::path lock_path_;
};

}  // namespace

std::shared_ptr<TokenCache> token_file(std::shared_ptr<Files> files, const fs::path& directory,
                                       std::string_view profile, const Credential& credential) {
  return std::make_shared<TokenFile>(std::move(files), directory, profile, credential);
}

Secret shared_token_text(const SharedToken& entry) {
  return Secret{fmt::format(
      R"({{"token":{},"refusal":{},"obtained-at":{},"expires-at":{},"scope":{},"remember-token":{}}})",
      json::quoted(entry.token.reveal()), json::quoted(entry.refusal),
      to_epoch_ms(entry.obtained_at), to_epoch_ms(entry.expires_at), json::quoted(entry.scope),
      json::quoted(entry.remember_token.reveal()))};
}

std::optional<SharedToken> parse_shared_token(const Secret& text) {
  const auto document = json::Document::parse(text.reveal());
  if (!document) return std::nullopt;
  const json::Node root = document->root();
  const auto obtained = json::whole_number(root.scalar("obtained-at"));
  const auto expires = json::whole_number(root.scalar("expires-at"));
  SharedToken entry{.token = Secret{std::string{root.scalar("token")}},
                    .refusal = std::string{root.scalar("refusal")},
                    .scope = std::string{root.scalar("scope")},
                    .remember_token = Secret{std::string{root.scalar("remember-token")}}};
  if (!obtained || !expires || entry.token.empty() == entry.refusal.empty()) return std::nullopt;
  entry.obtained_at = from_epoch_ms(*obtained);
  entry.expires_at = from_epoch_ms(*expires);
  return entry;
}

}  // namespace belay::vault
