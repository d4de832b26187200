#include "belay/model/capabilities.hpp"

#include <gmock/gmock.h>

namespace belay {
namespace {

// The examples of dxlink.md 8.
TEST(SymbolKind, is_told_by_the_form_of_the_symbol) {
  const auto kinds = std::to_array<std::pair<const char*, SymbolKind>>(
      {{"AAPL", SymbolKind::equity},
       {"BRK/B", SymbolKind::equity},
       {"AAPL&Q", SymbolKind::equity},
       {"SPX", SymbolKind::index},
       {"VIX", SymbolKind::index},
       {"$DXY:IFUS", SymbolKind::index},
       {".SPXW250113C5915", SymbolKind::option},
       {".1GSAT240216C1.5", SymbolKind::option},
       {".AAPL120616P255&C", SymbolKind::option},
       {"/ESZ25:XCME", SymbolKind::future},
       {"/ES:XCME", SymbolKind::future},
       {"./EXH26C7250:XCME", SymbolKind::future_option},
       {"EUR/USD", SymbolKind::currency},
       {"EUR/USD:FXCM", SymbolKind::currency},
       {"BTC/USD:CXTALP", SymbolKind::crypto},
       {"=/CLM24-/CLZ24", SymbolKind::spread},
       {"BTC/USD:CXTALP{=5m}", SymbolKind::candle},
       {"*", SymbolKind::any},
       {"", SymbolKind::equity},
       {"}{", SymbolKind::equity}});
  for (const auto& [symbol, kind] : kinds) {
    EXPECT_EQ(kind_of_symbol(symbol), kind) << symbol;
  }
}

TEST(Capabilities, only_options_have_greeks) {
  EXPECT_TRUE(can_have<Greeks>(".SPXW250113C5830"));
  EXPECT_TRUE(can_have<TheoPrice>("./EXH26C7250:XCME"));
  for (const char* symbol : {"NVDA", "SPX", "/ESH25:XCME", "BTC/USD:CXTALP", "EUR/USD"}) {
    EXPECT_FALSE(can_have<Greeks>(symbol)) << symbol;
  }
}

TEST(Capabilities, follow_the_matrix_of_what_each_instrument_produces) {
  EXPECT_TRUE(can_have<TradeETH>("AAPL"));
  EXPECT_FALSE(can_have<TradeETH>("SPX"));
  EXPECT_FALSE(can_have<TradeETH>(".SPXW250113C5830"));
  EXPECT_TRUE(can_have<Quote>("SPX")) << "sometimes, without sizes";
  EXPECT_FALSE(can_have<BookOrder>("SPX"));
  EXPECT_TRUE(can_have<BookOrder>("/ESH25:XCME"));
  EXPECT_FALSE(can_have<Trade>("EUR/USD")) << "a currency pair has no last price";
  EXPECT_TRUE(can_have<Trade>("BTC/USD:CXTALP"));
  EXPECT_FALSE(can_have<Summary>("BTC/USD:CXTALP"));
  EXPECT_TRUE(can_have<SpreadBookOrder>("=/CLM24-/CLZ24"));
  EXPECT_FALSE(can_have<Series>(".SPXW250113C5830")) << "a series belongs to the underlying";
}

TEST(Capabilities, candle_attributes_leave_candles_only) {
  EXPECT_TRUE(can_have<Candle>("AAPL{=5m}"));
  EXPECT_FALSE(can_have<Quote>("AAPL{=5m}"));
  EXPECT_TRUE(can_have<Candle>("AAPL")) << "bars of one tick";
}

TEST(Capabilities, the_feed_speaks_of_itself_under_any_symbol_and_a_wildcard_has_everything) {
  for_each_event_type([]<class E>() { EXPECT_TRUE(can_have<E>("*")) << Schema<E>::name; });
  EXPECT_TRUE(can_have<MessageEvent>("AAPL"));
  EXPECT_TRUE(can_have<ConfigurationEvent>("EUR/USD"));
}

TEST(Capabilities, every_type_belongs_to_some_instrument_and_every_kind_has_a_name) {
  for_each_event_type([]<class E>() {
    bool anywhere = false;
    for (int kind = 0; kind < static_cast<int>(SymbolKind::any); ++kind) {
      anywhere |= can_have(static_cast<SymbolKind>(kind), Schema<E>::name);
      EXPECT_FALSE(describe(static_cast<SymbolKind>(kind)).empty());
    }
    EXPECT_TRUE(anywhere) << Schema<E>::name;
  });
}

}  // namespace
}  // namespace belay
