#include "conformance/script.hpp"

#include <filesystem>
#include <string>
#include <variant>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "belay_checkout.hpp"
#include "proto/account/session.hpp"

// Every script of test/conformance/account against our session. See README.md.

namespace belay::conformance {
namespace {

namespace fs = std::filesystem;

account::SessionOptions options(const Script& script) {
  account::SessionOptions options;
  for (const std::string& line : script.options("client")) {
    const auto word = words(line);
    if (word.at(0) == "accounts") options.accounts.assign(word.begin() + 1, word.end());
    if (word.at(0) == "public_watchlists") options.public_watchlists = true;
    if (word.at(0) == "quote_alerts") options.quote_alerts = true;
    if (word.at(0) == "user") options.user_external_id = word.at(1);
    if (word.at(0) == "source") options.source = word.at(1);
    if (word.at(0) == "account_subscribe") options.opening = account::Ask::account_subscribe;
  }
  return options;
}

std::string body_json(const AccountEvent& event) {
  return std::visit(
      []<class T>(const T& body) -> std::string {
        if constexpr (has_schema<T>) return json::encode(body);
        if constexpr (requires { body.raw; }) return body.raw;
        return "null";
      },
      event.body);
}

class AccountRun {
 public:
  explicit AccountRun(const Script& script) : session_{options(script)} {}

  void run(const Script& script) {
    session_.start(token(), now_);
    for (const Step& step : script.steps) {
      SCOPED_TRACE(fmt::format("line {}: {} {}", step.line, step.what, step.text));
      take(step);
      if (testing::Test::HasFailure()) return;
    }
    EXPECT_EQ(said(), "") << "it has more to say";
    EXPECT_EQ(told_.size(), 0U) << "more events came";
  }

 private:
  // Each time another one: a heartbeat must carry the newest.
  Secret token() { return Secret{fmt::format("Bearer {}", ++tokens_)}; }

  void take(const Step& step) {
    switch (step.what) {
      case 'C': EXPECT_TRUE(frame_matches(step.text, said())) << "it said: " << last_; break;
      case 'S': note(session_.receive(fed(step.text), now_, Instant{})); break;
      case 'T': pass(std::chrono::seconds{std::stoi(step.text)}); break;
      case 'E': expect_event(step.text); break;
      case 'N': EXPECT_EQ(said(), ""); break;
      case 'X': EXPECT_EQ(ending_, step.text); break;
      case 'I': expect_counter(step.text); break;
      default: ADD_FAILURE() << "no such step";
    }
  }
  void note(const Result<void>& outcome) {
    if (!outcome) ending_ = to_string(outcome.error().code);
    if (!outcome) session_.lost();
    for (AccountEvent& event : session_.take_events()) told_.push_back(std::move(event));
  }
  void pass(std::chrono::seconds time) {
    for (const Tick until = now_ + time; now_ < until;) {
      const Tick next = std::min(session_.next_deadline(), session_.heartbeat_due());
      now_ = std::min(until, std::max(now_, next));
      if (session_.wants_token(now_)) session_.heartbeat(token(), now_);
      note(session_.tick(now_));
    }
  }
  std::string said() {
    for (std::string& frame : session_.take_outgoing()) outgoing_.push_back(std::move(frame));
    if (outgoing_.empty()) return last_ = "";
    last_ = outgoing_.front();
    outgoing_.pop_front();
    return last_;
  }
  void expect_event(const std::string& text) {
    const auto space = text.find(' ');
    ASSERT_FALSE(told_.empty()) << "no event came";
    const AccountEvent event = told_.front();
    told_.pop_front();
    EXPECT_EQ(type_of(event), text.substr(0, space));
    if (space == std::string::npos) return;
    EXPECT_TRUE(matches(boost::json::parse(text.substr(space + 1)),
                        boost::json::parse(body_json(event)), true))
        << body_json(event);
  }
  void expect_counter(const std::string& text) {
    const auto word = words(text);
    const account::SessionCounters& counters = session_.counters();
    const std::map<std::string, std::uint64_t> all{{"frames", counters.frames},
                                                   {"notifications", counters.notifications},
                                                   {"unknown_types", counters.unknown_types},
                                                   {"unreadable", counters.unreadable},
                                                   {"stray_replies", counters.stray_replies},
                                                   {"refused", counters.refused}};
    EXPECT_EQ(all.at(word.at(0)), std::stoull(word.at(1)));
  }

  account::AccountSession session_;
  Tick now_{};
  int tokens_ = 0;
  std::deque<std::string> outgoing_;
  std::deque<AccountEvent> told_;
  std::string last_;
  std::string ending_;
};

class AccountScript : public testing::TestWithParam<std::string> {};

fs::path folder() { return fs::path{BELAY_SOURCE_DIR} / "test/conformance/account"; }

TEST_P(AccountScript, client) {
  const Script script = read_script(folder() / GetParam());
  AccountRun{script}.run(script);
}

std::vector<std::string> all_scripts() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator{folder()}) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = fs::path{info.param}.stem().string();
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Account, AccountScript, testing::ValuesIn(all_scripts()), test_name);

}  // namespace
}  // namespace belay::conformance
