#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "belay/model/accounts.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/orders.hpp"
#include "belay_checkout.hpp"
#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "unit/proto/json/same_json.hpp"

// Recordings of the real service: what we read and write again has lost nothing.

namespace belay::json {
namespace {

using test::Differences;

std::filesystem::path captures() {
  const char* given = std::getenv("BELAY_CAPTURES");
  return given != nullptr ? std::filesystem::path{given}
                          : std::filesystem::path{BELAY_SOURCE_DIR} / "../shared/captures";
}

struct Recording {
  const char* file;
  const char* where;  // "data", "data.items[]", "items[]" or "" for the root
  std::function<Result<std::string>(std::string_view, Drift*)> round_trip;
};

void PrintTo(const Recording& recording, std::ostream* out) { *out << recording.file; }

template <class T>
Result<std::string> round_trip(std::string_view text, Drift* drift) {
  const auto value = decode<T>(text, drift);
  if (!value) return std::unexpected(value.error());
  return encode(*value);
}

std::vector<std::string> objects_in(Node root, std::string_view where) {
  Node at = root;
  if (where.starts_with("data")) at = root.find("data").value();
  if (!where.ends_with("items[]")) return {std::string{at.raw()}};
  std::vector<std::string> objects;
  at.find("items").value().each_element([&](Node item) { objects.emplace_back(item.raw()); });
  return objects;
}

class Captures : public testing::TestWithParam<Recording> {};

TEST_P(Captures, decode_and_encode_again_without_loss) {
  const auto path = captures() / "broker" / GetParam().file;
  std::ifstream in{path, std::ios::binary};
  if (!in) GTEST_SKIP() << "no recording at " << path;
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  const auto document = Document::parse(text);
  ASSERT_TRUE(document) << document.error().message;
  const auto objects = objects_in(document->root(), GetParam().where);
  ASSERT_FALSE(objects.empty());
  Drift drift;
  for (const std::string& object : objects) {
    const auto again = GetParam().round_trip(object, &drift);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_THAT(Differences::between(object, *again), testing::IsEmpty());
  }
  for (const auto& [member, count] : drift.retyped) {
    ADD_FAILURE() << member << " has another type on the wire, " << count << " times";
  }
}

constexpr auto kAccount = &round_trip<Account>;
constexpr auto kBalance = &round_trip<Balance>;
constexpr auto kPosition = &round_trip<Position>;
constexpr auto kEquity = &round_trip<Equity>;
constexpr auto kChain = &round_trip<OptionChain>;
constexpr auto kToken = &round_trip<QuoteToken>;
constexpr auto kOrder = &round_trip<OrderRecord>;
constexpr auto kPlaced = &round_trip<PlacedOrder>;
constexpr auto kLeg = &round_trip<NewOrderLeg>;

INSTANTIATE_TEST_SUITE_P(
    accounts, Captures,
    testing::Values(
        Recording{"tasty-go/customers__getCustomerAccountResp.json", "data", kAccount},
        Recording{"tasty-go/accounts__accountBalancesResp.json", "data", kBalance},
        Recording{"tasty-go/accounts__balanceSnapshotsResp.json", "data.items[]", kBalance},
        Recording{"joaquinbejar/frames/account-balance.derived.json", "data", kBalance},
        Recording{"tasty-go/accounts__accountPositionsResp.json", "data.items[]", kPosition},
        Recording{"xmandeng/prod_positions_2026-02-09.json", "data.items[]", kPosition},
        Recording{"joaquinbejar/frames/current-position.derived.json", "data", kPosition},
        Recording{"tasty-go/streaming__quoteStreamerTokensResp.json", "data", kToken}));

INSTANTIATE_TEST_SUITE_P(
    instruments, Captures,
    testing::Values(Recording{"tasty-go/equities__equitiesResp.json", "data.items[]", kEquity},
                    Recording{"tasty-go/equities__activeEquitiesResp.json", "data.items[]",
                              kEquity},
                    Recording{"tasty-go/equities__equityResp.json", "data", kEquity},
                    Recording{"tasty-go/option_chains__equityOptionChainsNestedResp.json",
                              "data.items[]", kChain}));

INSTANTIATE_TEST_SUITE_P(
    orders, Captures,
    testing::Values(
        Recording{"tasty-go/orders__accountOrdersResp.json", "data.items[]", kOrder},
        Recording{"tasty-go/orders__customerLiveOrdersResp.json", "data.items[]", kOrder},
        Recording{"tasty-go/orders__liveOrdersResp.json", "data.items[]", kOrder},
        Recording{"tasty-go/orders__cancelledOrderResp.json", "data", kOrder},
        Recording{"tasty-go/orders__getOrderResp.json", "data", kOrder},
        Recording{"tasty-go/orders__patchOrderResp.json", "data", kOrder},
        Recording{"tasty-go/orders__replaceOrderResp.json", "data", kOrder},
        Recording{"tastytrade-mcp/get_live_orders.json", "items[]", kOrder},
        Recording{"joaquinbejar/frames/order.documented.json", "data", kOrder},
        Recording{"joaquinbejar/frames/order-market.documented.json", "data", kOrder},
        Recording{"quantconnect/embedded/L0650_DeserializeStreamFilledOrderMessage.json", "data",
                  kOrder},
        Recording{"quantconnect/embedded/L0722_DeserializeRestOpenOrderResponse.json",
                  "data.items[]", kOrder},
        Recording{"quantconnect/embedded/"
                  "L0804_DeserializeRestOpenOrderResponseWithGoodTilDateTimeInForce.json",
                  "data.items[]", kOrder},
        Recording{"quantconnect/embedded/L0507_SerializeLegAttributes.json", "", kLeg}));

INSTANTIATE_TEST_SUITE_P(
    placed, Captures,
    testing::Values(Recording{"tasty-go/orders__orderDryRunResp.json", "data", kPlaced},
                    Recording{"tasty-go/orders__orderDryRunGTCResp.json", "data", kPlaced},
                    Recording{"tasty-go/orders__orderECRDryRunResp.json", "data", kPlaced},
                    Recording{"tasty-go/orders__orderErrorDryRunResp.json", "data", kPlaced},
                    Recording{"tasty-go/orders__orderResp.json", "data", kPlaced},
                    Recording{"joaquinbejar/doc/order_dry_run.json", "data", kPlaced},
                    Recording{"tastytrade-mcp/dry_run_complex_order.json", "", kPlaced},
                    Recording{"quantconnect/embedded/L0598_DeserializeSubmitOrderResponse.json",
                              "data", kPlaced}));

}  // namespace
}  // namespace belay::json
