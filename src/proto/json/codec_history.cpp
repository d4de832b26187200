#include "belay/model/account_stream.hpp"
#include "belay/model/transactions.hpp"
#include "proto/json/table.hpp"

// Each alone and in a list.
namespace belay::json::detail {
template const Codec& codec_of<TransactionLot>();
template const Codec& codec_of<std::vector<TransactionLot>>();
template const Codec& codec_of<Transaction>();
template const Codec& codec_of<std::vector<Transaction>>();
template const Codec& codec_of<TotalFees>();
template const Codec& codec_of<std::vector<TotalFees>>();
template const Codec& codec_of<YearGainSummary>();
template const Codec& codec_of<std::vector<YearGainSummary>>();
template const Codec& codec_of<ExternalTransaction>();
template const Codec& codec_of<std::vector<ExternalTransaction>>();
template const Codec& codec_of<OrderChain>();
template const Codec& codec_of<std::vector<OrderChain>>();
template const Codec& codec_of<StreamReply>();
template const Codec& codec_of<std::vector<StreamReply>>();
}  // namespace belay::json::detail
