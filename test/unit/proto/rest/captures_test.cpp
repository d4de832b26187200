#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "belay_checkout.hpp"
#include "proto/rest/calls.hpp"
#include "proto/rest/envelope.hpp"

// Recordings of the real service, read as whole answers.

namespace belay::rest {
namespace {

std::string recording(const std::string& file) {
  const char* given = std::getenv("BELAY_CAPTURES");
  const auto folder = given != nullptr
                          ? std::filesystem::path{given}
                          : std::filesystem::path{BELAY_SOURCE_DIR} / "../shared/captures";
  std::ifstream in{folder / "broker/tasty-go" / file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(RestCaptures, accounts_come_out_of_their_wrapper) {
  const std::string body = recording("accounts__myAccountsResp.json");
  if (body.empty()) GTEST_SKIP() << "no recordings here";
  json::Drift drift;
  const auto list = accounts().decode(json_response(200, body), &drift);
  ASSERT_TRUE(list) << list.error().message;
  ASSERT_FALSE(list->empty());
  for (const Account& account : *list) {
    EXPECT_FALSE(account.account_number.empty());
    EXPECT_EQ(account.authority_level, "owner");
  }
  EXPECT_THAT(drift.retyped, testing::IsEmpty());
}

TEST(RestCaptures, lists_and_single_objects_decode_through_their_calls) {
  const std::string balance = recording("accounts__accountBalancesResp.json");
  if (balance.empty()) GTEST_SKIP() << "no recordings here";
  EXPECT_EQ(balances("x").decode(json_response(200, balance)).value().size(), 1U);
  const auto get = [](const char* file) { return json_response(200, recording(file)); };
  EXPECT_FALSE(positions("x").decode(get("accounts__accountPositionsResp.json")).value().empty());
  EXPECT_FALSE(live_orders("x").decode(get("orders__liveOrdersResp.json")).value().empty());
  EXPECT_FALSE(list<Equity>(endpoint("GET", "/instruments/equities"))
                   .decode(get("equities__equitiesResp.json"))
                   .value()
                   .empty());
  EXPECT_FALSE(list<OptionChain>(endpoint("GET", "/option-chains/{symbol}/nested"), {"AAPL"})
                   .decode(get("option_chains__equityOptionChainsNestedResp.json"))
                   .value()
                   .empty());
  EXPECT_FALSE(
      quote_token().decode(get("streaming__quoteStreamerTokensResp.json")).value().token.empty());
  EXPECT_TRUE(dry_run("x", {}).decode(get("orders__orderDryRunResp.json")).value().order);
}

TEST(RestCaptures, refusals_keep_the_code_of_the_broker) {
  if (recording("tasty__tastyUnauthorizedError.json").empty()) {
    GTEST_SKIP() << "no recordings here";
  }
  const std::pair<const char*, const char*> table[] = {
      {"tasty__tastyUnauthorizedError.json", "unauthorized"},
      {"tasty__tastyInvalidSessionError.json", "invalid_session"},
      {"tasty__tastyInvalidCredentialsError.json", "invalid_credentials"},
      {"orders__customerOrdersErrorResp.json", "validation_error"},
      {"orders__reconfirmResp.json", "cannot_reconfirm_order"},
      {"orders__orderErrorDryRunResp.json", "preflight_check_failure"}};
  for (const auto& [file, code] : table) {
    const auto value = dry_run("x", {}).decode(json_response(200, recording(file)));
    ASSERT_FALSE(value) << file;
    EXPECT_EQ(value.error().broker_code, code);
  }
}

}  // namespace
}  // namespace belay::rest
