#include "net/tcp_stream.hpp"

#include <array>

#include <boost/asio/append.hpp>
#include <boost/asio/post.hpp>

namespace belay::net {
namespace {

class TcpStream final : public ByteStream {
 public:
  explicit TcpStream(Socket socket) : socket_{std::move(socket)} {
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
  }
  asio::any_io_executor executor() override { return socket_.get_executor(); }
  void read_some(InBuffers buffers, IoHandler handler) override {
    socket_.async_read_some(buffers, on_stream(*this, std::move(handler)));
  }
  void write_some(OutBuffers buffers, IoHandler handler) override {
    socket_.async_write_some(buffers, on_stream(*this, std::move(handler)));
  }
  void shutdown(DoneHandler handler) override {
    error_code error;
    socket_.shutdown(Socket::shutdown_send, error);
    asio::post(socket_.get_executor(), asio::append(std::move(handler), error));
  }
  void close() override {
    error_code ignored;
    socket_.close(ignored);
  }
  bool quiet() override { return is_quiet(socket_); }

 private:
  Socket socket_;
};

}  // namespace

StreamPtr tcp_stream(Socket socket) { return std::make_unique<TcpStream>(std::move(socket)); }

bool is_quiet(Socket& socket) {
  error_code error;
  socket.non_blocking(true, error);
  if (error) return false;
  std::array<char, 1> byte{};
  socket.receive(asio::buffer(byte), Socket::message_peek, error);
  return error == asio::error::would_block;
}

}  // namespace belay::net
