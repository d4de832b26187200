#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include "proto/dxlink/frame_decoder.hpp"
#include "support/frames.hpp"
#include "support/measure.hpp"
#include "support/walk.hpp"

// FEED_DATA in memory: our decoder against a walk that converts every number with simdjson
// On-Demand and types nothing, which is what a careful decoder on simdjson would at best reach.
// Each iteration sends the same frames through all of them, so that a noisy neighbour disturbs all
// alike; the figures are medians over the iterations, in events per second of CPU time.

namespace {

using namespace belay;
using bench::cpu_seconds;
using bench::median;

/// A decoder and a consumer that looks at every event.
class Ours {
 public:
  Ours(dxlink::RowPath path, const std::string& config) : decoder_{path} {
    decoder_.receive(config, Instant{});
  }
  void read(std::string_view frame) {
    decoder_.decode(dxlink::PaddedFrame{frame}, Instant{});
    decoder_.batch().for_each_run([this]<class E>(std::int64_t, std::span<const E> events) {
      if constexpr (has_schema<E>) {
        for (const E& event : events) ids_ += event.symbol.id();
      }
      events_ += events.size();
    });
    decoder_.clear_batch();
    benchmark::DoNotOptimize(ids_);
  }
  [[nodiscard]] std::size_t events() const { return events_; }

 private:
  dxlink::FrameDecoder decoder_;
  std::size_t events_ = 0;
  std::uint64_t ids_ = 0;
};

/// Frames one behind the other, with room around each.
class Frames {
 public:
  explicit Frames(const bench::FrameOptions& options) {
    constexpr std::size_t kSlack = dxlink::PaddedFrame::kSlack;
    std::vector<std::size_t> begins;
    bytes_.assign(kSlack, ' ');
    const std::vector<std::string> made = bench::make_frames(options);
    for (const std::string& frame : made) {
      begins.push_back(bytes_.size());
      bytes_.append(frame).append(kSlack, ' ');
    }
    for (std::size_t i = 0; i < made.size(); ++i) {
      frames_.emplace_back(bytes_.data() + begins[i], made[i].size());
    }
  }
  /// Seconds that `reader` takes for all of them.
  double pass(auto& reader) const {
    const double begun = cpu_seconds();
    for (const std::string_view frame : frames_) reader.read(frame);
    return cpu_seconds() - begun;
  }

 private:
  std::string bytes_;
  std::vector<std::string_view> frames_;
};

void decode(benchmark::State& state, bench::FieldSet fields) {
  const bench::FrameOptions options{
      .events = 20'000, .per_frame = static_cast<std::size_t>(state.range(0)), .fields = fields};
  const Frames frames{options};
  const std::string config = bench::feed_config(options);
  bench::Walk walk{"data"};
  Ours fast{dxlink::RowPath::fastest, config};
  Ours plain_cpu{dxlink::RowPath::plain_cpu, config};
  std::vector<double> walks;
  std::vector<double> ours;
  std::vector<double> ratios;
  std::vector<double> plain_cpu_ratios;
  for (auto _ : state) {
    const double walked = frames.pass(walk);
    const double decoded = frames.pass(fast);
    const double without_avx2 = frames.pass(plain_cpu);
    walks.push_back(static_cast<double>(options.events) / walked);
    ours.push_back(static_cast<double>(options.events) / decoded);
    ratios.push_back(walked / decoded);
    plain_cpu_ratios.push_back(walked / without_avx2);
  }
  if (fast.events() != options.events * static_cast<std::size_t>(state.iterations())) {
    state.SkipWithError("events are missing");
  }
  state.counters["walk"] = median(walks);
  state.counters["ours"] = median(ours);
  state.counters["ratio"] = median(ratios);
  state.counters["plain_cpu_ratio"] = median(plain_cpu_ratios);
}
BENCHMARK_CAPTURE(decode, lean, bench::FieldSet::lean)->Arg(1)->Arg(10)->Arg(100)->Arg(1000);
BENCHMARK_CAPTURE(decode, all, bench::FieldSet::all)->Arg(1)->Arg(10)->Arg(100)->Arg(1000);

}  // namespace
