#include <array>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "belay/model/series.hpp"

using namespace belay;
using namespace std::chrono_literals;
using testing::ElementsAre;
using Kind = SeriesChange::Kind;

namespace {

// `index:flags:value`, the value in `count`.
Candle row(std::string_view text) {
  const std::size_t first = text.find(':');
  const std::size_t second = std::min(text.find(':', first + 1), text.size());
  Candle made;
  made.index = std::stoll(std::string{text.substr(0, first)});
  made.event_flags = std::stoi(std::string{text.substr(first + 1, second - first - 1)});
  made.count = second < text.size() ? text[second + 1] : 0;
  return made;
}

std::vector<Candle> rows(std::string_view script) {
  std::vector<Candle> all;
  while (!script.empty()) {
    const std::size_t end = std::min(script.find(' '), script.size());
    all.push_back(row(script.substr(0, end)));
    script.remove_prefix(std::min(end + 1, script.size()));
  }
  return all;
}

std::string content(const SeriesStore<Candle>& store) {
  std::string text = "{";
  for (const Candle& each : store.newest_first())
    text += fmt::format("{}{}{}", text.size() > 1 ? " " : "", each.index,
                        static_cast<char>(each.count));
  return text + "}";
}

char letter(const SeriesChange& change) { return change.kind == Kind::snapshot ? 'S' : 'U'; }

// Every row as a message of its own: the commits, as dxlink.md 6.6 writes them.
std::string commits(SeriesStore<Candle>& store, std::string_view script) {
  std::string text;
  for (const Candle& each : rows(script)) {
    store.apply(std::array{each}, Tick{});
    if (const auto change = store.end_of_message())
      text += fmt::format("{}{} {}", text.empty() ? "" : "; ", letter(*change), content(store));
  }
  return text;
}

std::string commits(std::string_view script) {
  SeriesStore<Candle> store;
  return commits(store, script);
}

// The algorithm of dxlink.md 6.4, word for word.
struct Reference {
  std::vector<Candle> pending;
  std::map<std::int64_t, char> store;
  bool partial = false;
  bool complete = false;
  std::optional<Kind> take(const Candle& e) {
    if ((e.event_flags & 4) != 0) {
      pending.clear();
      partial = true;
      complete = false;
    }
    if (partial && (e.event_flags & 24) != 0) {
      partial = false;
      complete = true;
    }
    pending.push_back(e);
    if (partial || (e.event_flags & 1) != 0) return std::nullopt;
    const Kind kind = complete ? Kind::snapshot : Kind::update;
    if (complete) store.clear();
    complete = false;
    for (const Candle& p : pending) {
      if ((p.event_flags & 2) != 0) {
        store.erase(p.index);
      } else {
        store[p.index] = static_cast<char>(p.count);
      }
    }
    pending.clear();
    return kind;
  }
};

std::map<std::int64_t, char> as_map(const SeriesStore<Candle>& store) {
  std::map<std::int64_t, char> map;
  for (const Candle& each : store.rows()) map[each.index] = static_cast<char>(each.count);
  return map;
}

BookOrder order(std::int64_t index, std::int32_t event_flags, double size) {
  BookOrder made;
  made.index = index;
  made.event_flags = event_flags;
  made.size = size;
  return made;
}

std::vector<std::int64_t> indices(const SeriesStore<BookOrder>& store) {
  std::vector<std::int64_t> all;
  for (const BookOrder& each : store.rows()) all.push_back(each.index);
  return all;
}

}  // namespace

