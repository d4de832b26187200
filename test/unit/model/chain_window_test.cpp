#include "belay/model/chain_window.hpp"

#include <map>
#include <random>
#include <set>

#include <gmock/gmock.h>

namespace belay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kStep = 5;

Symbol call_at(int strike) { return Symbol{fmt::format(".W250113C{}", strike)}; }
Symbol put_at(int strike) { return Symbol{fmt::format(".W250113P{}", strike)}; }

std::vector<WindowStrike> strikes(int from, int to) {
  std::vector<WindowStrike> out;
  for (int at = from; at <= to; at += kStep) out.push_back({at, call_at(at), put_at(at)});
  return out;
}

WindowSpec width(int strikes_each_side, WindowRight right = WindowRight::both) {
  WindowSpec spec;
  spec.width = strikes_each_side;
  spec.right = right;
  return spec;
}

/// What a client would have subscribed after following every change in its order, step by step.
class Subscriber {
 public:
  explicit Subscriber(std::size_t cap = 1000) : cap_{cap} {}

  void follow(const WindowChange& change) {
    for (const Symbol symbol : change.make_room) drop(symbol);
    for (const Symbol symbol : change.add) {
      EXPECT_TRUE(held_.insert(symbol).second) << symbol.view() << " twice";
      EXPECT_LE(held_.size(), cap_);
    }
    for (const Symbol symbol : change.remove) drop(symbol);
    changes_ += change.make_room.size() + change.add.size() + change.remove.size();
  }
  [[nodiscard]] bool has(Symbol symbol) const { return held_.contains(symbol); }
  [[nodiscard]] std::size_t size() const { return held_.size(); }
  [[nodiscard]] std::size_t changes() const { return changes_; }

 private:
  void drop(Symbol symbol) { EXPECT_EQ(held_.erase(symbol), 1U) << symbol.view(); }
  std::set<Symbol> held_;
  std::size_t cap_;
  std::size_t changes_ = 0;
};

TEST(NearestStrike, is_taken_from_the_real_list_and_ties_go_up) {
  const std::vector<WindowStrike> list{
      {Decimal{5900}, {}, {}}, {Decimal{5905}, {}, {}}, {Decimal{5925}, {}, {}}};
  const auto nearest = [&](double price) { return nearest_strike(list, price); };
  EXPECT_EQ(nearest(5912), 1U) << "5910 and 5915 are not listed";
  EXPECT_EQ(nearest(5902.5), 1U);
  EXPECT_EQ(nearest(1), 0U);
  EXPECT_EQ(nearest(9999), 2U);
  EXPECT_FALSE(nearest(std::numeric_limits<double>::quiet_NaN()).has_value());
  EXPECT_FALSE(nearest_strike({}, 5900).has_value());
}

TEST(ForwardByParity, comes_from_the_strike_where_call_and_put_are_closest) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const std::vector<ParityPrice> prices{{5825, 14, 7.5}, {5830, 10.5, 9.25}, {5835, none, 12}};
  EXPECT_EQ(forward_by_parity(prices), 5831.25);
  EXPECT_FALSE(forward_by_parity({}).has_value());
  EXPECT_FALSE(forward_by_parity(std::vector<ParityPrice>{{5835, none, 12}}).has_value());
}

TEST(ChainWindow, holds_calls_and_puts_around_the_money) {
  ChainWindow window{strikes(5700, 5900), width(1)};
  EXPECT_FALSE(window.center().has_value());
  const WindowChange change = window.move_to(5831.2);
  EXPECT_THAT(change.add, ElementsAre(call_at(5830), put_at(5830), call_at(5825), put_at(5825),
                                      call_at(5835), put_at(5835)));
  EXPECT_THAT(change.remove, IsEmpty());
  EXPECT_EQ(window.center(), Decimal{5830});
  EXPECT_TRUE(window.move_to(5831.4).empty());
  EXPECT_TRUE(window.move_to(std::numeric_limits<double>::quiet_NaN()).empty());
}

