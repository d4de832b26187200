#include "belay/model/futures.hpp"
#include "proto/json/table.hpp"

// Each alone and in a list.
namespace belay::json::detail {
template const Codec& codec_of<FutureRoll>();
template const Codec& codec_of<std::vector<FutureRoll>>();
template const Codec& codec_of<TradingCutoff>();
template const Codec& codec_of<std::vector<TradingCutoff>>();
template const Codec& codec_of<FutureOptionProduct>();
template const Codec& codec_of<std::vector<FutureOptionProduct>>();
template const Codec& codec_of<FutureProduct>();
template const Codec& codec_of<std::vector<FutureProduct>>();
template const Codec& codec_of<FutureEtfEquivalent>();
template const Codec& codec_of<std::vector<FutureEtfEquivalent>>();
template const Codec& codec_of<Future>();
template const Codec& codec_of<std::vector<Future>>();
template const Codec& codec_of<FutureOption>();
template const Codec& codec_of<std::vector<FutureOption>>();
}  // namespace belay::json::detail