// C-48 (and C-51 by V12, V13): the scripts of dxlink.md 6.6, each row a message.
TEST(SeriesStore, C_48_every_script_gives_its_commits) {
  EXPECT_EQ(commits("9:4:a 8:0:b 7:0:c 5:10"), "S {9a 8b 7c}");       // V1
  EXPECT_EQ(commits("9:5:a 8:1:b 7:1:c 5:8:d"), "S {9a 8b 7c 5d}");   // V2
  EXPECT_EQ(commits("9:12:a"), "S {9a}");                             // V3
  EXPECT_EQ(commits("9:0:x 5:14"), "U {9x}; S {}");                   // V4
  EXPECT_EQ(commits("9:4:a 8:0:b 9:4:A 8:0:B 5:10"), "S {9A 8B}");    // V5
  EXPECT_EQ(commits("5:10 9:4:a 5:10"), "U {}; S {9a}");              // V6
  EXPECT_EQ(commits("9:0:u 9:4:a 8:0:b 5:10"), "U {9u}; S {9a 8b}");  // V7
  EXPECT_EQ(commits("9:4:a 8:1:b 5:11 9:1:A 8:0:B"), "S {9A 8B}");    // V8
  EXPECT_EQ(commits("9:4:a 8:0:b 7:16:c"), "S {9a 8b 7c}");           // V9
  EXPECT_EQ(commits("9:4:a 8:0:b 7:18"), "S {9a 8b}");                // V10
  EXPECT_EQ(commits("9:4:a 8:0:b 9:0:A 5:10"), "S {9A 8b}");          // V11
  EXPECT_EQ(commits("9:4:a 5:10 9:0:A 10:0:n 9:0:B 10:2"),            // V12
            "S {9a}; U {9A}; U {10n 9A}; U {10n 9B}; U {9B}");
  EXPECT_EQ(commits("9:4:a 5:10 9:1:A 10:1:n 8:0:o"), "S {9a}; U {10n 9A 8o}");  // V13
  EXPECT_EQ(commits("9:4:a 8:0:b"), "");                                         // V14
}

// C-48: V9, V10, V14
TEST(SeriesStore, C_48_tells_snipped_snapshots_and_what_waits) {
  SeriesStore<Candle> cut;
  commits(cut, "9:4:a 8:0:b 7:16:c");
  EXPECT_TRUE(cut.snipped());
  commits(cut, "9:4:a 5:10");
  EXPECT_FALSE(cut.snipped());
  SeriesStore<Candle> waiting;
  commits(waiting, "9:4:a 8:0:b");
  EXPECT_EQ(waiting.pending(), 2U);
  EXPECT_FALSE(waiting.ready());
}

// C-49
TEST(SeriesStore, C_49_terminators_are_no_bars_and_an_empty_snapshot_clears) {
  SeriesStore<Candle> store;
  EXPECT_EQ(commits(store, "9:4:a 5:10"), "S {9a}");
  EXPECT_EQ(store.find(5), nullptr);
  EXPECT_EQ(commits(store, "5:14"), "S {}");
  EXPECT_TRUE(store.ready());
  EXPECT_EQ(store.last(), nullptr);
}

// C-50
TEST(SeriesStore, C_50_the_old_store_stays_until_the_new_snapshot_is_whole) {
  SeriesStore<Candle> store;
  commits(store, "9:4:a 8:0:b 5:10");
  for (const Candle& each : rows("12:4:x 11:0:y 10:0:z 9:0:A 8:0:B")) {
    store.apply(std::array{each}, Tick{});
    EXPECT_FALSE(store.end_of_message());
    EXPECT_EQ(content(store), "{9a 8b}");
  }
  EXPECT_EQ(commits(store, "5:10"), "S {12x 11y 10z 9A 8B}");
}

// C-51
TEST(SeriesStore, C_51_updates_replace_append_correct_and_delete) {
  SeriesStore<Candle> store;
  commits(store, "9:4:a 8:0:b 5:10");
  EXPECT_EQ(commits(store, "9:0:A"), "U {9A 8b}");
  EXPECT_EQ(commits(store, "10:0:n"), "U {10n 9A 8b}");
  EXPECT_EQ(commits(store, "8:0:B"), "U {10n 9A 8B}");
  EXPECT_EQ(commits(store, "9:2"), "U {10n 8B}");
  EXPECT_EQ(commits(store, "7:2"), "U {10n 8B}");  // not known: nothing happens
}

// C-52
TEST(SeriesStore, C_52_one_message_or_a_hundred_give_equal_results_and_one_notice_each) {
  std::vector<Candle> snapshot;
  for (int i = 0; i < 8'000; ++i) snapshot.push_back(row(fmt::format("{}:0:a", 10'000 - i)));
  snapshot.front().event_flags = 4;
  snapshot.push_back(row("1:10"));
  SeriesStore<Candle> at_once;
  at_once.apply(snapshot, Tick{});
  ASSERT_EQ(at_once.end_of_message().value().kind, Kind::snapshot);
  EXPECT_FALSE(at_once.end_of_message());

  SeriesStore<Candle> split;
  int notices = 0;
  for (std::span<const Candle> left = snapshot; !left.empty();) {
    const auto part = left.first(std::min<std::size_t>(left.size(), snapshot.size() / 100 + 1));
    split.apply(part, Tick{});
    notices += split.end_of_message() ? 1 : 0;
    left = left.subspan(part.size());
  }
  EXPECT_EQ(notices, 1);
  EXPECT_EQ(content(split), content(at_once));
  EXPECT_EQ(split.size(), 8'000U);
}

