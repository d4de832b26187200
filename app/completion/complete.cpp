#include "app/completion/complete.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace belay::app {
namespace {

// Those that say which broker to ask.
bool says_where(std::string_view flag) {
  return flag == "--profile" || flag == "--url" || flag == "--port";
}

bool is_flag(std::string_view word) { return word.starts_with("-") && word != "-"; }

/// Walks the words before the cursor.
class Walk {
 public:
  explicit Walk(const CommandShape& tree) : root_{&tree}, command_{&tree} {}

  void take(const std::string& word, Completion& out) {
    if (const OptionShape* const option = std::exchange(expecting_, nullptr)) {
      if (says_where(flag_)) out.flags.insert(out.flags.end(), {flag_, word});
      if (option->repeats) repeating_ = option;
      return;
    }
    if (is_flag(word)) {
      repeating_ = nullptr;
      const OptionShape* const option = find(word);
      flag_ = word;
      if (option != nullptr && !option->kind.empty()) expecting_ = option;
      return;
    }
    if (repeating_ != nullptr) return;
    if (const CommandShape* const next = command_->find(word)) {
      command_ = next;
      given_ = 0;
    } else {
      ++given_;
    }
  }
  [[nodiscard]] const OptionShape* find(std::string_view flag) const {
    const OptionShape* const own = command_->option(flag);
    return own != nullptr ? own : root_->option(flag);
  }
  /// The option whose value the cursor stands on, if any.
  [[nodiscard]] const OptionShape* expecting() const {
    return expecting_ != nullptr ? expecting_ : repeating_;
  }
  [[nodiscard]] const OptionShape* positional() const {
    std::size_t place = 0;
    for (const OptionShape& option : command_->options) {
      if (!option.positional) continue;
      if (place++ == given_ || option.repeats) return &option;
    }
    return nullptr;
  }
  [[nodiscard]] const CommandShape& command() const { return *command_; }
  [[nodiscard]] const CommandShape& root() const { return *root_; }

 private:
  const CommandShape* root_;
  const CommandShape* command_;
  const OptionShape* expecting_ = nullptr;
  const OptionShape* repeating_ = nullptr;
  std::string flag_;
  std::size_t given_ = 0;  // positionals so far
};

void offer(Completion& out, std::string word, const std::string& about) {
  if (!word.starts_with(out.prefix)) return;
  if (std::ranges::count(out.candidates, word, &Candidate::word) > 0) return;
  out.candidates.push_back({std::move(word), about});
}

void offer_value(Completion& out, const OptionShape& option) {
  for (std::string& word : choices_of(option.kind)) offer(out, std::move(word), "");
  if (option.kind.find("NICKNAME") != std::string::npos) out.wanted = Wanted::accounts;
  if (option.kind.starts_with("SYMBOL")) out.wanted = Wanted::symbols;
  if (option.kind == "FILE" || option.kind == "DIR") out.wanted = Wanted::files;
}

void offer_flags(Completion& out, const CommandShape& command) {
  for (const OptionShape& option : command.options) {
    if (!option.positional) offer(out, option.names.back(), option.about);
  }
}

}  // namespace

Completion complete(const CommandShape& tree, const std::vector<std::string>& words) {
  Completion out;
  Walk walk{tree};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) walk.take(words[i], out);
  if (!words.empty()) out.prefix = words.back();
  const OptionShape* const expecting = walk.expecting();
  if (is_flag(out.prefix)) {
    offer_flags(out, walk.command());
    offer_flags(out, walk.root());
    return out;
  }
  if (expecting != nullptr) {
    offer_value(out, *expecting);
    return out;
  }
  for (const CommandShape& command : walk.command().commands) {
    if (!command.hidden) offer(out, command.name, command.about);
  }
  if (const OptionShape* const positional = walk.positional()) offer_value(out, *positional);
  return out;
}

}  // namespace belay::app
