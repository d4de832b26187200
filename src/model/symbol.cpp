#include "belay/model/symbol.hpp"

#include <deque>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

namespace belay {
namespace {

// Texts and views live in deques: their addresses never move.
class Table {
 public:
  const std::string_view* intern(std::string_view text) {
    {
      const std::shared_lock lock{mutex_};
      if (const auto found = by_text_.find(text); found != by_text_.end()) return found->second;
    }
    const std::unique_lock lock{mutex_};
    if (const auto found = by_text_.find(text); found != by_text_.end()) return found->second;
    const std::string_view& view = views_.emplace_back(texts_.emplace_back(text));
    by_text_.emplace(view, &view);
    return &view;
  }

 private:
  std::shared_mutex mutex_;
  std::deque<std::string> texts_;
  std::deque<std::string_view> views_;
  std::unordered_map<std::string_view, const std::string_view*> by_text_;
};

Table& table() {
  static auto* const instance = new Table;  // never destroyed: handles outlive every static
  return *instance;
}

}  // namespace

Symbol::Symbol(std::string_view text) : entry_{table().intern(text)} {}

}  // namespace belay