TEST(ChainWindow, holds_one_side_when_asked_for_one) {
  ChainWindow puts{strikes(5700, 5900), width(1, WindowRight::put)};
  EXPECT_THAT(puts.move_to(5830).add, ElementsAre(put_at(5830), put_at(5825), put_at(5835)));
}

TEST(ChainWindow, measures_points_on_the_real_strikes) {
  WindowSpec spec;
  spec.width = 10;
  spec.in_points = true;
  spec.right = WindowRight::call;
  std::vector<WindowStrike> list;
  for (const int at : {5800, 5815, 5820, 5830, 5845}) list.push_back({at, call_at(at), {}});
  ChainWindow window{list, spec};
  EXPECT_THAT(window.move_to(5821).add, ElementsAre(call_at(5820), call_at(5815), call_at(5830)));
}

TEST(ChainWindow, ends_where_the_chain_ends_and_lives_without_one) {
  ChainWindow window{strikes(5700, 5715), width(10)};
  EXPECT_EQ(window.move_to(1).add.size(), 8U);
  EXPECT_EQ(window.center(), Decimal{5700});
  ChainWindow empty{{}, width(10)};
  EXPECT_TRUE(empty.move_to(5830).empty());
}

TEST(ChainWindow, does_not_flap_when_the_money_swings_about_a_boundary) {
  ChainWindow window{strikes(5000, 6500), width(10)};
  Subscriber client;
  client.follow(window.move_to(5830));
  client.follow(window.move_to(5833));
  const std::size_t settled = client.changes();
  for (int i = 0; i < 1000; ++i) {
    client.follow(window.move_to(5832.4));
    client.follow(window.move_to(5832.6));
  }
  EXPECT_EQ(client.changes(), settled);
}

TEST(ChainWindow, after_a_leap_it_holds_the_new_window_only) {
  ChainWindow window{strikes(5000, 6500), width(3)};
  Subscriber client;
  client.follow(window.move_to(5830));
  client.follow(window.move_to(6200));
  EXPECT_EQ(client.size(), 14U);
  EXPECT_TRUE(client.has(call_at(6215)) && client.has(put_at(6185)));
}

TEST(ChainWindow, what_you_hold_stays_wherever_the_money_goes) {
  ChainWindow window{strikes(5000, 6500), width(3)};
  Subscriber client;
  const Symbol elsewhere{".W250117P5500"};
  client.follow(window.pin({put_at(5800), elsewhere, elsewhere}));
  EXPECT_EQ(client.size(), 2U) << "before the first price, too";
  client.follow(window.move_to(5830));
  client.follow(window.move_to(6200));
  EXPECT_TRUE(client.has(put_at(5800)) && client.has(elsewhere));
  EXPECT_FALSE(client.has(call_at(5800)));
  client.follow(window.pin({elsewhere}));
  EXPECT_FALSE(client.has(put_at(5800))) << "sold: it goes";
  EXPECT_TRUE(client.has(elsewhere));
}

TEST(ChainWindow, a_limit_narrows_it_and_is_never_exceeded_on_the_way) {
  constexpr std::size_t kCap = 20;
  ChainWindow window{strikes(5000, 6500), width(10), {.slack = 1, .symbols = kCap}};
  Subscriber client{kCap};
  client.follow(window.pin({put_at(5100), put_at(5105)}));
  client.follow(window.move_to(5830));
  EXPECT_EQ(window.narrowed_to(), 3U) << "2 pins and 2 x (1 + 2 x 3) strikes, 1 + 1 of slack";
  for (const double price : {5840.0, 5835.0, 6400.0, 5001.0, 5990.0}) {
    client.follow(window.move_to(price));
    EXPECT_TRUE(client.has(put_at(5100)) && client.has(put_at(5105)));
    EXPECT_TRUE(client.has(call_at(static_cast<int>(window.center()->to_double()))));
  }
  EXPECT_FALSE(ChainWindow(strikes(5000, 6500), width(3)).narrowed_to().has_value());
}

