#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "proto/dxlink/client_session.hpp"
#include "proto/dxlink/event_batch.hpp"
#include "proto/dxlink/frame_decoder.hpp"

// A client session against a server that says anything at all: lines are frames, a line "T…" lets
// time pass. The same frames go through the bare decoder, which needs no handshake.

namespace {

using namespace belay;

// The session must not ask to be woken at a time at which it was already woken.
void pass(dxlink::ClientSession& session, Tick& now, Tick until) {
  for (int guard = 0; session.next_deadline() <= until; ++guard) {
    if (guard > 1'000) std::abort();
    now = std::max(now, session.next_deadline());
    if (!session.tick(now)) return;
    (void)session.take_outgoing();
  }
  now = until;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Tick now{std::chrono::hours{1}};
  dxlink::ClientSession session{{.token = Secret{"the-secret-token"}}};
  dxlink::FrameDecoder decoder;
  session.start(now);
  session.subscribe({"Quote", Symbol{"SPY"}}, now);
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.starts_with('T')) {
      pass(session, now, now + std::chrono::seconds{line.size()});
      continue;
    }
    decoder.receive(line, Instant{});
    const auto result = session.receive(line, now, Instant{});
    if (!result && result.error().message.find("the-secret-token") != std::string::npos) {
      std::abort();
    }
    session.clear_batch();
    (void)session.take_outgoing();
  }
  return 0;
}
