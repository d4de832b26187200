// Runs seeds of chaos: `belay_chaos --seeds 10000`, or one of them with its whole story:
// `belay_chaos --seed 17 --verbose`. `--sockets`: the same over the loopback interface.

#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "chaos/sockets.hpp"
#include "chaos/world.hpp"
#include "support/sanitized.hpp"

namespace {

using namespace belay;

struct Arguments {
  std::uint64_t first = 1;
  std::optional<std::uint64_t> seeds;
  bool verbose = false;
  bool sockets = false;

  [[nodiscard]] std::uint64_t count() const { return seeds.value_or(sockets ? 100 : 1'000); }
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
    if (words[i] == "--verbose" || words[i] == "--sockets") {
      (words[i] == "--verbose" ? arguments.verbose : arguments.sockets) = true;
      continue;
    }
    const auto value = i + 1 < words.size() ? number(words[i + 1]) : std::nullopt;
    if (!value) return std::nullopt;
    if (words[i] == "--seeds") {
      arguments.seeds = *value;
    } else if (words[i] == "--first") {
      arguments.first = *value;
    } else if (words[i] == "--seed") {
      arguments.first = *value;
      arguments.seeds = 1;
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

template <class SomeWorld>
chaos::Outcome outcome_of(std::uint64_t seed, bool verbose) {
  const chaos::Plan plan = chaos::make_plan(seed);
  if (verbose) fmt::print("{}", describe(plan));
  std::function<void(const std::string&)> tell;
  if (verbose) tell = [](const std::string& line) { fmt::print("{}\n", line); };
  SomeWorld world{plan, tell};
  return world.run();
}

void add(std::uint64_t seed, const chaos::Outcome& outcome, bool sockets, Totals& totals) {
  totals.connections += outcome.connections;
  totals.events += outcome.events;
  totals.gaps += outcome.gaps;
  totals.most_waiting = std::max(totals.most_waiting, outcome.most_waiting);
  if (outcome.complaints.empty()) return;
  ++totals.failed;
  fmt::print("seed {} failed:\n", seed);
  for (const std::string& complaint : outcome.complaints) fmt::print("  {}\n", complaint);
  fmt::print("  once more, with its story: ./dev chaos {}--seed {} --verbose\n",
             sockets ? "--sockets " : "", seed);
}

// The first seeds warm everything up; after that memory has no reason to grow.
constexpr long kMostGrowth = 8'192;            // kB
constexpr long kMostGrowthOfThreads = 32'768;  // each thread has a heap of its own

struct Growth {
  long warm = 0;
  [[nodiscard]] long now() const { return resident_kilobytes() - warm; }
};

Growth run_in_memory(const Arguments& arguments, Totals& totals) {
  Growth growth;
  for (std::uint64_t i = 0; i < arguments.count(); ++i) {
    const std::uint64_t seed = arguments.first + i;
    add(seed, outcome_of<chaos::World>(seed, arguments.verbose), false, totals);
    if (i == arguments.count() / 10) growth.warm = resident_kilobytes();
  }
  return growth;
}

// Such a world mostly waits: several at a time.
Growth run_over_sockets(const Arguments& arguments, Totals& totals) {
  constexpr std::uint64_t kAtOnce = 12;
  Growth growth;
  std::mutex mutex;
  std::uint64_t begun = 0;
  std::uint64_t done = 0;
  const auto work = [&] {
    while (true) {
      std::unique_lock lock{mutex};
      if (begun == arguments.count()) return;
      const std::uint64_t seed = arguments.first + begun++;
      lock.unlock();
      const chaos::Outcome outcome = outcome_of<chaos::SocketWorld>(seed, arguments.verbose);
      lock.lock();
      add(seed, outcome, true, totals);
      if (++done == arguments.count() / 2) growth.warm = resident_kilobytes();
    }
  };
  std::vector<std::jthread> workers;
  const std::uint64_t workers_wanted = std::min(kAtOnce, arguments.count());
  while (workers.size() < workers_wanted) workers.emplace_back(work);
  workers.clear();
  return growth;
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = parse({argv + 1, argv + argc});
  if (!arguments) {
    fmt::print(stderr,
               "usage: belay_chaos [--sockets] [--seeds N] [--first S] | --seed S [--verbose]\n");
    return 2;
  }
  Totals totals;
  const Growth growth =
      arguments->sockets ? run_over_sockets(*arguments, totals) : run_in_memory(*arguments, totals);
  const long grown = growth.now();
  fmt::print(
      "{} seeds{}: {} failed; {} connections, {} events, {} gaps told; at most {} events "
      "waited; memory grew by {} kB\n",
      arguments->count(), arguments->sockets ? " over sockets" : "", totals.failed,
      totals.connections, totals.events, totals.gaps, totals.most_waiting, grown);
  const long allowed = arguments->sockets ? kMostGrowthOfThreads : kMostGrowth;
  const bool flat = test::kSanitized || arguments->count() < 100 || grown <= allowed;
  if (!flat) fmt::print("memory is not flat: at most {} kB are allowed\n", allowed);
  return totals.failed == 0 && flat ? 0 : 1;
}
