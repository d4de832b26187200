#include "app/command/commands.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "app/command/steps.hpp"
#include "app/render/text.hpp"
#include "app/session.hpp"
#include "app/terminal.hpp"

// The tour (product.md J1): a market, an account, what is unprotected, and the stops that would
// protect it. One simulator in this process, real sockets on loopback, no network, no question.

namespace belay::app {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kWatchOnScreen{14s};
constexpr std::chrono::milliseconds kWatchElsewhere{3s};
constexpr std::chrono::milliseconds kRead{8s};  // time to read one table
constexpr std::chrono::milliseconds kKeyCheck{50};

/// What the market step shows: the index, the stocks held, crypto, and the 0DTE options around the
/// money.
std::vector<std::string> market_symbols() {
  return {"SPX",
          "SPY",
          "AAPL",
          "NVDA",
          "TSLA",
          "BTC/USD:CXTALP",
          "ETH/USD:CXTALP",
          ".SPXW250113C5830",
          ".SPXW250113P5830"};
}

class Tour {
 public:
  Tour(Session& session, const DemoOptions& options)
      : session_{session},
        options_{options},
        on_screen_{session.context.terminal && !session.context.globals.json} {
    if (on_screen_) keys_.emplace();
  }

  Task<ExitCode> run() {
    co_await step("1/4  The market, live", "quotes of a synthetic market over dxLink");
    if (left_) co_return ExitCode::ok;
    const StreamOptions market{.symbols = market_symbols(),
                               .events = {"quote", "trade", "greeks"},
                               .run_for = watch(),
                               .last_table = true,
                               .tell_skipped = false};
    const Result<Left> watched = co_await watch_stream(session_, market, true);
    if (!watched) co_return std::unexpected(watched.error());
    left_ = *watched == Left::quit;
    went_on_ = *watched == Left::next;
    if (left_) co_return ExitCode::ok;

    co_await step("2/4  What you hold", "belay positions");
    if (left_) co_return ExitCode::ok;
    const PositionsOptions positions;
    const Result<ExitCode> held = co_await show_positions(session_, positions);
    if (!held) co_return held;

    co_await step("3/4  What protects it", "belay stop audit");
    if (left_) co_return ExitCode::ok;
    const StopOptions audit;
    const Result<ExitCode> audited = co_await show_audit(session_, audit);
    if (!audited) co_return audited;

    co_await step("4/4  The stops that would", "belay stop apply --percent 8 --dry-run");
    if (left_) co_return ExitCode::ok;
    const StopOptions apply{.what = StopOptions::What::apply, .dry_run = true};
    const Result<ExitCode> tried = co_await show_trials(session_, apply);
    if (!tried) co_return tried;
    farewell();
    co_return ExitCode::ok;
  }

 private:
  [[nodiscard]] std::chrono::milliseconds watch() const {
    return options_.run_for.value_or(on_screen_ ? kWatchOnScreen : kWatchElsewhere);
  }

  /// Announces a step, after leaving time to read the one before; who pressed Enter has read it.
  asio::awaitable<void> step(std::string title, std::string command) {
    if (on_screen_ && shown_ > 0 && !went_on_) co_await read_or_leave();
    went_on_ = false;
    ++shown_;
    if (left_ || session_.context.globals.json) co_return;
    const std::string heading = paint(title, Meaning::heading, session_.context.style.color);
    session_.context.out.write(fmt::format(
        "\n{}   {}\n", heading, paint(command, Meaning::muted, session_.context.style.color)));
  }

  /// Waits a while: Enter or space goes on at once, q and Ctrl-C leave.
  asio::awaitable<void> read_or_leave() {
    session_.context.out.write(
        paint("Enter: next   q: leave", Meaning::muted, session_.context.style.color));
    const Tick until = session_.context.clock.tick() + kRead;
    bool next = false;
    while (!next && !left_ && session_.context.clock.tick() < until) {
      asio::steady_timer timer{session_.executor, kKeyCheck};
      const auto token = asio::as_tuple(asio::use_awaitable);
      co_await timer.async_wait(token);
      const bool stopped = co_await was_stopped();
      const char key = keys_->pressed();
      next = is_go_on(key);
      left_ = key == 'q' || stopped || session_.context.out.broken();
    }
    session_.context.out.write("\r\x1b[K");
  }

  void farewell() {
    if (session_.context.globals.json) return;
    session_.context.out.write(
        "\nAsk again and the answer is the same.\n"
        "Next:  belay sim                               for your own programs\n"
        "       belay stream SPY AAPL                   quotes until Ctrl-C\n"
        "       belay stop plan --percent 5 --only SPY  another distance, one position\n");
  }

  Session& session_;
  DemoOptions options_;
  bool on_screen_;
  std::optional<LiveScreen> keys_;  ///< from start to end, so that no key is lost or echoed between
  int shown_ = 0;
  bool went_on_ = false;
  bool left_ = false;
};

Task<ExitCode> tour(Session& session, DemoOptions options) {
  session.context.waiting.end();  // a person reads
  Tour steps{session, options};
  co_return co_await steps.run();
}

}  // namespace

Result<ExitCode> run_demo(Context& context, const DemoOptions& options) {
  context.own_simulator = sim::Options{.seed = options.seed, .speed = options.speed};
  return unless_stopped(
      with_client(context, [&](Session& session) { return tour(session, options); }));
}

}  // namespace belay::app
