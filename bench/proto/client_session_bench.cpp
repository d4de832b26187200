#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "proto/dxlink/client_session.hpp"
#include "proto/dxlink/event_batch.hpp"

// How fast FEED_DATA becomes events, from bytes to `Quote`, in one session: no socket, no queue.

namespace {

using belay::dxlink::ClientSession;

constexpr int kSymbols = 1000;

/// A session that is READY, with the layout of a lean quote announced.
ClientSession ready_session() {
  ClientSession session{{}};
  const belay::Tick now{};
  session.start(now);
  for (
      const std::string_view frame :
      {R"({"type":"SETUP","channel":0,"version":"1.0","keepaliveTimeout":60,"acceptKeepaliveTimeout":60})",
       R"({"type":"AUTH_STATE","channel":0,"state":"AUTHORIZED"})",
       R"({"type":"CHANNEL_OPENED","channel":1,"service":"FEED","parameters":{"contract":"AUTO"}})",
       R"({"type":"FEED_CONFIG","channel":1,"dataFormat":"COMPACT","aggregationPeriod":0.1,"eventFields":{"Quote":["eventSymbol","bidPrice","bidSize","askPrice","askSize"]}})"}) {
    if (const auto received = session.receive(frame, now, {}); !received) {
      throw std::runtime_error{received.error().message};
    }
  }
  return session;
}

/// One frame of `rows` quotes of random symbols and prices.
std::string quotes_frame(std::mt19937_64& random, int rows) {
  std::string values;
  for (int row = 0; row < rows; ++row) {
    const auto symbol = random() % kSymbols;
    const double bid = 100.0 + static_cast<double>(random() % 10'000) / 100.0;
    values += fmt::format(R"({}"S{}",{:.2f},{:.1f},{:.2f},{:.1f})", row == 0 ? "" : ",", symbol,
                          bid, static_cast<double>(random() % 100), bid + 0.05, 7.0);
  }
  return fmt::format(R"({{"type":"FEED_DATA","channel":1,"data":["Quote",[{}]]}})", values);
}

void feed_data_to_quotes(benchmark::State& state) {
  const int rows = static_cast<int>(state.range(0));
  std::mt19937_64 random{1};
  std::vector<std::string> frames;
  for (int i = 0; i < 64; ++i) frames.push_back(quotes_frame(random, rows));
  ClientSession session = ready_session();

  std::size_t next = 0;
  std::int64_t bytes = 0;
  for (auto _ : state) {
    const std::string& frame = frames[next++ % frames.size()];
    if (!session.receive(frame, {}, {}) ||
        session.batch().size() != static_cast<std::size_t>(rows)) {
      state.SkipWithError("the session did not decode the frame");
      break;
    }
    session.clear_batch();
    bytes += static_cast<std::int64_t>(frame.size());
  }
  state.SetItemsProcessed(state.iterations() * rows);
  state.SetBytesProcessed(bytes);
}
BENCHMARK(feed_data_to_quotes)->Arg(1)->Arg(10)->Arg(100)->Arg(1000);

}  // namespace
