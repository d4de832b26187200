#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "proto/dxlink/frame_decoder.hpp"
#include "proto/dxlink/server_session.hpp"

// A server session against a client that says anything at all: lines are frames, a line "T…" lets
// time pass, a line "P…" publishes. Whatever the server says, our own decoder must understand.

namespace {

using namespace belay;

void listen(dxlink::ServerSession& session, dxlink::FrameDecoder& decoder) {
  for (const std::string& frame : session.take_outgoing()) decoder.receive(frame, Instant{});
  decoder.clear_events();
  const auto& counters = decoder.counters();
  if (counters.malformed_messages + counters.unknown_messages + counters.unknown_events != 0) {
    std::abort();
  }
}

void pass(dxlink::ServerSession& session, Tick& now, Tick until) {
  for (int guard = 0; session.next_deadline() <= until; ++guard) {
    if (guard > 1'000) std::abort();
    now = std::max(now, session.next_deadline());
    session.tick(now);
  }
  now = until;
}

Event quote(double price) {
  Quote event;
  event.symbol = Symbol{"SPY"};
  event.bid_price = price;
  return event;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Tick now{std::chrono::hours{1}};
  const auto authorize = [](std::string_view) { return std::optional<std::string>{"user"}; };
  const auto snapshot = [](std::string_view, Symbol) { return std::optional<Event>{quote(1.0)}; };
  dxlink::ServerSession session{{}, authorize, snapshot};
  dxlink::FrameDecoder decoder;
  session.start(now);
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.starts_with('T')) {
      pass(session, now, now + std::chrono::milliseconds{100 * line.size()});
    } else if (line.starts_with('P')) {
      session.publish(quote(static_cast<double>(line.size())), now);
    } else {
      session.receive(line, now);
    }
    listen(session, decoder);
  }
  return 0;
}
