#include "app/view/status.hpp"

#include <gmock/gmock.h>

namespace belay::app {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

const Instant kNow = from_epoch_ms(1'736'782'267'000);

FeedStatus sample_status() {
  FeedStatus status{.state = FeedState::ready, .address = "ws://127.0.0.1:7380/realtime"};
  status.connections = 2;
  status.channels = {{.id = 1, .contract = "AUTO", .subscriptions = 25'000, .unsent = 200},
                     {.contract = "HISTORY", .subscriptions = 1, .silent = 1}};
  status.queues = {{.type = "Quote",
                    .policy = "keep_latest",
                    .symbols = 2,
                    .depth = 1,
                    .deepest = 40,
                    .capacity = 4096,
                    .delivered = 1234,
                    .lagged = 7}};
  status.counters = {.frames = 100, .events = 2000, .bad_rows = 3};
  status.last_frame_age = 120ms;
  return status;
}

EventBoard sample_board() {
  EventBoard board;
  for (const char* symbol : {"SPY", "SPX"}) board.await_symbol(symbol);
  Trade trade;
  trade.symbol = Symbol{"SPY"};
  trade.received = kNow - 12s;
  board.put(trade);
  return board;
}

TEST(Status, shows_channels_queues_lag_and_the_age_of_every_symbol) {
  const std::string text = status_text(sample_status(), sample_board(), kNow, {.width = 80});
  for (const char* word : {"ready", "connection 2", "AUTO", "25,000", "HISTORY", "keep_latest",
                           "1,234", "3 bad rows", "SPY", "12 s", "0.1 s ago"}) {
    EXPECT_THAT(text, HasSubstr(word));
  }
  EXPECT_THAT(text, Not(HasSubstr("gaps"))) << "what never happened is not told";
}

TEST(Status, a_gap_and_what_the_server_said_stand_out) {
  FeedStatus status = sample_status();
  status.state = FeedState::backoff;
  status.gap_since = kNow - 5s;
  status.last_server_error = "BAD_ACTION: \x1b too many";
  const std::string text = status_text(status, {}, kNow, {.width = 80, .color = true});
  EXPECT_THAT(text, HasSubstr("data may be missing since 2025-01-13 10:31:02 EST"));
  EXPECT_THAT(text, HasSubstr("the server said: BAD_ACTION: \\x1b too many"));
  EXPECT_THAT(text, HasSubstr("33mbackoff"));
}

TEST(Status, is_a_document_too) {
  JsonObject document;
  put_status(document, sample_status(), sample_board(), kNow);
  const std::string json = document.str();
  for (const char* member :
       {R"("state":"ready")", R"("connections":2)", R"("last_frame_age_seconds":0.12)",
        R"("gap_since":null)", R"("bad_rows":3)",
        R"({"contract":"HISTORY","id":null,"subscriptions":1,"unsent":0,"silent":1})",
        R"("depth":1,"deepest":40,"capacity":4096,"delivered":1234,"lagged":7)",
        R"({"symbol":"SPY","events":1,"age_seconds":12})",
        R"({"symbol":"SPX","events":0,"age_seconds":null})"}) {
    EXPECT_THAT(json, HasSubstr(member));
  }
}

}  // namespace
}  // namespace belay::app
