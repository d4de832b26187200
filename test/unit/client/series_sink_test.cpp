#include "client/series_sink.hpp"

#include <gmock/gmock.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

namespace belay::detail {
namespace {

using namespace std::chrono_literals;
using Kind = SeriesChange::Kind;
using Sink = SeriesSink<Candle>;

Candle bar(std::int64_t index, std::int32_t event_flags) {
  Candle made;
  made.index = index;
  made.event_flags = event_flags;
  return made;
}

// A reader of one series on a loop of its own, with a clock that is set.
struct Reader {
  explicit Reader(SeriesLimits limits = {}) {
    sink = std::make_shared<Sink>(
        loop.get_executor(), dxlink::SubscriptionKey{"Candle", Symbol{"SPX{=m}"}},
        [this] { return now; }, limits);
    sink->on_repeat = [this] { ++repeats; };
    boost::asio::co_spawn(loop, [this] { return read(); }, boost::asio::detached);
    loop.poll();
  }
  boost::asio::awaitable<void> read() {
    const std::shared_ptr<Sink> kept = sink;
    while (true) {
      const std::optional<SeriesChange> change = co_await Sink::next(kept);
      if (!change) break;
      kinds.push_back(change->kind);
      sizes.push_back(kept->store().size());
    }
    ended = true;
  }
  // What the network brings at once.
  void bring(const std::vector<Candle>& bars) {
    for (const Candle& each : bars) sink->take(std::span{&each, 1}, {});
    run();
  }
  void run() {
    loop.restart();
    loop.poll();
  }

  boost::asio::io_context loop;
  Tick now{1'000'000h};  // later than any machine has run: real timers never fire
  std::shared_ptr<Sink> sink;
  std::vector<Kind> kinds;
  std::vector<std::size_t> sizes;
  int repeats = 0;
  bool ended = false;
};

}  // namespace

// C-50, C-52
TEST(SeriesSink, C_52_what_comes_together_is_told_once_and_whole) {
  Reader reader;
  reader.bring({bar(9, 4), bar(8, 0)});
  EXPECT_TRUE(reader.kinds.empty());
  reader.bring({bar(7, 0), bar(1, 10), bar(10, 0), bar(10, 0)});
  EXPECT_THAT(reader.kinds, testing::ElementsAre(Kind::snapshot));
  EXPECT_THAT(reader.sizes, testing::ElementsAre(4U));
  reader.bring({bar(10, 0)});
  EXPECT_EQ(reader.kinds.back(), Kind::update);
}

// C-54
TEST(SeriesSink, C_54_asks_once_more_for_a_snapshot_that_does_not_end_and_then_gives_up) {
  Reader reader{SeriesLimits{.rows = 2}};
  reader.bring({bar(9, 4), bar(8, 0), bar(7, 0)});
  EXPECT_EQ(reader.repeats, 1);
  EXPECT_FALSE(reader.ended);
  reader.bring({bar(9, 4), bar(8, 0), bar(7, 0)});
  EXPECT_EQ(reader.repeats, 1);
  EXPECT_TRUE(reader.ended);
  EXPECT_EQ(reader.sink->status().error().code, Errc::timeout);
  EXPECT_THAT(reader.sink->status().error().message, testing::HasSubstr("SPX{=m}"));
}

TEST(SeriesSink, a_loss_is_told_and_the_rows_stay) {
  Reader reader;
  reader.bring({bar(9, 12)});
  reader.sink->interrupted(from_epoch_ms(1), "connection lost");
  reader.run();
  EXPECT_THAT(reader.kinds, testing::ElementsAre(Kind::snapshot, Kind::gap));
  EXPECT_EQ(reader.sink->store().size(), 1U);
  reader.bring({bar(9, 12)});
  EXPECT_EQ(reader.kinds.back(), Kind::snapshot);
  EXPECT_FALSE(reader.sink->store().gap());
}

TEST(SeriesSink, ends_when_the_feed_ends) {
  Reader reader;
  reader.sink->end({});
  reader.run();
  EXPECT_TRUE(reader.ended);
  EXPECT_TRUE(reader.sink->status());
}

}  // namespace belay::detail
