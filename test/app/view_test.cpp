#include <gmock/gmock.h>

#include "app/choose.hpp"
#include "app/view/chain.hpp"
#include "app/view/mark.hpp"
#include "app/view/names.hpp"
#include "app/view/orders.hpp"
#include "app/view/positions.hpp"
#include "app/view/replay.hpp"
#include "app/view/stops.hpp"
#include "golden/sample.hpp"

namespace belay::app {
namespace {

using namespace belay::literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const Date kToday{std::chrono::year{2025} / 1 / 13};

TEST(Mark, is_the_exact_middle_and_needs_both_sides) {
  Quote quote;
  quote.bid_price = 598.49;
  quote.ask_price = 598.52;
  EXPECT_EQ(mark_of(quote).price, 598.505_dec);
  quote.bid_price = 0.0;  // a worthless option still has two sides
  quote.ask_price = 0.05;
  EXPECT_EQ(mark_of(quote).price, 0.025_dec);
  quote.bid_price = kNaN;
  EXPECT_EQ(mark_of(quote).price, std::nullopt);
  EXPECT_EQ(mark_of(quote).ask, 0.05_dec);
}

TEST(Mark, a_feed_price_becomes_the_shortest_decimal) {
  EXPECT_EQ(decimal_of(0.1)->to_string(), "0.1");
  EXPECT_EQ(decimal_of(1e-5)->to_string(), "0.00001");
  EXPECT_EQ(decimal_of(kNaN), std::nullopt);
  EXPECT_EQ(decimal_of(std::numeric_limits<double>::infinity()), std::nullopt);
}

PositionRow held(PositionSide side, std::string_view created = "2025-01-02T15:00:00.000+00:00") {
  PositionRow row;
  row.position = sample::position("AAPL", InstrumentType::equity, side, 100, 200.00_usd);
  row.position.close_price = 210.00_usd;
  row.position.created_at = std::string{created};
  row.mark = Mark{.price = 205.00_usd};
  return row;
}

TEST(Gains, a_short_gains_when_the_price_falls) {
  EXPECT_EQ(gains(held(PositionSide::long_), kToday).open, 500.00_usd);
  EXPECT_EQ(gains(held(PositionSide::long_), kToday).day, -500.00_usd);
  EXPECT_EQ(gains(held(PositionSide::short_), kToday).open, -500.00_usd);
  EXPECT_EQ(gains(held(PositionSide::short_), kToday).day, 500.00_usd);
}

TEST(Gains, what_was_opened_today_did_not_gain_before) {
  const PositionRow row = held(PositionSide::long_, "2025-01-13T15:00:00.000+00:00");
  EXPECT_EQ(gains(row, kToday).day, gains(row, kToday).open);
}

TEST(Gains, are_absent_when_a_number_is) {
  PositionRow row = held(PositionSide::long_);
  row.mark.reset();
  EXPECT_EQ(gains(row, kToday).open, std::nullopt);
  row = held(PositionSide::long_);
  row.position.close_price = 0.0_usd;  // the broker's "none"
  EXPECT_EQ(gains(row, kToday).day, std::nullopt);
  EXPECT_EQ(gains(held(PositionSide::unknown), kToday).open, std::nullopt);
}

TEST(Gains, count_the_multiplier) {
  PositionRow row = held(PositionSide::long_);
  row.position.multiplier = 100;
  EXPECT_EQ(gains(row, kToday).open, 50000.00_usd);
}

TEST(PositionRows, join_stops_by_instrument_and_marks_by_streamer_symbol) {
  Position p = sample::position("SPXW  250117C05830000", InstrumentType::equity_option,
                                PositionSide::long_, 1, 20.00_usd);
  p.streamer_symbol = ".SPXW250117C5830";
  const Marks marks{{".SPXW250117C5830", Mark{.price = 21.00_usd}}};
  const auto rows = position_rows({p}, {}, marks);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(current_price(rows[0]), 21.00_usd);
  EXPECT_EQ(rows[0].coverage->coverage, guard::Coverage::none);
}

TEST(Orders, only_what_is_surely_over_is_left_out) {
  std::vector<OrderRecord> orders;
  for (const char* status :
       {"Live", "Filled", "Contingent", "Cancel Requested", "Rejected", "Odd"}) {
    OrderRecord order;
    order.status = Open<OrderStatus>::parse(status);
    orders.push_back(order);
  }
  std::vector<std::string> kept;
  for (const OrderRecord& o : not_over(orders)) kept.emplace_back(o.status.text());
  EXPECT_THAT(kept, ElementsAre("Live", "Contingent", "Cancel Requested", "Odd"));
}

TEST(Orders, a_price_that_is_not_there_is_a_dash_and_others_say_their_effect) {
  EXPECT_EQ(net_price_text(std::nullopt, std::nullopt), "");
  EXPECT_EQ(net_price_text(1.20_usd, Effect::credit), "1.20 cr");
  EXPECT_EQ(net_price_text(598.50_usd, Effect::debit), "598.50 db");
  EXPECT_EQ(net_price_text(598.50_usd, std::nullopt), "598.50");
}

TEST(Chain, keeps_n_strikes_on_each_side_and_the_one_at_the_money) {
  std::vector<ChainStrike> strikes;
  for (int price = 90; price <= 110; price += 5) strikes.push_back({.strike_price = price});
  const auto prices = [&](Decimal spot, std::size_t n) {
    std::vector<Decimal> out;
    for (const auto& s : around(strikes, spot, n)) out.push_back(s.strike_price);
    return out;
  };
  EXPECT_THAT(prices(100, 1), ElementsAre(Decimal{95}, Decimal{100}, Decimal{105}));
  EXPECT_THAT(prices(101, 1), ElementsAre(Decimal{100}, Decimal{105}));
  EXPECT_THAT(prices(80, 2), ElementsAre(Decimal{90}, Decimal{95}));
  EXPECT_THAT(prices(120, 1), ElementsAre(Decimal{110}));
  EXPECT_EQ(prices(100, 50).size(), 5U);
  EXPECT_THAT(around({}, 100, 3), ElementsAre());
}

TEST(Chain, narrows_over_all_roots_and_sorts_what_came_unsorted) {
  const auto shown = narrowed(sample::chains(), {.underlying = "SPX", .limit = 1}, {}, kToday);
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_EQ(shown[0].root_symbol, "SPXW");
  ASSERT_EQ(shown[0].expirations.size(), 1U);
  EXPECT_EQ(shown[0].expirations[0].strikes.front().strike_price, Decimal{5825});
  EXPECT_TRUE(narrowed(sample::chains(), {.days_to_expiration = 99}, {}, kToday).empty());
  EXPECT_EQ(narrowed(sample::chains(), {.days_to_expiration = 4}, {}, kToday).size(), 2U);
  EXPECT_EQ(narrowed(sample::chains(), {.root = "SPX"}, {}, kToday).size(), 1U);
  EXPECT_EQ(narrowed(sample::chains(), {.type = "Weekly"}, {}, kToday).size(), 1U);
  const Date friday = parse_date("2025-01-17").value();
  EXPECT_EQ(narrowed(sample::chains(), {.expiration = friday}, {}, kToday).size(), 2U);
}

dxlink::RecordedFrame frame(std::string raw) { return {.raw = std::move(raw)}; }

TEST(Replay, decodes_what_the_server_said_and_counts_what_it_could_not) {
  using Direction = dxlink::RecordedFrame::Direction;
  std::vector<dxlink::RecordedFrame> frames{
      {.direction = Direction::to_server, .raw = R"({"type":"KEEPALIVE","channel":0})"},
      frame(R"({"type":"FEED_DATA","channel":1,"data":[{"eventType":"Quote","eventSymbol":"SPY",)"
            R"("bidPrice":576.39,"askPrice":576.42,"bidSize":"NaN","askSize":200.0}]})"),
      {.lost = true},
      frame("not json")};
  int seen = 0;
  const Replay replay = replayed(frames, [&](const Event&) { ++seen; });
  EXPECT_EQ(seen, 1);
  EXPECT_EQ(replay.lost, 1U);
  EXPECT_EQ(replay.from_client, 1U);
  EXPECT_EQ(replay.counters.malformed_messages, 1U);
  EXPECT_THAT(replay_text(replay, {.width = 80}), HasSubstr("576.39  576.42"));
  EXPECT_THAT(replay_json(replay), HasSubstr(R"("lost_frames":1)"));
}

TEST(Stops, only_names_what_is_held_and_reports_the_rest) {
  std::vector<std::string> missing;
  const auto kept =
      only_these(guard::audit(sample::positions(), sample::orders()), {"AAPL", "NOPE"}, missing);
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].symbol, "AAPL");
  EXPECT_THAT(missing, ElementsAre("NOPE"));
}

