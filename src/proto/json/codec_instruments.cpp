#include "belay/model/chains.hpp"
#include "belay/model/equity_options.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/small_instruments.hpp"
#include "proto/json/table.hpp"

// Each alone and in a list.
namespace belay::json::detail {
template const Codec& codec_of<TickSize>();
template const Codec& codec_of<std::vector<TickSize>>();
template const Codec& codec_of<Equity>();
template const Codec& codec_of<std::vector<Equity>>();
template const Codec& codec_of<Deliverable>();
template const Codec& codec_of<std::vector<Deliverable>>();
template const Codec& codec_of<ChainStrike>();
template const Codec& codec_of<std::vector<ChainStrike>>();
template const Codec& codec_of<ChainExpiration>();
template const Codec& codec_of<std::vector<ChainExpiration>>();
template const Codec& codec_of<OptionChain>();
template const Codec& codec_of<std::vector<OptionChain>>();
template const Codec& codec_of<EquityOption>();
template const Codec& codec_of<std::vector<EquityOption>>();
template const Codec& codec_of<VenueSymbol>();
template const Codec& codec_of<std::vector<VenueSymbol>>();
template const Codec& codec_of<Cryptocurrency>();
template const Codec& codec_of<std::vector<Cryptocurrency>>();
template const Codec& codec_of<Warrant>();
template const Codec& codec_of<std::vector<Warrant>>();
template const Codec& codec_of<QuantityPrecision>();
template const Codec& codec_of<std::vector<QuantityPrecision>>();
template const Codec& codec_of<CurrencyPair>();
template const Codec& codec_of<std::vector<CurrencyPair>>();
template const Codec& codec_of<SearchableInstrument>();
template const Codec& codec_of<std::vector<SearchableInstrument>>();
template const Codec& codec_of<SymbolHit>();
template const Codec& codec_of<std::vector<SymbolHit>>();
template const Codec& codec_of<CompactOptionChain>();
template const Codec& codec_of<std::vector<CompactOptionChain>>();
template const Codec& codec_of<ChainFuture>();
template const Codec& codec_of<std::vector<ChainFuture>>();
template const Codec& codec_of<FuturesChainExpiration>();
template const Codec& codec_of<std::vector<FuturesChainExpiration>>();
template const Codec& codec_of<FuturesChainRoot>();
template const Codec& codec_of<std::vector<FuturesChainRoot>>();
template const Codec& codec_of<FuturesOptionChain>();
template const Codec& codec_of<std::vector<FuturesOptionChain>>();
}  // namespace belay::json::detail
