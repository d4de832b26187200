#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "belay/client/client.hpp"
#include "belay/model/event_table.hpp"
#include "client/feed.hpp"
#include "dxlink/meter.hpp"
#include "dxlink/raw_client.hpp"
#include "net/websocket.hpp"
#include "proto/dxlink/client_session.hpp"
#include "proto/dxlink/frame_decoder.hpp"
#include "support/frames.hpp"

// The clients that are measured against dxlink_blaster, one per --mode:
//   walk     RawClient, and simdjson On-Demand converts every number: the ceiling, nothing typed
//   decode   RawClient, and our decoder with a callback per event
//   session  our WebSocket and our session with a callback per event
//   client   the whole client as a user has it: sign-in, reconnecting feed, session, delivery
//   feed     the same without the sign-in, decoding as a CPU without AVX2 would

namespace {

using namespace belay;
using namespace belay::bench;

struct Options {
  std::string mode = "client";
  std::uint16_t port = 0;
  std::uint64_t events = 5'000'000;
  std::size_t symbols = 1000;
  bool quotes_only = false;
  std::size_t table_rows =
      0;                // keeps quotes in a table of so many rows, and the last of each symbol
  std::string ca_file;  // speaks TLS when set
};

std::vector<std::string> symbols_of(const Options& options) {
  const FrameOptions frames{.symbols = options.symbols};
  std::vector<std::string> names;
  for (std::size_t i = 0; i < options.symbols; ++i) names.push_back(symbol_name(frames, i));
  return names;
}

// ---- walk --------------------------------------------------------------------------------------

/// Touches every value under a JSON value and sums the numbers.
double walk(simdjson::ondemand::value value) {
  double sum = 0;
  switch (value.type()) {
    case simdjson::ondemand::json_type::array:
      for (auto each : value.get_array()) sum += walk(each.value());
      break;
    case simdjson::ondemand::json_type::object:
      for (auto each : value.get_object()) sum += walk(each.value());
      break;
    case simdjson::ondemand::json_type::number: sum += double(value.get_double()); break;
    case simdjson::ondemand::json_type::string:
      sum += static_cast<double>(std::string_view(value.get_string()).size());
      break;
    case simdjson::ondemand::json_type::boolean: sum += bool(value.get_bool()) ? 1 : 0; break;
    case simdjson::ondemand::json_type::null: break;
  }
  return sum;
}

void run_walk(const Options& options, Meter& meter) {
  RawClient raw{options.port};
  raw.subscribe(symbols_of(options));
  simdjson::ondemand::parser parser;
  for (;;) {
    const std::string_view frame = raw.next();
    meter.begin();
    if (frame.size() < 300 && frame.find(kEnd) != std::string_view::npos) break;
    meter.frame();
    auto document = parser.iterate(frame.data(), frame.size(), frame.size() + 64);
    for (auto field : document.get_object()) {
      if (std::string_view(field.unescaped_key()) == "data") meter.add(walk(field.value()));
    }
  }
  meter.end();
}

// ---- decode, session ---------------------------------------------------------------------------

/// Hands a batch to the user, event by event; ends the run at __END__.
void deliver(const dxlink::EventBatch& batch, Meter& meter, Symbol end) {
  batch.for_each_run([&]<class E>(std::int64_t, std::span<const E> run) {
    if constexpr (market_event<E>) {
      for (const E& event : run) {
        if (event.symbol == end) return meter.end();
        meter.event(event);
      }
    }
  });
}

void run_decode(const Options& options, Meter& meter) {
  const Symbol end{kEnd};
  RawClient raw{options.port};
  dxlink::FrameDecoder decoder;
  decoder.receive(raw.subscribe(symbols_of(options)), {});
  while (!meter.ended()) {
    const std::string_view frame = raw.next();
    decoder.decode(dxlink::PaddedFrame{frame}, {});
    meter.frame();
    deliver(decoder.batch(), meter, end);
    decoder.clear_batch();
  }
}

net::Endpoint endpoint(const Options& options) {
  return {.host = "127.0.0.1", .port = options.port, .tls = !options.ca_file.empty()};
}

Tick tick() { return std::chrono::steady_clock::now(); }

Task<void> send_all(net::WebSocket& socket, dxlink::ClientSession& session) {
  const std::vector<std::string> frames = session.take_outgoing();
  for (const std::string& frame : frames) {
    const Result<void> sent = co_await socket.write(frame);
    if (!sent) co_return sent;
  }
  co_return Result<void>{};
}

Task<void> converse(const Options& options, Meter& meter) {
  const Symbol end{kEnd};
  const net::Endpoint to = endpoint(options);
  const net::TlsOptions tls{.extra_ca_file = options.ca_file};
  const std::string target = "/realtime";
  const std::vector<HttpHeader> headers;
  const net::WebSocketOptions plain;
  auto socket = co_await net::connect_websocket(to, target, headers, tls, plain);
  if (!socket) co_return std::unexpected(socket.error());
  dxlink::ClientSession session{{.token = Secret{"bench"}}};
  session.start(tick());
  dxlink::SubscriptionKey wanted;
  wanted.type = "Quote";
  wanted.symbol = end;
  session.subscribe(wanted, tick());
  while (!meter.ended()) {
    const Result<void> sent = co_await send_all(*socket, session);
    if (!sent) co_return sent;
    const auto messages = co_await socket->read_batch();
    if (!messages) co_return std::unexpected(messages.error());
    const Tick now = tick();
    const Instant received = Clock::system().now();
    for (const std::string_view message : *messages) {
      const Result<void> good = session.receive(dxlink::PaddedFrame{message}, now, received);
      if (!good) co_return good;
      if (meter.begun()) meter.frame();
      deliver(session.batch(), meter, end);
      session.clear_batch();
    }
  }
  co_return Result<void>{};
}

void run_session(const Options& options, Meter& meter) {
  boost::asio::io_context io{1};
  Result<void> outcome;
  const auto body = [&]() -> boost::asio::awaitable<void> {
    outcome = co_await converse(options, meter);
  };
  boost::asio::co_spawn(io, body(), boost::asio::detached);
  io.run();
  if (!outcome) throw std::runtime_error{outcome.error().message};
}

// ---- feed --------------------------------------------------------------------------------------

template <class E>
std::shared_ptr<detail::Sink> listener(const std::vector<std::string>& names,
                                       std::function<void(const E&)> handler) {
  std::vector<dxlink::SubscriptionKey> keys;
  for (const std::string& name : names) {
    keys.push_back({.type = Schema<E>::name, .symbol = Symbol{name}});
  }
  return std::make_shared<detail::Listener<E>>(std::move(keys), std::move(handler));
}

/// How rows are decoded is no user's choice, so the feed is made by hand here.
detail::FeedWorld plain_cpu_world(const Options& options) {
  detail::FeedWorld world{.token = []() -> Task<QuoteToken> {
                            QuoteToken token;
                            token.token = Secret{"bench"};
                            token.dxlink_url = "ws://127.0.0.1/realtime";
                            co_return token;
                          },
                          .connect = [to = endpoint(options)](std::string) -> Task<net::WebSocket> {
                            const std::vector<HttpHeader> headers;
                            const net::TlsOptions tls;
                            const net::WebSocketOptions plain;
                            const std::string target = "/realtime";
                            co_return co_await net::connect_websocket(to, target, headers, tls,
                                                                      plain);
                          }};
  world.life.session.rows = dxlink::RowPath::plain_cpu;
  return world;
}

Task<void> follow_feed(std::shared_ptr<detail::Feed> feed, const Options& options, Meter& meter,
                       std::function<void()> stop) {
  const Result<void> started = co_await feed->start();
  if (!started) co_return started;
  std::vector<std::string> names = symbols_of(options);
  const auto each = [&meter](const auto& event) { meter.event(event); };
  std::vector<std::shared_ptr<detail::Sink>> sinks{listener<Trade>(names, each),
                                                   listener<TimeAndSale>(names, each),
                                                   listener<Greeks>(names, each)};
  names.emplace_back(kEnd);
  sinks.push_back(listener<Quote>(names, [&meter, stop, end = Symbol{kEnd}](const Quote& quote) {
    if (quote.symbol != end) return meter.event(quote);
    meter.end();
    stop();
  }));
  for (const std::shared_ptr<detail::Sink>& sink : sinks) {
    const Result<void> added = feed->add(sink);
    if (!added) co_return added;
  }
  co_return Result<void>{};
}

void run_feed(const Options& options, Meter& meter) {
  boost::asio::io_context io{1};
  const auto feed = std::make_shared<detail::Feed>(
      io.get_executor(), Config::simulator(options.port), plain_cpu_world(options));
  Result<void> outcome;
  const auto body = [&]() -> boost::asio::awaitable<void> {
    const std::function<void()> stop = [&io] { io.stop(); };
    outcome = co_await follow_feed(feed, options, meter, stop);
    if (!outcome) io.stop();
  };
  boost::asio::co_spawn(io, body(), boost::asio::detached);
  io.run();
  if (!outcome) throw std::runtime_error{outcome.error().message};
}

// ---- client ------------------------------------------------------------------------------------

Config config_for(const Options& options) {
  Config config = Config::simulator(options.port);
  if (options.ca_file.empty()) return config;
  config.base_url = fmt::format("https://127.0.0.1:{}", options.port);
  config.extra_ca_file = options.ca_file;
  return config;
}

/// What a program that looks at its data keeps.
struct Kept {
  explicit Kept(std::size_t rows) : table{{.rows = rows}} {}
  EventTable<Quote> table;
  LastValues<Quote> last;
  void put(const Quote& quote) {
    table.append(quote);
    last.put(quote);
  }
};

/// Listens to everything; `stop` is called at the end.
Task<void> follow(Client& client, const Options& options, Meter& meter, std::function<void()> stop,
                  std::vector<Listening>& listenings) {
  auto feed = co_await client.market_data();
  if (!feed) co_return std::unexpected(feed.error());
  std::vector<std::string> names = symbols_of(options);
  Result<void> outcome;
  const auto keep = [&](Result<Listening> listening) {
    if (listening) {
      listenings.push_back(std::move(*listening));
    } else {
      outcome = std::unexpected(listening.error());
    }
  };
  const auto each = [&meter](const auto& event) { meter.event(event); };
  if (!options.quotes_only) {
    keep(feed->listen<Trade>(names, each));
    keep(feed->listen<TimeAndSale>(names, each));
    keep(feed->listen<Greeks>(names, each));
  }
  names.emplace_back(kEnd);
  const auto kept =
      options.table_rows > 0 ? std::make_shared<Kept>(options.table_rows) : std::shared_ptr<Kept>{};
  keep(feed->listen<Quote>(names, [&meter, kept, stop, end = Symbol{kEnd}](const Quote& quote) {
    if (quote.symbol != end) {
      if (kept) kept->put(quote);
      return meter.event(quote);
    }
    meter.end();
    if (kept)
      meter.kept(kept->table.size() * EventTable<Quote>::kRowBytes +
                 kept->last.size() * sizeof(Quote));
    stop();
  }));
  co_return outcome;
}

void run_client(const Options& options, Meter& meter) {
  boost::asio::io_context io{1};
  Client client{io.get_executor(), config_for(options)};
  std::vector<Listening> listenings;
  Result<void> outcome;
  const auto body = [&]() -> boost::asio::awaitable<void> {
    const std::function<void()> stop = [&io] { io.stop(); };
    outcome = co_await follow(client, options, meter, stop, listenings);
    if (!outcome) io.stop();
  };
  boost::asio::co_spawn(io, body(), boost::asio::detached);
  io.run();
  if (!outcome) throw std::runtime_error{outcome.error().message};
}

// ---- the program -------------------------------------------------------------------------------

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw std::invalid_argument{fmt::format("'{}' is not a number", text)};
  }
  return value;
}

