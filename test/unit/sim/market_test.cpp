#include "sim/market/market.hpp"

#include <chrono>
#include <cmath>
#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "belay/sim/simulator.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono_literals;

template <class E>
void append_fields(std::string& out, const E& event) {
  out += Schema<E>::name;
  for_each_field<E>([&](const auto& field) {
    const auto& value = event.*field.member;
    using V = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_same_v<V, Instant>) {
      fmt::format_to(std::back_inserter(out), "|{}", value.time_since_epoch().count());
    } else if constexpr (std::is_same_v<V, JsonText>) {
      fmt::format_to(std::back_inserter(out), "|{}", value.text);
    } else {
      fmt::format_to(std::back_inserter(out), "|{}", value);
    }
  });
  out += '\n';
}

std::string spell(const Event& event) {
  std::string out;
  std::visit(
      [&](const auto& e) {
        if constexpr (has_schema<std::remove_cvref_t<decltype(e)>>) append_fields(out, e);
      },
      event);
  return out;
}

std::string play(std::uint64_t seed, std::chrono::milliseconds span) {
  Market market{seed, kDefaultStart};
  std::string all;
  for (auto at = 100ms; at <= span; at += 100ms) {
    market.advance(kDefaultStart + at, [&](const Event& event) { all += spell(event); });
  }
  return all;
}

template <class E>
E last(const Market& market, std::string_view symbol) {
  return std::get<E>(market.last(Schema<E>::name, Symbol{symbol}).value());
}

void ignore(const Event&) {}

bool on_tick(double price, double per_unit) {
  return std::abs(price * per_unit - std::round(price * per_unit)) < 1e-6;
}

