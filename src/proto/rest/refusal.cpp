#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "proto/json/document.hpp"
#include "proto/rest/call.hpp"
#include "proto/rest/text.hpp"

// From an answer that says no, in whatever shape, to an Error: broker-api.md 3.3, 3.4.

namespace belay::rest {

namespace {

constexpr std::size_t kLongestSnippet = 120;
constexpr std::size_t kLongestWord = 24;    // a longer one may be a token
constexpr std::size_t kLongestWords = 500;  // bytes of one text of the broker
constexpr std::size_t kMostReasons = 16;

bool contains_any_case(std::string_view text, std::string_view word) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return !std::ranges::search(text, word, {}, lower).empty();
}

// The start of a body that is not the broker's JSON: printable, on one line, without anything that
// could be a token.
std::string snippet(std::string_view body) {
  if (contains_any_case(body, "token") || contains_any_case(body, "secret")) {
    return "(text withheld: it may hold a token)";
  }
  std::string out;
  std::size_t word = 0;
  for (const char c : body.substr(0, 4 * kLongestSnippet)) {
    const bool printable = c > ' ' && c < '\x7f';
    if (!printable && (out.empty() || out.back() == ' ')) continue;
    const bool letter =
        printable && std::string_view{"<>/{}[]\",:"}.find(c) == std::string_view::npos;
    word = letter ? word + 1 : 0;
    if (word == kLongestWord) out.replace(out.size() - (kLongestWord - 1), kLongestWord, "...");
    if (word < kLongestWord) out += printable ? c : ' ';
    if (out.size() >= kLongestSnippet) break;
  }
  return out;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

// Tokens are made of these (RFC 6750, 2.1).
bool is_token_letter(char c) {
  return is_digit(c) || is_upper(c) || is_lower(c) ||
         std::string_view{"-._~+/="}.find(c) != std::string_view::npos;
}

// `strict-position-effect-validation` is prose; a long word with digits or of mixed case is a key.
bool may_be_secret(std::string_view word) {
  if (word.size() < kLongestWord) return false;
  const bool mixed = std::ranges::any_of(word, is_upper) && std::ranges::any_of(word, is_lower);
  return mixed || std::ranges::any_of(word, is_digit);
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// Bytes of the control character at the start of `text`: C0, DEL, or C1 in UTF-8; 0 for none.
std::size_t control_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x20 || first == 0x7F) return 1;
  const bool c1 = first == 0xC2 && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xA0;
  return c1 ? 2 : 0;
}

void cut_to(std::string& text, std::size_t most) {
  if (text.size() <= most) return;
  while (most > 0 && is_continuation(text[most])) --most;
  text.resize(most);
}

Errc code_of_status(int status) {
  switch (status) {
    case 401: return Errc::unauthorized;
    case 404: return Errc::not_found;
    case 406: return Errc::unsupported;
    case 408: return Errc::timeout;
    case 429: return Errc::throttled;
    default: break;
  }
  if (status >= 500) return Errc::unavailable;
  return status >= 300 && status < 400 ? Errc::protocol : Errc::rejected;
}

// An error sent with a success status (broker-api.md 6.13) has only its own code to go by.
Errc code_of_refusal(int status, std::string_view broker_code) {
  if (!is_success(status)) return code_of_status(status);
  const bool login = broker_code == "unauthorized" || broker_code == "token_invalid" ||
                     broker_code == "invalid_session" || broker_code == "invalid_credentials";
  if (login) return Errc::unauthorized;
  return broker_code == "record_not_found" ? Errc::not_found : Errc::rejected;
}

std::string_view next_step(Errc code) {
  switch (code) {
    case Errc::unauthorized: return "; a new access token is needed";
    case Errc::throttled: return "; ask again later and less often";
    case Errc::unavailable: return "; the broker is not well, ask again later";
    case Errc::unsupported: return "; send another Accept-Version or none";
    default: return "";
  }
}

std::vector<Reason> reasons_of(json::Node error) {
  std::vector<Reason> reasons;
  const auto list = error.find("errors");
  if (!list) return reasons;
  list->each_element([&](json::Node item) {
    if (reasons.size() == kMostReasons) return;
    const std::string_view code = item.scalar("code");
    const std::string_view message = item.scalar("message");
    Reason reason{broker_words(code.empty() ? item.scalar("domain") : code),
                  broker_words(message.empty() ? item.scalar("reason") : message)};
    if (reason == Reason{}) reason.message = broker_words(item.raw());
    reasons.push_back(std::move(reason));
  });
  return reasons;
}

// Fills code, reasons and the broker's own words; returns the words.
std::string read_error(json::Node root, json::Node error, Error& into) {
  if (error.is(json::Kind::object)) {
    into.broker_code = broker_words(error.scalar("code"));
    into.reasons = reasons_of(error);
    return broker_words(error.scalar("message"));
  }
  if (error.is(json::Kind::string) || error.is(json::Kind::number)) {
    into.broker_code = broker_words(error.text());
  }
  const std::string_view described = root.scalar("error_description");
  return broker_words(described.empty() ? root.scalar("message") : described);
}

std::string list_reasons(const std::vector<Reason>& reasons) {
  std::string text;
  for (const Reason& reason : reasons) {
    text += text.empty() ? " (" : "; ";
    text += reason.code;
    if (!reason.code.empty() && !reason.message.empty()) text += ": ";
    text += reason.message;
  }
  cut_to(text, kLongestWords);
  return text.empty() ? text : text + ")";
}

std::string compose(const Error& error, std::string_view words) {
  std::string text = fmt::format("HTTP {}", error.http_status);
  if (!error.broker_code.empty()) text += " " + error.broker_code;
  if (!words.empty()) text += fmt::format(": {}", words);
  text += list_reasons(error.reasons);
  text += next_step(error.code);
  return text;
}

bool looks_like_json(std::string_view body) {
  const std::size_t at = body.find_first_not_of(" \t\r\n");
  return at != std::string_view::npos && (body[at] == '{' || body[at] == '[');
}

std::optional<json::Node> error_of(json::Node root) {
  const auto error = root.find("error");
  return error && !error->is(json::Kind::null) ? error : std::nullopt;
}

}  // namespace