void set(Options& options, std::string_view name, std::string_view value) {
  if (name == "--mode")
    options.mode = value;
  else if (name == "--port")
    options.port = static_cast<std::uint16_t>(number(value));
  else if (name == "--events")
    options.events = number(value);
  else if (name == "--symbols")
    options.symbols = number(value);
  else if (name == "--types")
    options.quotes_only = value == "quotes";
  else if (name == "--table")
    options.table_rows = number(value);
  else if (name == "--ca-file")
    options.ca_file = value;
  else
    throw std::invalid_argument{fmt::format("unknown option {}", name)};
}

void run(const Options& options, Meter& meter) {
  if (options.mode == "walk") return run_walk(options, meter);
  if (options.mode == "decode") return run_decode(options, meter);
  if (options.mode == "session") return run_session(options, meter);
  if (options.mode == "client") return run_client(options, meter);
  if (options.mode == "feed") return run_feed(options, meter);
  throw std::invalid_argument{
      fmt::format("--mode is walk, decode, session, client or feed, not '{}'", options.mode)};
}

}  // namespace

int main(int argc, char** argv) try {
  Options options;
  const std::vector<std::string_view> words{argv + 1, argv + argc};
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) set(options, words[i], words[i + 1]);
  Meter meter{options.events};
  run(options, meter);
  meter.print();
  return 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "dxlink_client: {}\n", error.what());
  return 1;
}
