#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "belay_checkout.hpp"
#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "unit/proto/json/recordings.hpp"
#include "unit/proto/json/same_json.hpp"

// Recordings of the real service: what we read and write again has lost nothing. Every file of the
// folder has an entry in recordings.hpp, or this fails.

namespace belay::json {
namespace {

using test::Differences;
using test::Recording;

std::filesystem::path folder() {
  const char* given = std::getenv("BELAY_CAPTURES");
  const auto captures = given != nullptr
                            ? std::filesystem::path{given}
                            : std::filesystem::path{BELAY_SOURCE_DIR} / "../shared/captures";
  return captures / "broker";
}

std::string text_of(const std::string& file) {
  std::ifstream in{folder() / file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<std::string> all_files() {
  std::vector<std::string> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder(), none}) {
    if (entry.is_regular_file()) {
      files.push_back(std::filesystem::relative(entry.path(), folder()).generic_string());
    }
  }
  std::ranges::sort(files);
  return files;
}

// The objects at `where`: "data", "data.items[]", "items[]", "[]", or "" for the root.
std::vector<std::string> objects_in(Node root, std::string_view where) {
  Node at = root;
  if (where.starts_with("data")) at = root.find("data").value();
  if (where.starts_with("error")) at = root.find("error").value();
  if (!where.ends_with("[]")) return {std::string{at.raw()}};
  std::vector<std::string> objects;
  (where == "[]" ? at : at.find("items").value()).each_element([&](Node item) {
    objects.emplace_back(item.raw());
  });
  return objects;
}

class Captures : public testing::TestWithParam<Recording> {};

TEST_P(Captures, decode_and_encode_again_without_loss) {
  const Recording& recording = GetParam();
  const std::string text = text_of(recording.file);
  if (text.empty()) GTEST_SKIP() << "no recording at " << folder() / recording.file;
  const auto document = Document::parse(text);
  ASSERT_TRUE(document) << document.error().message;
  const auto objects = objects_in(document->root(), recording.where);
  ASSERT_FALSE(objects.empty());
  Drift drift;
  for (const std::string& object : objects) {
    const auto again = recording.round_trip(object, &drift);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_THAT(Differences::between(object, *again), testing::IsEmpty());
  }
  for (const auto& [member, count] : drift.unknown) {
    ADD_FAILURE() << member << " has no row, " << count << " times";
  }
  for (const auto& [member, count] : drift.retyped) {
    ADD_FAILURE() << member << " has another type on the wire, " << count << " times";
  }
  for (const auto& [member, count] : drift.missing) {
    if (recording.whole) ADD_FAILURE() << member << " is not always there, " << count << " times";
  }
}

INSTANTIATE_TEST_SUITE_P(broker, Captures, testing::ValuesIn(test::recordings()),
                         [](const auto& recording) { return test::test_name(recording.param); });

TEST(CaptureFiles, each_has_an_entry_or_a_reason) {
  const auto files = all_files();
  if (files.empty()) GTEST_SKIP() << "no recordings at " << folder();
  for (const std::string& file : files) {
    const bool decoded = std::ranges::any_of(
        test::recordings(), [&](const Recording& recording) { return recording.file == file; });
    const bool excused = std::ranges::any_of(test::no_payloads(), [&](const auto& other) {
      return file.starts_with(other.file) && !other.reason.empty();
    });
    EXPECT_TRUE(decoded != excused) << file << " has no entry in recordings.hpp, or two";
  }
}

}  // namespace
}  // namespace belay::json
