#include "belay/model/symbol.hpp"

#include <string>
#include <thread>
#include <type_traits>
#include <unordered_set>
#include <vector>

#include <gmock/gmock.h>

using belay::Symbol;

static_assert(std::is_trivially_copyable_v<Symbol>);
static_assert(sizeof(Symbol) == sizeof(void*));

TEST(Symbol, equal_texts_are_equal_handles) {
  const std::string text = "SPY";
  EXPECT_EQ(Symbol{text}, Symbol{"SPY"});
  EXPECT_EQ(Symbol{text}.hash(), Symbol{"SPY"}.hash());
  EXPECT_EQ(Symbol{text}.view().data(), Symbol{"SPY"}.view().data());
  EXPECT_NE(Symbol{"SPY"}, Symbol{"spy"});
  EXPECT_EQ(Symbol{"SPY"}, "SPY");
}

TEST(Symbol, keeps_its_own_copy_of_the_text) {
  std::string text = "QQQ-for-a-while-longer-than-a-short-string";
  const Symbol symbol{text};
  text.assign(text.size(), 'x');
  EXPECT_EQ(symbol.view(), "QQQ-for-a-while-longer-than-a-short-string");
}

TEST(Symbol, none_is_not_the_empty_text) {
  EXPECT_FALSE(Symbol{}.has_value());
  EXPECT_TRUE(Symbol{""}.has_value());
  EXPECT_TRUE(Symbol{}.empty());
  EXPECT_TRUE(Symbol{""}.empty());
  EXPECT_NE(Symbol{}, Symbol{""});
}

TEST(Symbol, sorts_by_alphabet_and_prints_its_text) {
  EXPECT_LT(Symbol{"zeta-first-interned"}, Symbol{"zeta-second-interned"});
  EXPECT_GT(Symbol{"B"}, Symbol{"A"});
  EXPECT_EQ(fmt::format("[{:<5}]", Symbol{"SPY"}), "[SPY  ]");
}

TEST(Symbol, equal_texts_are_equal_handles_across_threads) {
  constexpr std::size_t kThreads = 4;
  constexpr std::size_t kTexts = 2'000;
  std::vector<std::vector<Symbol>> made(kThreads);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : made) {
      threads.emplace_back([&mine] {
        for (std::size_t i = 0; i < kTexts; ++i)
          mine.emplace_back("thread-test-" + std::to_string(i));
      });
    }
  }
  for (const auto& other : made) EXPECT_EQ(other, made.front());
  EXPECT_EQ((std::unordered_set<Symbol>{made[1].begin(), made[1].end()}.size()), kTexts);
  for (std::size_t i = 0; i < kTexts; ++i)
    ASSERT_EQ(made.front()[i], "thread-test-" + std::to_string(i));
}
