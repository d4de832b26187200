#include "belay/client/pages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace belay {
namespace {

using testing::ElementsAre;
using IntPages = Pages<blocking::Client, int>;

PageOf<int> page(std::vector<int> items, int total_pages) {
  return {.items = std::move(items), .total_pages = total_pages, .total_items = {}};
}

TEST(Pages, ask_for_each_page_once_and_only_when_needed) {
  std::vector<int> asked;
  IntPages pages{[&](int at) -> Result<PageOf<int>> {
    asked.push_back(at);
    return page({at * 2, at * 2 + 1}, 3);
  }};
  EXPECT_TRUE(asked.empty());
  EXPECT_EQ(pages.next(), 0);
  EXPECT_EQ(pages.next(), 1);
  EXPECT_THAT(asked, ElementsAre(0));
  std::vector<int> rest;
  for (const int item : pages) rest.push_back(item);
  EXPECT_THAT(rest, ElementsAre(2, 3, 4, 5));
  EXPECT_THAT(asked, ElementsAre(0, 1, 2));
  EXPECT_TRUE(pages.status());
}

TEST(Pages, end_at_an_empty_page_whatever_the_count_says) {
  int asked = 0;
  IntPages pages{[&](int) -> Result<PageOf<int>> {
    ++asked;
    return page({}, 1000);
  }};
  EXPECT_EQ(pages.next(), std::nullopt);
  EXPECT_EQ(asked, 1);
}

TEST(Pages, parts_go_on_after_an_empty_one) {
  IntPages pages{[&](int at) -> Result<PageOf<int>> {
    PageOf<int> part = page({}, 3);
    if (at > 0) part.items = {at};
    part.parts = true;
    return part;
  }};
  EXPECT_EQ(pages.next(), 1);
  EXPECT_THAT(pages.all().value(), ElementsAre(2));
}

TEST(Pages, a_failure_ends_them_and_status_says_why) {
  IntPages pages{[&](int at) -> Result<PageOf<int>> {
    if (at == 1) return fail(Errc::unavailable, "the broker is away");
    return page({7}, 2);
  }};
  EXPECT_EQ(pages.next(), 7);
  EXPECT_EQ(pages.next(), std::nullopt);
  EXPECT_EQ(pages.next(), std::nullopt);
  EXPECT_EQ(pages.status().error().message, "the broker is away");
  EXPECT_FALSE(pages.all());
}

TEST(Pages, all_is_what_is_left) {
  IntPages pages{[&](int at) -> Result<PageOf<int>> { return page({at}, 3); }};
  EXPECT_EQ(pages.next(), 0);
  EXPECT_THAT(pages.all().value(), ElementsAre(1, 2));
}

}  // namespace
}  // namespace belay
