#include "conformance/script.hpp"

#include <chrono>
#include <deque>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "belay_checkout.hpp"
#include "conformance/event_json.hpp"
#include "proto/dxlink/chaos_file.hpp"
#include "proto/dxlink/client_session.hpp"
#include "proto/dxlink/quirks.hpp"
#include "proto/dxlink/server_session.hpp"
#include "support/event_batch.hpp"

// Every script of test/conformance/dxlink, once per end it drives. See README.md.

namespace belay::conformance {
namespace {

namespace fs = std::filesystem;

std::string name_of(Errc code) { return std::string{to_string(code)}; }

// One end of a conversation under test.
class End {
 public:
  virtual ~End() = default;
  virtual void start(Tick now) = 0;
  virtual void feed(std::string_view frame, Tick now) = 0;
  virtual void tick(Tick now) = 0;
  virtual std::vector<std::string> said() = 0;
  virtual Tick next_deadline() const = 0;
  virtual void user(const Step&, Tick) {}
  virtual void event(const Step& step, Tick now) = 0;
  /// "timeout", "close 1000 Bye", or "" while it goes on.
  virtual std::string ending() const = 0;
  virtual std::string finish() { return {}; }
  virtual std::uint64_t counter(const std::string&) const { return 0; }
};

class ClientEnd : public End {
 public:
  explicit ClientEnd(const Script& script) : session_{options(script)} {}

  void start(Tick now) override { session_.start(now); }
  void feed(std::string_view frame, Tick now) override {
    note(session_.receive(frame, now, Instant{}));
    for (const Event& event : test::all_events(session_.batch())) delivered_.push_back(event);
    session_.clear_batch();
  }
  void tick(Tick now) override { note(session_.tick(now)); }
  std::vector<std::string> said() override { return session_.take_outgoing(); }
  Tick next_deadline() const override { return session_.next_deadline(); }
  std::string ending() const override { return ending_; }

  void user(const Step& step, Tick now) override {
    const auto word = words(step.text);
    if (word.at(0) == "subscribe-many") {
      for (int i = 1; i <= std::stoi(word.at(3)); ++i) {
        EXPECT_TRUE(
            session_.subscribe({Symbol{word[1]}.view(), Symbol{word[2] + std::to_string(i)}}, now));
      }
      return;
    }
    const dxlink::SubscriptionKey key = key_of(word);
    if (word[0] == "unsubscribe") {
      session_.unsubscribe(key, now);
    } else {
      EXPECT_EQ(session_.subscribe(key, now).has_value(), word[0] == "subscribe") << step.line;
    }
  }
  void event(const Step& step, Tick) override { expected_.push_back(step); }
  std::string finish() override {
    for (; !expected_.empty(); expected_.pop_front(), delivered_.pop_front()) {
      const Step& step = expected_.front();
      if (delivered_.empty()) return fmt::format("line {}: no such event came", step.line);
      const auto space = step.text.find(' ');
      const std::string members = step.text.substr(space + 1);
      if (!event_matches(step.text.substr(0, space), members, delivered_.front())) {
        return fmt::format("line {}: came {}", step.line, event_text(delivered_.front()));
      }
    }
    return delivered_.empty() ? "" : "also came " + event_text(delivered_.front());
  }
  std::uint64_t counter(const std::string& name) const override {
    const dxlink::ClientCounters counters = session_.counters();
    const std::map<std::string, std::uint64_t> all{
        {"frames", counters.frames},
        {"events", counters.events},
        {"unknown_messages", counters.unknown_messages},
        {"malformed_messages", counters.malformed_messages},
        {"bad_rows", counters.bad_rows},
        {"unknown_events", counters.unknown_events},
        {"unknown_fields", counters.unknown_fields},
        {"channel_errors", counters.channel_errors},
        {"refused_subscriptions", counters.refused_subscriptions}};
    return all.at(name);
  }