TEST(ChainWindow, pins_beyond_the_limit_are_cut_and_not_the_limit) {
  ChainWindow window{strikes(5000, 6500), width(1), {.slack = 0, .symbols = 2}};
  Subscriber client{2};
  client.follow(window.pin({put_at(5100), put_at(5105), put_at(5110)}));
  client.follow(window.move_to(5830));
  EXPECT_EQ(client.size(), 2U);
}

// product.md 4.12: every needed strike is there at least 2 s before spot reaches it, churn bounded,
// never above the limit. A trend of 120 points in an hour with noise, a price every 100 ms.
TEST(ChainWindow, on_a_trend_day_every_strike_is_there_long_before_the_money_reaches_it) {
  constexpr int kPricesPerSecond = 10;
  constexpr int kPrices = 3600 * kPricesPerSecond;
  constexpr std::size_t kCap = 100;
  ChainWindow window{strikes(5000, 6500), width(10), {.symbols = kCap}};
  Subscriber client{kCap};
  std::mt19937_64 random{42};
  std::normal_distribution<double> noise{0, 0.35};
  std::map<Symbol, int> since;
  double price = 5830;
  double path = 0;
  for (int i = 0; i < kPrices; ++i) {
    const double step = 120.0 / kPrices + noise(random);
    price += step;
    path += std::abs(step);
    const WindowChange change = window.move_to(price);
    client.follow(change);
    for (const Symbol symbol : change.add) since[symbol] = i;
    const int money = static_cast<int>(window.center()->to_double());
    for (const Symbol symbol : {call_at(money), put_at(money)}) {
      ASSERT_TRUE(client.has(symbol)) << symbol.view();
      ASSERT_TRUE(i < 2 * kPricesPerSecond || i - since[symbol] >= 2 * kPricesPerSecond)
          << symbol.view() << " came only " << i - since[symbol] << " prices before";
    }
  }
  EXPECT_GT(price, 5880) << "a trend";
  const double strikes_walked = path / kStep;
  EXPECT_LT(static_cast<double>(client.changes()), 42 + 4 * strikes_walked / 3);
  EXPECT_LT(client.changes(), 600U) << "of " << kPrices << " prices";
}

// Whatever the money does: the window is whole, and what left does not come back before the money
// moved farther than the slack.
TEST(ChainWindow, never_drops_below_the_window_and_never_flaps_for_any_path) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    std::mt19937_64 random{seed};
    const int n = static_cast<int>(random() % 12);
    const WindowLimits limits{.slack = random() % 5, .symbols = 400};
    ChainWindow window{strikes(5000, 6500), width(n), limits};
    Subscriber client{limits.symbols};
    std::map<Symbol, int> left_at;
    int price = 5700;
    for (int i = 0; i < 500; ++i) {
      const int stride = random() % 50 == 0 ? 300 : 12;
      price += static_cast<int>(random() % static_cast<unsigned>(2 * stride + 1)) - stride;
      price = std::clamp(price, 5000, 6500);
      const WindowChange change = window.move_to(price);
      client.follow(change);
      const int money = static_cast<int>(window.center()->to_double());
      for (int k = -n; k <= n; ++k) {
        const int at = money + k * kStep;
        if (at < 5000 || at > 6500) continue;
        ASSERT_TRUE(client.has(call_at(at)) && client.has(put_at(at))) << seed << " " << at;
      }
      ASSERT_LE(client.size(), 2 * (2 * static_cast<std::size_t>(n) + 1 + 2 * limits.slack));
      for (const Symbol symbol : change.add) {
        const auto left = left_at.find(symbol);
        if (left == left_at.end()) continue;
        ASSERT_GT(std::abs(left->second - money), static_cast<int>(limits.slack) * kStep);
      }
      for (const Symbol symbol : change.remove) left_at[symbol] = money;
    }
  }
}

