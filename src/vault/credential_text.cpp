#include "vault/credential_text.hpp"

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"

namespace belay::vault {
namespace {

constexpr std::string_view kSchema = "belay.credentials/1";

void add(std::string& into, std::string_view key, std::string_view value) {
  if (!value.empty()) into += fmt::format(",{}:{}", json::quoted(key), json::quoted(value));
}

Result<Credential> from_json(std::string_view text, std::string_view profile) {
  const auto document = json::Document::parse(text);
  if (!document) return fail(Errc::parse, "the credentials are not whole JSON");
  const json::Node root = document->root();
  if (root.scalar("schema") != kSchema) {
    return fail(Errc::parse, fmt::format("the credentials lack \"schema\":\"{}\"", kSchema));
  }
  const std::string_view bound = root.scalar("profile");
  if (!bound.empty() && bound != profile) {
    return fail(Errc::unauthorized, fmt::format("these credentials belong to another profile than "
                                                "{}",
                                                profile));
  }
  const auto secret = [&](std::string_view key) { return Secret{std::string{root.scalar(key)}}; };
  return Credential{.client_id = std::string{root.scalar("client-id")},
                    .client_secret = secret("client-secret"),
                    .refresh_token = secret("refresh-token"),
                    .login = std::string{root.scalar("login")},
                    .remember_token = secret("remember-token"),
                    .session_key = secret("session-key")};
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

void read_line(std::string_view line, Credential& into) {
  line = trimmed(line);
  if (line.starts_with("export ")) line = trimmed(line.substr(7));
  const std::size_t equals = line.find('=');
  if (line.starts_with('#') || equals == std::string_view::npos) return;
  std::string_view value = trimmed(line.substr(equals + 1));
  const bool quoted = value.size() >= 2 && value.front() == value.back() &&
                      (value.front() == '"' || value.front() == '\'');
  if (quoted) value = value.substr(1, value.size() - 2);
  const std::string_view name = trimmed(line.substr(0, equals));
  if (name == "BELAY_CLIENT_ID") into.client_id = value;
  if (name == "BELAY_CLIENT_SECRET") into.client_secret = Secret{std::string{value}};
  if (name == "BELAY_REFRESH_TOKEN") into.refresh_token = Secret{std::string{value}};
}

Credential from_lines(std::string_view text) {
  Credential credential;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    read_line(text.substr(0, end), credential);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return credential;
}

}  // namespace

Secret credential_text(const Credential& credential, std::string_view profile) {
  std::string text = fmt::format(R"({{"schema":"{}")", kSchema);
  add(text, "profile", profile);
  add(text, "client-id", credential.client_id);
  add(text, "client-secret", credential.client_secret.reveal());
  add(text, "refresh-token", credential.refresh_token.reveal());
  add(text, "login", credential.login);
  add(text, "remember-token", credential.remember_token.reveal());
  add(text, "session-key", credential.session_key.reveal());
  text += "}\n";
  return Secret{std::move(text)};
}

Result<Credential> parse_credential(const Secret& text, std::string_view profile) {
  const std::string_view plain = text.reveal();
  const std::size_t at = plain.find_first_not_of(" \t\r\n");
  const bool is_json = at != std::string_view::npos && plain[at] == '{';
  Result<Credential> credential =
      is_json ? from_json(plain, profile) : Result<Credential>{from_lines(plain)};
  if (credential && !credential->is_grant() && !credential->is_session()) {
    return fail(Errc::unauthorized,
                "the credentials are incomplete: client-secret and refresh-token belong together, "
                "or login, remember-token and session-key");
  }
  return credential;
}

}  // namespace belay::vault
