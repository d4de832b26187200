#include "proto/json/document.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "proto/json/plain_reader.hpp"

namespace belay::json {

namespace ondemand = simdjson::ondemand;
using detail::skip_spaces;

struct Document::Storage {
  std::string bytes;
  Parser parser;
  std::optional<Node> root;
};

namespace {

std::string_view trimmed(std::string_view text) {
  const auto last = text.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

class Builder {
 public:
  Builder(std::vector<detail::Token>& tokens, std::string_view bytes)
      : tokens_{tokens}, bytes_{bytes} {}

  simdjson::error_code root(ondemand::document& document) {
    ondemand::json_type type{};
    if (const auto error = document.type().get(type)) return error;
    if (type != ondemand::json_type::object && type != ondemand::json_type::array) {
      return simdjson::INCORRECT_TYPE;
    }
    ondemand::value value;
    if (const auto error = document.get_value().get(value)) return error;
    if (const auto error = add(value, 1)) return error;
    const char* rest = nullptr;
    const bool more = document.current_location().get(rest) == simdjson::SUCCESS;
    return more ? simdjson::TRAILING_CONTENT : simdjson::SUCCESS;
  }

 private:
  simdjson::error_code add(ondemand::value value, int depth) {
    ondemand::json_type type{};
    if (const auto error = value.type().get(type)) return error;
    const std::string_view raw = trimmed(value.raw_json_token());
    switch (type) {
      case ondemand::json_type::object: return add_object(value, raw.data(), depth);
      case ondemand::json_type::array: return add_array(value, raw.data(), depth);
      case ondemand::json_type::string: return add_string(value, raw);
      case ondemand::json_type::number:
        return detail::is_number(raw) ? push(Kind::number, raw, raw) : simdjson::NUMBER_ERROR;
      case ondemand::json_type::boolean:
        return raw == "true" || raw == "false" ? push(Kind::boolean, raw, raw)
                                               : simdjson::T_ATOM_ERROR;
      case ondemand::json_type::null:
        return raw == "null" ? push(Kind::null, raw, raw) : simdjson::N_ATOM_ERROR;
    }
    return simdjson::TAPE_ERROR;
  }

  simdjson::error_code add_string(ondemand::value& value, std::string_view raw) {
    std::string_view text;
    if (const auto error = value.get_string().get(text)) return error;
    return push(Kind::string, raw, text);
  }

  simdjson::error_code add_array(ondemand::value& value, const char* from, int depth) {
    if (depth > Document::kMaxDepth) return simdjson::DEPTH_ERROR;
    const std::size_t self = open(Kind::array, from);
    ondemand::array array;
    if (const auto error = value.get_array().get(array)) return error;
    for (auto element : array) {
      ondemand::value child;
      if (const auto error = element.get(child)) return error;
      if (const auto error = add(child, depth + 1)) return error;
    }
    return close(self);
  }

  simdjson::error_code add_object(ondemand::value& value, const char* from, int depth) {
    if (depth > Document::kMaxDepth) return simdjson::DEPTH_ERROR;
    const std::size_t self = open(Kind::object, from);
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) return error;
    for (auto member : object) {
      ondemand::field field;
      if (const auto error = std::move(member).get(field)) return error;
      std::string_view key;
      if (const auto error = field.unescaped_key().get(key)) return error;
      push(Kind::string, key, key);
      if (const auto error = add(field.value(), depth + 1)) return error;
    }
    return close(self);
  }

  simdjson::error_code push(Kind kind, std::string_view raw, std::string_view text) {
    const auto end = static_cast<std::uint32_t>(tokens_.size() + 1);
    tokens_.push_back({.raw = raw, .text = text, .end = end, .kind = kind});
    return simdjson::SUCCESS;
  }
  std::size_t open(Kind kind, const char* from) {
    push(kind, {}, bytes_.substr(static_cast<std::size_t>(from - bytes_.data())));
    return tokens_.size() - 1;
  }
  simdjson::error_code close(std::size_t self) {
    tokens_[self].end = static_cast<std::uint32_t>(tokens_.size());
    return simdjson::SUCCESS;
  }

  std::vector<detail::Token>& tokens_;
  std::string_view bytes_;
};

// How long the value at the start of `text` is, by its brackets, quotes or letters alone; 0 when it
// does not end.
std::size_t length_of_value(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() == '{' || text.front() == '[') return detail::container_length(text);
  if (text.front() == '"') {
    std::size_t at = 1;
    while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2U : 1U;
    return at < text.size() ? at + 1 : 0;
  }
  return std::min(text.find_first_of(",]} \t\r\n"), text.size());
}

bool is_scalar(std::string_view text) {
  return detail::is_number(text) || text == "true" || text == "false" || text == "null";
}

bool has_a_name_twice(const Outline::Members& members) {
  std::vector<std::string_view> names;
  names.reserve(members.size());
  for (const auto& [name, value] : members) names.push_back(name);
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) != names.end();
}

std::string explain(simdjson::error_code error, std::size_t size) {
  if (size == 0) return "expected JSON, got an empty text";
  if (error == simdjson::INCORRECT_TYPE) return "expected a JSON object or array";
  if (error == simdjson::DEPTH_ERROR) {
    return fmt::format("JSON nested deeper than {} levels", Document::kMaxDepth);
  }
  return fmt::format("not readable as JSON ({} bytes): {}", size, simdjson::error_message(error));
}

}  // namespace

