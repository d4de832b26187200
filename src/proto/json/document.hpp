#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "belay/base/error.hpp"

// Foreign JSON as a flat list of tokens: checked whole, every number and every member still in the
// text it arrived in. The only place that includes simdjson is document.cpp.

namespace belay::json {

enum class Kind : std::uint8_t { null, boolean, number, string, object, array };

/// `a string`, `an object`, …: for messages.
[[nodiscard]] std::string_view describe(Kind kind) noexcept;

namespace detail {
struct Token {
  std::string_view raw;   ///< as it stands in the document; may be empty for a container
  std::string_view text;  ///< strings unescaped; from the opening bracket on for a container
  std::uint32_t end = 0;  ///< index one past this value and everything inside it
  Kind kind = Kind::null;
  bool folded = false;  ///< an object whose inside was not read: only its text is there
};
/// The first place from `at` on that is no space; the end of `text` when there is none.
[[nodiscard]] inline std::size_t skip_spaces(std::string_view text, std::size_t at) noexcept {
  const auto is_space = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}
/// The length of the container `text` starts with, by its brackets alone; 0 when it does not end.
[[nodiscard]] std::size_t container_length(std::string_view text) noexcept;
}  // namespace detail

/// One value of a Document; valid while the Document lives.
class Node {
 public:
  Node(const detail::Token* tokens, std::uint32_t index) : tokens_{tokens}, index_{index} {}

  [[nodiscard]] Kind kind() const noexcept { return token().kind; }
  [[nodiscard]] bool is(Kind kind) const noexcept { return token().kind == kind; }
  /// A string without its quotes and escapes; any other scalar as it is written.
  [[nodiscard]] std::string_view text() const noexcept { return token().text; }
  /// Exactly the bytes of the document.
  [[nodiscard]] std::string_view raw() const noexcept {
    const detail::Token& self = token();
    return self.raw.empty() ? self.text.substr(0, detail::container_length(self.text)) : self.raw;
  }
  /// An object that a Parser was told to fold: it has no members here, only its text.
  [[nodiscard]] bool folded() const noexcept { return token().folded; }

  /// `visit(Node)` for each element, in order. Nothing for anything but an array.
  template <class Visit>
  void each_element(Visit&& visit) const {
    if (!is(Kind::array)) return;
    for (std::uint32_t at = index_ + 1; at < token().end; at = tokens_[at].end) {
      visit(Node{tokens_, at});
    }
  }
  /// `visit(key, Node)` for each member, in order. Nothing for anything but an object.
  template <class Visit>
  void each_member(Visit&& visit) const {
    if (!is(Kind::object)) return;
    for (std::uint32_t at = index_ + 1; at < token().end; at = tokens_[at + 1].end) {
      visit(tokens_[at].text, Node{tokens_, at + 1});
    }
  }
  /// The last member with that key; none when this is no object. A member that is null is there.
  [[nodiscard]] std::optional<Node> find(std::string_view key) const;
  /// The text of a member that is a string, a number or a boolean; empty otherwise.
  [[nodiscard]] std::string_view scalar(std::string_view key) const;

 private:
  [[nodiscard]] const detail::Token& token() const noexcept { return tokens_[index_]; }
  const detail::Token* tokens_;
  std::uint32_t index_;
};

/// A whole number as 64 bits, from a text such as `Node::text()`; `5.0` is whole. None when it is
/// not, or does not fit.
[[nodiscard]] std::optional<std::int64_t> whole_number(std::string_view text);

/// Takes JSON values apart, one after another, in the same memory. A Node is valid until the next
/// value, and while its text lives.
class Parser {
 public:
  /// `folded`: see detail::PlainReader; must live as long.
  explicit Parser(std::span<const std::string_view> folded = {});
  Parser(Parser&&) noexcept;
  Parser& operator=(Parser&&) noexcept;
  ~Parser();

  /// All of `text`: an object or an array. Total. The error never quotes the text, which may hold a
  /// token.
  [[nodiscard]] Result<Node> whole(std::string_view text);

  struct Element {
    Node node;
    std::size_t length;  ///< from the start of the text to the end of the value
  };
  /// The value at the start of `text`, an element of a list, whatever stands behind it. Total.
  [[nodiscard]] Result<Element> element(std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The members of an object, in order: names and values as they stand in its text, escapes and all;
/// no name twice.
class Outline {
 public:
  using Members = std::vector<std::pair<std::string_view, std::string_view>>;
  explicit Outline(Members members) : members_{std::move(members)} {}
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] const Members& members() const { return members_; }

 private:
  Members members_;
};
/// The object `text` without a look inside its containers and strings, which may be no JSON: for a
/// large text of which one member is wanted. None when `text` is no object, does not end as one, or
/// has a name twice. The views are into `text`.
[[nodiscard]] std::optional<Outline> outline(std::string_view text);

/// A whole JSON text whose root is an object or an array. Owns a copy of the text.
class Document {
 public:
  /// Nested deeper than this is an error: no broker answer comes near it.
  static constexpr int kMaxDepth = 64;

  /// Total. The error never quotes the text, which may hold a token.
  [[nodiscard]] static Result<Document> parse(std::string_view text);

  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  [[nodiscard]] Node root() const;

 private:
  struct Storage;
  explicit Document(std::unique_ptr<Storage> storage);
  std::unique_ptr<Storage> storage_;
};

}  // namespace belay::json