std::string broker_words(std::string_view text) {
  std::string out;
  while (!text.empty() && out.size() <= kLongestWords) {
    const auto end = std::ranges::find_if_not(text, is_token_letter);
    const auto word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    const std::size_t control = word.empty() ? control_length(text) : 0;
    const std::size_t taken = std::max({word.size(), control, std::size_t{1}});
    out += may_be_secret(word) ? "..." : control > 0 ? " " : text.substr(0, taken);
    text.remove_prefix(taken);
  }
  cut_to(out, kLongestWords);
  return out;
}

Error refusal(const HttpResponse& response, std::string_view operation) {
  Error error{.operation = std::string{operation}, .http_status = response.status};
  std::string words;
  const auto document = json::Document::parse(response.body);
  const auto told = document ? error_of(document->root()) : std::nullopt;
  if (told) words = read_error(document->root(), *told, error);
  if (words.empty() && error.broker_code.empty()) words = snippet(response.body);
  error.code = code_of_refusal(response.status, error.broker_code);
  error.message = compose(error, words);
  return error;
}

Result<std::string_view> detail::data_of(const HttpResponse& response, std::string_view operation,
                                         Wrapping wrapping) {
  const std::string_view body = response.body;
  if (!is_success(response.status)) return std::unexpected(refusal(response, operation));
  if (response.status == 204 && body.empty()) return body;
  if (wrapping == Wrapping::text && !looks_like_json(body)) return body;
  if (!body.empty() && !looks_like_json(body)) {
    return fail(Errc::unavailable, fmt::format("HTTP {} with something else than JSON: {}",
                                               response.status, snippet(body)));
  }
  // A chain of many megabytes is not taken apart for its envelope.
  const auto outline = json::outline(body);
  const auto data = outline ? outline->find("data") : std::nullopt;
  if (wrapping == Wrapping::data && data && *data != "null" && !outline->find("error")) {
    return *data;
  }
  auto document = json::Document::parse(body);
  if (!document) {
    return fail(Errc::parse,
                fmt::format("HTTP {} with {} bytes that are not whole JSON ({}): {}",
                            response.status, body.size(), document.error().message, snippet(body)));
  }
  if (error_of(document->root())) return std::unexpected(refusal(response, operation));
  if (wrapping != Wrapping::data) return body;
  if (!outline && document->root().is(json::Kind::object)) {
    return fail(Errc::parse, "the answer has a member twice: which one counts is not known");
  }
  if (!data || *data == "null") return fail(Errc::parse, "the answer has no `data`");
  return *data;
}

Error detail::complete(Error error, const HttpResponse& response, std::string_view operation,
                       bool mutating) {
  error.operation = operation;
  error.http_status = response.status;
  const bool said_no = error.code != Errc::unavailable && error.code != Errc::timeout &&
                       error.code != Errc::parse && error.code != Errc::protocol;
  error.in_doubt = mutating && !said_no;
  return error;
}

Page page_of(const HttpResponse& response) {
  Page page;
  const auto outline = json::outline(response.body);
  const auto text = outline ? outline->find("pagination") : std::nullopt;
  const auto block = json::Document::parse(text.value_or(std::string_view{}));
  if (!block) return page;
  const json::Node said = block->root();
  const auto whole = [&](std::string_view key, int otherwise) {
    const auto value = json::whole_number(said.scalar(key));
    constexpr std::int64_t kMost = 1'000'000;
    return value && *value >= 0 && *value <= kMost ? static_cast<int>(*value) : otherwise;
  };
  page.page_offset = whole("page-offset", page.page_offset);
  page.total_pages = whole("total-pages", page.total_pages);
  page.total_items = json::whole_number(said.scalar("total-items"));
  return page;
}

}  // namespace belay::rest
