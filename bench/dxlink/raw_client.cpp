#include "dxlink/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

#include <fmt/format.h>

#include "dxlink/protocol.hpp"
#include "net/frame_writer.hpp"

namespace belay::bench {
namespace {

constexpr std::size_t kBuffer = std::size_t{256} << 10;
constexpr std::size_t kPadding = 64;
// Entries of one FEED_SUBSCRIPTION.
constexpr std::size_t kEntries = 200;

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error{fmt::format("cannot connect to 127.0.0.1:{}", port)};
  }
  return fd;
}

}  // namespace

RawClient::RawClient(std::uint16_t port)
    : socket_{connect_to(port)}, buffer_(kBuffer + 2 * kPadding), at_{kPadding}, end_{kPadding} {
  upgrade();
}
RawClient::~RawClient() { ::close(socket_); }

void RawClient::fill() {
  const ssize_t size = ::recv(socket_, &buffer_[end_], buffer_.size() - kPadding - end_, 0);
  if (size <= 0) throw std::runtime_error{"the server went away"};
  end_ += static_cast<std::size_t>(size);
}

void RawClient::upgrade() {
  constexpr std::string_view request =
      "GET /realtime HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  ::send(socket_, request.data(), request.size(), 0);
  for (;;) {
    fill();
    const auto end = std::string_view{buffer_.data(), end_}.find("\r\n\r\n", at_);
    if (end == std::string_view::npos) continue;
    at_ = end + 4;
    return;
  }
}

void RawClient::say(std::string_view text) {
  std::string frame;
  net::append_frame(frame, net::Opcode::text, text, net::MaskKey{});
  for (std::string_view rest = frame; !rest.empty();) {
    const ssize_t size = ::send(socket_, rest.data(), rest.size(), 0);
    if (size <= 0) throw std::runtime_error{"the server does not listen"};
    rest.remove_prefix(static_cast<std::size_t>(size));
  }
}

std::string_view RawClient::next() {
  for (;;) {
    const std::size_t have = end_ - at_;
    const auto* const head = reinterpret_cast<const unsigned char*>(&buffer_[at_]);
    std::size_t size = 2;
    std::size_t length = 0;
    if (have >= 2) {
      length = head[1];
      if (length >= 126) size += length == 126 ? 2 : 8;
      if (length >= 126 && have >= size) {
        length = 0;
        for (std::size_t i = 2; i < size; ++i) length = length << 8U | head[i];
      }
      if (have >= size && have >= size + length) {
        at_ += size + length;
        return {&buffer_[at_ - length], length};
      }
    }
    std::memmove(&buffer_[kPadding], &buffer_[at_], have);
    at_ = kPadding;
    end_ = at_ + have;
    const std::size_t needed = size + length + 2 * kPadding;
    if (needed > buffer_.size()) buffer_.resize(2 * needed);
    fill();
  }
}

std::string RawClient::wait_for(std::string_view type) {
  for (;;) {
    const std::string text{next()};
    if (text.find(fmt::format(R"("type":"{}")", type)) != std::string::npos) return text;
  }
}

std::string RawClient::subscribe(const std::vector<std::string>& symbols) {
  say(R"({"type":"SETUP","channel":0,"version":"0.1-raw/1","keepaliveTimeout":60,)"
      R"("acceptKeepaliveTimeout":60})");
  wait_for("AUTH_STATE");
  say(R"({"type":"AUTH","channel":0,"token":"bench"})");
  wait_for("AUTH_STATE");
  say(R"({"type":"CHANNEL_REQUEST","channel":1,"service":"FEED","parameters":{"contract":"AUTO"}})");
  wait_for("CHANNEL_OPENED");
  say(R"({"type":"FEED_SETUP","channel":1,"acceptDataFormat":"COMPACT"})");
  std::string config = wait_for("FEED_CONFIG");
  std::string entries;
  std::size_t count = 0;
  const auto add = [&](std::string_view type, std::string_view symbol) {
    entries +=
        fmt::format(R"({}{{"type":"{}","symbol":"{}"}})", entries.empty() ? "" : ",", type, symbol);
    if (++count % kEntries != 0 && symbol != kEnd) return;
    say(fmt::format(R"({{"type":"FEED_SUBSCRIPTION","channel":1,"add":[{}]}})", entries));
    entries.clear();
  };
  for (const std::string& symbol : symbols) {
    for (const auto* type : {"Quote", "Trade", "TimeAndSale", "Greeks"}) add(type, symbol);
  }
  add("Quote", kEnd);
  return config;
}

}  // namespace belay::bench
