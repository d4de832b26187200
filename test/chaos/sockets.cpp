#include "chaos/sockets.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "chaos/consumer.hpp"
#include "chaos/wire.hpp"
#include "client/feed.hpp"
#include "client/queue.hpp"
#include "client/series_sink.hpp"
#include "net/http_server.hpp"
#include "sim/server/stream_connection.hpp"

namespace belay::chaos {
namespace {

namespace asio = boost::asio;
using detail::Feed;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Steady = std::chrono::steady_clock;

constexpr milliseconds kTradePause{400};
// Real time: how often the server's deadlines are looked at, which are ours and not the machine's.
constexpr milliseconds kBeat{4};
// A verdict is good when it was good so often, after trade and a pause for what is on its way.
constexpr int kGoodVerdicts = 2;
constexpr seconds kTradeBetween{6};
constexpr seconds kPauseBefore{4};
// Real time that everything may be late beyond what was measured.
constexpr milliseconds kLate{100};

bool always(Instant) { return true; }

}  // namespace

struct SocketWorld::Impl {
  Impl(const Plan& wanted, std::function<void(const std::string&)> listener)
      : plan{wanted}, tell_{std::move(listener)}, random{wanted.seed} {
    const std::size_t lasting = Market::kQuotes + Market::kCandles;
    for (std::size_t i = 0; i < market.keys().size(); ++i) {
      if (i >= lasting || random() % 2 == 0) wanted_.insert(i);
    }
    config.clock = Clock{.now = [this] { return Instant{now().time_since_epoch()}; },
                         .tick = [this] { return now(); }};
    config.log =
        Log{[this](LogLevel, std::string_view, std::string_view text) { tell("-- {}", text); },
            "chaos"};
  }

  // ---- time: an hour after the epoch, and kRate times as fast as the machine's ----

  [[nodiscard]] Tick now() const { return begin + (Steady::now() - born) * kRate; }
  [[nodiscard]] Tick real(Tick due) const { return born + (due - begin) / kRate + milliseconds{1}; }
  [[nodiscard]] duration age() const { return now() - begin; }
  asio::awaitable<void> wait_until(Tick due) {
    asio::steady_timer timer{context, real(due)};
    const auto token = asio::as_tuple(asio::use_awaitable);
    co_await timer.async_wait(token);
  }

  Outcome run();
  Result<void> listen();
  asio::awaitable<void> live();
  asio::awaitable<void> start_feed();
  std::shared_ptr<Feed> make_feed();
  asio::awaitable<void> make_trouble();
  asio::awaitable<void> trade();
  asio::awaitable<void> beat();
  asio::awaitable<void> follow_gaps(std::shared_ptr<detail::GapQueue> queue);
  template <class E>
  asio::awaitable<void> consume(std::shared_ptr<detail::TypedQueue<E>> queue);
  void happen(const Mischief& each);
  void toggle(std::size_t which);
  void take_up(std::size_t which);
  void give_up(std::size_t which);

  Task<QuoteToken> token();
  Task<net::WebSocket> connect();
  asio::awaitable<void> serve(net::WebSocket socket);
  [[nodiscard]] std::optional<std::string> authorize(std::string_view token) const;

  [[nodiscard]] std::vector<std::string> judge();
  [[nodiscard]] std::shared_ptr<sim::StreamConnection> newest() const {
    return streams.empty() ? nullptr : streams.back();
  }
  template <class... T>
  void tell(fmt::format_string<T...> text, T&&... parts) const {
    if (!tell_) return;
    tell_(fmt::format("{:8.3f}  {}", std::chrono::duration<double>{age()}.count(),
                      fmt::format(text, std::forward<T>(parts)...)));
  }