// C-52: several commits of one message are told once.
TEST(SeriesStore, C_52_a_message_with_several_commits_is_told_once) {
  SeriesStore<Candle> store;
  store.apply(rows("9:0:u 9:4:a 8:0:b 5:10 10:0:n"), Tick{});
  EXPECT_EQ(store.end_of_message().value().kind, Kind::snapshot);
  store.apply(rows("10:0:N 9:0:A 10:0:M"), Tick{});
  const SeriesChange change = store.end_of_message().value();
  EXPECT_EQ(change.kind, Kind::update);
  EXPECT_THAT(change.indices, ElementsAre(9, 10));
  EXPECT_EQ(content(store), "{10M 9A 8b}");
}

// C-54
TEST(SeriesStore, C_54_a_snapshot_without_end_for_120_s_is_given_up_and_asked_for_once_more) {
  SeriesStore<Candle> store;
  commits(store, "9:4:a 5:10");
  store.apply(rows("12:4:x"), Tick{} + 10s);
  EXPECT_EQ(store.deadline(), Tick{} + 130s);
  store.tick(Tick{} + 129s);
  EXPECT_FALSE(store.take_request());
  store.tick(Tick{} + 130s);
  EXPECT_TRUE(store.take_request());
  EXPECT_FALSE(store.take_request());
  EXPECT_EQ(store.pending(), 0U);
  EXPECT_EQ(commits(store, "11:0:y 5:10"), "");  // the rest of what was given up
  EXPECT_EQ(content(store), "{9a}");
  EXPECT_EQ(store.deadline(), Tick::max());

  store.apply(rows("12:4:x"), Tick{} + 200s);
  store.tick(Tick{} + 400s);
  EXPECT_FALSE(store.take_request());
  EXPECT_TRUE(store.failed());
  EXPECT_EQ(commits(store, "12:4:X 5:10"), "S {12X}");  // late, and welcome
  EXPECT_FALSE(store.failed());
}

