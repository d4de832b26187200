#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "proto/json/document.hpp"

namespace belay::json::detail {

/// Reads plain JSON, which is all the broker normally sends: ASCII without escapes. Whatever else
/// there is, wrong or merely unusual, is left to simdjson: what this takes is right, what it does
/// not take is not yet wrong.
class PlainReader {
 public:
  /// `folded`: names of members of the values read whose object becomes one token, without a look
  /// inside, where its text is the one that member had in the value before. `tokens`, and the text
  /// of values before, must live on.
  PlainReader(std::vector<Token>& tokens, std::span<const std::string_view> folded)
      : tokens_{tokens}, folded_{folded}, last_(folded.size()) {}

  /// Appends the tokens of the value at the start of `text`, spaces before it skipped, and gives
  /// the length of both; 0 when it is not plain. `depth`: in how many containers it stands.
  [[nodiscard]] std::size_t read(std::string_view text, int depth);

 private:
  bool value(int depth);
  bool object(int depth);
  bool array(int depth);
  bool string(std::string_view& content);
  bool number();
  bool word(std::string_view expected, Kind kind);
  bool member(std::string_view key, int depth);
  bool take_folded(std::size_t which);
  bool take(char c);
  void skip_spaces();
  std::size_t open(Kind kind);
  bool close(std::size_t self, const char* from);

  std::vector<Token>& tokens_;
  std::span<const std::string_view> folded_;
  std::vector<std::string_view> last_;
  int fold_depth_ = 0;
  const char* at_ = nullptr;
  const char* end_ = nullptr;
};

/// `text` is a number by the grammar of JSON.
[[nodiscard]] bool is_number(std::string_view text);

}  // namespace belay::json::detail
