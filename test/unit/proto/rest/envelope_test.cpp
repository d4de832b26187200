#include "proto/rest/envelope.hpp"

#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/json/document.hpp"
#include "proto/rest/calls.hpp"

namespace belay::rest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Envelope, wraps_one_object) {
  EXPECT_EQ(data_envelope(R"({"a":1})", "/x"), R"({"data":{"a":1},"context":"/x"})");
  EXPECT_EQ(data_envelope("{}", ""), R"({"data":{}})");
}

TEST(Envelope, wraps_a_list) {
  EXPECT_EQ(items_envelope({}, "/x"), R"({"data":{"items":[]},"context":"/x"})");
  EXPECT_EQ(items_envelope({"{}", "1"}, ""), R"({"data":{"items":[{},1]}})");
}

TEST(Envelope, pagination_counts_pages_and_offsets) {
  const Pagination page{.per_page = 2, .page_offset = 1, .total_items = 5};
  EXPECT_EQ(items_envelope({"1", "2"}, "/x", page),
            R"({"data":{"items":[1,2]},"context":"/x","pagination":{"per-page":2,"page-offset":1,)"
            R"("item-offset":2,"total-items":5,"total-pages":3,"current-item-count":2,)"
            R"("previous-link":null,"next-link":null,"paging-link-template":null}})");
  EXPECT_EQ((Pagination{.per_page = 100, .total_items = 0}).total_pages(), 0);
  EXPECT_EQ((Pagination{.per_page = 100, .total_items = 100}).total_pages(), 1);
  EXPECT_EQ((Pagination{.per_page = 0, .total_items = 3}).total_pages(), 1);
}

TEST(Envelope, pagination_is_read_back_by_page_of) {
  const Pagination page{.per_page = 2, .page_offset = 1, .total_items = 5};
  const Page read = page_of(json_response(200, items_envelope({}, "", page)));
  EXPECT_EQ(read.page_offset, 1);
  EXPECT_EQ(read.total_pages, 3);
}

TEST(Envelope, an_error_writes_its_reasons_in_both_forms) {
  const std::vector<Reason> reasons{{"margin_check_failed", "too \"little\""}};
  const HttpResponse business = error_response(422, "preflight_check_failure", "no", reasons);
  EXPECT_EQ(business.status, 422);
  EXPECT_EQ(find_header(business.headers, "content-type"), "application/json");
  EXPECT_EQ(business.body, R"({"error":{"code":"preflight_check_failure","message":"no","errors":)"
                           R"([{"code":"margin_check_failed","message":"too \"little\""}]}})");
  const HttpResponse validation = error_response(400, "validation_error", "bad",
                                                 {{"legs", "is missing"}, {"price", "x"}}, true);
  EXPECT_THAT(validation.body, HasSubstr(R"([{"domain":"legs","reason":"is missing"},{"domain")"));
  EXPECT_EQ(error_response(404, "record_not_found", "none").body,
            R"({"error":{"code":"record_not_found","message":"none"}})");
}

TEST(Envelope, other_refusals_have_their_own_shape) {
  EXPECT_EQ(refusal(version_response(), "").broker_code, "406");
  EXPECT_THAT(html_response(401, "Authorization Required").body,
              HasSubstr("<title>401 Authorization Required</title>"));
}

TEST(ParseTarget, decodes_each_segment_once) {
  const Target target = parse_target("/instruments/equities/BRK%2FB?x=1");
  EXPECT_THAT(target.segments, ElementsAre("instruments", "equities", "BRK/B"));
  EXPECT_THAT(parse_target("/a/%2541").segments, ElementsAre("a", "%41"));
  EXPECT_THAT(parse_target("/AAPL%20%20230616C00185000").segments,
              ElementsAre("AAPL  230616C00185000"));
  EXPECT_THAT(parse_target("/a//b/").segments, ElementsAre("a", "", "b"));
  EXPECT_THAT(parse_target("/").segments, IsEmpty());
  EXPECT_THAT(parse_target("").segments, IsEmpty());
}

TEST(ParseTarget, reads_the_query_in_every_spelling_of_a_list) {
  const Target target =
      parse_target("/x?symbol[]=A%26B&symbol%5B%5D=C&equity=A,B&flag&=v&&q=1+2%2B3#frag");
  EXPECT_THAT(target.all("symbol"), ElementsAre("A&B", "C"));
  EXPECT_THAT(target.all("equity"), ElementsAre("A,B"));
  EXPECT_EQ(target.first("flag"), "");
  EXPECT_EQ(target.first(""), "v");
  EXPECT_EQ(target.first("q"), "1 2+3");
  EXPECT_EQ(target.first("absent"), std::nullopt);
}

TEST(ParseTarget, keeps_a_broken_escape) {
  EXPECT_THAT(parse_target("/100%/%zz/%4").segments, ElementsAre("100%", "%zz", "%4"));
}

TEST(PercentEncoding, round_trips_any_bytes) {
  EXPECT_EQ(percent_encode("BRK/B  x~-_."), "BRK%2FB%20%20x~-_.");
  EXPECT_EQ(percent_encode("/ESU9 é"), "%2FESU9%20%C3%A9");
  std::mt19937_64 random{3};
  for (int round = 0; round < 1'000; ++round) {
    std::string bytes(random() % 16, ' ');
    for (char& c : bytes) c = static_cast<char>(random() % 256);
    EXPECT_EQ(percent_decode(percent_encode(bytes)), bytes);
    EXPECT_THAT(parse_target("/" + percent_encode(bytes) + "x").segments, ElementsAre(bytes + "x"));
  }
}

TEST(ParseTarget, is_total) {
  std::mt19937_64 random{5};
  const std::string_view alphabet = "/?&=%#+[]aF0";
  for (int round = 0; round < 5'000; ++round) {
    std::string target;
    for (auto left = random() % 24; left > 0; --left)
      target += alphabet[random() % alphabet.size()];
    const Target parsed = parse_target(target);
    EXPECT_LE(parsed.segments.size(), target.size());
  }
}

}  // namespace
}  // namespace belay::rest
