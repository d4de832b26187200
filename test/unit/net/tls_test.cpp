#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "support/net_http.hpp"
#include "support/net_tls.hpp"

namespace belay::net::test {
namespace {

using testing::HasSubstr;

constexpr auto* kLoopback = "DNS:localhost,IP:127.0.0.1";

Errc code_of(const Result<StreamPtr>& result) {
  return result ? Errc::invalid : result.error().code;
}

class Tls : public NetTest {
 protected:
  HttpServer listen(const TestAuthority::Identity& identity) {
    auto server = HttpServer::listen(
        executor(), echo, {},
        {.tls_certificate_file = identity.certificate_file, .tls_key_file = identity.key_file}, {});
    if (!server) throw std::runtime_error(server.error().message);
    return std::move(*server);
  }

  /// What a client that trusts `ca_file` gets from a server with `identity`.
  Result<HttpResponse> ask(const TestAuthority::Identity& identity, const std::string& host,
                           const std::string& ca_file) {
    Result<HttpResponse> result;
    run([&]() -> asio::awaitable<void> {
      auto server = listen(identity);
      const Endpoint endpoint{.host = host, .port = server.port()};
      const TlsOptions tls{.extra_ca_file = ca_file};
      HttpClient http{executor(), endpoint, tls};
      auto request = post("/orders", "{}");
      result = co_await http.send(std::move(request), 10s);
      server.stop();
    });
    io_.restart();
    return result;
  }

  TestAuthority authority_{"test authority"};
};

TEST_F(Tls, a_certificate_of_a_trusted_authority_for_the_right_name_is_accepted) {
  const auto identity = authority_.issue(kLoopback);
  for (const auto* host : {"localhost", "127.0.0.1"}) {
    const auto answer = ask(identity, host, authority_.ca_file());
    ASSERT_TRUE(answer.has_value()) << answer.error().message;
    EXPECT_EQ(answer->body, "POST /orders {}");
  }
}

TEST_F(Tls, an_unknown_authority_is_refused_and_nothing_was_sent) {
  const auto answer = ask(authority_.issue(kLoopback), "localhost", "");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, Errc::tls);
  EXPECT_THAT(answer.error().message, HasSubstr("localhost:"));
  EXPECT_THAT(answer.error().message, HasSubstr("certificate"));
  EXPECT_FALSE(answer.error().in_doubt);
}

TEST_F(Tls, another_authority_of_the_same_name_is_refused) {
  const TestAuthority impostor{"test authority"};
  const auto answer = ask(authority_.issue(kLoopback), "localhost", impostor.ca_file());
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, Errc::tls);
}

TEST_F(Tls, a_certificate_for_another_name_or_address_is_refused) {
  for (const auto* subject : {"DNS:example.test", "IP:127.0.0.9"}) {
    for (const auto* host : {"localhost", "127.0.0.1"}) {
      const auto answer = ask(authority_.issue(subject), host, authority_.ca_file());
      ASSERT_FALSE(answer.has_value());
      EXPECT_EQ(answer.error().code, Errc::tls);
      EXPECT_THAT(answer.error().message, HasSubstr("mismatch"));
    }
  }
}

TEST_F(Tls, large_bodies_and_many_requests_pass_both_ways) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen(authority_.issue(kLoopback));
    const Endpoint endpoint{.host = "localhost", .port = server.port()};
    const TlsOptions tls{.extra_ca_file = authority_.ca_file()};
    HttpClient http{executor(), endpoint, tls};
    const std::string body(1'000'000, 'x');
    for (int i = 0; i < 3; ++i) {
      auto request = post("/", body);
      const auto answer = co_await http.send(std::move(request), 10s);
      EXPECT_TRUE(answer.value_or(HttpResponse{}).body == "POST / " + body);
      EXPECT_EQ(server.connections(), 1U);
    }
    server.stop();
  });
}

TEST_F(Tls, a_server_that_does_not_speak_tls_is_an_error_that_says_so) {
  run([&]() -> asio::awaitable<void> {
    auto server = HttpServer::listen(executor(), echo, {}, {}, {});
    const Endpoint endpoint{.host = "localhost", .port = server->port()};
    const TlsOptions tls;
    const auto stream = co_await connect(endpoint, tls, 5s);
    EXPECT_FALSE(stream.has_value());
    EXPECT_EQ(code_of(stream), Errc::tls);
    server->stop();
  });
}