TEST(Market, same_seed_and_times_give_the_same_events) {
  const std::string once = play(42, 5s);
  EXPECT_EQ(once, play(42, 5s));
  EXPECT_NE(once, play(43, 5s));
  EXPECT_GT(once.size(), 10'000U);
}

TEST(Market, opens_at_the_published_levels) {
  const Market market{42, kDefaultStart};
  EXPECT_EQ(last<Trade>(market, "SPX").price, 5832.0);
  EXPECT_EQ(last<Trade>(market, "NVDA").price, 132.46);
  EXPECT_EQ(last<Trade>(market, "BTC/USD:CXTALP").price, 92164.5);
  EXPECT_EQ(last<Trade>(market, "ETH/USD:CXTALP").price, 3024.58);
  EXPECT_EQ(last<Trade>(market, "BCH/USD:CXTALP").price, 412.77);
  for (const Asset& asset : assets()) {
    const Quote quote = last<Quote>(market, asset.streamer_symbol);
    EXPECT_LE(quote.bid_price, asset.start_price) << asset.symbol;
    EXPECT_GE(quote.ask_price, asset.start_price) << asset.symbol;
  }
}

TEST(Market, index_quotes_have_no_sizes) {
  const Market market{42, kDefaultStart};
  EXPECT_TRUE(std::isnan(last<Quote>(market, "SPX").bid_size));
  EXPECT_TRUE(std::isnan(last<Quote>(market, "SPX").ask_size));
  EXPECT_FALSE(std::isnan(last<Quote>(market, "SPY").ask_size));
}

TEST(Market, lists_the_zero_dte_chain_of_the_start_day) {
  const Market market{42, kDefaultStart};
  const Chain& chain = market.chains().front();
  EXPECT_EQ(chain.root, "SPXW");
  const Expiration& today = chain.expirations.front();
  EXPECT_EQ(to_iso_date(today.date), "2025-01-13");
  EXPECT_EQ(today.options.size(), 202U);
  EXPECT_EQ(today.options[100].symbol, "SPXW  250113C05830000");
  EXPECT_EQ(today.options[101].streamer_symbol, ".SPXW250113P5830");
  EXPECT_EQ(to_iso_date(chain.expirations.back().date), "2025-01-17");
}

TEST(Market, in_a_year_that_the_calendar_does_not_know_it_is_closed_and_has_listings) {
  const Instant thursday = parse_timestamp("2006-06-01T15:00:00Z").value();
  EXPECT_EQ(session_at(thursday), MarketSession::closed);
  const Market market{42, thursday};
  ASSERT_FALSE(market.chains().empty());
  for (const Chain& chain : market.chains()) EXPECT_FALSE(chain.expirations.empty()) << chain.root;
}

TEST(Market, a_start_after_the_close_lists_the_next_trading_day) {
  const Instant friday_evening{std::chrono::sys_days{std::chrono::year{2025} / 1 / 10} + 22h};
  const std::vector<Chain> chains = list_chains(friday_evening);
  EXPECT_EQ(to_iso_date(chains.front().expirations.front().date), "2025-01-13");
}

TEST(Market, quotes_stay_on_their_tick_with_bid_below_ask) {
  Market market{7, kDefaultStart};
  std::size_t quotes = 0;
  market.advance(kDefaultStart + 60s, [&](const Event& event) {
    const Quote* quote = std::get_if<Quote>(&event);
    if (quote == nullptr) return;
    ++quotes;
    ASSERT_LT(quote->bid_price, quote->ask_price) << quote->symbol.view();
    ASSERT_GE(quote->bid_price, 0.0);
    ASSERT_TRUE(quote->bid_price > 0.0 || std::isnan(quote->bid_size));
    ASSERT_TRUE(on_tick(quote->bid_price, 100)) << quote->bid_price;
    ASSERT_TRUE(on_tick(quote->ask_price, 100)) << quote->ask_price;
    if (quote->symbol.view().starts_with(".SPXW")) {
      ASSERT_TRUE(on_tick(quote->bid_price, quote->bid_price < 3 ? 20 : 10)) << quote->bid_price;
      ASSERT_TRUE(on_tick(quote->ask_price, quote->ask_price < 3 ? 20 : 10)) << quote->ask_price;
    }
  });
  EXPECT_GT(quotes, 1000U);
}

TEST(Market, liquid_names_quote_several_times_a_second) {
  Market market{42, kDefaultStart};
  std::unordered_map<Symbol, int> quotes;
  for (auto at = 100ms; at <= 10s; at += 100ms) {
    market.advance(kDefaultStart + at, [&](const Event& event) {
      if (const Quote* quote = std::get_if<Quote>(&event)) ++quotes[quote->symbol];
    });
  }
  for (const std::string_view name : {"SPY", "AAPL", "NVDA", "TSLA"}) {
    EXPECT_GE(quotes[Symbol{name}], 30) << name;
  }
  EXPECT_GE(quotes[Symbol{".SPXW250113C5830"}], 5);
}

TEST(Market, mids_keep_put_call_parity) {
  const Market market{42, kDefaultStart};
  const double spot = 5832.0;
  int pairs = 0;
  for (const Expiration& expiration : market.chains().front().expirations) {
    const double years =
        std::chrono::duration<double>(expiration.at - market.now()).count() / (365.0 * 86'400.0);
    for (std::size_t i = 0; i + 1 < expiration.options.size(); i += 2) {
      const double call = market.mark(expiration.options[i].streamer_symbol);
      const double put = market.mark(expiration.options[i + 1].streamer_symbol);
      const double parity = spot - expiration.options[i].strike * std::exp(-Market::kRate * years);
      EXPECT_NEAR(call - put, parity, 0.15) << expiration.options[i].symbol;
      ++pairs;
    }
  }
  EXPECT_EQ(pairs, 202);
}

TEST(Market, greeks_belong_to_options_only_and_are_finite) {
  const Market market{42, kDefaultStart};
  EXPECT_FALSE(market.last("Greeks", Symbol{"SPX"}));
  for (const Chain& chain : market.chains()) {
    for (const Expiration& expiration : chain.expirations) {
      for (const OptionListing& option : expiration.options) {
        const Greeks greeks = last<Greeks>(market, option.streamer_symbol.view());
        ASSERT_TRUE(std::isfinite(greeks.price + greeks.volatility + greeks.delta + greeks.gamma +
                                  greeks.theta + greeks.vega + greeks.rho));
        ASSERT_EQ(option.right == OptionRight::call, greeks.delta >= 0 && greeks.rho >= 0)
            << option.symbol;
      }
    }
  }
  const Greeks at_the_money = last<Greeks>(market, ".SPXW250113C5830");
  EXPECT_NEAR(at_the_money.delta, 0.53, 0.05);
  EXPECT_LT(at_the_money.theta, -10.0);
}

TEST(Market, unknown_symbols_and_silent_pairs_have_no_last_value) {
  const Market market{42, kDefaultStart};
  EXPECT_FALSE(market.last("Quote", Symbol{"NOPE"}));
  EXPECT_FALSE(market.last("TradeETH", Symbol{"AAPL"}));
  EXPECT_FALSE(market.last("Candle", Symbol{"AAPL"}));
  EXPECT_TRUE(std::isnan(market.mark(Symbol{"NOPE"})));
}

TEST(Market, an_hour_moves_spx_like_an_hour) {
  double squares = 0;
  constexpr int kRuns = 40;
  for (int seed = 0; seed < kRuns; ++seed) {
    Market market{static_cast<std::uint64_t>(seed), kDefaultStart};
    market.advance(kDefaultStart + 1h, ignore);
    const double move = std::log(last<Trade>(market, "SPX").price / 5832.0);
    squares += move * move;
    EXPECT_NEAR(last<Trade>(market, "SPY").price / 580.98,
                last<Trade>(market, "SPX").price / 5832.0, 0.002);
  }
  const double annual = std::sqrt(squares / kRuns * 252 * 6.5);
  EXPECT_GT(annual, 0.09);
  EXPECT_LT(annual, 0.22);
}

TEST(Market, equities_rest_outside_their_hours_and_crypto_does_not) {
  Market market{42, kDefaultStart};
  market.advance(kDefaultStart + 11h, ignore);  // 21:31 in New York
  int equity = 0;
  int crypto = 0;
  market.advance(kDefaultStart + 11h + 30s, [&](const Event& event) {
    const Quote* quote = std::get_if<Quote>(&event);
    if (quote == nullptr) return;
    ++(quote->symbol.view().find('/') == std::string_view::npos ? equity : crypto);
  });
  EXPECT_EQ(equity, 0);
  EXPECT_GT(crypto, 10);
}

TEST(Market, the_extended_session_prints_trade_eth_and_leaves_trade_alone) {
  Market market{42, kDefaultStart};
  market.advance(kDefaultStart + 6h, ignore);  // 16:31
  const double regular = last<Trade>(market, "SPY").price;
  int extended = 0;
  market.advance(kDefaultStart + 6h + 5min, [&](const Event& event) {
    EXPECT_FALSE(std::holds_alternative<Trade>(event) &&
                 std::get<Trade>(event).symbol.view().find('/') == std::string_view::npos);
    if (std::holds_alternative<TradeETH>(event)) ++extended;
  });
  EXPECT_GT(extended, 0);
  EXPECT_EQ(last<Trade>(market, "SPY").price, regular);
  EXPECT_TRUE(last<TradeETH>(market, "SPY").extended_trading_hours);
}

TEST(Market, a_new_day_moves_the_close_to_previous) {
  Market market{42, kDefaultStart};
  market.advance(kDefaultStart + 8h, ignore);
  const double close = last<Trade>(market, "AAPL").price;
  market.advance(kDefaultStart + 18h, ignore);  // 04:31 the next day
  const Summary summary = last<Summary>(market, "AAPL");
  EXPECT_EQ(summary.prev_day_close_price, close);
  EXPECT_EQ(summary.day_id, summary.prev_day_id + 1);
  EXPECT_TRUE(std::isnan(summary.day_open_price));
  EXPECT_EQ(last<Trade>(market, "AAPL").price, close);
}

TEST(Market, catching_up_is_bounded) {
  Market market{42, kDefaultStart};
  std::size_t events = 0;
  market.advance(kDefaultStart + 240h, [&](const Event&) { ++events; });
  EXPECT_LT(events, 20'000U);
  EXPECT_LE(kDefaultStart + 240h - market.now(), Market::kStep);
}

TEST(Market, time_never_runs_backwards) {
  Market market{42, kDefaultStart};
  market.advance(kDefaultStart + 10s, ignore);
  const Instant reached = market.now();
  market.advance(kDefaultStart, [](const Event&) { FAIL(); });
  EXPECT_EQ(market.now(), reached);
}

}  // namespace
}  // namespace belay::sim
