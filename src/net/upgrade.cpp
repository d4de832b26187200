#include "net/upgrade.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "net/http_text.hpp"

namespace belay::net {
namespace {

constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::string_view kVersion = "13";
constexpr std::string_view kDeflate = "permessage-deflate";
// 16 bytes in base64 (RFC 6455 4.1).
constexpr std::size_t kKeySize = 24;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t";
  const auto from = text.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}

/// The trimmed parts of `text` between separators.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// The comma-separated parts of every header called `name`.
std::vector<std::string_view> parts_of(const std::vector<HttpHeader>& headers,
                                       std::string_view name) {
  std::vector<std::string_view> all;
  for (const HttpHeader& header : headers) {
    if (!same_header(header.name, name)) continue;
    std::ranges::copy(split(header.value, ','), std::back_inserter(all));
  }
  std::erase(all, std::string_view{});
  return all;
}

/// "name" of a parameter "name=value".
std::string_view parameter_name(std::string_view parameter) {
  return trimmed(parameter.substr(0, parameter.find('=')));
}

/// permessage-deflate with parameters from `allowed` only.
bool is_deflate(std::string_view extension, std::initializer_list<std::string_view> allowed) {
  const auto parts = split(extension, ';');
  if (!same_header(parts.front(), kDeflate)) return false;
  return std::all_of(parts.begin() + 1, parts.end(), [&](std::string_view parameter) {
    return std::ranges::any_of(allowed, [name = parameter_name(parameter)](std::string_view each) {
      return same_header(name, each);
    });
  });
}

std::unexpected<Error> not_an_answer(std::string_view why) {
  return fail(Errc::protocol,
              fmt::format("the server's answer to the WebSocket upgrade is wrong: {}", why));
}

Result<Agreement> agreed(const UpgradeRequest& request, const std::vector<HttpHeader>& headers) {
  const auto extensions = parts_of(headers, "Sec-WebSocket-Extensions");
  if (extensions.empty()) return Agreement{};
  // The server may bind itself; what it may ask of us does not matter, as we send uncompressed.
  const bool known =
      extensions.size() == 1 &&
      is_deflate(extensions.front(), {"server_no_context_takeover", "client_no_context_takeover",
                                      "server_max_window_bits"});
  if (!request.compress || !known) {
    return not_an_answer("it selects an extension that was not offered");
  }
  return Agreement{.deflate = true};
}

/// An offer that may be answered without parameters: it demands nothing of the server.
bool is_acceptable(std::string_view offer) {
  return is_deflate(offer, {"client_no_context_takeover", "client_max_window_bits"});
}

std::string refusal_of(const HttpRequest& request) {
  const auto& headers = request.headers;
  if (request.method != "GET") return "the method is not GET";
  if (!header_has(headers, "Upgrade", "websocket")) return "no 'Upgrade: websocket'";
  if (!header_has(headers, "Connection", "upgrade")) return "no 'Connection: Upgrade'";
  if (find_header(headers, "Sec-WebSocket-Key").size() != kKeySize) {
    return "no valid Sec-WebSocket-Key";
  }
  return {};
}

std::string refused(std::string_view status, std::string_view extra, std::string_view why) {
  return fmt::format(
      "HTTP/1.1 {}\r\nServer: belay\r\nConnection: close\r\nContent-Type: text/plain\r\n{}"
      "Content-Length: {}\r\n\r\n{}",
      status, extra, why.size(), why);
}

}  // namespace

bool header_has(const std::vector<HttpHeader>& headers, std::string_view name,
                std::string_view word) {
  return std::ranges::any_of(parts_of(headers, name),
                             [&](std::string_view part) { return same_header(part, word); });
}

std::string accept_key(std::string_view key) {
  const std::string text = std::string{key} + std::string{kGuid};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> base64{};
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
  return {base64.begin(), base64.begin() + length};
}

Result<void> check_upgrade(const UpgradeRequest& request) {
  if (auto good = check_target(request.target); !good) return good;
  return check_headers(request.headers,
                       {"Host", "Connection", "Upgrade", "Sec-WebSocket-Key",
                        "Sec-WebSocket-Version", "Sec-WebSocket-Protocol",
                        "Sec-WebSocket-Extensions", "Content-Length", "Transfer-Encoding"});
}

std::string upgrade_text(const UpgradeRequest& request) {
  std::string text = fmt::format(
      "GET {} HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: {}\r\nSec-WebSocket-Version: {}\r\n",
      request.target, request.host, request.key, kVersion);
  if (request.compress) text += fmt::format("Sec-WebSocket-Extensions: {}\r\n", kDeflate);
  for (const HttpHeader& header : request.headers) {
    text += fmt::format("{}: {}\r\n", header.name, header.value);
  }
  return text + "\r\n";
}

Result<Agreement> check_answer(const UpgradeRequest& request,
                               const std::vector<HttpHeader>& headers) {
  if (!header_has(headers, "Upgrade", "websocket")) return not_an_answer("no 'Upgrade: websocket'");
  if (!header_has(headers, "Connection", "upgrade"))
    return not_an_answer("no 'Connection: Upgrade'");
  if (find_header(headers, "Sec-WebSocket-Accept") != accept_key(request.key)) {
    return not_an_answer("Sec-WebSocket-Accept does not belong to our key");
  }
  if (!find_header(headers, "Sec-WebSocket-Protocol").empty()) {
    return not_an_answer("it selects a subprotocol, and none was offered");
  }
  return agreed(request, headers);
}

UpgradeAnswer answer_upgrade(const HttpRequest& request, bool compress) {
  UpgradeAnswer answer;
  answer.refusal = refusal_of(request);
  if (!answer.refusal.empty()) {
    answer.text = refused("400 Bad Request", "", answer.refusal);
    return answer;
  }
  if (find_header(request.headers, "Sec-WebSocket-Version") != kVersion) {
    answer.refusal = "Sec-WebSocket-Version is not 13";
    answer.text = refused("426 Upgrade Required", "Sec-WebSocket-Version: 13\r\n", answer.refusal);
    return answer;
  }
  answer.agreement.deflate =
      compress &&
      std::ranges::any_of(parts_of(request.headers, "Sec-WebSocket-Extensions"), is_acceptable);
  answer.text = fmt::format(
      "HTTP/1.1 101 Switching Protocols\r\nServer: belay\r\nUpgrade: websocket\r\n"
      "Connection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n{}\r\n",
      accept_key(find_header(request.headers, "Sec-WebSocket-Key")),
      answer.agreement.deflate ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "");
  return answer;
}

}  // namespace belay::net
