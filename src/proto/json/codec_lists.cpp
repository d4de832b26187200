#include "belay/model/backtests.hpp"
#include "belay/model/quote_alerts.hpp"
#include "belay/model/watchlists.hpp"
#include "proto/json/table.hpp"

// Each alone and in a list.
namespace belay::json::detail {
template const Codec& codec_of<WatchlistEntry>();
template const Codec& codec_of<std::vector<WatchlistEntry>>();
template const Codec& codec_of<Watchlist>();
template const Codec& codec_of<std::vector<Watchlist>>();
template const Codec& codec_of<NewWatchlist>();
template const Codec& codec_of<std::vector<NewWatchlist>>();
template const Codec& codec_of<PairsEquation>();
template const Codec& codec_of<std::vector<PairsEquation>>();
template const Codec& codec_of<PairsWatchlist>();
template const Codec& codec_of<std::vector<PairsWatchlist>>();
template const Codec& codec_of<QuoteAlert>();
template const Codec& codec_of<std::vector<QuoteAlert>>();
template const Codec& codec_of<NewQuoteAlert>();
template const Codec& codec_of<std::vector<NewQuoteAlert>>();
template const Codec& codec_of<BacktestLeg>();
template const Codec& codec_of<std::vector<BacktestLeg>>();
template const Codec& codec_of<BacktestEntry>();
template const Codec& codec_of<std::vector<BacktestEntry>>();
template const Codec& codec_of<BacktestExit>();
template const Codec& codec_of<std::vector<BacktestExit>>();
template const Codec& codec_of<NewBacktest>();
template const Codec& codec_of<std::vector<NewBacktest>>();
template const Codec& codec_of<BacktestTrial>();
template const Codec& codec_of<std::vector<BacktestTrial>>();
template const Codec& codec_of<BacktestSnapshot>();
template const Codec& codec_of<std::vector<BacktestSnapshot>>();
template const Codec& codec_of<Backtest>();
template const Codec& codec_of<std::vector<Backtest>>();
template const Codec& codec_of<BacktestDates>();
template const Codec& codec_of<std::vector<BacktestDates>>();
template const Codec& codec_of<SimulatedTradeLeg>();
template const Codec& codec_of<std::vector<SimulatedTradeLeg>>();
template const Codec& codec_of<NewSimulatedTrade>();
template const Codec& codec_of<std::vector<NewSimulatedTrade>>();
template const Codec& codec_of<SimulatedTradePoint>();
template const Codec& codec_of<std::vector<SimulatedTradePoint>>();
}  // namespace belay::json::detail
