#include <string>

#include <gmock/gmock.h>
#include <boost/json.hpp>

#include "belay/model/candle_symbol.hpp"
#include "belay/model/indexed.hpp"
#include "belay/model/series.hpp"
#include "conformance/captures.hpp"

// The vectors of 18_test_vectors.json for dxlink.md 6.2, 6.6 and 7.

namespace belay {
namespace {

namespace json = boost::json;

Candle row(const json::object& from) {
  Candle made;
  made.index = from.at("index").as_int64();
  made.event_flags = static_cast<std::int32_t>(from.at("flags").as_int64());
  if (from.at("value").is_string()) made.count = from.at("value").as_string().front();
  return made;
}

json::object commit(const SeriesStore<Candle>& store, const SeriesChange& change) {
  json::object rows;
  for (const Candle& each : store.newest_first())
    rows[std::to_string(each.index)] = std::string(1, static_cast<char>(each.count));
  const bool snapshot = change.kind == SeriesChange::Kind::snapshot;
  return {{"kind", snapshot ? "S" : "U"}, {"store", std::move(rows)}};
}

#define VECTORS_OR_SKIP(name)                                                 \
  const auto name##_text = conformance::capture_text("18_test_vectors.json"); \
  if (!name##_text) GTEST_SKIP() << "no recordings here: set BELAY_CAPTURES"; \
  const json::object name = json::parse(*name##_text).as_object()

TEST(SeriesVectors, C_39_indices_pack_and_unpack) {
  VECTORS_OR_SKIP(vectors);
  ASSERT_EQ(vectors.at("index").as_array().size(), 7U);
  for (const json::value& each : vectors.at("index").as_array()) {
    const std::int64_t time = each.at(0).as_int64();
    const std::int64_t index = each.at(2).as_int64();
    EXPECT_EQ(pack_index(time, static_cast<std::int32_t>(each.at(1).as_int64())), index);
    EXPECT_EQ(time_of_index(index), time);
  }
}

TEST(SeriesVectors, C_48_every_script_gives_its_commits) {
  VECTORS_OR_SKIP(vectors);
  ASSERT_EQ(vectors.at("snapshot_scripts").as_object().size(), 14U);
  for (const auto& [name, script] : vectors.at("snapshot_scripts").as_object()) {
    SeriesStore<Candle> store;
    json::array commits;
    for (const json::value& each : script.at("rows").as_array()) {
      const Candle event = row(each.as_object());
      store.apply(std::span{&event, 1}, Tick{});
      if (const auto change = store.end_of_message()) commits.push_back(commit(store, *change));
    }
    EXPECT_EQ(json::value(commits), script.at("commits")) << name << json::serialize(commits);
    EXPECT_EQ(static_cast<std::int64_t>(store.pending()), script.at("pending_left").as_int64());
  }
}

TEST(SeriesVectors, C_53_candle_symbols_become_canonical) {
  VECTORS_OR_SKIP(vectors);
  ASSERT_EQ(vectors.at("candle_symbols").as_object().size(), 18U);
  for (const auto& [input, canonical] : vectors.at("candle_symbols").as_object())
    EXPECT_EQ(canonical_candle_symbol(input), canonical.as_string()) << input;
}

}  // namespace
}  // namespace belay