TEST(Stops, the_audit_tells_every_position_and_why) {
  const auto coverage = guard::audit(sample::positions(), sample::orders());
  const Style style{.width = 100};
  const std::string text = render(audit_table(coverage), style) + audit_remarks(coverage, style);
  EXPECT_THAT(text, HasSubstr("50/100"));
  EXPECT_THAT(text, HasSubstr("PARTIAL"));
  EXPECT_THAT(text, HasSubstr("does not count"));
  EXPECT_THAT(text, HasSubstr("WRONG side"));
  for (const Position& p : sample::positions()) {
    EXPECT_THAT(text, HasSubstr(readable_symbol(p.symbol)));
  }
}

TEST(Stops, the_worst_answer_decides_and_an_unasked_stop_does_not_count) {
  Trial fine{.answer = TrialAnswer{}};
  Trial skipped{};
  Trial refused{.answer = fail(Errc::rejected, "margin")};
  Trial doubtful{.answer = std::unexpected(Error{.code = Errc::timeout, .in_doubt = true})};
  EXPECT_EQ(exit_code_of(std::vector{fine, skipped}), ExitCode::ok);
  EXPECT_EQ(exit_code_of(std::vector{fine, refused}), ExitCode::rejected);
  EXPECT_EQ(exit_code_of(std::vector{doubtful, refused}), ExitCode::unknown);
  EXPECT_THAT(trials_text({refused, skipped}, {.width = 80}), HasSubstr("margin"));
  EXPECT_THAT(trials_text({refused, skipped}, {.width = 80}), HasSubstr("not asked"));
}

