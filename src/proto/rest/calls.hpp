#pragma once

#include <string_view>
#include <vector>

#include "belay/model/accounts.hpp"
#include "belay/model/filters.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/market_snapshots.hpp"
#include "belay/model/orders.hpp"
#include "proto/rest/call.hpp"
#include "proto/rest/text.hpp"

// The calls that the client makes by itself or offers at its front door; the others stand in
// calls/, a file per section of broker-api.md 4. Each is a row of endpoints.cpp with its names
// filled in, and the type of its answer.

namespace belay::rest {

Call<std::vector<Account>> accounts();
/// A list since version 20240501, one object before (broker-api.md 4.2).
Call<std::vector<Balance>> balances(std::string_view account_number);
Call<std::vector<Position>> positions(std::string_view account_number,
                                      const PositionFilter& filter = {.include_marks = true});
/// Paged.
Call<std::vector<OrderRecord>> live_orders(std::string_view account_number,
                                           const LiveOrderFilter& filter = {});
Call<PlacedOrder> dry_run(std::string_view account_number, const NewOrder& order);
/// One call for each hundred symbols of `filter` (broker-api.md 3.6); none for none.
std::vector<Call<std::vector<MarketSnapshot>>> snapshot_calls(const SnapshotFilter& filter);
/// Errors: parse when the token or the address is missing.
Call<QuoteToken> quote_token();

}  // namespace belay::rest
