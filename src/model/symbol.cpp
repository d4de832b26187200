#include "belay/model/symbol.hpp"

#include <deque>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

namespace belay {

// Texts and entries live in deques: their addresses never move.
class SymbolTable {
 public:
  const Symbol::Entry* intern(std::string_view text) {
    {
      const std::shared_lock lock{mutex_};
      if (const auto found = by_text_.find(text); found != by_text_.end()) return found->second;
    }
    const std::unique_lock lock{mutex_};
    if (const auto found = by_text_.find(text); found != by_text_.end()) return found->second;
    const auto id = static_cast<std::uint32_t>(entries_.size() + 1);
    const Symbol::Entry& entry = entries_.emplace_back(texts_.emplace_back(text), id);
    by_text_.emplace(entry.text, &entry);
    return &entry;
  }

 private:
  std::shared_mutex mutex_;
  std::deque<std::string> texts_;
  std::deque<Symbol::Entry> entries_;
  std::unordered_map<std::string_view, const Symbol::Entry*> by_text_;
};

namespace {

SymbolTable& table() {
  static auto* const instance = new SymbolTable;  // never destroyed: handles outlive every static
  return *instance;
}

}  // namespace

Symbol::Symbol(std::string_view text) : entry_{table().intern(text)} {}

}  // namespace belay
