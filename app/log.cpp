#include "app/log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <mutex>
#include <system_error>
#include <utility>
#include <vector>

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>

#include "app/render/text.hpp"
#include "belay/model/calendar.hpp"

namespace belay::app {
namespace {

namespace fs = std::filesystem;

/// A sink that writes to a stream it does not own.
class StreamSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit StreamSink(std::FILE* stream) : stream_{stream} {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    std::fwrite(message.payload.data(), 1, message.payload.size(), stream_);
    std::fputc('\n', stream_);
  }
  void flush_() override { std::fflush(stream_); }
  std::FILE* stream_;
};

Error io_error(std::string_view what, const fs::path& path, const std::error_code& why) {
  return Error{.code = Errc::io,
               .message = fmt::format("{} {}: {}", what, path.string(), why.message())};
}

Result<void> make_private_directory(const fs::path& directory) {
  std::error_code why;
  if (fs::exists(directory, why)) return {};
  fs::create_directories(directory, why);
  if (why) return std::unexpected(io_error("cannot make the log directory", directory, why));
  fs::permissions(directory, fs::perms::owner_all, why);
  return {};
}

/// Makes the file before spdlog opens it: fopen has no way to ask for a mode.
Result<void> make_private_file(const fs::path& path) {
  constexpr mode_t kOwnerOnly = 0600;
  const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (fd < 0) {
    const std::error_code why{errno, std::generic_category()};
    return std::unexpected(io_error("cannot open the log file", path, why));
  }
  ::fchmod(fd, kOwnerOnly);
  ::close(fd);
  return {};
}

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::trace: return spdlog::level::trace;
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

Result<spdlog::sink_ptr> open_file(const fs::path& path) {
  if (auto made = make_private_directory(path.parent_path()); !made) {
    return std::unexpected(made.error());
  }
  if (auto made = make_private_file(path); !made) return std::unexpected(made.error());
  try {
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(path.string());
  } catch (const spdlog::spdlog_ex& failure) {
    return fail(Errc::io, failure.what());
  }
}

}  // namespace

fs::path default_log_directory(const char* state_home, const char* home) {
  if (state_home != nullptr && *state_home == '/') return fs::path{state_home} / "belay";
  if (home != nullptr && *home != '\0') return fs::path{home} / ".local" / "state" / "belay";
  return {};
}

std::string log_file_name(Environment profile, Date trade_date) {
  return fmt::format("{}_belay_{:04}{:02}{:02}.log", profile == Environment::live ? "prod" : "dev",
                     static_cast<int>(trade_date.year()), static_cast<unsigned>(trade_date.month()),
                     static_cast<unsigned>(trade_date.day()));
}

std::string log_line(Instant at, LogLevel level, Environment profile, std::string_view component,
                     std::string_view message) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const Date date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::microseconds>(at - day)};
  return fmt::format("{}T{:02}:{:02}:{:02}.{:06}Z {:<7} {:<4} {}: {}", to_iso_date(date),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count(), to_string(level), enum_name(profile),
                     escape_control(component), escape_control(message));
}

struct Logging::State {
  std::mutex mutex;
  LogOptions options;
  std::shared_ptr<spdlog::logger> logger;
  std::optional<fs::path> file;
  Date day{};

  /// Opens today's file and the console. Returns what went wrong, or nothing.
  std::string open() {
    std::vector<spdlog::sink_ptr> sinks;
    std::string trouble;
    file.reset();
    day = trade_day(options.now(), Market::equity);
    if (options.to_file) trouble = open_file_sink(sinks);
    if (options.to_console) sinks.push_back(std::make_shared<StreamSink>(options.console));
    logger = std::make_shared<spdlog::logger>("belay", sinks.begin(), sinks.end());
    logger->set_pattern("%v");
    logger->set_level(spdlog_level(options.level));
    logger->flush_on(spdlog::level::trace);
    write(LogLevel::info, "log", "logging to " + destination());
    return trouble;
  }

  std::string open_file_sink(std::vector<spdlog::sink_ptr>& sinks) {
    if (options.directory.empty()) {
      return "no log file: neither XDG_STATE_HOME nor HOME is set; choose one with --log-dir";
    }
    const fs::path path = options.directory / log_file_name(options.profile, day);
    Result<spdlog::sink_ptr> sink = open_file(path);
    if (!sink) return sink.error().message;
    sinks.push_back(std::move(*sink));
    file = path;
    return {};
  }

  [[nodiscard]] std::string destination() const {
    const std::string_view console = options.to_console ? "standard error" : "";
    if (!file) return std::string{console};
    return file->string() + (options.to_console ? " and standard error" : "");
  }

  void write(LogLevel level, std::string_view component, std::string_view message) {
    const Instant now = options.now();
    logger->log(spdlog_level(level), log_line(now, level, options.profile, component, message));
  }

  void accept(LogLevel level, std::string_view component, std::string_view message) {
    const std::lock_guard lock{mutex};
    if (!logger || level < options.level) return;
    if (file && trade_day(options.now(), Market::equity) != day) {
      const std::string trouble = open();
      if (!trouble.empty()) write(LogLevel::warning, "log", trouble);
    }
    write(level, component, message);
  }
};

Logging::Logging() : state_{std::make_shared<State>()} {}
Logging::~Logging() = default;

std::string Logging::configure(LogOptions options) {
  const std::lock_guard lock{state_->mutex};
  state_->options = std::move(options);
  return state_->open();
}

Log Logging::log() const {
  return Log{
      [state = state_](LogLevel level, std::string_view component, std::string_view message) {
        state->accept(level, component, message);
      },
      "belay"};
}

std::optional<fs::path> Logging::file() const {
  const std::lock_guard lock{state_->mutex};
  return state_->file;
}

}  // namespace belay::app
