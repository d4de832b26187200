#include "belay/model/market_metrics.hpp"
#include "belay/model/market_snapshots.hpp"
#include "belay/model/market_time.hpp"
#include "proto/json/table.hpp"

// Each alone and in a list.
namespace belay::json::detail {
template const Codec& codec_of<ExpirationVolatility>();
template const Codec& codec_of<std::vector<ExpirationVolatility>>();
template const Codec& codec_of<LiquidityRunningState>();
template const Codec& codec_of<std::vector<LiquidityRunningState>>();
template const Codec& codec_of<EarningsEstimate>();
template const Codec& codec_of<std::vector<EarningsEstimate>>();
template const Codec& codec_of<MarketMetric>();
template const Codec& codec_of<std::vector<MarketMetric>>();
template const Codec& codec_of<Dividend>();
template const Codec& codec_of<std::vector<Dividend>>();
template const Codec& codec_of<EarningsReport>();
template const Codec& codec_of<std::vector<EarningsReport>>();
template const Codec& codec_of<MarketSnapshot>();
template const Codec& codec_of<std::vector<MarketSnapshot>>();
template const Codec& codec_of<MarketSession>();
template const Codec& codec_of<std::vector<MarketSession>>();
template const Codec& codec_of<CurrentMarketSession>();
template const Codec& codec_of<std::vector<CurrentMarketSession>>();
template const Codec& codec_of<MarketHolidays>();
template const Codec& codec_of<std::vector<MarketHolidays>>();
}  // namespace belay::json::detail
