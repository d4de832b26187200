#include "net/tls.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <boost/asio/consign.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

namespace belay::net {

class TlsContext {
 public:
  explicit TlsContext(asio::ssl::context::method method) : native{method} {
    SSL_CTX_set_min_proto_version(native.native_handle(), TLS1_2_VERSION);
  }
  asio::ssl::context native;
};

namespace {

// One TLS record holds at most this much.
constexpr std::size_t kRecord = 16 * 1024;
// How long an orderly end waits for the peer's close_notify.
constexpr std::chrono::milliseconds kFarewell{500};

/// Asio's TLS operations point into the stream: they share its ownership.
struct Core {
  Core(TlsContextPtr shared_context, Socket socket)
      : context{std::move(shared_context)},
        stream{std::move(socket), context->native},
        farewell{stream.get_executor()} {}
  TlsContextPtr context;
  asio::ssl::stream<Socket> stream;
  asio::steady_timer farewell;
  std::vector<char> packed;
};

class SslStream final : public TlsStream {
 public:
  SslStream(TlsContextPtr context, Socket socket, asio::ssl::stream_base::handshake_type side)
      : core_{std::make_shared<Core>(std::move(context), std::move(socket))}, side_{side} {
    error_code ignored;
    core_->stream.next_layer().set_option(asio::ip::tcp::no_delay{true}, ignored);
  }
  ~SslStream() override { SslStream::close(); }

  asio::any_io_executor executor() override { return core_->stream.get_executor(); }
  void handshake(DoneHandler handler) override {
    core_->stream.async_handshake(side_, asio::consign(std::move(handler), core_));
  }
  void read_some(InBuffers buffers, IoHandler handler) override {
    core_->stream.async_read_some(buffers,
                                  on_stream(*this, asio::consign(std::move(handler), core_)));
  }
  void write_some(OutBuffers buffers, IoHandler handler) override {
    core_->stream.async_write_some(one_record(buffers),
                                   on_stream(*this, asio::consign(std::move(handler), core_)));
  }
  std::size_t read_now(asio::mutable_buffer into) override;
  void shutdown(DoneHandler handler) override;
  void close() override {
    error_code ignored;
    core_->stream.next_layer().close(ignored);
  }
  bool quiet() override { return is_quiet(core_->stream.next_layer()); }
  std::string verify_failure() const override {
    const long result = SSL_get_verify_result(core_->stream.native_handle());
    return result == X509_V_OK ? std::string{} : X509_verify_cert_error_string(result);
  }
  SSL* native() { return core_->stream.native_handle(); }

 private:
  /// Asio encrypts the first buffer of a sequence only: several small ones are packed so that they
  /// make one record and one system call.
  asio::const_buffer one_record(const OutBuffers& buffers) {
    if (buffers.count <= 1) return buffers.count == 0 ? asio::const_buffer{} : buffers.items[0];
    core_->packed.resize(std::min(kRecord, asio::buffer_size(buffers)));
    asio::buffer_copy(asio::buffer(core_->packed), buffers);
    return asio::buffer(core_->packed);
  }

  std::shared_ptr<Core> core_;
  asio::ssl::stream_base::handshake_type side_;
};

/// One read gives one record, 16 KiB at most: the rest of what arrived is decrypted at once,
/// without a turn of the event loop for each. A failure here comes again with the next read.
std::size_t SslStream::read_now(asio::mutable_buffer into) {
  error_code error;
  core_->stream.next_layer().non_blocking(true, error);
  std::size_t size = 0;
  while (!error && size < into.size()) size += core_->stream.read_some(into + size, error);
  return size;
}

void SslStream::shutdown(DoneHandler handler) {
  // A peer that never says goodbye must not keep us.
  core_->farewell.expires_after(kFarewell);
  core_->farewell.async_wait([core = core_](error_code error) {
    error_code ignored;
    if (!error) core->stream.next_layer().close(ignored);
  });
  auto done = [core = core_, handler = std::move(handler)](error_code error) mutable {
    core->farewell.cancel();
    error_code ignored;
    core->stream.next_layer().shutdown(Socket::shutdown_send, ignored);
    std::move(handler)(error);
  };
  core_->stream.async_shutdown(std::move(done));
}

std::unexpected<Error> refuse_file(std::string_view what, const std::string& file,
                                   const error_code& error) {
  return fail(Errc::tls, fmt::format("cannot use {} '{}': {}; check that the file exists and is "
                                     "PEM",
                                     what, file, error.message()));
}

}  // namespace

Result<TlsContextPtr> tls_client_context(const TlsOptions& options) {
  auto context = std::make_shared<TlsContext>(asio::ssl::context::tls_client);
  error_code error;
  context->native.set_verify_mode(asio::ssl::verify_peer, error);
  if (!error) context->native.set_default_verify_paths(error);
  if (error) {
    return fail(Errc::tls, fmt::format("cannot use the system's certificate authorities: {}; "
                                       "install ca-certificates",
                                       error.message()));
  }
  if (options.extra_ca_file.empty()) return context;
  context->native.load_verify_file(options.extra_ca_file, error);
  if (error) return refuse_file("the extra CA file", options.extra_ca_file, error);
  return context;
}

Result<TlsContextPtr> tls_server_context(const std::string& certificate_file,
                                         const std::string& key_file) {
  auto context = std::make_shared<TlsContext>(asio::ssl::context::tls_server);
  error_code error;
  context->native.use_certificate_chain_file(certificate_file, error);
  if (error) return refuse_file("the certificate", certificate_file, error);
  context->native.use_private_key_file(key_file, asio::ssl::context::pem, error);
  if (error) return refuse_file("the key", key_file, error);
  return context;
}

std::unique_ptr<TlsStream> tls_client_stream(TlsContextPtr context, Socket socket,
                                             const std::string& host) {
  auto stream = std::make_unique<SslStream>(std::move(context), std::move(socket),
                                            asio::ssl::stream_base::client);
  SSL* ssl = stream->native();
  error_code not_an_address;
  asio::ip::make_address(host, not_an_address);
  if (not_an_address) {
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(host.c_str()));
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(ssl, host.c_str());
  } else {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
  }
  return stream;
}

std::unique_ptr<TlsStream> tls_server_stream(TlsContextPtr context, Socket socket) {
  return std::make_unique<SslStream>(std::move(context), std::move(socket),
                                     asio::ssl::stream_base::server);
}

}  // namespace belay::net
