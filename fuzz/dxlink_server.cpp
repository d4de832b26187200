#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/dxlink/chaos_file.hpp"
#include "proto/dxlink/frame_decoder.hpp"
#include "proto/dxlink/server_session.hpp"

// A server session against a client that says anything at all. Lines are frames; "T…" lets time
// pass, "P…", "K…" and "O…" publish a quote, a candle, an order; "R" reads a little of what is
// said, every other line all of it. A first line "Q…" holds rules of a chaos file, separated by
// semicolons. Whatever the server says, our own decoder must understand, unless the rules spoil it.

namespace {

using namespace belay;

Event quote(double price) {
  Quote event;
  event.symbol = Symbol{"SPY"};
  event.bid_price = price;
  return event;
}

// The line chooses index and flags.
Event candle(std::string_view line) {
  Candle event;
  event.symbol = Symbol{"SPY{=d}"};
  event.index = static_cast<std::int64_t>(line.size() % 7) << 32;
  event.event_flags = line.size() > 1 ? line[1] & 3 : 0;
  event.close = static_cast<double>(line.size());
  return event;
}

Event order(std::string_view line) {
  BookOrder event;
  event.symbol = Symbol{"SPY"};
  event.source = Symbol{line.size() % 2 == 0 ? "NTV" : "DEX"};
  event.index = static_cast<std::int64_t>(line.size());
  return event;
}

std::optional<std::vector<Event>> history(std::string_view type, Symbol symbol, std::string_view,
                                          std::int64_t from_time) {
  if (type != Schema<Candle>::name || !symbol.view().starts_with("SPY")) return std::nullopt;
  std::vector<Event> rows;
  for (std::size_t i = static_cast<std::size_t>(from_time) % 5; i > 0; --i) {
    rows.push_back(candle(std::string(i, ' ')));
  }
  return rows;
}

std::optional<dxlink::DepthBook> depth(Symbol, std::string_view, std::size_t limit) {
  dxlink::DepthBook book;
  for (std::size_t i = 0; i < std::min<std::size_t>(limit, 3); ++i) book.bids.push_back({1, 2});
  return book;
}

// A server of small limits, so that they are reached.
dxlink::ServerOptions options_of(std::string_view& input) {
  dxlink::ServerOptions options{.wildcard = true,
                                .max_message = 300,
                                .max_rows = 3,
                                .max_subscriptions = 20,
                                .max_series = 3,
                                .max_snapshot_rows = 3,
                                .max_stream_events = 10};
  if (!input.starts_with('Q')) return options;
  std::string rules{input.substr(1, input.find('\n') - 1)};
  input.remove_prefix(std::min(input.size(), rules.size() + 2));
  std::ranges::replace(rules, ';', '\n');
  if (const auto quirks = dxlink::parse_chaos(rules, "fuzz")) options.quirks = *quirks;
  return options;
}

class Listener {
 public:
  explicit Listener(bool spoiled) : spoiled_{spoiled} {}
  void hear(const std::vector<std::string>& frames) {
    for (const std::string& frame : frames) decoder_.receive(frame, Instant{});
    decoder_.clear_batch();
    const auto& counters = decoder_.counters();
    if (spoiled_) return;
    if (counters.malformed_messages + counters.unknown_events != 0) {
      std::abort();
    }
  }

 private:
  dxlink::FrameDecoder decoder_;
  bool spoiled_;
};

void pass(dxlink::ServerSession& session, Listener& listener, Tick& now, Tick until) {
  for (int guard = 0; session.next_deadline() <= until; ++guard) {
    if (guard > 10'000) std::abort();
    now = std::max(now, session.next_deadline());
    session.tick(now);
    listener.hear(session.take_outgoing());
  }
  now = until;
  session.tick(now);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  Tick now{std::chrono::hours{1}};
  const auto authorize = [](std::string_view) { return std::optional<std::string>{"user"}; };
  const auto snapshot = [](std::string_view, Symbol) { return std::optional<Event>{quote(1.0)}; };
  const dxlink::ServerOptions options = options_of(rest);
  dxlink::ServerSession session{options, authorize, snapshot, history, depth};
  Listener listener{!options.quirks.rules.empty()};
  session.start(now);
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    std::size_t room = dxlink::ServerSession::kEverything;
    switch (line.empty() ? '\0' : line.front()) {
      case 'T':
        pass(session, listener, now, now + std::chrono::milliseconds{100 * line.size()});
        break;
      case 'P': session.publish(quote(static_cast<double>(line.size())), now); break;
      case 'K': session.publish(candle(line), now); break;
      case 'O': session.publish(order(line), now); break;
      case 'R': room = line.size(); break;
      default: session.receive(line, now);
    }
    listener.hear(session.take_outgoing(room));
    // Everything that waits belongs to a subscription or to one snapshot under way.
    if (session.waiting() > 50'000) std::abort();
  }
  listener.hear(session.take_farewell());
  session.abandon();
  if (session.subscription_count() != 0) std::abort();
  return 0;
}
