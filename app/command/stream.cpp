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
  stream->board.await_type(Schema<E>::name);
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

// Not a coroutine: what it starts takes its own copies.
Task<void> begin_kind(Session& session, MarketData& feed, const std::shared_ptr<Stream>& stream,
                      const std::string& kind, const std::vector<std::string>& symbols) {
  if (kind == "quote") return begin<Quote>(session, feed, stream, symbols);
  if (kind == "trade") return begin<Trade>(session, feed, stream, symbols);
  if (kind == "greeks") return begin<Greeks>(session, feed, stream, symbols);
  if (kind == "summary") return begin<Summary>(session, feed, stream, symbols);
  return begin<Profile>(session, feed, stream, symbols);
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

/// `keys` says what can be pressed; empty where nothing can.
std::string frame(const Session& session, const Stream& stream, std::string_view keys) {
  const Style& style = session.context.style;
  const Instant now = session.context.clock.now();
  std::string foot = fmt::format("{} events  lag {}", stream.board.events(), stream.lagged());
  for (const std::string& more : {stream.board.unknown_text(), std::string{keys}}) {
    if (!more.empty()) foot += "  " + more;
  }
  return session.banner() + render(stream.board.table(now), style) +
         paint(ellipsize(foot, style.width), Meaning::muted, style.color) + "\n";
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

/// The screen as it is now, width included: a person may have resized the window.
void draw(Session& session, const Stream& stream, bool enter_goes_on) {
  if (!session.context.globals.width) {
    session.context.style.width = terminal_width(STDOUT_FILENO, session.context.style.width);
  }
  const std::size_t height = terminal_height(STDOUT_FILENO, 24);
  const std::string_view keys = enter_goes_on ? "Enter: next  q: leave" : "q: leave";
  session.context.out.write(LiveScreen::redraw(frame(session, stream, keys), height));
}

Left meaning_of_key(char key, bool enter_goes_on) {
  if (key == 'q') return Left::quit;
  return enter_goes_on && is_go_on(key) ? Left::next : Left::by_itself;
}

asio::awaitable<Left> watch(Session& session, std::shared_ptr<Stream> stream,
                            const StreamOptions& options, bool on_screen, bool enter_goes_on) {
  const Tick begun = session.context.clock.tick();
  std::optional<LiveScreen> screen;
  if (on_screen) screen.emplace().take_over();
  Left left = Left::by_itself;
  while (left == Left::by_itself && !stream->over() && !time_is_up(session, options, begun)) {
    if (screen) draw(session, *stream, enter_goes_on);
    const bool stopped = co_await pause(session);
    if (screen) left = meaning_of_key(screen->pressed(), enter_goes_on);
    if (stopped) left = Left::quit;
  }
  co_return left;
}

/// What a person should know that the table or the lines do not say.
void remarks(const Session& session, const Stream& stream, const StreamOptions& options,
             bool tables) {
  if (tables) session.context.out.write(frame(session, stream, {}));
  if (!tables && stream.lagged() > 0) {
    Context::complain(fmt::format(
        "belay: warning: {} events were replaced by newer ones before they could be written\n",
        stream.lagged()));
  }
  for (const std::string& symbol : options.symbols) {
    if (!stream.board.heard(symbol)) {
      Context::complain("belay: warning: nothing arrived for " + escape_control(symbol) + "\n");
    }
  }
}

}  // namespace

Task<Left> watch_stream(Session& session, StreamOptions options, bool enter_goes_on) {
  Result<MarketData> feed = co_await session.client.market_data();
  if (!feed) co_return std::unexpected(feed.error());
  const bool on_screen = session.context.terminal && !session.context.globals.json;
  const auto stream = std::make_shared<Stream>();
  stream->most = options.count;
  for (const std::string& symbol : options.symbols) stream->board.await_symbol(symbol);
  const bool tables = on_screen || (options.table && !session.context.globals.json);
  if (!tables) {
    stream->on_event = [&out = session.context.out](const Event& event) {
      out.write(json_event(event) + "\n");
    };
  }
  const Result<void> begun = co_await begin_all(session, *feed, stream, options);
  if (!begun) co_return std::unexpected(begun.error());
  const Left left = co_await watch(session, stream, options, on_screen, enter_goes_on);
  stream->close();
  remarks(session, *stream, options, tables);
  if (stream->failure && !stream->full()) co_return std::unexpected(*stream->failure);
  co_return left;
}

namespace {

Task<ExitCode> show_stream(Session& session, StreamOptions options) {
  const Result<Left> left = co_await watch_stream(session, std::move(options), false);
  if (!left) co_return std::unexpected(left.error());
  co_return ExitCode::ok;
}

}  // namespace

Result<ExitCode> run_stream(Context& context, const StreamOptions& options) {
  return unless_stopped(
      with_client(context, [&](Session& session) { return show_stream(session, options); }));
}

}  // namespace belay::app
