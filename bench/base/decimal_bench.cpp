#include <array>
#include <string_view>

#include <benchmark/benchmark.h>

#include "belay/base/decimal.hpp"

namespace {

using belay::Decimal;

void decimal_from_text(benchmark::State& state) {
  constexpr auto texts = std::to_array<std::string_view>({"598.50", "0.05", "-12.5", "1000000.0"});
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(Decimal::parse(texts[next++ % texts.size()]));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decimal_from_text);

void decimal_formula(benchmark::State& state) {
  using namespace belay::literals;
  Decimal price = 598.50_usd;
  Decimal fees = 0.001_usd;
  for (auto _ : state) {
    benchmark::DoNotOptimize(price);
    benchmark::DoNotOptimize(price * Decimal{10} + fees);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decimal_formula);

void decimal_to_text(benchmark::State& state) {
  using namespace belay::literals;
  Decimal price = 598.50_usd;
  for (auto _ : state) {
    benchmark::DoNotOptimize(price);
    benchmark::DoNotOptimize(price.to_string());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decimal_to_text);

}  // namespace
