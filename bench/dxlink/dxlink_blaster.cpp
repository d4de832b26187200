#include <poll.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "dxlink/protocol.hpp"
#include "net/frame_reader.hpp"
#include "net/frame_writer.hpp"
#include "net/http_convert.hpp"
#include "net/upgrade.hpp"
#include "support/frames.hpp"

// A dxLink server that exists to load clients: signs them in, takes their subscriptions, and once
// they subscribed to __END__ sends prebuilt frames, WebSocket headers included, as fast as the
// socket takes them or at a given rate; then one event of __END__. Prints what it did as one line
// of JSON. Blocking, one thread per connection: it costs next to nothing, so that the client is
// what is measured.

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using namespace belay;
using namespace belay::bench;

// How long a client must have said nothing before the flood, so that its subscriptions are all in.
constexpr int kQuietMs = 400;

struct Options {
  std::uint16_t port = 0;
  std::uint64_t events = 5'000'000;
  FrameOptions frames;
  double rate = 0;  // events per second; 0 = as fast as possible
  std::size_t write_bytes = std::size_t{256} << 10;
  bool wait_for_quiet = true;
  std::string certificate;
  std::string key;
};

/// Frames as they go on the wire, back to back.
struct Wire {
  std::string bytes;
  std::vector<std::size_t> ends;                 // of each frame
  std::vector<std::vector<std::size_t>> stamps;  // of each frame: where eventTime's digits are
};

/// Where each event type was subscribed.
using Channels = std::map<std::string, std::int64_t, std::less<>>;

/// The same frame on the channel that its type belongs to.
std::string on_its_channel(std::string frame, const Channels& channels) {
  constexpr std::string_view before = R"("channel":)";
  constexpr std::string_view after = R"(,"data":[")";
  const std::size_t from = frame.find(before) + before.size();
  const std::size_t to = frame.find(after, from);
  const std::string_view rest = std::string_view{frame}.substr(to + after.size());
  const auto channel = channels.find(rest.substr(0, rest.find('"')));
  if (channel == channels.end()) return frame;
  return frame.replace(from, to - from, std::to_string(channel->second));
}

Wire prebuild(const FrameOptions& options, const Channels& channels) {
  Wire wire;
  const std::string stamp = std::to_string(kStamp);
  for (std::string& frame : make_frames(options)) {
    std::size_t at = wire.bytes.size();
    net::append_frame(wire.bytes, net::Opcode::text, on_its_channel(std::move(frame), channels),
                      std::nullopt);
    wire.ends.push_back(wire.bytes.size());
    wire.stamps.emplace_back();
    if (options.fields != FieldSet::stamped) continue;
    while ((at = wire.bytes.find(stamp, at)) != std::string::npos) {
      wire.stamps.back().push_back(at);
      at += stamp.size();
    }
  }
  return wire;
}

struct Report {
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  double seconds = 0;
  double cpu = 0;
  std::vector<std::int64_t> lateness;  // nanoseconds

  void print(std::size_t per_frame) {
    fmt::print(R"({{"events":{},"frames":{},"bytes":{},"seconds":{:.6f},"cpu_s":{:.4f})",
               frames * per_frame, frames, bytes, seconds, cpu);
    if (!lateness.empty()) {
      std::ranges::sort(lateness);
      const auto p99 = lateness[lateness.size() * 99 / 100];
      fmt::print(R"(,"late_p99_us":{:.1f})", static_cast<double>(p99) * 1e-3);
    }
    fmt::print("}}\n");
    std::fflush(stdout);
  }
};

/// Sleeps most of the way and spins the rest.
std::int64_t wait_until(std::int64_t due) {
  std::int64_t now = wire_clock();
  if (due - now > 150'000) {
    const std::int64_t wake = due - 100'000;
    const std::timespec time{wake / 1'000'000'000, wake % 1'000'000'000};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr);
  }
  while ((now = wire_clock()) < due) {
  }
  return now;
}

/// One client's WebSocket, spoken to by hand.
template <class Stream>
class Conversation {
 public:
  Conversation(Stream& stream, const Options& options, std::string_view early)
      : stream_{stream}, options_{options} {
    give(early);
  }

  void run() {
    while (!asked_) hear();
    while (options_.wait_for_quiet && readable()) hear();
    wire_ = prebuild(options_.frames, channels_);
    flood();
    while (hear()) {
    }
  }

