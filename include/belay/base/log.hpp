#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include <fmt/format.h>

namespace belay {

enum class LogLevel : std::uint8_t { trace, debug, info, warning, error };

[[nodiscard]] constexpr std::string_view to_string(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::trace: return "trace";
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
  }
  return "?";
}

/// Where a module says what happened: a function object handed in by whoever owns the process.
/// There is no global logger. An empty Log discards. The called function must be safe to call from
/// any thread that uses the Log's owner. Never passes a secret: `Secret` has no formatter.
class Log {
 public:
  using Sink = std::function<void(LogLevel, std::string_view component, std::string_view message)>;

  Log() = default;
  /// `component` must outlive the Log (use a literal).
  Log(Sink sink, std::string_view component) : sink_{std::move(sink)}, component_{component} {}
  /// The same destination under another component name.
  [[nodiscard]] Log named(std::string_view component) const { return Log{sink_, component}; }

  template <class... Args>
  void operator()(LogLevel level, fmt::format_string<Args...> format, Args&&... args) const {
    if (sink_) sink_(level, component_, fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  Sink sink_;
  std::string_view component_ = "belay";
};

}  // namespace belay
