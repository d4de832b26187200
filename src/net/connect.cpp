#include <vector>

#include <fmt/format.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>

#include "net/await.hpp"
#include "net/endpoint_text.hpp"
#include "net/tcp_stream.hpp"
#include "net/tls.hpp"

namespace belay::net {
namespace {

using asio::ip::tcp;
using Addresses = std::vector<tcp::endpoint>;

std::unexpected<Error> unreachable(const Endpoint& endpoint, std::string_view reason) {
  return fail(Errc::unreachable,
              fmt::format("cannot reach {}: {}; check the host, the port and the network",
                          place(endpoint), reason));
}

std::unexpected<Error> too_late(const Endpoint& endpoint, std::string_view stage) {
  return fail(Errc::timeout,
              fmt::format("no connection to {} in time: {} took too long; check the network or "
                          "allow more time",
                          place(endpoint), stage));
}

/// A name being looked up. The look-up itself cannot be interrupted: past the deadline it is left
/// to end alone, and only this state waits for it.
struct Lookup {
  explicit Lookup(const asio::any_io_executor& executor, Deadline deadline)
      : resolver{executor}, done{executor, deadline} {}
  tcp::resolver resolver;
  asio::steady_timer done;
  bool finished = false;
  error_code error;
  Addresses addresses;
};

void start(const std::shared_ptr<Lookup>& lookup, const Endpoint& endpoint) {
  lookup->resolver.async_resolve(
      endpoint.host, fmt::to_string(endpoint.port), tcp::resolver::numeric_service,
      [lookup](error_code error, const tcp::resolver::results_type& all) {
        lookup->finished = true;
        lookup->error = error;
        for (const auto& each : all) {
          lookup->addresses.push_back(each.endpoint());
        }
        lookup->done.cancel();
      });
}

Task<Addresses> resolve(const Endpoint& endpoint, Deadline deadline) {
  const auto executor = co_await asio::this_coro::executor;
  const auto lookup = std::make_shared<Lookup>(executor, deadline);
  start(lookup, endpoint);
  co_await lookup->done.async_wait(kAwait);
  if (!lookup->finished) {
    lookup->resolver.cancel();
    co_return too_late(endpoint, "looking up the name");
  }
  if (lookup->error) co_return unreachable(endpoint, lookup->error.message());
  co_return std::move(lookup->addresses);
}

/// One attempt. The outer error is the deadline's.
Task<Socket> connect_one(const Endpoint& endpoint, const tcp::endpoint& address,
                         Deadline deadline) {
  const auto executor = co_await asio::this_coro::executor;
  Socket socket{executor};
  Watchdog watchdog{executor, deadline, [&socket] {
                      error_code ignored;
                      socket.close(ignored);
                    }};
  const auto [error] = co_await socket.async_connect(address, kAwait);
  if (watchdog.bit()) co_return too_late(endpoint, "connecting");
  if (error) co_return unreachable(endpoint, error.message());
  co_return std::move(socket);
}

/// Tries the addresses in order; each gets an equal share of the time that is left, so that a dead
/// one cannot use up the live one's.
Task<Socket> connect_any(const Endpoint& endpoint, const Addresses& addresses, Deadline deadline) {
  Result<Socket> result = unreachable(endpoint, "the name has no address");
  for (std::size_t tried = 0; tried < addresses.size(); ++tried) {
    const auto now = std::chrono::steady_clock::now();
    const auto left = static_cast<std::int64_t>(addresses.size() - tried);
    const Deadline share = now + (deadline - now) / left;
    result = co_await connect_one(endpoint, addresses[tried], share);
    if (result) break;
  }
  co_return std::move(result);
}

std::unexpected<Error> untrusted(const Endpoint& endpoint, const TlsStream& stream,
                                 const error_code& error) {
  const std::string verify = stream.verify_failure();
  return fail(Errc::tls, fmt::format("no TLS with {}: {}; {}", place(endpoint),
                                     verify.empty() ? error.message() : verify,
                                     verify.empty() ? "check that the port speaks TLS"
                                                    : "the server may be an impostor"));
}

Task<StreamPtr> secure(Socket socket, const Endpoint& endpoint, const TlsOptions& options,
                       Deadline deadline) {
  auto context = tls_client_context(options);
  if (!context) co_return std::unexpected(context.error());
  auto stream = tls_client_stream(*context, std::move(socket), endpoint.host);
  Watchdog watchdog{stream->executor(), deadline, [&stream] { stream->close(); }};
  const auto [error] = co_await async_handshake(*stream);
  if (watchdog.bit()) co_return too_late(endpoint, "the TLS handshake");
  if (error) co_return untrusted(endpoint, *stream, error);
  co_return std::move(stream);
}

}  // namespace

Task<StreamPtr> connect(Endpoint endpoint, TlsOptions tls, std::chrono::milliseconds limit) {
  const Deadline deadline = deadline_after(limit);
  const auto addresses = co_await resolve(endpoint, deadline);
  if (!addresses) co_return std::unexpected(addresses.error());
  auto socket = co_await connect_any(endpoint, *addresses, deadline);
  if (!socket) co_return std::unexpected(socket.error());
  if (!endpoint.tls) co_return tcp_stream(std::move(*socket));
  co_return co_await secure(std::move(*socket), endpoint, tls, deadline);
}

}  // namespace belay::net