 private:
  void give(std::string_view bytes) {
    const auto room = reader_.room();
    reader_.commit(bytes.copy(room.data(), room.size()));
  }
  bool readable() {
    pollfd fd{stream_.lowest_layer().native_handle(), POLLIN, 0};
    return ::poll(&fd, 1, kQuietMs) > 0;
  }
  /// Deals with every message that is there, after one read when there was none.
  bool hear() {
    const auto room = reader_.room();
    boost::system::error_code error;
    reader_.commit(stream_.read_some(asio::buffer(room.data(), room.size()), error));
    if (error) {
      if (!asked_) throw boost::system::system_error{error};
      return false;
    }
    for (net::Reading met = reader_.next(); met.kind != net::Reading::Kind::need_more;
         met = reader_.next()) {
      if (met.kind == net::Reading::Kind::close) return false;
      if (met.kind == net::Reading::Kind::text) answer(met.payload);
    }
    return true;
  }
  void say(std::string_view text) {
    std::string frame;
    net::append_frame(frame, net::Opcode::text, text, std::nullopt);
    asio::write(stream_, asio::buffer(frame));
  }

  void answer(std::string_view text) {
    const simdjson::dom::element message = parser_.parse(text.data(), text.size());
    const std::string_view type = message["type"];
    const std::int64_t channel = message["channel"];
    if (type == "SETUP") {
      say(R"({"type":"SETUP","channel":0,"version":"1.0-bench",)"
          R"("keepaliveTimeout":60,"acceptKeepaliveTimeout":60})");
      say(R"({"type":"AUTH_STATE","channel":0,"state":"UNAUTHORIZED"})");
    } else if (type == "AUTH") {
      say(R"({"type":"AUTH_STATE","channel":0,"state":"AUTHORIZED","userId":"bench"})");
    } else if (type == "CHANNEL_REQUEST") {
      const std::string_view contract = message["parameters"]["contract"];
      say(fmt::format(R"({{"type":"CHANNEL_OPENED","channel":{},"service":"FEED",)"
                      R"("parameters":{{"contract":"{}","subFormat":"LIST"}}}})",
                      channel, contract));
    } else if (type == "FEED_SETUP") {
      FrameOptions announced = options_.frames;
      announced.channel = channel;
      say(feed_config(announced));
    } else if (type == "FEED_SUBSCRIPTION") {
      subscribe(channel, message);
    }
  }
  void subscribe(std::int64_t channel, const simdjson::dom::element& message) {
    simdjson::dom::array added;
    if (message["add"].get(added) != simdjson::SUCCESS) return;
    for (const simdjson::dom::element entry : added) {
      channels_[std::string{std::string_view{entry["type"]}}] = channel;
      asked_ |= std::string_view{entry["symbol"]} == kEnd;
    }
  }

  void send(std::size_t from, std::size_t to, Report& report) {
    asio::write(stream_, asio::buffer(wire_.bytes.data() + from, to - from));
    report.bytes += to - from;
  }
  [[nodiscard]] std::size_t begin_of(std::size_t frame) const {
    return frame == 0 ? 0 : wire_.ends[frame - 1];
  }

  void send_all(std::uint64_t frames, Report& report) {
    for (std::uint64_t left = frames; left > 0;) {
      const std::uint64_t round = std::min<std::uint64_t>(left, wire_.ends.size());
      const std::size_t end = wire_.ends[round - 1];
      for (std::size_t at = 0; at < end; at += options_.write_bytes) {
        send(at, std::min(at + options_.write_bytes, end), report);
      }
      left -= round;
    }
  }

  void send_paced(std::uint64_t frames, Report& report) {
    const double step = 1e9 * static_cast<double>(options_.frames.per_frame) / options_.rate;
    const std::int64_t start = wire_clock();
    report.lateness.reserve(frames);
    for (std::uint64_t i = 0; i < frames; ++i) {
      const auto due = start + static_cast<std::int64_t>(static_cast<double>(i) * step);
      const std::size_t frame = i % wire_.ends.size();
      const std::int64_t now = wait_until(due);
      report.lateness.push_back(now - due);
      const std::string stamp = std::to_string(kStamp + now);
      for (const std::size_t at : wire_.stamps[frame]) {
        std::memcpy(&wire_.bytes[at], stamp.data(), stamp.size());
      }
      send(begin_of(frame), wire_.ends[frame], report);
    }
  }

  void flood() {
    Report report;
    report.frames = (options_.events + options_.frames.per_frame - 1) / options_.frames.per_frame;
    const double cpu = cpu_seconds();
    const std::int64_t start = wire_clock();
    if (options_.rate > 0) {
      send_paced(report.frames, report);
    } else {
      send_all(report.frames, report);
    }
    report.seconds = static_cast<double>(wire_clock() - start) * 1e-9;
    report.cpu = cpu_seconds() - cpu;
    Quote end;
    end.symbol = Symbol{kEnd};
    say(on_its_channel(quote_frame(options_.frames, end), channels_));
    report.print(options_.frames.per_frame);
  }

