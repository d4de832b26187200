#include "net/tls.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/steady_timer.hpp>

namespace belay::net {
namespace {

// One TLS record holds at most this much.
constexpr std::size_t kRecord = std::size_t{16} << 10;
// So much is taken from the socket at once, whole records and parts of them.
constexpr std::size_t kReadAhead = std::size_t{64} << 10;
// How long an orderly end waits for the peer's close_notify.
constexpr std::chrono::milliseconds kFarewell{500};

}  // namespace

class TlsContext {
 public:
  explicit TlsContext(asio::ssl::context::method method) : native{method} {
    SSL_CTX* const context = native.native_handle();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_default_read_buffer_len(context, kReadAhead);
    // A write that has to wait goes on from wherever its bytes then are.
    SSL_CTX_set_mode(context, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  }
  asio::ssl::context native;
};

namespace {

// ---- OpenSSL on a socket that is never waited for ----------------------------------------------

/// A socket as OpenSSL sees it. Its own kind of BIO for sockets would raise SIGPIPE.
struct Wire {
  explicit Wire(Socket connected) : socket{std::move(connected)} {
    error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay{true}, ignored);
    socket.native_non_blocking(true, ignored);
  }
  Socket socket;
  error_code failure;  // of the last read or write that failed
  bool ended = false;  // the peer sends no more
};

Wire& wire_of(BIO* bio) { return *static_cast<Wire*>(BIO_get_data(bio)); }

int failed(BIO* bio, int retry) {
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
    BIO_set_flags(bio, retry | BIO_FLAGS_SHOULD_RETRY);
  } else {
    wire_of(bio).failure = error_code{errno, boost::system::system_category()};
  }
  return -1;
}

int read_wire(BIO* bio, char* into, std::size_t size, std::size_t* got) {
  BIO_clear_retry_flags(bio);
  Wire& wire = wire_of(bio);
  const ssize_t received = ::recv(wire.socket.native_handle(), into, size, 0);
  if (received < 0) return failed(bio, BIO_FLAGS_READ);
  wire.ended = received == 0;
  *got = static_cast<std::size_t>(received);
  return received > 0 ? 1 : 0;
}

int write_wire(BIO* bio, const char* from, std::size_t size, std::size_t* put) {
  BIO_clear_retry_flags(bio);
  const ssize_t sent = ::send(wire_of(bio).socket.native_handle(), from, size, MSG_NOSIGNAL);
  if (sent < 0) return failed(bio, BIO_FLAGS_WRITE);
  *put = static_cast<std::size_t>(sent);
  return 1;
}

long control_wire(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_EOF) return wire_of(bio).ended ? 1 : 0;
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO* bio_on(Wire& wire) {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
    BIO_meth_set_read_ex(made, read_wire);
    BIO_meth_set_write_ex(made, write_wire);
    BIO_meth_set_ctrl(made, control_wire);
    return made;
  }();
  BIO* const bio = BIO_new(method);
  BIO_set_data(bio, &wire);
  BIO_set_init(bio, 1);
  return bio;
}

/// What an operation in progress points into: it shares the ownership.
struct Core {
  Core(TlsContextPtr shared_context, Socket connected)
      : context{std::move(shared_context)},
        wire{std::move(connected)},
        ssl{SSL_new(context->native.native_handle())},
        farewell{wire.socket.get_executor()} {
    BIO* const bio = bio_on(wire);
    SSL_set_bio(ssl.get(), bio, bio);
  }
  struct Free {
    void operator()(SSL* session) const { SSL_free(session); }
  };
  /// Why the last call of OpenSSL failed for good.
  [[nodiscard]] error_code failure(int kind) const {
    if (kind == SSL_ERROR_ZERO_RETURN) return asio::error::eof;
    const unsigned long reason = ERR_get_error();
    if (kind == SSL_ERROR_SSL && reason != 0 && !wire.ended) {
      return {static_cast<int>(reason), asio::error::get_ssl_category()};
    }
    return wire.failure ? wire.failure : error_code{asio::ssl::error::stream_truncated};
  }

  TlsContextPtr context;
  Wire wire;
  std::unique_ptr<SSL, Free> ssl;
  asio::steady_timer farewell;
  std::vector<char> packed;
};
using CorePtr = std::shared_ptr<Core>;

/// What came of a call of OpenSSL: it is done, or waits for the socket.
struct Outcome {
  std::optional<Socket::wait_type> wait;
  error_code error;
};

/// `call(SSL*)` gives what OpenSSL gave: above zero when it worked.
Outcome attempt(Core& core, const auto& call) {
  ERR_clear_error();
  const int result = call(core.ssl.get());
  if (result > 0) return {};
  switch (const int kind = SSL_get_error(core.ssl.get(), result)) {
    case SSL_ERROR_WANT_READ: return {.wait = Socket::wait_read, .error = {}};
    case SSL_ERROR_WANT_WRITE: return {.wait = Socket::wait_write, .error = {}};
    default: return {.wait = std::nullopt, .error = core.failure(kind)};
  }
}

/// A call of OpenSSL, made again whenever the socket is ready until it is done; never before
/// start() returns. `call(SSL*, size)` notes how many bytes it moved.
template <class Call, class Handler>
struct Operation {
  CorePtr core;
  Call call;
  Handler handler;
  std::size_t size = 0;