 private:
  static dxlink::ClientOptions options(const Script& script) {
    dxlink::ClientOptions options{.token = Secret{"secret"}};
    for (const std::string& option : script.options("client")) {
      if (option == "token none") options.token = Secret{};
    }
    return options;
  }
  // `subscribe Candle SPX{=d} from 1000`, `subscribe Order AAPL source NTV`
  static dxlink::SubscriptionKey key_of(const std::vector<std::string>& word) {
    dxlink::SubscriptionKey key{Symbol{word.at(1)}.view(), Symbol{word.at(2)}};
    for (std::size_t i = 3; i + 1 < word.size(); i += 2) {
      if (word[i] == "from") key.from_time = std::stoll(word[i + 1]);
      if (word[i] == "source") key.source = Symbol{word[i + 1]};
    }
    return key;
  }
  void note(const Result<void>& result) {
    if (result || !ending_.empty()) return;
    ending_ = name_of(result.error().code);
    EXPECT_THAT(result.error().message, testing::Not(testing::HasSubstr("secret")));
  }

  dxlink::ClientSession session_;
  std::deque<Event> delivered_;
  std::deque<Step> expected_;
  std::string ending_;
};

class ServerEnd : public End {
 public:
  explicit ServerEnd(const Script& script)
      : session_{options(script), [](std::string_view token) { return authorize(token); },
                 [this](std::string_view type, Symbol symbol) { return last_value(type, symbol); },
                 [this](std::string_view type, Symbol symbol, std::string_view, std::int64_t) {
                   return history(type, symbol);
                 }} {}

  void start(Tick now) override { session_.start(now); }
  void feed(std::string_view frame, Tick now) override { session_.receive(frame, now); }
  void tick(Tick now) override { session_.tick(now); }
  std::vector<std::string> said() override { return session_.take_outgoing(); }
  Tick next_deadline() const override { return session_.next_deadline(); }
  void event(const Step& step, Tick now) override {
    const auto space = step.text.find(' ');
    const std::string type = step.text.substr(0, space);
    const Event event = event_from(type, step.text.substr(space + 1));
    if (step.what == 'E') {
      session_.publish(event, now);
    } else if (step.what == 'H') {
      history_[{type, dxlink::symbol_of(event)}].push_back(event);
    } else {
      std::visit([&](const auto& each) { remember(type, each, event); }, event);
    }
  }
  std::string ending() const override {
    const auto& close = session_.close();
    return close ? fmt::format("close {} {}", close->code, close->reason) : "";
  }

 private:
  static std::optional<std::string> authorize(std::string_view token) {
    if (token != "secret") return std::nullopt;
    return "user-1";
  }
  static dxlink::ServerOptions options(const Script& script) {
    dxlink::ServerOptions options;
    std::string chaos;
    for (const std::string& option : script.options("server")) {
      const auto word = words(option);
      if (word[0] == "chaos") {
        chaos += option.substr(6) + "\n";
      } else {
        set(options, word);
      }
    }
    const auto quirks = dxlink::parse_chaos(chaos, "script");
    if (!quirks) throw std::runtime_error(quirks.error().message);
    options.quirks = *quirks;
    return options;
  }
  static void set(dxlink::ServerOptions& options, const std::vector<std::string>& word) {
    const std::map<std::string, bool*> flags{{"wildcard", &options.wildcard},
                                             {"strict", &options.strict},
                                             {"drop_oldest", &options.drop_oldest},
                                             {"timeout_error", &options.timeout_error},
                                             {"reopen_channels", &options.reopen_channels},
                                             {"auto_candle_empty", &options.auto_candle_empty}};
    const std::map<std::string, std::size_t*> numbers{
        {"max_rows", &options.max_rows},
        {"max_message", &options.max_message},
        {"max_series", &options.max_series},
        {"max_subscriptions", &options.max_subscriptions},
        {"max_snapshot_rows", &options.max_snapshot_rows},
        {"max_stream_events", &options.max_stream_events}};
    if (word[0] == "no_auth") {
      options.auth_required = false;
    } else if (word[0] == "auth_refusal") {
      using dxlink::AuthRefusal;
      options.auth_refusal = word.at(1) == "error" ? AuthRefusal::error : AuthRefusal::close;
    } else if (flags.contains(word[0])) {
      *flags.at(word[0]) = true;
    } else {
      *numbers.at(word[0]) = std::stoul(word.at(1));
    }
  }
  template <class E>
  void remember(const std::string& type, const E& each, const Event& event) {
    if constexpr (market_event<E>) values_.insert_or_assign({type, each.symbol}, event);
  }
  std::optional<Event> last_value(std::string_view type, Symbol symbol) const {
    const auto found = values_.find({std::string{type}, symbol});
    if (found == values_.end()) return std::nullopt;
    return found->second;
  }

