#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <simdjson.h>

#include "belay/model/futures.hpp"
#include "proto/rest/call.hpp"
#include "support/measure.hpp"
#include "support/walk.hpp"

// The answer to /futures-option-chains/ES with 20,000 rows: our call against a walk of the same
// bytes with simdjson On-Demand that reads every key and value and keeps nothing. Both in each
// iteration, medians over all of them, CPU time. Memory: what is allocated at most while decoding,
// against what the decoded objects hold; the body itself is in neither.

namespace {

std::atomic<std::size_t> in_use{0};
std::atomic<std::size_t> most{0};

void* counted(std::size_t size) {
  void* const memory = std::malloc(size);
  if (memory == nullptr) std::abort();
  const std::size_t now = in_use += malloc_usable_size(memory);
  if (now > most) most = now;
  return memory;
}

void uncounted(void* memory) {
  in_use -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { uncounted(memory); }
void operator delete(void* memory, std::size_t) noexcept { uncounted(memory); }

namespace {

using namespace belay;
using bench::cpu_seconds;
using bench::median;

constexpr int kRows = 20'000;

// One row as the broker sends it: 1.4 kB.
void append_row(int at, std::string& out) {
  static constexpr std::string_view kMonths = "FGHJKMNQUVXZ";
  const int contract = at / 500;
  const int strike = 3000 + (at % 250) * 5;
  const char right = at % 2 == 0 ? 'C' : 'P';
  const char month = kMonths[static_cast<std::size_t>(contract % 12)];
  const std::string root = contract % 4 == 0 ? "ES" : fmt::format("E{}{}", contract % 4, month);
  const std::string future =
      fmt::format("/ES{}6", kMonths[static_cast<std::size_t>(contract % 4 * 3 + 2)]);
  const int day = contract % 28 + 1;
  const std::string date = fmt::format("2026-{:02}-{:02}", contract % 12 + 1, day);
  fmt::format_to(
      std::back_inserter(out),
      R"({{"active":true,"days-to-expiration":{0},"display-factor":"0.01","exchange":"CME",)"
      R"("exchange-symbol":"{1}{2}6 {3}{4}","exercise-style":"American","expiration-date":"{5}",)"
      R"("expires-at":"{5}T20:00:00.000+00:00","future-price-ratio":"1.0","is-closing-only":false,)"
      R"("is-confirmed":true,"is-exercisable-weekly":true,"is-primary-deliverable":true,)"
      R"("is-vanilla":true,"last-trade-time":"0","maturity-date":"{5}","multiplier":"1.0",)"
      R"("notional-value":"0.5","option-root-symbol":"{1}","option-type":"{3}","product-code":"ES",)"
      R"("root-symbol":"/ES","security-exchange":"2","security-id":"{6}","settlement-type":"Future",)"
      R"("stops-trading-at":"{5}T20:00:00.000+00:00","streamer-symbol":"./{1}{2}26{3}{4}:XCME",)"
      R"("strike-factor":"1.0","strike-price":"{4}.0","sx-id":"0",)"
      R"("symbol":"./ESZ6 {1}{2}6  26{7:02}{8:02}{3}{4}","underlying-count":"1.0",)"
      R"("underlying-symbol":"{9}","future-option-product":{{"root-symbol":"{1}",)"
      R"("cash-settled":false,"code":"{1}","legacy-code":"{1}","clearport-code":"{1}",)"
      R"("clearing-code":"{1}","clearing-exchange-code":"16","clearing-price-multiplier":"1.0",)"
      R"("display-factor":"0.01","exchange":"CME","product-type":"Physical",)"
      R"("expiration-type":"Weekly","settlement-delay-days":0,"is-rollover":false,)"
      R"("market-sector":"Equity Index","is-am-settled":false,"supported":true,)"
      R"("futures-trading-cutoff-times":[{{"offset-seconds":57600,"timezone":"Market Zone",)"
      R"("timing":"Default"}}]}}}})",
      contract + 3, root, month, right, strike, date, 42'000'000 + at, contract % 12 + 1, day,
      future);
}

const HttpResponse& chain_answer() {
  static const HttpResponse answer = [] {
    std::string body{R"({"data":{"items":[)"};
    for (int at = 0; at < kRows; ++at) {
      if (at > 0) body += ',';
      append_row(at, body);
    }
    body += R"(]},"context":"/futures-option-chains/ES"})";
    body.reserve(body.size() + simdjson::SIMDJSON_PADDING);
    return HttpResponse{.status = 200, .headers = {}, .body = std::move(body)};
  }();
  return answer;
}

std::vector<FutureOption> decoded() {
  static const auto call =
      rest::list<FutureOption>(rest::endpoint("GET", "/futures-option-chains/{code}"), {"ES"});
  auto rows = call.decode(chain_answer());
  if (!rows || rows->size() != kRows) std::abort();
  return std::move(*rows);
}

void chain(benchmark::State& state) {
  const std::string& text = chain_answer().body;
  bench::Walk walk;
  if (!walk.read(text)) std::abort();
  std::vector<double> walks;
  std::vector<double> decodes;
  std::vector<double> ratios;
  for (auto _ : state) {
    const double start = cpu_seconds();
    walk.read(text);
    const double middle = cpu_seconds();
    const auto rows = decoded();
    const double end = cpu_seconds();
    benchmark::DoNotOptimize(rows.data());
    walks.push_back(middle - start);
    decodes.push_back(end - middle);
    ratios.push_back(walks.back() / decodes.back());
  }
  state.counters["MB"] = static_cast<double>(text.size()) / 1e6;
  state.counters["walk_ms"] = median(walks) * 1e3;
  state.counters["decode_ms"] = median(decodes) * 1e3;
  state.counters["decode/walk"] = median(ratios);  // in speed: the bar is 0.5
}
BENCHMARK(chain)->Unit(benchmark::kMillisecond)->MinTime(3);

void chain_memory(benchmark::State& state) {
  (void)chain_answer();
  for (auto _ : state) {
    const std::size_t before = in_use;
    most = before;
    const auto rows = decoded();
    benchmark::DoNotOptimize(rows.data());
    state.counters["decoded_MB"] = static_cast<double>(in_use - before) / 1e6;
    state.counters["peak_MB"] = static_cast<double>(most - before) / 1e6;
    state.counters["peak/decoded"] =  // the bar is 2.5
        static_cast<double>(most - before) / static_cast<double>(in_use - before);
    state.counters["row_bytes"] = sizeof(FutureOption);
  }
}
BENCHMARK(chain_memory)->Iterations(1);

}  // namespace
