// Runs seeds of chaos: `belay_chaos --seeds 10000`, or one of them with its whole story:
// `belay_chaos --seed 17 --verbose`.

#include <sys/resource.h>

#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "chaos/world.hpp"
#include "support/sanitized.hpp"

namespace {

using namespace belay;

struct Arguments {
  std::uint64_t first = 1;
  std::uint64_t count = 1'000;
  bool verbose = false;
};

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Arguments> parse(std::vector<std::string_view> words) {
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--verbose") {
      arguments.verbose = true;
      continue;
    }
    const auto value = i + 1 < words.size() ? number(words[i + 1]) : std::nullopt;
    if (!value) return std::nullopt;
    if (words[i] == "--seeds") {
      arguments.count = *value;
    } else if (words[i] == "--first") {
      arguments.first = *value;
    } else if (words[i] == "--seed") {
      arguments.first = *value;
      arguments.count = 1;
    } else {
      return std::nullopt;
    }
    ++i;
  }
  return arguments;
}

long resident_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

struct Totals {
  std::uint64_t failed = 0;
  std::uint64_t connections = 0;
  std::uint64_t events = 0;
  std::uint64_t gaps = 0;
  std::size_t most_waiting = 0;
};

void run(std::uint64_t seed, bool verbose, Totals& totals) {
  const chaos::Plan plan = chaos::make_plan(seed);
  if (verbose) fmt::print("{}", describe(plan));
  std::function<void(const std::string&)> tell;
  if (verbose) tell = [](const std::string& line) { fmt::print("{}\n", line); };
  chaos::World world{plan, tell};
  const chaos::Outcome outcome = world.run();
  totals.connections += outcome.connections;
  totals.events += outcome.events;
  totals.gaps += outcome.gaps;
  totals.most_waiting = std::max(totals.most_waiting, outcome.most_waiting);
  if (outcome.complaints.empty()) return;
  ++totals.failed;
  fmt::print("seed {} failed:\n", seed);
  for (const std::string& complaint : outcome.complaints) fmt::print("  {}\n", complaint);
  fmt::print("  once more, with its story: ./dev chaos --seed {} --verbose\n", seed);
}

// The first tenth warms everything up; after that memory has no reason to grow.
constexpr long kMostGrowth = 8'192;  // kB

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = parse({argv + 1, argv + argc});
  if (!arguments) {
    fmt::print(stderr, "usage: belay_chaos [--seeds N] [--first S] | --seed S [--verbose]\n");
    return 2;
  }
  Totals totals;
  long warm = 0;
  for (std::uint64_t i = 0; i < arguments->count; ++i) {
    run(arguments->first + i, arguments->verbose, totals);
    if (i == arguments->count / 10) warm = resident_kilobytes();
  }
  const long growth = resident_kilobytes() - warm;
  fmt::print(
      "{} seeds: {} failed; {} connections, {} events, {} gaps told; at most {} events "
      "waited; memory grew by {} kB\n",
      arguments->count, totals.failed, totals.connections, totals.events, totals.gaps,
      totals.most_waiting, growth);
  const bool flat = test::kSanitized || arguments->count < 100 || growth <= kMostGrowth;
  if (!flat) fmt::print("memory is not flat: at most {} kB are allowed\n", kMostGrowth);
  return totals.failed == 0 && flat ? 0 : 1;
}
