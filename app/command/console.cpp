#include "app/command/commands.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "app/console_session.hpp"
#include "app/render/text.hpp"
#include "app/session.hpp"
#include "app/terminal.hpp"
#include "app/view/frames.hpp"
#include "net/websocket.hpp"
#include "proto/url.hpp"

namespace belay::app {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kLookAround{20};
constexpr std::chrono::milliseconds kAfterInput{2000};
constexpr std::uint16_t kNormalClose = 1000;

/// Standard input, line by line, never waiting: a file, a pipe and a terminal alike.
class TypedLines {
 public:
  std::vector<std::string> take() {
    read_what_is_there();
    std::vector<std::string> lines;
    for (auto end = text_.find('\n'); end != std::string::npos; end = text_.find('\n')) {
      lines.push_back(text_.substr(0, end));
      text_.erase(0, end + 1);
    }
    if (ended_ && !text_.empty()) lines.push_back(std::exchange(text_, {}));
    return lines;
  }
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  void read_what_is_there() {
    pollfd waiting{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    while (!ended_ && ::poll(&waiting, 1, 0) == 1) {
      std::array<char, 4096> buffer{};
      const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
      if (count <= 0) {
        ended_ = true;
      } else {
        text_.append(buffer.data(), static_cast<std::size_t>(count));
      }
    }
  }

  std::string text_;
  bool ended_ = false;
};

/// Shared with the reader, which may end after the command.
struct Conversation {
  Conversation(net::WebSocket connected, ConsoleSession talk)
      : socket{std::move(connected)}, session{std::move(talk)} {}
  net::WebSocket socket;
  ConsoleSession session;
  std::optional<Error> ended;
};

asio::awaitable<void> listen(std::shared_ptr<Conversation> talk, std::function<Instant()> now) {
  for (;;) {
    const Result<std::string_view> frame = co_await talk->socket.read();
    if (!frame) {
      talk->ended = frame.error();
      co_return;
    }
    talk->session.receive(*frame, now());
  }
}

struct Address {
  Secret token;
  std::string url;
};

Task<Address> find_address(Session& session, std::string url) {
  if (!url.empty()) co_return Address{.url = std::move(url)};
  Result<QuoteToken> token = co_await session.client.quote_token();
  if (!token) co_return std::unexpected(token.error());
  co_return Address{.token = std::move(token->token), .url = std::move(token->dxlink_url)};
}

Task<net::WebSocket> connect(const Session& session, std::string address) {
  const Result<Url> url = parse_url(address);
  if (!url) co_return std::unexpected(url.error());
  if (!url->secure() && !url->loopback()) {
    co_return fail(Errc::usage, fmt::format("{} is not encrypted; write wss://", address));
  }
  const Config& config = session.client.config();
  const net::Endpoint endpoint{.host = url->host, .port = url->port, .tls = url->secure()};
  const std::vector<HttpHeader> headers{{"User-Agent", config.user_agent}};
  const net::TlsOptions tls{.extra_ca_file = config.extra_ca_file};
  const net::WebSocketOptions options;
  co_return co_await net::connect_websocket(endpoint, url->path, headers, tls, options);
}

void print_frames(Session& session, Conversation& talk) {
  Context& context = session.context;
  for (const ShownFrame& frame : talk.session.take_shown()) {
    context.out.write(context.globals.json ? frame_json(frame) + "\n"
                                           : frame_text(frame, context.style, context.terminal));
  }
}

Task<void> send_frames(Conversation& talk) {
  const std::vector<std::string> frames = talk.session.take_outgoing();
  for (const std::string& frame : frames) {
    const Result<void> sent = co_await talk.socket.write(frame);
    if (!sent) co_return sent;
  }
  co_return Result<void>{};
}

void complain(const std::string& message) {
  Context::complain("belay: " + escape_control(message) + "\n");
}

void take_lines(Session& session, Conversation& talk, TypedLines& input) {
  const Clock& clock = session.context.clock;
  for (const std::string& line : input.take()) {
    if (line == "help") {
      session.context.out.write(ConsoleSession::help());
      continue;
    }
    const Result<void> done = talk.session.type(line, clock.tick(), clock.now());
    if (!done) complain(done.error().message);
  }
}

/// The time after the last line of input, or the server's end, or `quit`.
class Patience {
 public:
  Patience(const Session& session, const ConsoleOptions& options)
      : session_{session}, limit_{options.run_for.value_or(kAfterInput)} {}
  [[nodiscard]] bool over(const TypedLines& input) {
    if (!input.ended()) return false;
    const Tick now = session_.context.clock.tick();
    if (!since_) since_ = now;
    return now - *since_ >= limit_;
  }

 private:
  const Session& session_;
  std::chrono::milliseconds limit_;
  std::optional<Tick> since_;
};

asio::awaitable<bool> look_around(Session& session) {
  asio::steady_timer timer{session.executor, kLookAround};
  const auto token = asio::as_tuple(asio::use_awaitable);
  co_await timer.async_wait(token);
  const bool stopped = co_await was_stopped();
  co_return stopped || session.context.out.broken();
}

Task<void> converse(Session& session, Conversation& talk, const ConsoleOptions& options) {
  session.context.waiting.end();  // a person types
  TypedLines input;
  Patience patience{session, options};
  const Clock& clock = session.context.clock;
  talk.session.start(clock.tick(), clock.now());
  bool stopped = false;
  bool told = false;
  while (!stopped && !talk.ended && !talk.session.has_quit() && !patience.over(input)) {
    take_lines(session, talk, input);
    talk.session.tick(clock.tick(), clock.now());
    const Result<void> sent = co_await send_frames(talk);
    print_frames(session, talk);
    std::ranges::for_each(talk.session.take_complaints(), complain);
    if (!sent) co_return sent;
    if (talk.session.wants_token() && !std::exchange(told, true)) {
      Context::complain(
          "belay: the server wants a token: {\"type\":\"AUTH\",\"channel\":0,\"token\":\"…\"}\n");
    }
    stopped = co_await look_around(session);
  }
  print_frames(session, talk);
  if (talk.ended) co_return std::unexpected(*talk.ended);
  co_return Result<void>{};
}

Task<ExitCode> show_console(Session& session, ConsoleOptions options) {
  Result<Address> address = co_await find_address(session, options.url);
  if (!address) co_return std::unexpected(address.error());
  Result<net::WebSocket> socket = co_await connect(session, address->url);
  if (!socket) co_return std::unexpected(socket.error());
  const Instant market_now = session.market_now();
  ConsoleSession talk{std::move(address->token), market_now};
  const auto shared = std::make_shared<Conversation>(std::move(*socket), std::move(talk));
  Context& context = session.context;
  if (!context.globals.json) {
    context.out.write(session.banner() + "dxLink at " + escape_control(address->url) +
                      "; type help, or a message\n");
  }
  const auto now = context.clock.now;
  asio::co_spawn(session.executor, listen(shared, now), asio::detached);
  const Result<void> ended = co_await converse(session, *shared, options);
  if (!shared->ended) co_await shared->socket.close(kNormalClose, "");
  if (!ended) co_return std::unexpected(ended.error());
  co_return ExitCode::ok;
}

}  // namespace

Result<ExitCode> run_console(Context& context, const ConsoleOptions& options) {
  return unless_stopped(
      with_client(context, [&](Session& session) { return show_console(session, options); }));
}

}  // namespace belay::app
