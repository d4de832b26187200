#include "proto/json/document.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

namespace belay::json {

namespace ondemand = simdjson::ondemand;

struct Document::Storage {
  simdjson::padded_string bytes;
  ondemand::parser parser;  // owns the unescaped texts
  std::vector<detail::Token> tokens;
};

namespace {

std::string_view trimmed(std::string_view text) {
  const auto last = text.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  return at;
}

// On-Demand checks a number only when it is converted; these texts are kept, never converted.
bool is_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = at;
  at = skip_digits(text, at);
  if (at == whole || (text[whole] == '0' && at > whole + 1)) return false;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = ++at;
    at = skip_digits(text, at);
    if (at == fraction) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = at;
    at = skip_digits(text, at);
    if (at == exponent) return false;
  }
  return at == text.size();
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
        return is_number(raw) ? push(Kind::number, raw, raw) : simdjson::NUMBER_ERROR;
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

std::size_t detail::container_length(std::string_view text) noexcept {
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      if (c == '\\') ++at;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return at + 1;
    }
  }
  return text.size();
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

Node Document::root() const { return Node{storage_->tokens.data(), 0}; }

Result<Document> Document::parse(std::string_view text) {
  auto storage = std::make_unique<Storage>();
  storage->bytes = simdjson::padded_string{text};
  ondemand::document document;
  auto error = storage->parser.iterate(storage->bytes).get(document);
  if (!error) {
    const std::string_view bytes{storage->bytes.data(), storage->bytes.size()};
    error = Builder{storage->tokens, bytes}.root(document);
  }
  if (error) return fail(Errc::parse, explain(error, text.size()));
  return Document{std::move(storage)};
}

}  // namespace belay::json
