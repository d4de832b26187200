#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/cli_tree.hpp"

namespace belay::app {

/// One word that may stand where the cursor is.
struct Candidate {
  std::string word;
  std::string about = {};
  friend bool operator==(const Candidate&, const Candidate&) = default;
};

/// What else may stand there, which only a broker or the disk knows.
enum class Wanted : std::uint8_t { nothing, accounts, symbols, files };

struct Completion {
  std::vector<Candidate> candidates;
  Wanted wanted = Wanted::nothing;
  std::string prefix;              ///< what is typed already
  std::vector<std::string> flags;  ///< global flags before it, for asking a broker: `--profile sim`
};

/// What may follow. `words` stand after the program's name; the last is the one being typed,
/// perhaps empty. Pure.
[[nodiscard]] Completion complete(const CommandShape& tree, const std::vector<std::string>& words);

}  // namespace belay::app
