#include "proto/dxlink/contract.hpp"

#include <algorithm>
#include <array>

#include "belay/model/events.hpp"
#include "proto/dxlink/candle_names.hpp"

namespace belay::dxlink {
namespace {

constexpr std::array kSeries{Schema<Candle>::name, Schema<Series>::name, Schema<BookOrder>::name,
                             Schema<SpreadBookOrder>::name, Schema<AnalyticBookOrder>::name};
constexpr std::array kPrints{Schema<TimeAndSale>::name, Schema<OptionSale>::name};

}  // namespace

std::optional<Contract> parse_contract(std::string_view text) {
  for (const auto& [contract, name] : EnumText<Contract>::names) {
    if (name == text) return contract;
  }
  return std::nullopt;
}

std::string_view to_text(Contract contract) { return enum_name(contract); }

Contract contract_for(const SubscriptionKey& key) {
  if (key.from_time || std::ranges::count(kSeries, key.type) > 0) return Contract::history;
  if (std::ranges::count(kPrints, key.type) > 0) return Contract::stream;
  return Contract::automatic;
}

SubscriptionKey canonical(SubscriptionKey key) {
  if (key.type != Schema<Candle>::name) return key;
  key.symbol = CandleNames::name_of(key.symbol);
  if (!key.from_time) key.from_time = 0;
  return key;
}

}  // namespace belay::dxlink
