#include <boost/asio/ip/tcp.hpp>

#include "support/net_run.hpp"

namespace belay::net::test {
namespace {

using asio::ip::tcp;
using testing::HasSubstr;

class Connect : public NetTest {};

TEST_F(Connect, a_name_with_several_addresses_reaches_the_one_that_listens) {
  tcp::acceptor acceptor{io_, {asio::ip::address_v4::loopback(), 0}};
  run([&]() -> asio::awaitable<void> {
    const Endpoint endpoint{
        .host = "localhost", .port = acceptor.local_endpoint().port(), .tls = false};
    const TlsOptions tls;
    auto stream = co_await connect(endpoint, tls, 5s);
    EXPECT_TRUE(stream.has_value()) << stream.error().message;
  });
}

TEST_F(Connect, bytes_pass_both_ways_and_an_end_is_seen) {
  tcp::acceptor acceptor{io_, {asio::ip::address_v4::loopback(), 0}};
  const auto upper = [&]() -> asio::awaitable<void> {
    auto [error, socket] = co_await acceptor.async_accept(kAwait);
    std::string text(5, '\0');
    const auto into = asio::buffer(text);
    co_await socket.async_read_some(into, kAwait);
    EXPECT_EQ(text, "hello");
    const auto out = asio::buffer("HELLO", 5);
    co_await socket.async_write_some(out, kAwait);
  };
  spawn(upper());
  run([&]() -> asio::awaitable<void> {
    const Endpoint endpoint{
        .host = "127.0.0.1", .port = acceptor.local_endpoint().port(), .tls = false};
    const TlsOptions tls;
    auto stream = co_await connect(endpoint, tls, 5s);
    EXPECT_TRUE(stream.has_value());
    if (!stream) co_return;
    EXPECT_TRUE((*stream)->quiet());
    co_await write_all(**stream, "hello");
    const std::string answer = co_await read_to_end(**stream);
    EXPECT_EQ(answer, "HELLO");
    EXPECT_FALSE((*stream)->quiet());
  });
}

TEST_F(Connect, a_port_nobody_listens_on_is_unreachable_and_named) {
  std::uint16_t port = 0;
  {
    const tcp::acceptor gone{io_, {asio::ip::address_v4::loopback(), 0}};
    port = gone.local_endpoint().port();
  }
  run([&]() -> asio::awaitable<void> {
    const Endpoint endpoint{.host = "localhost", .port = port, .tls = false};
    const TlsOptions tls;
    const auto stream = co_await connect(endpoint, tls, 5s);
    EXPECT_FALSE(stream.has_value());
    if (stream) co_return;
    EXPECT_EQ(stream.error().code, Errc::unreachable);
    EXPECT_THAT(stream.error().message, HasSubstr("localhost:" + std::to_string(port)));
    EXPECT_THAT(stream.error().message, HasSubstr("refused"));
  });
}

TEST_F(Connect, a_host_that_is_no_name_is_unreachable_and_named) {
  run([&]() -> asio::awaitable<void> {
    const Endpoint endpoint{.host = "no host has spaces", .port = 443, .tls = false};
    const TlsOptions tls;
    const auto stream = co_await connect(endpoint, tls, 5s);
    EXPECT_FALSE(stream.has_value());
    if (stream) co_return;
    EXPECT_EQ(stream.error().code, Errc::unreachable);
    EXPECT_THAT(stream.error().message, HasSubstr("no host has spaces:443"));
  });
}

TEST_F(Connect, a_server_that_accepts_nothing_is_a_timeout) {
  // Its queue of one is taken: the system drops further attempts without a word.
  tcp::acceptor full{io_};
  full.open(tcp::v4());
  full.bind({asio::ip::address_v4::loopback(), 0});
  full.listen(0);
  tcp::socket first{io_};
  first.connect(full.local_endpoint());
  run([&]() -> asio::awaitable<void> {
    const Endpoint endpoint{
        .host = "127.0.0.1", .port = full.local_endpoint().port(), .tls = false};
    const TlsOptions tls;
    const auto stream = co_await connect(endpoint, tls, 20ms);
    EXPECT_FALSE(stream.has_value());
    if (stream) co_return;
    EXPECT_EQ(stream.error().code, Errc::timeout);
    EXPECT_THAT(stream.error().message, HasSubstr("127.0.0.1:"));
  });
}

}  // namespace
}  // namespace belay::net::test