  Stream& stream_;
  Options options_;
  Wire wire_;
  net::FrameReader reader_{{.masked = true}};
  simdjson::dom::parser parser_;
  Channels channels_;
  bool asked_ = false;
};

/// What the broker's REST interface says: enough to sign in and to be sent here.
std::string rest_answer(const HttpRequest& request, const Options& options) {
  const std::string body =
      request.target == "/oauth/token"
          ? R"({"access_token":"bench","token_type":"Bearer","expires_in":900})"
          : fmt::format(R"({{"data":{{"token":"bench","dxlink-url":"{}://127.0.0.1:{}/realtime",)"
                        R"("level":"api"}},"context":"/api-quote-tokens"}})",
                        options.certificate.empty() ? "ws" : "wss", options.port);
  return fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
      body.size(), body);
}

/// True when the connection was a feed's.
template <class Stream>
bool serve(Stream& stream, const Options& options) {
  boost::beast::flat_buffer buffer;
  for (;;) {
    http::request<http::string_body> wire;
    boost::system::error_code error;
    http::read(stream, buffer, wire, error);
    if (error) return false;
    HttpRequest request;
    request.method = std::string{wire.method_string()};
    request.target = std::string{wire.target()};
    request.headers = net::plain_headers(wire);
    if (!net::header_has(request.headers, "Upgrade", "websocket")) {
      asio::write(stream, asio::buffer(rest_answer(request, options)));
      continue;
    }
    asio::write(stream, asio::buffer(net::answer_upgrade(request, false).text));
    const auto early = buffer.data();
    Conversation<Stream> conversation{
        stream, options, {static_cast<const char*>(early.data()), early.size()}};
    conversation.run();
    return true;
  }
}

/// One connection from its first byte to its last; the program ends with the first feed's.
void serve_connection(tcp::socket socket, asio::ssl::context* tls, const Options& options) {
  bool done = false;
  try {
    if (tls != nullptr) {
      asio::ssl::stream<tcp::socket> stream{std::move(socket), *tls};
      stream.handshake(asio::ssl::stream_base::server);
      done = serve(stream, options);
    } else {
      done = serve(socket, options);
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "dxlink_blaster: {}\n", error.what());
  }
  if (done) std::_Exit(0);
}

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw std::invalid_argument{fmt::format("'{}' is not a number", text)};
  }
  return value;
}

FieldSet field_set(std::string_view name) {
  if (name == "lean") return FieldSet::lean;
  if (name == "stamped") return FieldSet::stamped;
  if (name == "all") return FieldSet::all;
  throw std::invalid_argument{fmt::format("--fields is lean, stamped or all, not '{}'", name)};
}

void set(Options& options, std::string_view name, std::string_view value) {
  if (name == "--port")
    options.port = static_cast<std::uint16_t>(number(value));
  else if (name == "--events")
    options.events = number(value);
  else if (name == "--per-frame")
    options.frames.per_frame = number(value);
  else if (name == "--symbols")
    options.frames.symbols = number(value);
  else if (name == "--fields")
    options.frames.fields = field_set(value);
  else if (name == "--rate")
    options.rate = static_cast<double>(number(value));
  else if (name == "--write-bytes")
    options.write_bytes = number(value);
  else if (name == "--quiet")
    options.wait_for_quiet = value != "no";
  else if (name == "--certificate")
    options.certificate = value;
  else if (name == "--key")
    options.key = value;
  else
    throw std::invalid_argument{fmt::format("unknown option {}", name)};
}

int listen(Options options) {
  asio::io_context io;
  std::optional<asio::ssl::context> tls;
  if (!options.certificate.empty()) {
    tls.emplace(asio::ssl::context::tls_server);
    tls->use_certificate_chain_file(options.certificate);
    tls->use_private_key_file(options.key, asio::ssl::context::pem);
  }
  tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), options.port}};
  options.port = acceptor.local_endpoint().port();
  fmt::print(R"({{"port":{}}})"
             "\n",
             options.port);
  std::fflush(stdout);
  for (;;) {
    tcp::socket socket = acceptor.accept();
    socket.set_option(tcp::no_delay{true});
    std::thread{serve_connection, std::move(socket), tls ? &*tls : nullptr, options}.detach();
  }
}

}  // namespace

int main(int argc, char** argv) try {
  Options options;
  options.frames.channel = 1;
  const std::vector<std::string_view> words{argv + 1, argv + argc};
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) set(options, words[i], words[i + 1]);
  return listen(std::move(options));
} catch (const std::exception& error) {
  fmt::print(stderr, "dxlink_blaster: {}\n", error.what());
  return 1;
}