  // The rows of an `H` line each; nothing for a symbol that no line names.
  std::optional<std::vector<Event>> history(std::string_view type, Symbol symbol) const {
    const auto found = history_.find({std::string{type}, symbol});
    if (found == history_.end()) return std::nullopt;
    return found->second;
  }

  std::map<std::pair<std::string, Symbol>, Event> values_;
  std::map<std::pair<std::string, Symbol>, std::vector<Event>> history_;
  dxlink::ServerSession session_;
};

class Player {
 public:
  Player(std::unique_ptr<End> end, char speaks) : end_{std::move(end)}, speaks_{speaks} {
    end_->start(now_);
    collect();
  }

  /// What went wrong at this step; "" when nothing.
  std::string play(const Step& step) {
    switch (step.what) {
      case 'C':
      case 'S': return step.what == speaks_ ? expect(step.text) : feed(step.text);
      case 'T': return pass(step.text);
      case 'U': end_->user(step, now_); return {};  // what follows is said in one breath
      case 'H':
      case 'V':
      case 'E': end_->event(step, now_); break;
      case 'X': return expect_ending(step.text);
      case 'I': return expect_counter(words(step.text));
      case 'N': collect(); return said_.empty() ? "" : "it also said " + said_.front();
      default: return "no such kind of line";
    }
    collect();
    return {};
  }
  std::string finish() {
    collect();
    if (!said_.empty()) return "at the end it also said " + said_.front();
    if (!end_->ending().empty() && !ending_seen_) return "it ended: " + end_->ending();
    return end_->finish();
  }