// C-54
TEST(SeriesStore, C_54_a_snapshot_above_the_row_cap_is_given_up) {
  SeriesStore<Candle> store{SeriesLimits{.rows = 3}};
  EXPECT_EQ(commits(store, "9:4:a 8:0:b 7:0:c 6:0:d 5:10"), "");
  EXPECT_TRUE(store.take_request());
  EXPECT_EQ(commits(store, "9:4:a 8:0:b 5:10"), "S {9a 8b}");
  EXPECT_EQ(SeriesLimits{}.rows, 200'000U);
}

// C-54: a transaction that never ends is bounded the same way.
TEST(SeriesStore, C_54_a_transaction_without_end_is_given_up) {
  SeriesStore<Candle> store{SeriesLimits{.rows = 3}};
  EXPECT_EQ(commits(store, "1:1:a 2:1:a 3:1:a 4:1:a"), "");
  EXPECT_EQ(store.pending(), 0U);
  EXPECT_TRUE(store.take_request());
}

// C-55
TEST(SeriesStore, C_55_orders_without_size_leave_after_the_commit_of_their_source) {
  SeriesStore<BookOrder> ntv;
  SeriesStore<BookOrder> arca;
  for (SeriesStore<BookOrder>* book : {&ntv, &arca}) {
    book->apply(std::array{order(9, 4, 100), order(8, 0, kNaN), order(7, 0, 0), order(6, 0, 50),
                           order(0, 10, kNaN)},
                Tick{});
    EXPECT_EQ(book->end_of_message().value().kind, Kind::snapshot);
    EXPECT_THAT(indices(*book), ElementsAre(6, 9));
  }
  ntv.apply(std::array{order(9, 1, 0)}, Tick{});  // not before its transaction ends
  EXPECT_THAT(indices(ntv), ElementsAre(6, 9));
  ntv.apply(std::array{order(6, 0, kNaN)}, Tick{});
  EXPECT_TRUE(ntv.rows().empty());
  EXPECT_THAT(indices(arca), ElementsAre(6, 9));
}

TEST(SeriesStore, a_cancelled_print_leaves_and_a_corrected_one_is_replaced) {
  SeriesStore<TimeAndSale> tape;
  TimeAndSale print;
  print.index = 5;
  print.price = 10;
  print.type = TimeAndSaleType::new_;
  TimeAndSale corrected = print;
  corrected.price = 11;
  corrected.type = TimeAndSaleType::correction;
  tape.apply(std::array{print, corrected}, Tick{});
  ASSERT_NE(tape.find(5), nullptr);
  EXPECT_EQ(tape.find(5)->price, 11);
  corrected.type = TimeAndSaleType::cancel;
  tape.apply(std::array{corrected}, Tick{});
  EXPECT_TRUE(tape.empty());
}

TEST(SeriesStore, keeps_its_rows_over_a_loss_and_names_the_gap_until_the_new_snapshot) {
  SeriesStore<Candle> store;
  commits(store, "9:4:a 5:10 12:4:x");
  const Instant lost = from_epoch_ms(1'736'782'267'000);
  store.interrupt(lost, "connection lost");
  store.interrupt(lost + 5s, "and again");
  EXPECT_EQ(store.end_of_message().value().kind, Kind::gap);
  EXPECT_FALSE(store.end_of_message());
  EXPECT_EQ(content(store), "{9a}");
  EXPECT_EQ(store.pending(), 0U);
  ASSERT_TRUE(store.gap());
  EXPECT_EQ(store.gap()->from, lost);
  EXPECT_EQ(store.gap()->reason, "connection lost");
  commits(store, "12:4:x");
  EXPECT_TRUE(store.gap());
  EXPECT_EQ(commits(store, "5:10"), "S {12x}");
  EXPECT_FALSE(store.gap());
}

TEST(SeriesStore, finds_by_index_and_by_range) {
  SeriesStore<Candle> store;
  commits(store, "9:4:a 7:0:b 5:0:c 3:0:d 1:10");
  EXPECT_EQ(store.find(7)->count, 'b');
  EXPECT_EQ(store.find(8), nullptr);
  EXPECT_EQ(store.last()->index, 9);
  EXPECT_EQ(store.between(4, 9).size(), 2U);
  EXPECT_EQ(store.between(4, 10).back().index, 9);
  EXPECT_TRUE(store.between(9, 4).empty());
}

TEST(SeriesStore, holds_no_more_than_its_limit_and_says_so) {
  SeriesStore<Candle> store{SeriesLimits{.rows = 2}};
  EXPECT_EQ(commits(store, "1:0:a 2:0:b 3:0:c"), "U {1a}; U {2b 1a}; U {3c 2b}");
  EXPECT_EQ(store.dropped(), 1U);
  EXPECT_TRUE(store.snipped());
}

// C-48: random rows, flags and message ends against the algorithm as it is written down.
TEST(SeriesStoreProperty, C_48_agrees_with_the_algorithm_for_random_rows_and_messages) {
  std::mt19937_64 engine{3};
  const auto below = [&](int end) { return std::uniform_int_distribution{0, end - 1}(engine); };
  constexpr std::array kFlags{0, 0, 0, 0, 1, 2, 4, 5, 8, 9, 10, 11, 12, 14, 16, 18};
  for (int round = 0; round < 300; ++round) {
    SeriesStore<Candle> store;
    Reference reference;
    for (int message = 0; message < 30; ++message) {
      std::vector<Candle> part(static_cast<std::size_t>(below(6)));
      std::optional<Kind> expected;
      for (Candle& each : part) {
        each.index = below(12);
        each.event_flags = kFlags[static_cast<std::size_t>(below(kFlags.size()))];
        each.count = 'a' + below(26);
        const std::optional<Kind> kind = reference.take(each);
        if (kind && expected != Kind::snapshot) expected = kind;
      }
      store.apply(part, Tick{});
      const std::optional<SeriesChange> change = store.end_of_message();
      ASSERT_EQ(change ? std::optional{change->kind} : std::nullopt, expected);
      ASSERT_EQ(as_map(store), reference.store);
      ASSERT_EQ(store.pending(), reference.pending.size());
    }
  }
}