Account account(std::string number, std::string nickname) {
  Account a;
  a.account_number = std::move(number);
  a.nickname = std::move(nickname);
  return a;
}

TEST(ChooseAccounts, the_default_is_the_only_one_and_never_a_guess) {
  const Account ira = account("5WX00001", "ira");
  const Account main = account("5WX00002", "main");
  EXPECT_EQ(choose_accounts({ira}, {})->size(), 1U);
  const auto refused = choose_accounts({ira, main}, {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::usage);
  EXPECT_THAT(refused.error().message, HasSubstr("…0001 (ira), …0002 (main)"));
  EXPECT_THAT(refused.error().message, Not(HasSubstr("5WX0")));
  EXPECT_EQ(choose_accounts({ira, main}, {.all_accounts = true})->size(), 2U);
}

TEST(ChooseAccounts, by_the_end_of_a_number_as_it_is_shown) {
  const Account ira = account("5WX00001", "ira");
  const Account main = account("5WX00002", "main");
  EXPECT_EQ(choose_accounts({ira, main}, {.account = "0002"})->front().nickname, "main");
  EXPECT_FALSE(choose_accounts({ira, main}, {.account = "002"}).has_value()) << "too short";
  const Account twin = account("6WX00002", "twin");
  const auto either = choose_accounts({main, twin}, {.account = "0002"});
  ASSERT_FALSE(either.has_value());
  EXPECT_THAT(either.error().message, HasSubstr("several accounts are called '0002'"));
  const Account exact = account("5WX00003", "0002");
  EXPECT_EQ(choose_accounts({main, exact}, {.account = "0002"})->front().account_number,
            "5WX00003");
}

TEST(ChooseAccounts, by_number_or_by_a_nickname_that_is_unique) {
  const Account ira = account("5WX00001", "ira");
  const Account main = account("5WX00002", "main");
  EXPECT_EQ(choose_accounts({ira, main}, {.account = "5WX00002"})->front().nickname, "main");
  EXPECT_EQ(choose_accounts({ira, main}, {.account = "ira"})->front().account_number, "5WX00001");
  EXPECT_EQ(choose_accounts({ira, main}, {.account = "nope"}).error().code, Errc::usage);
  EXPECT_FALSE(choose_accounts({ira, account("5WX00003", "ira")}, {.account = "ira"}).has_value());
  EXPECT_EQ(choose_accounts({}, {}).error().code, Errc::not_found);
}

}  // namespace
}  // namespace belay::app