 private:
  void collect() {
    for (std::string& frame : end_->said()) said_.push_back(std::move(frame));
  }
  std::string feed(std::string_view frame) {
    end_->feed(fed(frame), now_);
    collect();
    return {};
  }
  std::string expect(std::string_view frame) {
    collect();
    if (said_.empty()) return "it said nothing";
    const std::string actual = std::move(said_.front());
    said_.pop_front();
    return frame_matches(frame, actual) ? "" : "it said " + actual;
  }
  // Every deadline on the way is kept, as a carrier would.
  std::string pass(const std::string& seconds) {
    const Tick until = now_ + std::chrono::milliseconds{std::lround(std::stod(seconds) * 1000)};
    for (int guard = 0; end_->next_deadline() <= until; ++guard) {
      if (guard > 10'000) return "its deadline does not move on";
      now_ = std::max(now_, end_->next_deadline());
      end_->tick(now_);
      collect();
    }
    now_ = until;
    end_->tick(now_);
    collect();
    return {};
  }
  std::string expect_ending(std::string_view text) {
    if (text.starts_with("close") != (speaks_ == 'S')) return {};
    ending_seen_ = true;
    return end_->ending() == text ? "" : "it ended: " + end_->ending();
  }
  std::string expect_counter(const std::vector<std::string>& word) {
    if (speaks_ == 'S') return {};
    const auto value = end_->counter(word.at(1));
    return value == std::stoul(word.at(2)) ? "" : fmt::format("it counted {}", value);
  }

  std::unique_ptr<End> end_;
  char speaks_;
  Tick now_{std::chrono::hours{1}};
  std::deque<std::string> said_;
  bool ending_seen_ = false;
};

struct Run {
  fs::path file;
  bool client = false;
};

void PrintTo(const Run& run, std::ostream* out) { *out << run.file.stem().string(); }

std::vector<Run> all_runs() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{BELAY_SOURCE_DIR "/test/conformance/dxlink"}) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<Run> runs;
  for (const fs::path& file : files) {
    const Script script = read_script(file);
    if (script.drives("client")) runs.push_back({file, true});
    if (script.drives("server")) runs.push_back({file, false});
  }
  return runs;
}

std::string run_name(const testing::TestParamInfo<Run>& info) {
  std::string name = info.param.file.stem().string() + (info.param.client ? "_client" : "_server");
  std::ranges::replace(name, '-', '_');
  return name;
}

class ConformanceScript : public testing::TestWithParam<Run> {};

TEST_P(ConformanceScript, is_followed) {
  const auto& [file, client] = GetParam();
  const Script script = read_script(file);
  std::unique_ptr<End> end;
  if (client) end = std::make_unique<ClientEnd>(script);
  if (!client) end = std::make_unique<ServerEnd>(script);
  Player player{std::move(end), client ? 'C' : 'S'};
  for (const Step& step : script.steps) {
    const std::string trouble = player.play(step);
    ASSERT_EQ(trouble, "") << file.filename().string() << ":" << step.line << ": " << step.what
                           << " " << step.text;
  }
  EXPECT_EQ(player.finish(), "") << file.filename().string();
}

INSTANTIATE_TEST_SUITE_P(dxlink, ConformanceScript, testing::ValuesIn(all_runs()), run_name);

TEST(ConformanceCorpus, every_script_names_the_ids_it_shows_and_an_end) {
  for (const auto& entry : fs::directory_iterator{BELAY_SOURCE_DIR "/test/conformance/dxlink"}) {
    const Script script = read_script(entry.path());
    EXPECT_TRUE(script.header.contains("shows")) << entry.path();
    EXPECT_TRUE(script.drives("client") || script.drives("server")) << entry.path();
  }
}

// Rules as a chaos file writes them: `from 5s to 20s stall`, `p=0.1 repeat`; the name stands among
// them.
void note_switches(std::string_view rules, std::set<std::string>& named) {
  for (const std::string& word : words(rules)) {
    if (dxlink::find_quirk(word) != nullptr) named.insert(word);
  }
}

// What stands behind `mark` in a file of tests, up to the end of its literal.
void note_literals(const fs::path& file, std::string_view mark, std::set<std::string>& named) {
  std::ifstream in{file};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const auto begin = at + mark.size();
    note_switches(text.substr(begin, text.find('"', begin) - begin), named);
  }
}

// S-47: each switch by name in a script of its own behaviour, or in a test of the server.
TEST(ConformanceCorpus, every_fault_switch_has_a_test_of_what_it_does) {
  std::set<std::string> named;
  for (const auto& entry : fs::directory_iterator{BELAY_SOURCE_DIR "/test/conformance/dxlink"}) {
    const Script script = read_script(entry.path());
    for (const std::string& option : script.options("server")) {
      if (option.starts_with("chaos ")) note_switches(option.substr(6), named);
    }
  }
  const fs::path tests{BELAY_SOURCE_DIR "/test"};
  note_literals(tests / "unit/proto/dxlink/server_session_test.cpp", "chaotic(\"", named);
  note_literals(tests / "unit/proto/dxlink/server_session_test.cpp", "announced_fields(\"", named);
  note_literals(tests / "integration/sim_server_test.cpp", ".chaos = \"", named);
  for (const dxlink::QuirkInfo& info : dxlink::quirk_infos()) {
    EXPECT_TRUE(named.contains(std::string{info.name})) << info.name << " has no test";
  }
}

}  // namespace
}  // namespace belay::conformance
