#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace belay {

/// A token or password. Cannot be formatted, streamed or compared into a log by accident; its bytes
/// are wiped on destruction. The only way to the text is `reveal()`, which is easy to grep for.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_{std::move(text)} { wipe(text); }
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : text_{std::move(other.text_)} { wipe(other.text_); }
  Secret& operator=(const Secret& other) {
    if (this != &other) {
      wipe(text_);
      text_ = other.text_;
    }
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe(text_);
      text_ = std::move(other.text_);
      wipe(other.text_);
    }
    return *this;
  }
  ~Secret() { wipe(text_); }

  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  /// The text itself, valid while this object lives and is not assigned to. Only for putting it on
  /// the wire.
  [[nodiscard]] std::string_view reveal() const noexcept { return text_; }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  // The whole buffer, not just what is in use: a short text that was moved away stays behind in the
  // string's own bytes.
  static void wipe(std::string& text) noexcept {
    text.resize(text.capacity());
    volatile char* bytes = text.data();
    for (std::size_t i = 0; i < text.size(); ++i) bytes[i] = '\0';
    text.clear();
  }
  std::string text_;
};

}  // namespace belay

/// Deleted: printing a Secret does not compile.
template <>
struct fmt::formatter<belay::Secret> {
  formatter() = delete;
};