TEST(WindowSpec, reads_what_the_issue_writes) {
  const auto spec = parse_window_spec("SPX dte=0 strikes=±10 right=both");
  ASSERT_TRUE(spec.has_value());
  EXPECT_EQ(spec->underlying, "SPX");
  EXPECT_EQ(spec->days_to_expiration, 0);
  EXPECT_EQ(spec->width, Decimal{10});
  EXPECT_FALSE(spec->in_points);
  EXPECT_EQ(spec->right, WindowRight::both);
}

TEST(WindowSpec, the_sign_may_be_typed_or_left_out_and_points_are_said) {
  for (const char* text : {"SPX strikes=±25", "SPX strikes=+-25", "SPX strikes=+/-25",
                           "SPX strikes=25", "  SPX,strikes=25 "}) {
    EXPECT_EQ(parse_window_spec(text)->width, Decimal{25}) << text;
  }
  const auto points = parse_window_spec("SPY strikes=±12.5pts right=P at=forward root=SPY dte=3");
  ASSERT_TRUE(points.has_value());
  EXPECT_TRUE(points->in_points && points->at_forward);
  EXPECT_EQ(points->right, WindowRight::put);
  EXPECT_EQ(points->root, "SPY");
  EXPECT_EQ(points->days_to_expiration, 3);
}

TEST(WindowSpec, a_bad_word_is_named_with_the_reason_and_a_good_example) {
  const auto refusals = std::to_array<std::pair<const char*, const char*>>(
      {{"", "underlying"},
       {"dte=0", "underlying"},
       {"SPX dte=soon", "'dte=soon' is not a number of days"},
       {"SPX dte=-1", "dte=-1"},
       {"SPX dte=", "dte="},
       {"SPX strikes=ten", "strikes=ten"},
       {"SPX strikes=-10", "strikes=-10"},
       {"SPX strikes=2.5", "whole number of strikes"},
       {"SPX strikes=0.05..0.95", "neither a number of strikes"},
       {"SPX right=up", "right=both"},
       {"SPX delta=0.1", "is none of dte="},
       {"SPX root=", "root"},
       {"SPX at=noon", "at=spot"},
       {"SPX SPY", "'SPY' is none of"}});
  for (const auto& [text, reason] : refusals) {
    const auto spec = parse_window_spec(text);
    ASSERT_FALSE(spec.has_value()) << text;
    EXPECT_EQ(spec.error().code, Errc::usage);
    EXPECT_THAT(spec.error().message, HasSubstr(reason)) << text;
    EXPECT_THAT(spec.error().message, HasSubstr("SPX dte=0 strikes=±10 right=both"));
  }
}

OptionChain chain(std::string root, std::string date, std::string settles, int first) {
  ChainExpiration expiration{.expiration_date = std::move(date),
                             .days_to_expiration = 99,
                             .settlement_type = std::move(settles)};
  for (const int at : {first + kStep, first}) {  // as sent: not sorted
    expiration.strikes.push_back({.strike_price = at,
                                  .call_streamer_symbol = std::string{call_at(at).view()},
                                  .put_streamer_symbol = std::string{put_at(at).view()}});
  }
  return {.underlying_symbol = "SPX", .root_symbol = std::move(root), .expirations = {expiration}};
}

TEST(ChooseChain, takes_the_first_expiration_far_enough_away_counted_from_today) {
  const Date sunday{std::chrono::year{2025} / 1 / 12};
  const std::vector<OptionChain> chains{chain("SPXW", "2025-01-17", "PM", 5830),
                                        chain("SPXW", "2025-01-13", "PM", 5900)};
  const auto next = choose_chain(chains, parse_window_spec("SPX dte=0").value(), sunday);
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(next->expiration, "2025-01-13") << "nothing expires on a Sunday";
  EXPECT_EQ(next->days, 1);
  EXPECT_EQ(next->strikes.front().price, Decimal{5900}) << "sorted";
  EXPECT_EQ(next->strikes.front().put, put_at(5900));
  EXPECT_EQ(choose_chain(chains, parse_window_spec("SPX dte=2").value(), sunday)->expiration,
            "2025-01-17");
}

