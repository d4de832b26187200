#include "belay/model/complex_orders.hpp"
#include "belay/model/new_orders.hpp"
#include "belay/model/order_conditions.hpp"
#include "belay/model/order_records.hpp"
#include "belay/model/placed_orders.hpp"
#include "proto/json/table.hpp"

// Each alone and in a list.
namespace belay::json::detail {
template const Codec& codec_of<NewOrderLeg>();
template const Codec& codec_of<std::vector<NewOrderLeg>>();
template const Codec& codec_of<AdvancedInstructions>();
template const Codec& codec_of<std::vector<AdvancedInstructions>>();
template const Codec& codec_of<NewOrder>();
template const Codec& codec_of<std::vector<NewOrder>>();
template const Codec& codec_of<PriceComponent>();
template const Codec& codec_of<std::vector<PriceComponent>>();
template const Codec& codec_of<OrderCondition>();
template const Codec& codec_of<std::vector<OrderCondition>>();
template const Codec& codec_of<OrderRules>();
template const Codec& codec_of<std::vector<OrderRules>>();
template const Codec& codec_of<Fill>();
template const Codec& codec_of<std::vector<Fill>>();
template const Codec& codec_of<OrderLegRecord>();
template const Codec& codec_of<std::vector<OrderLegRecord>>();
template const Codec& codec_of<OrderRecord>();
template const Codec& codec_of<std::vector<OrderRecord>>();
template const Codec& codec_of<RelatedOrder>();
template const Codec& codec_of<std::vector<RelatedOrder>>();
template const Codec& codec_of<ComplexOrder>();
template const Codec& codec_of<std::vector<ComplexOrder>>();
template const Codec& codec_of<NewComplexOrder>();
template const Codec& codec_of<std::vector<NewComplexOrder>>();
template const Codec& codec_of<EditComplexOrder>();
template const Codec& codec_of<std::vector<EditComplexOrder>>();
template const Codec& codec_of<BuyingPowerEffect>();
template const Codec& codec_of<std::vector<BuyingPowerEffect>>();
template const Codec& codec_of<FeeItem>();
template const Codec& codec_of<std::vector<FeeItem>>();
template const Codec& codec_of<FeeCalculation>();
template const Codec& codec_of<std::vector<FeeCalculation>>();
template const Codec& codec_of<Notice>();
template const Codec& codec_of<std::vector<Notice>>();
template const Codec& codec_of<PlacedOrder>();
template const Codec& codec_of<std::vector<PlacedOrder>>();
}  // namespace belay::json::detail