  void start() && {
    const Outcome outcome = step();
    if (outcome.wait) return std::move(*this).wait(*outcome.wait);
    const asio::any_io_executor executor = core->wire.socket.get_executor();
    asio::post(executor,
               [self = std::move(*this), error = outcome.error]() mutable { self.finish(error); });
  }
  /// The socket is ready, or was closed.
  void operator()(error_code error) {
    if (error) return finish(error);
    const Outcome outcome = step();
    if (outcome.wait) return std::move(*this).wait(*outcome.wait);
    finish(outcome.error);
  }

 private:
  Outcome step() {
    return attempt(*core, [this](SSL* ssl) { return call(ssl, size); });
  }
  void wait(Socket::wait_type what) && {
    Socket& socket = core->wire.socket;
    const auto slot = asio::get_associated_cancellation_slot(handler);
    socket.async_wait(what, asio::bind_cancellation_slot(slot, std::move(*this)));
  }
  void finish(error_code error) {
    if constexpr (std::is_same_v<Handler, IoHandler>) {
      std::move(handler)(error, error ? 0 : size);
    } else {
      std::move(handler)(error);
    }
  }
};

void operate(const CorePtr& core, auto call, auto handler) {
  Operation<decltype(call), decltype(handler)>{core, std::move(call), std::move(handler)}.start();
}

class SslStream final : public TlsStream {
 public:
  SslStream(TlsContextPtr context, Socket socket)
      : core_{std::make_shared<Core>(std::move(context), std::move(socket))} {}
  ~SslStream() override { SslStream::close(); }

  asio::any_io_executor executor() override { return core_->wire.socket.get_executor(); }
  void handshake(DoneHandler handler) override {
    operate(
        core_, [](SSL* ssl, std::size_t&) { return SSL_do_handshake(ssl); }, std::move(handler));
  }
  void read_some(InBuffers buffers, IoHandler handler) override {
    const auto into = buffers.count == 0 ? asio::mutable_buffer{} : buffers.items[0];
    operate(
        core_,
        [into](SSL* ssl, std::size_t& size) {
          return into.size() == 0 ? 1 : SSL_read_ex(ssl, into.data(), into.size(), &size);
        },
        std::move(handler));
  }
  void write_some(OutBuffers buffers, IoHandler handler) override {
    const asio::const_buffer from = one_buffer(buffers);
    operate(
        core_,
        [from](SSL* ssl, std::size_t& size) {
          return from.size() == 0 ? 1 : SSL_write_ex(ssl, from.data(), from.size(), &size);
        },
        std::move(handler));
  }
  std::size_t read_now(asio::mutable_buffer into) override;
  void shutdown(DoneHandler handler) override;
  void close() override {
    error_code ignored;
    core_->wire.socket.close(ignored);
  }
  bool quiet() override { return SSL_has_pending(native()) == 0 && is_quiet(core_->wire.socket); }
  std::string verify_failure() const override {
    const long result = SSL_get_verify_result(native());
    return result == X509_V_OK ? std::string{} : X509_verify_cert_error_string(result);
  }
  [[nodiscard]] SSL* native() const { return core_->ssl.get(); }

 private:
  /// OpenSSL writes one buffer at a time: several small ones are packed so that they make one
  /// record and one system call.
  asio::const_buffer one_buffer(const OutBuffers& buffers) {
    if (buffers.count <= 1) return buffers.count == 0 ? asio::const_buffer{} : buffers.items[0];
    core_->packed.resize(std::min(kRecord, asio::buffer_size(buffers)));
    asio::buffer_copy(asio::buffer(core_->packed), buffers);
    return asio::buffer(core_->packed);
  }

  CorePtr core_;
};

/// One read gives one record, 16 KiB at most: the rest of what arrived is decrypted at once,
/// without a turn of the event loop for each. After a failure here the next read fails too, but
/// OpenSSL may have forgotten its reason by then.
std::size_t SslStream::read_now(asio::mutable_buffer into) {
  std::size_t total = 0;
  while (into.size() > 0) {
    std::size_t size = 0;
    const Outcome outcome = attempt(
        *core_, [&](SSL* ssl) { return SSL_read_ex(ssl, into.data(), into.size(), &size); });
    if (size == 0 || outcome.wait || outcome.error) break;
    total += size;
    into += size;
  }
  return total;
}

void SslStream::shutdown(DoneHandler handler) {
  // A peer that never says goodbye must not keep us.
  core_->farewell.expires_after(kFarewell);
  core_->farewell.async_wait([core = core_](error_code error) {
    error_code ignored;
    if (!error) core->wire.socket.close(ignored);
  });
  auto done = [core = core_, handler = std::move(handler)](error_code error) mutable {
    core->farewell.cancel();
    error_code ignored;
    core->wire.socket.shutdown(Socket::shutdown_send, ignored);
    std::move(handler)(error == asio::error::eof ? error_code{} : error);
  };
  // The first call says our goodbye, the next one hears the peer's.
  operate(
      core_,
      [](SSL* ssl, std::size_t&) {
        const int result = SSL_shutdown(ssl);
        return result == 0 ? SSL_shutdown(ssl) : result;
      },
      DoneHandler{std::move(done)});
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
  auto stream = std::make_unique<SslStream>(std::move(context), std::move(socket));
  SSL* ssl = stream->native();
  SSL_set_connect_state(ssl);
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
  auto stream = std::make_unique<SslStream>(std::move(context), std::move(socket));
  SSL_set_accept_state(stream->native());
  return stream;
}

}  // namespace belay::net