std::string_view describe(Kind kind) noexcept {
  switch (kind) {
    case Kind::null: return "null";
    case Kind::boolean: return "a boolean";
    case Kind::number: return "a number";
    case Kind::string: return "a string";
    case Kind::object: return "an object";
    case Kind::array: return "an array";
  }
  return "?";
}

std::optional<Node> Node::find(std::string_view key) const {
  std::optional<Node> found;
  each_member([&](std::string_view candidate, Node value) {
    if (candidate == key) found = value;
  });
  return found;
}

std::string_view Node::scalar(std::string_view key) const {
  const auto value = find(key);
  const bool usable =
      value && (value->is(Kind::string) || value->is(Kind::number) || value->is(Kind::boolean));
  return usable ? value->text() : std::string_view{};
}

Document::Document(std::unique_ptr<Storage> storage) : storage_{std::move(storage)} {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Node Document::root() const { return *storage_->root; }

Result<Document> Document::parse(std::string_view text) {
  auto storage = std::make_unique<Storage>();
  storage->bytes = text;
  const auto root = storage->parser.whole(storage->bytes);
  if (!root) return std::unexpected(root.error());
  storage->root = *root;
  return Document{std::move(storage)};
}

struct Parser::State {
  explicit State(std::span<const std::string_view> folded) : plain{tokens, folded} {}

  std::vector<detail::Token> tokens;
  detail::PlainReader plain;
  simdjson::padded_string bytes;
  ondemand::parser parser;  // owns the unescaped texts

  // What is not plain: a copy of `text`, read by simdjson.
  simdjson::error_code read_copy(std::string_view text) {
    tokens.clear();
    bytes = simdjson::padded_string{text};
    ondemand::document document;
    if (const auto error = parser.iterate(bytes).get(document)) return error;
    return Builder{tokens, {bytes.data(), bytes.size()}}.root(document);
  }
};

Parser::Parser(std::span<const std::string_view> folded)
    : state_{std::make_unique<State>(folded)} {}
Parser::Parser(Parser&&) noexcept = default;
Parser& Parser::operator=(Parser&&) noexcept = default;
Parser::~Parser() = default;

Result<Node> Parser::whole(std::string_view text) {
  state_->tokens.clear();
  const std::size_t start = skip_spaces(text, 0);
  const bool container = start < text.size() && (text[start] == '{' || text[start] == '[');
  const std::size_t length = container ? state_->plain.read(text, 0) : 0;
  if (length == 0 || skip_spaces(text, length) != text.size()) {
    const auto error = state_->read_copy(text);
    if (error) return fail(Errc::parse, explain(error, text.size()));
  }
  return Node{state_->tokens.data(), 0};
}

Result<Parser::Element> Parser::element(std::string_view text) {
  state_->tokens.clear();
  if (const std::size_t length = state_->plain.read(text, 1); length > 0) {
    return Element{Node{state_->tokens.data(), 0}, length};
  }
  const std::size_t length = length_of_value(text);
  std::string list{"["};
  list += text.substr(0, length);
  list += ']';
  if (const auto error = state_->read_copy(list)) {
    return fail(Errc::parse, explain(error, text.size()));
  }
  const bool one = state_->tokens.size() > 1 && state_->tokens[1].end == state_->tokens.size();
  if (!one) return fail(Errc::parse, "not readable as JSON: a list has a comma too many or few");
  return Element{Node{state_->tokens.data(), 1}, length};
}

std::optional<std::string_view> Outline::find(std::string_view name) const {
  const auto found = std::ranges::find(members_, name, &Members::value_type::first);
  return found == members_.end() ? std::nullopt : std::optional{found->second};
}

std::optional<Outline> outline(std::string_view text) {
  Outline::Members members;
  std::size_t at = skip_spaces(text, 0);
  if (at == text.size() || text[at] != '{') return std::nullopt;
  at = skip_spaces(text, at + 1);
  while (at < text.size() && text[at] == '"') {
    const std::size_t key_length = length_of_value(text.substr(at));
    const std::string_view key =
        text.substr(at + 1, key_length - std::min<std::size_t>(2, key_length));
    if (key_length < 2) return std::nullopt;
    at = skip_spaces(text, at + key_length);
    if (at == text.size() || text[at] != ':') return std::nullopt;
    at = skip_spaces(text, at + 1);
    const std::size_t length = length_of_value(text.substr(at));
    const std::string_view value = text.substr(at, length);
    if (value.empty()) return std::nullopt;
    const bool read_later = value.front() == '{' || value.front() == '[' || value.front() == '"';
    if (!read_later && !is_scalar(value)) return std::nullopt;
    members.emplace_back(key, value);
    at = skip_spaces(text, at + length);
    if (at < text.size() && text[at] == '}') {
      if (skip_spaces(text, at + 1) != text.size() || has_a_name_twice(members))
        return std::nullopt;
      return Outline{std::move(members)};
    }
    if (at == text.size() || text[at] != ',') return std::nullopt;
    at = skip_spaces(text, at + 1);
  }
  return std::nullopt;
}

}  // namespace belay::json