  const Plan plan;
  std::function<void(const std::string&)> tell_;
  std::mt19937_64 random;
  const Tick begin{std::chrono::hours{1}};
  const Tick born = Steady::now();
  asio::io_context context;
  Config config = Config::simulator();
  Market market;
  Consumer consumer;
  std::optional<net::HttpServer> server;
  std::unique_ptr<Wire> wire;
  std::vector<std::shared_ptr<sim::StreamConnection>> streams;
  std::shared_ptr<Feed> feed;
  std::set<std::size_t> wanted_;  // of market.keys()
  std::map<std::size_t, std::shared_ptr<detail::Sink>> sinks;
  std::uint64_t opened = 0;
  std::uint64_t tokens = 0;
  std::uint64_t good_token = 1;  // and those after it
  Tick no_tokens_until = Tick::min();
  bool started = false;  // the feed
  bool trading = true;
  bool over = false;
  Tick last_beat = Tick::min();  // real
  duration late{0};              // real, the most
  Outcome outcome;
};

SocketWorld::SocketWorld(const Plan& plan, std::function<void(const std::string&)> tell)
    : impl_{std::make_unique<Impl>(plan, std::move(tell))} {}
SocketWorld::~SocketWorld() = default;
Outcome SocketWorld::run() { return impl_->run(); }

Outcome SocketWorld::Impl::run() {
  if (const Result<void> listening = listen(); !listening) {
    outcome.complaints.push_back(listening.error().message);
    return outcome;
  }
  for (auto&& life : {&Impl::live, &Impl::make_trouble, &Impl::trade, &Impl::beat}) {
    asio::co_spawn(context, (this->*life)(), asio::detached);
  }
  context.run();
  return outcome;
}

Result<void> SocketWorld::Impl::listen() {
  auto no_requests = [](HttpRequest) -> asio::awaitable<HttpResponse> { co_return HttpResponse{}; };
  auto sockets = [this](HttpRequest, net::WebSocket socket) { return serve(std::move(socket)); };
  net::HttpServerOptions options;
  options.websocket.owner_ends = true;
  auto listening =
      net::HttpServer::listen(context.get_executor(), no_requests, sockets, options, {});
  if (!listening) return std::unexpected(listening.error());
  server = std::move(*listening);
  wire = std::make_unique<Wire>(context.get_executor(), server->port());
  return {};
}

// Trouble, then quiet until the verdict is good, or for as long as healing may take.
asio::awaitable<void> SocketWorld::Impl::live() {
  co_await start_feed();
  co_await wait_until(begin + plan.trouble);
  int good = 0;
  while (good < kGoodVerdicts && age() < plan.trouble + plan.quiet) {
    trading = true;
    co_await wait_until(now() + kTradeBetween);
    trading = false;
    co_await wait_until(now() + kPauseBefore);
    outcome.complaints = judge();
    good = outcome.complaints.empty() ? good + 1 : 0;
  }
  if (feed) {
    const FeedStatus status = feed->status();
    outcome.connections = status.connections;
    outcome.events = status.counters.events;
    outcome.gaps = consumer.gaps().size();
    feed->stop({});
  }
  over = true;
  for (const auto& stream : streams) stream->stop();
  wire.reset();
  server->stop();
}

// Whoever asks for market data decides what to do when the first attempt fails: here, ask again.
asio::awaitable<void> SocketWorld::Impl::start_feed() {
  while (age() < plan.trouble + plan.quiet) {
    feed = make_feed();
    const Result<void> result = co_await feed->start();
    started = result.has_value();
    if (started) break;
    const Tick again = now() + seconds{1};
    co_await wait_until(again);
  }
  auto gaps = follow_gaps(feed->gaps());
  asio::co_spawn(context, std::move(gaps), asio::detached);
  for (const std::size_t which : wanted_) take_up(which);
}

std::shared_ptr<Feed> SocketWorld::Impl::make_feed() {
  dxlink::LifeOptions life;
  life.market_open = always;
  return std::make_shared<Feed>(
      context.get_executor(), config,
      detail::FeedWorld{.token = [this] { return token(); },
                        .connect = [this](const std::string&) { return connect(); },
                        .life = life,
                        .ring_at = [this](Tick due) { return real(due); }});
}

// ---- the user
// ------------------------------------------------------------------------------------

asio::awaitable<void> SocketWorld::Impl::follow_gaps(std::shared_ptr<detail::GapQueue> queue) {
  while (const std::optional<Gap> gap = co_await detail::GapQueue::next(queue)) {
    consumer.take(std::vector<Gap>{*gap});
  }
}

template <class E>
asio::awaitable<void> SocketWorld::Impl::consume(std::shared_ptr<detail::TypedQueue<E>> queue) {
  while (const std::optional<E> event = co_await detail::TypedQueue<E>::next(queue)) {
    consumer.take(*event);
  }
  if (!queue->status()) {
    outcome.complaints.push_back(queue->status().error().message);
  }
}

void SocketWorld::Impl::toggle(std::size_t which) {
  const bool was_wanted = wanted_.erase(which) > 0;
  if (!was_wanted) wanted_.insert(which);
  if (!started) return;  // start_feed() takes it up
  was_wanted ? give_up(which) : take_up(which);
}

void SocketWorld::Impl::take_up(std::size_t which) {
  if (sinks.contains(which)) return;
  const dxlink::SubscriptionKey key = canonical(market.keys()[which]);
  const auto queue_of = [&]<class E>(std::type_identity<E>) {
    auto queue = detail::make_queue<E>(context.get_executor(), {key}, default_delivery<E>);
    auto consuming = consume<E>(queue);
    asio::co_spawn(context, std::move(consuming), asio::detached);
    return queue;
  };
  std::shared_ptr<detail::Sink> sink;
  if (key.type == Schema<Quote>::name) sink = queue_of(std::type_identity<Quote>{});
  if (key.type == Schema<TimeAndSale>::name) sink = queue_of(std::type_identity<TimeAndSale>{});
  if (key.type == Schema<Candle>::name) {
    const auto series = std::make_shared<detail::SeriesSink<Candle>>(context.get_executor(), key,
                                                                     config.clock.tick);
    series->on_repeat = [this, key] { feed->repeat(key); };
    sink = series;
  }
  if (const Result<void> added = feed->add(sink); !added) {
    outcome.complaints.push_back(added.error().message);
  }
  sinks.emplace(which, sink);
}

void SocketWorld::Impl::give_up(std::size_t which) {
  const auto found = sinks.find(which);
  if (found == sinks.end()) return;
  const std::shared_ptr<detail::Sink> sink = found->second;
  sinks.erase(found);
  if (const auto release = std::exchange(sink->on_release, nullptr)) release();
  sink->end({});
}

// ---- what the client needs of the world
// ------------------------------------------------------------

Task<QuoteToken> SocketWorld::Impl::token() {
  if (now() < no_tokens_until) co_return fail(Errc::unavailable, "no token today");
  co_return QuoteToken{.token = Secret{std::to_string(++tokens)}, .dxlink_url = "ws://loopback"};
}

Task<net::WebSocket> SocketWorld::Impl::connect() {
  const net::Endpoint endpoint{.host = "127.0.0.1", .port = wire->port(), .tls = false};
  const std::vector<HttpHeader> headers;
  co_return co_await net::connect_websocket(endpoint, "/realtime", headers, net::TlsOptions(),
                                            net::WebSocketOptions());
}

// ---- the simulator's side
// ----------------------------------------------------------------------------

std::optional<std::string> SocketWorld::Impl::authorize(std::string_view token) const {
  if (std::stoull(std::string{token}) < good_token) return std::nullopt;
  return "user";
}

asio::awaitable<void> SocketWorld::Impl::serve(net::WebSocket socket) {
  dxlink::ServerOptions options;
  options.quirks = quirks_of_connection(plan, age());
  options.connection = ++opened;
  tell("connection {}", opened);
  dxlink::ServerSession session{
      options, [this](std::string_view token) { return authorize(token); },
      [this](std::string_view type, Symbol symbol) { return market.last(type, symbol); },
      [this](std::string_view type, Symbol symbol, std::string_view, std::int64_t from) {
        return market.history(type, symbol, from);
      }};
  const auto stream = std::make_shared<sim::StreamConnection>(
      context.get_executor(), std::move(socket), std::move(session), config.clock, config.log);
  streams.push_back(stream);
  if (!over) co_await sim::StreamConnection::run(stream);
  std::erase(streams, stream);
}

asio::awaitable<void> SocketWorld::Impl::trade() {
  while (!over) {
    if (trading) {
      for (const Event& event : market.step(config.clock.now(), random())) {
        for (const auto& stream : streams) stream->publish(event, now());
      }
    }
    co_await wait_until(now() + kTradePause);
  }
}

// The server's timers are the machine's: its sessions are woken often enough for our faster clock.
// Notes how late the machine is.
asio::awaitable<void> SocketWorld::Impl::beat() {
  while (!over) {
    for (const auto& stream : std::vector{streams}) {
      stream->poke();
      outcome.most_waiting = std::max(outcome.most_waiting, stream->session().waiting());
    }
    const Tick woken = Steady::now();
    if (last_beat != Tick::min()) late = std::max<duration>(late, woken - last_beat - kBeat);
    last_beat = woken;
    co_await wait_until(now() + kBeat * kRate);
  }
}

// ---- faults
// ------------------------------------------------------------------------------------------

asio::awaitable<void> SocketWorld::Impl::make_trouble() {
  for (const Mischief& each : plan.mischief) {
    co_await wait_until(begin + each.at);
    if (over) co_return;
    happen(each);
  }
}

void SocketWorld::Impl::happen(const Mischief& each) {
  using Kind = Mischief::Kind;
  tell("mischief {} for {:.1f} s", static_cast<int>(each.kind),
       std::chrono::duration<double>{each.length}.count());
  const Tick until = now() + each.length;
  switch (each.kind) {
    case Kind::cut: wire->cut(); return;
    case Kind::half_open: wire->vanish(); return;
    case Kind::stall: wire->hold_until(real(until)); return;
    case Kind::kill_tokens: good_token = tokens + 1; return;
    case Kind::refuse_connect: wire->refuse_until(real(until)); return;
    case Kind::refuse_token: no_tokens_until = until; return;
    case Kind::toggle: toggle(each.which % (Market::kQuotes + Market::kCandles)); return;
    case Kind::sleep:  // the whole machine's
      std::this_thread::sleep_until(real(until));
      last_beat = Tick::min();
      return;
  }
}

// ---- the verdict
// -------------------------------------------------------------------------------------

std::vector<std::string> SocketWorld::Impl::judge() {
  const auto stream = newest();
  if (!feed || feed->status().state != FeedState::ready || !stream) {
    const auto state = feed ? feed->status().state : FeedState::idle;
    return {fmt::format("after the quiet time the client is in state '{}', not ready",
                        enum_name(state))};
  }
  std::vector<std::string> complaints = judge_subscriptions(wanted_, market, stream->session());
  for (const auto& [which, sink] : sinks) {
    const auto series = std::dynamic_pointer_cast<detail::SeriesSink<Candle>>(sink);
    if (series) consumer.take(market.keys()[which].symbol, series->store().rows());
  }
  std::ranges::move(consumer.judge(wanted_, market, (kLate + 2 * late) * kRate),
                    std::back_inserter(complaints));
  return complaints;
}

}  // namespace belay::chaos
