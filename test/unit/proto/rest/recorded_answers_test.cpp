#include "unit/proto/rest/recorded_answers.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "belay_checkout.hpp"
#include "proto/json/document.hpp"
#include "proto/rest/endpoints.hpp"
#include "unit/proto/json/recordings.hpp"

namespace belay::rest {
namespace {

namespace fs = std::filesystem;
using test::kRecordedAnswers;
using test::RecordedAnswer;

fs::path captures() {
  const char* given = std::getenv("BELAY_CAPTURES");
  const fs::path usual = fs::path{BELAY_SOURCE_DIR} / "../shared/captures";
  return (given != nullptr ? fs::path{given} : usual) / "broker";
}

fs::path file_of(const RecordedAnswer& row) {
  const bool ours = row.file.starts_with("documented/");
  return (ours ? fs::path{BELAY_SOURCE_DIR} / "test/data" : captures()) / row.file;
}

// `/accounts/5YZ55555/orders` was asked of `/accounts/{account}/orders`. Names may hold a slash.
bool may_be(std::string_view context, std::string_view path) {
  while (!path.empty()) {
    const std::size_t name = path.find('{');
    const std::string_view fixed = path.substr(0, name);
    if (!context.starts_with(fixed)) return false;
    context.remove_prefix(fixed.size());
    if (name == std::string_view::npos) return context.empty();
    path.remove_prefix(path.find('}') + 1);
    const std::string_view next = path.substr(0, path.find('{'));
    if (next.empty()) return !context.empty();
    const std::size_t end = context.find(next);
    if (end == 0 || end == std::string_view::npos) return false;
    context.remove_prefix(end);
  }
  return context.empty();
}

TEST(RecordedAnswers, are_of_endpoints_in_the_table) {
  std::set<std::string_view> files;
  for (const RecordedAnswer& row : kRecordedAnswers) {
    const bool known = std::ranges::any_of(endpoints(), [&](const Endpoint& endpoint) {
      return endpoint.method == row.method && endpoint.path == row.path;
    });
    EXPECT_TRUE(known) << row.method << " " << row.path << " is no endpoint";
    EXPECT_TRUE(files.insert(row.file).second) << row.file << " stands twice";
  }
}

// Most recordings say themselves where they came from.
TEST(RecordedAnswers, came_from_where_they_say) {
  int compared = 0;
  for (const RecordedAnswer& row : kRecordedAnswers) {
    std::ifstream in{file_of(row), std::ios::binary};
    if (!in && !fs::exists(captures()) && !row.file.starts_with("documented/")) continue;
    ASSERT_TRUE(in) << row.file << " is not there";
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    const auto document = json::Document::parse(text);
    ASSERT_TRUE(document) << row.file << ": " << document.error().message;
    const std::string context{document->root().scalar("context")};
    if (context.empty()) continue;
    ++compared;
    // A list of pairs names the whole shelf (broker-api.md 3.1).
    EXPECT_TRUE(may_be(context, row.path) || context == "/pairs-watchlists")
        << row.file << " says " << context << ", not " << row.path;
  }
  if (!fs::exists(captures())) GTEST_SKIP() << "no recordings here: " << captures();
  EXPECT_GT(compared, 50);
}

// A recording without an endpoint is a frame, or an error that any of them may give.
TEST(RecordedAnswers, leave_out_nothing_that_an_endpoint_answered) {
  const auto is_other = [](std::string_view file) {
    return file.contains("/frames/") || file.contains("streamer_acks") ||
           file.contains("StreamFilledOrder") || file.contains("SerializeLegAttributes") ||
           file.contains("DeserializeErrorMessage") || file.starts_with("tasty-go/tasty__");
  };
  for (const json::test::Recording& recording : json::test::recordings()) {
    const bool listed = std::ranges::any_of(
        kRecordedAnswers, [&](const RecordedAnswer& row) { return row.file == recording.file; });
    EXPECT_NE(listed, is_other(recording.file)) << recording.file;
  }
}

TEST(RecordedAnswers, are_compared_segment_by_segment) {
  EXPECT_TRUE(may_be("/accounts/1/orders/2", "/accounts/{account}/orders/{id}"));
  EXPECT_TRUE(
      may_be("/instruments/future-options/./ESZ9 W4", "/instruments/future-options/{symbol}"));
  EXPECT_FALSE(may_be("/accounts/1/orders", "/accounts/{account}/orders/{id}"));
  EXPECT_FALSE(may_be("/accounts//orders", "/accounts/{account}/orders"));
  EXPECT_FALSE(may_be("/accounts/1/orders/live", "/accounts/{account}/orders"));
}

}  // namespace
}  // namespace belay::rest
