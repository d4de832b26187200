#include "app/render/json.hpp"

#include <gmock/gmock.h>

#include "proto/json/document.hpp"

namespace belay::app {
namespace {

using namespace belay::literals;
using ::testing::HasSubstr;

TEST(JsonObject, writes_members_in_order_and_escapes_them) {
  JsonObject out;
  out.text("a", "x\"\n").decimal("d", 1.50_usd).decimal("none", std::nullopt);
  out.number("nan", kNaN).number("n", 0.25).boolean("b", true).integer("i", -3);
  EXPECT_EQ(out.str(),
            R"({"a":"x\"\n","d":"1.50","none":null,"nan":null,"n":0.25,"b":true,"i":-3})");
}

TEST(JsonDocument, begins_with_schema_profile_and_utc_time) {
  EXPECT_EQ(json_document("belay.positions/1", "sim", from_epoch_ms(1'736'782'267'123)).str(),
            R"({"schema":"belay.positions/1","profile":"sim","time":"2025-01-13T15:31:07.123Z"})");
}

TEST(JsonError, carries_everything_but_prose) {
  const Error error{.code = Errc::rejected,
                    .message = "no",
                    .operation = "POST /x",
                    .http_status = 422,
                    .broker_code = "preflight",
                    .reasons = {{"margin", "too little"}},
                    .in_doubt = true};
  const std::string json = json_error(error, "cert", Instant{}, 5);
  EXPECT_TRUE(json::Document::parse(json).has_value());
  EXPECT_THAT(json, HasSubstr(R"("exit_code":5)"));
  EXPECT_THAT(json, HasSubstr(R"("code":"rejected")"));
  EXPECT_THAT(json, HasSubstr(R"("reasons":[{"code":"margin","message":"too little"}])"));
  EXPECT_THAT(json, HasSubstr(R"("in_doubt":true)"));
}

TEST(JsonEvent, uses_wire_names_and_keeps_not_a_number_as_null) {
  Quote quote;
  quote.symbol = Symbol{"SPX"};
  quote.bid_price = 5832.25;
  quote.bid_exchange_code = 'C';
  const std::string json = json_event(Event{quote});
  EXPECT_TRUE(json::Document::parse(json).has_value()) << json;
  EXPECT_THAT(json, HasSubstr(R"({"schema":"belay.event/1","type":"Quote")"));
  EXPECT_THAT(json, HasSubstr(R"("eventSymbol":"SPX")"));
  EXPECT_THAT(json, HasSubstr(R"("bidPrice":5832.25)"));
  EXPECT_THAT(json, HasSubstr(R"("bidSize":null)"));
  EXPECT_THAT(json, HasSubstr(R"("bidExchangeCode":"C")"));
  EXPECT_THAT(json, HasSubstr(R"("received":null)"));
}

TEST(JsonEvent, every_type_is_valid_json) {
  for (const Event& event :
       {Event{Quote{}}, Event{Trade{}}, Event{TradeETH{}}, Event{Summary{}}, Event{Profile{}},
        Event{Greeks{}}, Event{UnknownEvent{.type = "Candle", .json = "[1,2]"}}}) {
    EXPECT_TRUE(json::Document::parse(json_event(event)).has_value()) << json_event(event);
  }
}

}  // namespace
}  // namespace belay::app
