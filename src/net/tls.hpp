#pragma once

#include <memory>
#include <string>

#include "net/await.hpp"
#include "net/stream.hpp"
#include "net/tcp_stream.hpp"

namespace belay::net {

/// Certificates, keys and trust, shared by the connections made from it.
class TlsContext;
using TlsContextPtr = std::shared_ptr<TlsContext>;

/// A client's trust: the system's authorities and `options.extra_ca_file`; TLS 1.2 or newer.
Result<TlsContextPtr> tls_client_context(const TlsOptions& options);
/// A server's certificate chain and key, both PEM files.
Result<TlsContextPtr> tls_server_context(const std::string& certificate_file,
                                         const std::string& key_file);

/// TLS over a connected socket. Nothing but `handshake` may be called before it succeeded.
class TlsStream : public ByteStream {
 public:
  virtual void handshake(DoneHandler handler) = 0;
  /// What the certificate check found, in OpenSSL's words; empty when it was content.
  [[nodiscard]] virtual std::string verify_failure() const = 0;
};

/// `handshake` as something to co_await.
inline auto async_handshake(TlsStream& stream) {
  return asio::async_initiate<const decltype(kAwait), void(error_code)>(
      [](auto handler, TlsStream* self) { self->handshake(DoneHandler{std::move(handler)}); },
      kAwait, &stream);
}

/// The certificate must be for `host` (a name, also sent as SNI, or an address).
std::unique_ptr<TlsStream> tls_client_stream(TlsContextPtr context, Socket socket,
                                             const std::string& host);
std::unique_ptr<TlsStream> tls_server_stream(TlsContextPtr context, Socket socket);

}  // namespace belay::net