TEST(ChooseChain, of_two_roots_takes_the_one_that_still_trades_on_its_last_day) {
  const Date friday{std::chrono::year{2025} / 1 / 17};
  const std::vector<OptionChain> chains{chain("SPX", "2025-01-17", "AM", 5830),
                                        chain("SPXW", "2025-01-17", "PM", 5830)};
  EXPECT_EQ(choose_chain(chains, parse_window_spec("SPX").value(), friday)->root, "SPXW");
  EXPECT_EQ(choose_chain(chains, parse_window_spec("SPX root=SPX").value(), friday)->root, "SPX");
  const auto none = choose_chain(chains, parse_window_spec("SPX dte=30").value(), friday);
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, Errc::not_found);
  EXPECT_THAT(none.error().message, HasSubstr("SPX, SPXW"));
}

// The call deltas of a chain around 5000 that falls from 1 to 0 over 400 points.
double delta_at(int strike, int money) {
  return std::clamp(0.5 - (strike - money) / 400.0, 0.0, 1.0);
}

// Learns what the stream brings for the symbols it holds, until nothing changes.
void settle(ChainWindow& window, Subscriber& subscriber, int money) {
  for (int round = 0; round < 100; ++round) {
    std::vector<StrikeDelta> known;
    for (int strike = 4500; strike <= 5500; strike += kStep) {
      if (subscriber.has(call_at(strike))) known.push_back({strike, delta_at(strike, money)});
    }
    window.learn(known);
    const WindowChange change = window.move_to(money);
    subscriber.follow(change);
    if (change.empty()) return;
  }
  FAIL() << "the window never settles";
}

WindowSpec deltas(double low, double high) {
  WindowSpec spec;
  spec.deltas = {low, high};
  return spec;
}

TEST(ChainWindow, a_band_of_deltas_finds_its_strikes_from_the_greeks_it_subscribes) {
  ChainWindow window{strikes(4500, 5500), deltas(0.25, 0.75)};
  Subscriber subscriber;
  subscriber.follow(window.move_to(5000));
  EXPECT_EQ(subscriber.size(), 2 * (1 + 2 * ChainWindow::kScout)) << "nothing is known yet";
  settle(window, subscriber, 5000);
  for (int strike = 4500; strike <= 5500; strike += kStep) {
    const double delta = delta_at(strike, 5000);
    const bool inside = delta >= 0.25 && delta <= 0.75;
    const bool outside = delta < 0.2 || delta > 0.8;
    EXPECT_TRUE(!inside || subscriber.has(call_at(strike))) << strike;
    EXPECT_TRUE(!outside || !subscriber.has(call_at(strike))) << strike;
    EXPECT_EQ(subscriber.has(call_at(strike)), subscriber.has(put_at(strike)));
  }
}

TEST(ChainWindow, a_band_of_deltas_follows_the_money) {
  ChainWindow window{strikes(4500, 5500), deltas(0.4, 0.6)};
  Subscriber subscriber;
  settle(window, subscriber, 5000);
  settle(window, subscriber, 5100);
  for (const int strike : {5060, 5100, 5140})
    EXPECT_TRUE(subscriber.has(call_at(strike))) << strike;
  EXPECT_FALSE(subscriber.has(call_at(5000)));
  EXPECT_LT(subscriber.size(), 70U);
}

TEST(WindowSpec, strikes_can_be_a_band_of_deltas) {
  const auto spec = parse_window_spec("SPX dte=0 strikes=delta0.05..0.95");
  ASSERT_TRUE(spec) << spec.error().message;
  EXPECT_EQ(spec->deltas, (std::pair{0.05, 0.95}));
  for (const auto* const bad : {"delta", "delta0.5", "delta0.9..0.1", "delta0..0.5", "delta0.1..1",
                                "delta0.1..0.5x", "delta-0.1..0.5", "delta0.1...0.5"}) {
    const auto refused = parse_window_spec(fmt::format("SPX strikes={}", bad));
    ASSERT_FALSE(refused) << bad;
    EXPECT_THAT(refused.error().message, HasSubstr("delta0.05..0.95"));
  }
}

}  // namespace
}  // namespace belay
