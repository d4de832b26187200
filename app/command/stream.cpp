#include "app/command/commands.hpp"
#include "app/command/steps.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "app/render/text.hpp"
#include "app/session.hpp"
#include "app/terminal.hpp"
#include "app/view/board.hpp"

#include <unistd.h>

namespace belay::app {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kRedraw{200};

/// What the pumps fill and the screen shows. Shared, because a pump may end after the command.
struct Stream {
  EventBoard board;
  std::function<void(const Event&)> on_event;  ///< empty on a screen
  std::optional<std::uint64_t> most;           ///< --count
  std::vector<std::function<void()>> closers;
  std::vector<std::function<std::uint64_t()>> lags;
  std::size_t pumping = 0;
  std::optional<Error> failure;
  bool closed = false;

  void take(const Event& event) {
    if (full()) return;
    board.put(event);
    if (on_event) on_event(event);
  }
  [[nodiscard]] bool full() const { return most && board.events() >= *most; }
  [[nodiscard]] bool over() const { return full() || pumping == 0; }
  [[nodiscard]] std::uint64_t lagged() const {
    std::uint64_t sum = 0;
    for (const auto& lag : lags) sum += lag();
    return sum;
  }
  void close() {
    closed = true;
    for (const auto& closer : closers) closer();
  }
};

template <class E>
asio::awaitable<void> pump(std::shared_ptr<Stream> stream,
                           std::shared_ptr<Subscription<E>> subscription) {
  while (const std::optional<E> event = co_await subscription->next()) stream->take(Event{*event});
  const Result<void> status = subscription->status();
  if (!status && !stream->closed) stream->failure = status.error();
  --stream->pumping;
}

template <class E>
Task<void> begin(Session& session, MarketData& feed, std::shared_ptr<Stream> stream,
                 std::vector<std::string> symbols) {
  Result<Subscription<E>> made = co_await feed.subscribe_to<E>(std::move(symbols));
  if (!made) co_return std::unexpected(made.error());
  const auto subscription = std::make_shared<Subscription<E>>(std::move(*made));
  stream->closers.emplace_back([subscription] { subscription->close(); });
  stream->lags.emplace_back([subscription] { return subscription->lagged(); });
  ++stream->pumping;
  asio::co_spawn(session.executor, pump<E>(stream, subscription), asio::detached);
  co_return Result<void>{};
}

/// The symbols that have this kind of event (product.md S2-36).
std::vector<std::string> capable(const std::vector<std::string>& symbols, const std::string& kind) {
  std::vector<std::string> out;
  for (const std::string& symbol : symbols) {
    if (kind != "greeks" || is_option_symbol(symbol)) out.push_back(symbol);
  }
  return out;
}

Task<void> begin_kind(Session& session, MarketData& feed, std::shared_ptr<Stream> stream,
                      std::string kind, std::vector<std::string> symbols) {
  if (kind == "quote") return begin<Quote>(session, feed, stream, std::move(symbols));
  if (kind == "trade") return begin<Trade>(session, feed, stream, std::move(symbols));
  if (kind == "greeks") return begin<Greeks>(session, feed, stream, std::move(symbols));
  if (kind == "summary") return begin<Summary>(session, feed, stream, std::move(symbols));
  return begin<Profile>(session, feed, stream, std::move(symbols));
}

Task<void> begin_all(Session& session, MarketData& feed, std::shared_ptr<Stream> stream,
                     const StreamOptions& options) {
  const std::set<std::string> kinds{options.events.begin(), options.events.end()};
  for (const std::string& kind : kinds) {
    const std::vector<std::string> symbols = capable(options.symbols, kind);
    if (symbols.empty()) continue;
    const Result<void> begun = co_await begin_kind(session, feed, stream, kind, symbols);
    if (!begun) co_return begun;
  }
  if (stream->pumping == 0) {
    co_return fail(Errc::usage,
                   "only options have greeks, and none of these symbols is one; "
                   "options look like .SPXW250113C5830");
  }
  co_return Result<void>{};
}

std::string frame(const Session& session, const Stream& stream, bool on_screen) {
  const Style& style = session.context.style;
  const Instant now = session.context.clock.now();
  const std::string foot = fmt::format("{} events  lag {}{}", stream.board.events(),
                                       stream.lagged(), on_screen ? "  q leaves" : "");
  return session.banner() + render(stream.board.table(now), style) + ellipsize(foot, style.width) +
         "\n";
}

/// True when the user wants to leave: Ctrl-C, or nobody reads any more.
asio::awaitable<bool> pause(Session& session) {
  asio::steady_timer timer{session.executor, kRedraw};
  const auto token = asio::as_tuple(asio::use_awaitable);
  co_await timer.async_wait(token);
  const auto state = co_await asio::this_coro::cancellation_state;
  co_return state.cancelled() != asio::cancellation_type::none || session.context.out.broken();
}

bool time_is_up(const Session& session, const StreamOptions& options, Tick begun) {
  return options.run_for && session.context.clock.tick() - begun >= *options.run_for;
}

asio::awaitable<void> watch(Session& session, std::shared_ptr<Stream> stream,
                            const StreamOptions& options, bool on_screen) {
  const Tick begun = session.context.clock.tick();
  std::optional<LiveScreen> screen;
  if (on_screen) screen.emplace().take_over();
  bool left = false;
  while (!left && !stream->over() && !time_is_up(session, options, begun)) {
    if (screen) {
      const std::size_t height = terminal_height(STDOUT_FILENO, 24);
      session.context.out.write(LiveScreen::redraw(frame(session, *stream, true), height));
    }
    left = co_await pause(session);
    left = left || (screen && screen->pressed() == 'q');
  }
}

/// What a person should know that the table or the lines do not say.
void remarks(const Session& session, const Stream& stream, const StreamOptions& options,
             bool tables) {
  if (tables) session.context.out.write(frame(session, stream, false));
  if (!tables && stream.lagged() > 0) {
    Context::complain(fmt::format(
        "belay: warning: {} events were replaced by newer ones before they could be written\n",
        stream.lagged()));
  }
  for (const std::string& symbol : options.symbols) {
    const auto& last = stream.board.last();
    const bool heard = std::ranges::any_of(last, [&](auto& e) { return e.first.first == symbol; });
    if (!heard) {
      Context::complain("belay: warning: nothing arrived for " + escape_control(symbol) + "\n");
    }
  }
}

}  // namespace

Task<ExitCode> show_stream(Session& session, StreamOptions options) {
  Result<MarketData> feed = co_await session.client.market_data();
  if (!feed) co_return std::unexpected(feed.error());
  const bool on_screen = session.context.terminal && !session.context.globals.json;
  const auto stream = std::make_shared<Stream>();
  stream->most = options.count;
  const bool tables = on_screen || (options.table && !session.context.globals.json);
  if (!tables) {
    stream->on_event = [&out = session.context.out](const Event& event) {
      out.write(json_event(event) + "\n");
    };
  }
  const Result<void> begun = co_await begin_all(session, *feed, stream, options);
  if (!begun) co_return std::unexpected(begun.error());
  co_await watch(session, stream, options, on_screen);
  stream->close();
  remarks(session, *stream, options, tables);
  if (stream->failure && !stream->full()) co_return std::unexpected(*stream->failure);
  co_return ExitCode::ok;
}

Result<ExitCode> run_stream(Context& context, const StreamOptions& options) {
  return with_client(context, [&](Session& session) { return show_stream(session, options); });
}

}  // namespace belay::app