TEST_F(Tls, a_server_that_never_shakes_hands_is_a_timeout) {
  asio::ip::tcp::acceptor silent{io_, {asio::ip::address_v4::loopback(), 0}};
  run([&]() -> asio::awaitable<void> {
    const Endpoint endpoint{.host = "127.0.0.1", .port = silent.local_endpoint().port()};
    const TlsOptions tls;
    const auto stream = co_await connect(endpoint, tls, 50ms);
    EXPECT_FALSE(stream.has_value());
    EXPECT_EQ(code_of(stream), Errc::timeout);
  });
}

TEST_F(Tls, a_missing_ca_file_is_named) {
  const auto answer = ask(authority_.issue(kLoopback), "localhost", "/nowhere/ca.pem");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, Errc::tls);
  EXPECT_THAT(answer.error().message, HasSubstr("/nowhere/ca.pem"));
}

TEST_F(Tls, a_missing_server_key_is_an_error_of_listen) {
  const auto server = HttpServer::listen(
      executor(), echo, {},
      {.tls_certificate_file = authority_.ca_file(), .tls_key_file = "/nowhere/key.pem"}, {});
  ASSERT_FALSE(server.has_value());
  EXPECT_THAT(server.error().message, HasSubstr("/nowhere/key.pem"));
}

/// A server of plain Asio: it tells what name the client asked for, and takes one protocol version.
struct ProbeServer {
  ProbeServer(asio::io_context& io, const TestAuthority::Identity& identity)
      : acceptor{io, {asio::ip::address_v4::loopback(), 0}} {
    context.use_certificate_chain_file(identity.certificate_file);
    context.use_private_key_file(identity.key_file, asio::ssl::context::pem);
  }

  asio::awaitable<void> serve() {
    auto [error, socket] = co_await acceptor.async_accept(kAwait);
    asio::ssl::stream<asio::ip::tcp::socket> stream{std::move(socket), context};
    const auto [refused] = co_await stream.async_handshake(asio::ssl::stream_base::server, kAwait);
    accepted = !refused;
    const char* name = SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name);
    if (name != nullptr) asked_for = name;
  }

  asio::ssl::context context{asio::ssl::context::tls_server};
  asio::ip::tcp::acceptor acceptor;
  std::string asked_for;
  bool accepted = false;
};

TEST_F(Tls, the_host_name_is_sent_as_sni_and_an_address_is_not) {
  for (const auto& [host, sni] :
       {std::pair{"localhost", "localhost"}, std::pair{"127.0.0.1", ""}}) {
    ProbeServer probe{io_, authority_.issue(kLoopback)};
    spawn(probe.serve());
    run([&, name = std::string{host}]() -> asio::awaitable<void> {
      const Endpoint endpoint{.host = name, .port = probe.acceptor.local_endpoint().port()};
      const TlsOptions tls{.extra_ca_file = authority_.ca_file()};
      const auto stream = co_await connect(endpoint, tls, 5s);
      EXPECT_TRUE(stream.has_value()) << stream.error().message;
    });
    io_.restart();
    EXPECT_TRUE(probe.accepted);
    EXPECT_EQ(probe.asked_for, sni);
  }
}

TEST_F(Tls, versions_before_1_2_are_refused) {
  ProbeServer probe{io_, authority_.issue(kLoopback)};
  SSL_CTX_set_security_level(probe.context.native_handle(), 0);
  SSL_CTX_set_max_proto_version(probe.context.native_handle(), TLS1_1_VERSION);
  SSL_CTX_set_min_proto_version(probe.context.native_handle(), TLS1_VERSION);
  spawn(probe.serve());
  run([&]() -> asio::awaitable<void> {
    const Endpoint endpoint{.host = "127.0.0.1", .port = probe.acceptor.local_endpoint().port()};
    const TlsOptions tls{.extra_ca_file = authority_.ca_file()};
    const auto stream = co_await connect(endpoint, tls, 5s);
    EXPECT_FALSE(stream.has_value());
    EXPECT_EQ(code_of(stream), Errc::tls);
  });
  EXPECT_FALSE(probe.accepted);
}

TEST_F(Tls, shutdown_ends_the_others_read_in_order) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen(authority_.issue(kLoopback));
    const Endpoint endpoint{.host = "localhost", .port = server.port()};
    const TlsOptions tls{.extra_ca_file = authority_.ca_file()};
    auto stream = co_await connect(endpoint, tls, 5s);
    EXPECT_TRUE(stream.has_value());
    if (!stream) co_return;
    co_await write_all(**stream, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string answer = co_await read_to_end(**stream);
    EXPECT_THAT(answer, HasSubstr("GET / "));
    EXPECT_FALSE((*stream)->quiet());
    server.stop();
  });
}

}  // namespace
}  // namespace belay::net::test
