#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "belay/base/error.hpp"
#include "belay/base/secret.hpp"

namespace belay::app {

/// Where secrets come from: never from the command line, which other users can read. On a terminal
/// they are typed unseen; otherwise each is one line of standard input.
class Asker {
 public:
  explicit Asker(bool from_stdin) : from_stdin_{from_stdin} {}

  /// Errors: usage when there is no terminal to ask on (with the flag that helps) or the answer is
  /// empty, cancelled when the person pressed Ctrl-C. The question goes to the terminal itself, so
  /// that output can be redirected.
  [[nodiscard]] Result<Secret> hidden(std::string_view question) const;
  [[nodiscard]] Result<std::string> shown(std::string_view question) const;

 private:
  bool from_stdin_;
};

/// One line into `line`, without its end, byte by byte: what follows belongs to the next question.
/// Errors: cancelled when a signal came (Ctrl-C while a loop listens for it), usage when it is
/// longer than `longest` bytes.
[[nodiscard]] Result<void> read_line(int fd, std::string& line, std::size_t longest);

/// A passphrase: typed once to open, twice and at least eight letters long to seal.
[[nodiscard]] Result<Secret> ask_passphrase(bool twice);

}  // namespace belay::app
