#include "app/log.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

namespace belay::app {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

const Instant kMonday = from_epoch_ms(1'736'782'267'000) + std::chrono::microseconds{123456};

class LogFile : public ::testing::Test {
 protected:
  LogFile() {
    std::string pattern = (fs::temp_directory_path() / "belay-log-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
  }
  ~LogFile() override { fs::remove_all(root_); }

  LogOptions options() {
    return {.directory = root_ / "a" / "b", .now = [this] { return now_; }};
  }
  static std::string content(const fs::path& path) {
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  static mode_t mode(const fs::path& path) {
    struct stat facts{};
    ::stat(path.c_str(), &facts);
    return facts.st_mode & 0777U;
  }

  fs::path root_;
  Instant now_ = kMonday;
};

TEST(LogLine, has_utc_microseconds_level_profile_and_component) {
  EXPECT_EQ(log_line(kMonday, LogLevel::info, Environment::sim, "client", "hello"),
            "2025-01-13T15:31:07.123456Z info    sim  client: hello");
}

TEST(LogLine, stays_one_line_whatever_the_message) {
  const std::string line =
      log_line(kMonday, LogLevel::error, Environment::live, "client", "a\nb\x1b[2Jc");
  EXPECT_THAT(line, EndsWith("live client: a\\nb\\x1b[2Jc"));
}

TEST(LogFileName, only_live_is_prod) {
  const Date day{std::chrono::year{2025} / 1 / 13};
  EXPECT_EQ(log_file_name(Environment::sim, day), "dev_belay_20250113.log");
  EXPECT_EQ(log_file_name(Environment::cert, day), "dev_belay_20250113.log");
  EXPECT_EQ(log_file_name(Environment::live, day), "prod_belay_20250113.log");
}

TEST(DefaultLogDirectory, follows_xdg) {
  EXPECT_EQ(default_log_directory("/s", "/h"), fs::path{"/s/belay"});
  EXPECT_EQ(default_log_directory(nullptr, "/h"), fs::path{"/h/.local/state/belay"});
  EXPECT_EQ(default_log_directory("relative", "/h"), fs::path{"/h/.local/state/belay"});
  EXPECT_TRUE(default_log_directory(nullptr, nullptr).empty());
}

TEST_F(LogFile, is_private_and_its_first_line_says_where_it_is) {
  Logging logging;
  EXPECT_THAT(logging.configure(options()), IsEmpty());
  const fs::path file = root_ / "a" / "b" / "dev_belay_20250113.log";
  EXPECT_EQ(logging.file(), file);
  EXPECT_THAT(content(file), HasSubstr("logging to " + file.string()));
  EXPECT_EQ(mode(file), 0600U);
  EXPECT_EQ(mode(file.parent_path()), 0700U);
}

TEST_F(LogFile, configuring_twice_prints_nothing_twice) {
  Logging logging;
  EXPECT_THAT(logging.configure(options()), IsEmpty());
  EXPECT_THAT(logging.configure(options()), IsEmpty());
  logging.log()(LogLevel::info, "only {}", "once");
  const std::string text = content(*logging.file());
  EXPECT_EQ(text.find("only once"), text.rfind("only once"));
  EXPECT_NE(text.find("only once"), std::string::npos);
}

TEST_F(LogFile, lower_levels_are_left_out) {
  Logging logging;
  LogOptions loud = options();
  loud.level = LogLevel::warning;
  EXPECT_THAT(logging.configure(loud), IsEmpty());
  logging.log()(LogLevel::info, "quiet");
  logging.log()(LogLevel::warning, "loud");
  EXPECT_THAT(content(*logging.file()), Not(HasSubstr("quiet")));
  EXPECT_THAT(content(*logging.file()), HasSubstr("loud"));
}

TEST_F(LogFile, a_new_exchange_day_gets_a_new_file) {
  Logging logging;
  EXPECT_THAT(logging.configure(options()), IsEmpty());
  logging.log()(LogLevel::info, "monday");
  now_ += std::chrono::days{1};
  logging.log()(LogLevel::info, "tuesday");
  const fs::path folder = root_ / "a" / "b";
  EXPECT_THAT(content(folder / "dev_belay_20250113.log"), Not(HasSubstr("tuesday")));
  EXPECT_THAT(content(folder / "dev_belay_20250114.log"), HasSubstr("tuesday"));
}

TEST_F(LogFile, counts_to_the_trade_day_so_evenings_weekends_and_holidays_go_forward) {
  const auto name_at = [this](std::string_view utc) {
    now_ = parse_timestamp(utc).value();
    Logging logging;
    EXPECT_THAT(logging.configure(options()), IsEmpty());
    return logging.file()->filename().string();
  };
  EXPECT_EQ(name_at("2025-01-13T20:59:00Z"), "dev_belay_20250113.log");
  EXPECT_EQ(name_at("2025-01-13T21:00:00Z"), "dev_belay_20250114.log") << "after the close";
  EXPECT_EQ(name_at("2025-01-11T17:00:00Z"), "dev_belay_20250113.log") << "a Saturday";
  EXPECT_EQ(name_at("2025-01-20T17:00:00Z"), "dev_belay_20250121.log") << "a holiday";
  EXPECT_EQ(name_at("2025-01-09T17:00:00Z"), "dev_belay_20250110.log") << "a day of mourning";
}

TEST_F(LogFile, a_directory_that_cannot_be_made_is_told_and_not_fatal) {
  std::ofstream{root_ / "a"} << "in the way";
  Logging logging;
  EXPECT_THAT(logging.configure(options()), HasSubstr((root_ / "a" / "b").string()));
  EXPECT_FALSE(logging.file().has_value());
  logging.log()(LogLevel::info, "goes nowhere");
}

TEST_F(LogFile, the_console_is_a_switch_of_its_own) {
  std::FILE* console = std::tmpfile();
  ASSERT_NE(console, nullptr);
  {
    Logging logging;
    LogOptions both = options();
    both.to_file = false;
    both.to_console = true;
    both.console = console;
    EXPECT_THAT(logging.configure(both), IsEmpty());
    logging.log().named("demo")(LogLevel::error, "seen");
    EXPECT_FALSE(logging.file().has_value());
  }
  std::rewind(console);
  std::string text(4096, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), console));
  std::fclose(console);
  EXPECT_THAT(
      text, StartsWith("2025-01-13T15:31:07.123456Z info    sim  log: logging to standard error"));
  EXPECT_THAT(text, HasSubstr("error   sim  demo: seen\n"));
  EXPECT_FALSE(fs::exists(root_ / "a"));
}

TEST_F(LogFile, a_log_handle_may_outlive_its_owner) {
  Log log;
  {
    Logging logging;
    EXPECT_THAT(logging.configure(options()), IsEmpty());
    log = logging.log();
  }
  log(LogLevel::info, "still here");
  EXPECT_THAT(content(root_ / "a" / "b" / "dev_belay_20250113.log"), HasSubstr("still here"));
}

}  // namespace
}  // namespace belay::app
