#include "app/console_session.hpp"

#include <gmock/gmock.h>

#include "app/view/frames.hpp"

namespace belay::app {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

const Instant kAt = from_epoch_ms(1'736'782'267'123);
const Tick kStart{};

/// A console against a server that the test plays.
struct Console {
  explicit Console(std::string token) : session{Secret{std::move(token)}, kAt} {
    session.start(kStart, kAt);
  }
  void hear(std::string_view frame) { session.receive(frame, kAt); }
  void type(std::string_view line) {
    const Result<void> done = session.type(line, kStart, kAt);
    EXPECT_TRUE(done.has_value()) << done.error().message;
  }
  [[nodiscard]] std::string refusal(std::string_view line) {
    const Result<void> done = session.type(line, kStart, kAt);
    return done ? "" : done.error().message;
  }
  [[nodiscard]] std::vector<std::string> said() { return session.take_outgoing(); }
  [[nodiscard]] std::string shown() {
    std::string out;
    for (const ShownFrame& frame : session.take_shown()) {
      out += frame_text(frame, {.width = 80}, false) + frame_json(frame) + "\n";
    }
    return out;
  }
  void let_in() {
    hear(R"({"type":"SETUP","channel":0,"keepaliveTimeout":60})");
    hear(R"({"type":"AUTH_STATE","channel":0,"state":"UNAUTHORIZED"})");
    hear(R"({"type":"AUTH_STATE","channel":0,"state":"AUTHORIZED","userId":"u"})");
    (void)said();
  }
  ConsoleSession session;
};

TEST(Console, says_hello_and_gives_the_token_once_and_never_shows_it) {
  Console console{"s3cret-token"};
  EXPECT_THAT(console.said(), ElementsAre(HasSubstr(R"("type":"SETUP")")));
  console.hear(R"({"type":"AUTH_STATE","channel":0,"state":"UNAUTHORIZED"})");
  EXPECT_THAT(console.said(), ElementsAre(HasSubstr("s3cret-token")));
  console.hear(R"({"type":"AUTH_STATE","channel":0,"state":"UNAUTHORIZED"})");
  EXPECT_THAT(console.said(), IsEmpty()) << "refused: the person decides";
  console.hear(R"({"type":"ERROR","channel":0,"error":"X","message":"bad s3cret-token"})");
  const std::string shown = console.shown();
  EXPECT_THAT(shown, HasSubstr("\"token\":\"(token)\""));
  EXPECT_THAT(shown, Not(HasSubstr("s3cret")));
}

TEST(Console, a_typed_token_is_a_secret_too) {
  Console console{""};
  console.hear(R"({"type":"AUTH_STATE","channel":0,"state":"UNAUTHORIZED"})");
  EXPECT_TRUE(console.session.wants_token());
  console.type(R"({"type":"AUTH","channel":0,"token":"ty\/ped"})");
  EXPECT_THAT(console.said(), ElementsAre(HasSubstr("SETUP"), HasSubstr(R"(ty\/ped)")));
  console.hear(R"({"type":"ERROR","channel":0,"error":"X","message":"ty/ped is bad"})");
  console.type(R"(raw {"type":"AUTH","channel":0,"token":"hid-den"})");
  console.let_in();
  const std::string shown = console.shown();
  EXPECT_THAT(shown, Not(HasSubstr("ped")));
  EXPECT_THAT(shown, Not(HasSubstr("hid")));
}

TEST(Console, what_is_typed_too_early_waits_until_the_server_lets_us_in) {
  Console console{"t"};
  console.type("sub Quote SPY");
  console.type(R"({"type":"KEEPALIVE","channel":0})");
  (void)console.said();
  EXPECT_TRUE(console.session.is_waiting());
  console.hear(R"({"type":"AUTH_STATE","channel":0,"state":"AUTHORIZED"})");
  EXPECT_THAT(console.said(), ElementsAre(HasSubstr("CHANNEL_REQUEST"), HasSubstr("KEEPALIVE")));
}

TEST(Console, a_line_that_waited_and_will_not_do_is_told) {
  Console console{"t"};
  console.type("buy SPY");
  EXPECT_THAT(console.session.take_complaints(), IsEmpty());
  console.let_in();
  EXPECT_THAT(console.session.take_complaints(), ElementsAre(HasSubstr("'buy SPY' is neither")));
}

TEST(Console, sub_opens_one_channel_sets_it_up_and_subscribes_in_this_order) {
  Console console{"t"};
  console.let_in();
  console.type("sub time-and-sale AAPL SPY");
  EXPECT_THAT(console.said(),
              ElementsAre(R"({"type":"CHANNEL_REQUEST","channel":1,"service":"FEED",)"
                          R"("parameters":{"contract":"AUTO"}})"));
  console.hear(R"({"type":"CHANNEL_OPENED","channel":1,"service":"FEED","parameters":{}})");
  EXPECT_THAT(console.said(), ElementsAre(StartsWith(R"({"type":"FEED_SETUP","channel":1)"),
                                          R"({"type":"FEED_SUBSCRIPTION","channel":1,"add":[)"
                                          R"({"type":"TimeAndSale","symbol":"AAPL"},)"
                                          R"({"type":"TimeAndSale","symbol":"SPY"}]})"));
  console.type("unsub TimeAndSale SPY");
  EXPECT_THAT(console.said(), ElementsAre(R"({"type":"FEED_SUBSCRIPTION","channel":1,"remove":[)"
                                          R"({"type":"TimeAndSale","symbol":"SPY"}]})"));
}

TEST(Console, candles_go_by_history_from_midnight_in_new_york_in_canonical_spelling) {
  Console console{"t"};
  console.let_in();
  console.type("candles AAPL{=5M} 2025-01-10");
  console.hear(R"({"type":"CHANNEL_OPENED","channel":1,"service":"FEED"})");
  const auto said = console.said();
  ASSERT_EQ(said.size(), 3U);
  EXPECT_THAT(said[0], HasSubstr(R"("contract":"HISTORY")"));
  EXPECT_THAT(said[2], HasSubstr(R"({"type":"Candle","symbol":"AAPL{=5m}",)"
                                 R"("fromTime":1736485200000})"));
  console.type("candles SPY{=h}");
  EXPECT_THAT(console.said(), ElementsAre(HasSubstr(R"("fromTime":1736744400000})")))
      << "today, on the same channel";
}

TEST(Console, every_order_book_has_its_channel) {
  Console console{"t"};
  console.let_in();
  console.type("dom AAPL ntv");
  console.type("dom SPY");
  EXPECT_THAT(console.said(),
              ElementsAre(HasSubstr(R"("channel":1,"service":"DOM","parameters":{"symbol":"AAPL",)"
                                    R"("sources":["ntv"]}})"),
                          HasSubstr(R"("channel":3)")));
  console.hear(R"({"type":"CHANNEL_OPENED","channel":3,"service":"DOM"})");
  EXPECT_THAT(console.said(), ElementsAre(StartsWith(R"({"type":"DOM_SETUP","channel":3)")));
}

TEST(Console, after_close_a_new_channel_is_opened) {
  Console console{"t"};
  console.let_in();
  console.type("sub Quote SPY");
  console.type("close 1");
  console.type("sub Quote SPY");
  EXPECT_THAT(console.said(),
              ElementsAre(HasSubstr("CHANNEL_REQUEST"), R"({"type":"CHANNEL_CANCEL","channel":1})",
                          HasSubstr(R"("channel":3)")));
}

TEST(Console, any_text_can_be_sent_as_it_is) {
  Console console{"t"};
  console.let_in();
  console.type(R"({"type":"NONSENSE"  ,"channel":7})");
  console.type("raw  not json");
  console.type("# a comment");
  console.type("");
  EXPECT_THAT(console.said(), ElementsAre(R"({"type":"NONSENSE"  ,"channel":7})", " not json"));
}

TEST(Console, what_it_cannot_do_it_says) {
  Console console{"t"};
  console.let_in();
  EXPECT_THAT(console.refusal("buy SPY"), HasSubstr("neither a message nor a short form"));
  EXPECT_THAT(console.refusal("sub Quote"), HasSubstr("sub Quote AAPL"));
  EXPECT_THAT(console.refusal("sub Moon SPY"), HasSubstr("'Moon' is no event"));
  EXPECT_THAT(console.refusal("candles AAPL{=5m} soon"), HasSubstr("no day"));
  EXPECT_THAT(console.refusal("candles"), HasSubstr("candles AAPL{=5m}"));
  EXPECT_THAT(console.refusal("dom"), HasSubstr("dom AAPL"));
  EXPECT_THAT(console.refusal("close all"), HasSubstr("close 3"));
  EXPECT_THAT(console.said(), IsEmpty());
  console.type("quit");
  EXPECT_TRUE(console.session.has_quit());
}

TEST(Console, keeps_alive_while_the_person_thinks) {
  Console console{"t"};
  (void)console.said();
  console.session.tick(kStart + 29s, kAt);
  EXPECT_THAT(console.said(), IsEmpty());
  console.session.tick(kStart + 30s, kAt);
  EXPECT_THAT(console.said(), ElementsAre(R"({"type":"KEEPALIVE","channel":0})"));
  console.session.tick(kStart + 59s, kAt);
  EXPECT_THAT(console.said(), IsEmpty());
}

TEST(Console, shows_time_direction_channel_and_decoded_rows) {
  Console console{"t"};
  (void)console.shown();
  console.hear(R"({"type":"FEED_DATA","channel":5,"data":[{"eventType":"Quote",)"
               R"("eventSymbol":"SPY","bidPrice":598.5}]})");
  const std::string shown = console.shown();
  EXPECT_THAT(shown, StartsWith("15:31:07.123Z  <  ch 5  FEED_DATA  {"));
  EXPECT_THAT(shown, HasSubstr("\n      Quote SPY bidPrice 598.50\n"));
  EXPECT_THAT(shown, HasSubstr(R"({"schema":"belay.frame/1","time":"2025-01-13T15:31:07.123Z",)"
                               R"("direction":"received","channel":5,"type":"FEED_DATA")"));
  EXPECT_THAT(shown, HasSubstr(R"("events":[{"schema":"belay.event/1","type":"Quote")"));
}

TEST(Console, a_hostile_frame_moves_no_cursor_and_a_terminal_line_is_cut_to_its_width) {
  Console console{"t"};
  (void)console.shown();
  console.hear("\x1b[2J nothing like JSON " + std::string(300, 'x'));
  const auto frames = console.session.take_shown();
  ASSERT_EQ(frames.size(), 1U);
  const std::string text = frame_text(frames[0], {.width = 80}, true);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, HasSubstr("ch 0  ?"));
  EXPECT_LE(text.size(), 84U);
}

}  // namespace
}  // namespace belay::app
