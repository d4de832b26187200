#include "belay/model/margin.hpp"
#include "belay/model/margin_dry_run.hpp"
#include "proto/json/table.hpp"

// Each alone and in a list.
namespace belay::json::detail {
template const Codec& codec_of<MarginEntry>();
template const Codec& codec_of<std::vector<MarginEntry>>();
template const Codec& codec_of<MarginStrategy>();
template const Codec& codec_of<std::vector<MarginStrategy>>();
template const Codec& codec_of<MarginGroup>();
template const Codec& codec_of<std::vector<MarginGroup>>();
template const Codec& codec_of<MarginReport>();
template const Codec& codec_of<std::vector<MarginReport>>();
template const Codec& codec_of<MarginRequirement>();
template const Codec& codec_of<std::vector<MarginRequirement>>();
template const Codec& codec_of<MarginConfiguration>();
template const Codec& codec_of<std::vector<MarginConfiguration>>();
template const Codec& codec_of<SpanRow>();
template const Codec& codec_of<std::vector<SpanRow>>();
template const Codec& codec_of<MarginOrderLeg>();
template const Codec& codec_of<std::vector<MarginOrderLeg>>();
template const Codec& codec_of<NewMarginOrder>();
template const Codec& codec_of<std::vector<NewMarginOrder>>();
template const Codec& codec_of<MarginOrder>();
template const Codec& codec_of<std::vector<MarginOrder>>();
template const Codec& codec_of<MarginNetLiq>();
template const Codec& codec_of<std::vector<MarginNetLiq>>();
template const Codec& codec_of<MarginStrategyEntries>();
template const Codec& codec_of<std::vector<MarginStrategyEntries>>();
template const Codec& codec_of<MarginGroupResult>();
template const Codec& codec_of<std::vector<MarginGroupResult>>();
template const Codec& codec_of<MarginResults>();
template const Codec& codec_of<std::vector<MarginResults>>();
template const Codec& codec_of<MarginDryRun>();
template const Codec& codec_of<std::vector<MarginDryRun>>();
}  // namespace belay::json::detail
