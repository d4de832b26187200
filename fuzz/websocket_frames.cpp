#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/append.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/beast/zlib/error.hpp>

#include "net/any_stream.hpp"
#include "net/deflate.hpp"
#include "net/frame_reader.hpp"
#include "net/frame_writer.hpp"

// The frame reader against Beast's: the same bytes must give the same messages, or be refused by
// both. The first byte chooses the side, compression, the limit, and how many bytes arrive at once.

namespace {

using namespace belay::net;
namespace ws = boost::beast::websocket;

struct Setup {
  bool server = false;  // reads what clients send: masked
  bool deflate = false;
  std::size_t limit = 0;
  std::size_t piece = 0;
};

Setup setup_of(std::uint8_t first) {
  return {.server = (first & 1U) != 0,
          .deflate = (first & 2U) != 0,
          .limit = (first & 4U) != 0 ? std::size_t{300} : std::size_t{1} << 20,
          .piece = (first >> 3U) == 0 ? std::size_t{1} << 20 : std::size_t{first} >> 3U};
}

struct Outcome {
  std::vector<std::string> messages;
  bool refused = false;
  bool closed = false;
  bool oversized = false;
  bool content = false;   // refused for what a message says, not for how it is framed
  bool negative = false;  // refused for a length's highest bit
  std::uint16_t code = 0;
};

Outcome by_reader(const Setup& setup, std::string_view bytes) {
  FrameReader reader{{.masked = setup.server,
                      .deflate = setup.deflate,
                      .max_message = setup.limit,
                      .buffer = 4096}};
  Outcome outcome;
  while (!bytes.empty() && !outcome.refused && !outcome.oversized) {
    const auto room = reader.room();
    const std::size_t size = std::min({bytes.size(), room.size(), setup.piece});
    std::copy_n(bytes.begin(), size, room.begin());
    reader.commit(size);
    bytes.remove_prefix(size);
    for (bool more = true; more;) {
      const Reading met = reader.next();
      more = met.kind != Reading::Kind::need_more;
      if (met.kind == Reading::Kind::text) outcome.messages.emplace_back(met.payload);
      if (met.kind == Reading::Kind::binary) outcome.messages.emplace_back(met.payload);
      outcome.refused |= met.kind == Reading::Kind::violation;
      outcome.negative |= met.payload == "a negative length";
      outcome.content |= outcome.refused && met.code == close_code::bad_payload;
      outcome.closed |= met.kind == Reading::Kind::close;
      if (met.kind == Reading::Kind::close) outcome.code = met.code;
      if (met.kind == Reading::Kind::oversized) {
        outcome.oversized = true;
        more = false;
      }
    }
  }
  return outcome;
}

/// Gives `bytes` and then the end; takes whatever is written.
class Source final : public ByteStream {
 public:
  Source(boost::asio::io_context& io, std::string bytes) : io_{io}, bytes_{std::move(bytes)} {}
  boost::asio::any_io_executor executor() override { return io_.get_executor(); }
  void read_some(InBuffers buffers, IoHandler handler) override {
    const std::size_t size = boost::asio::buffer_copy(buffers, boost::asio::buffer(bytes_) + at_);
    at_ += size;
    const bool end = size == 0 && boost::asio::buffer_size(buffers) > 0;
    complete(std::move(handler), end ? boost::asio::error::eof : error_code{}, size);
  }
  void write_some(OutBuffers buffers, IoHandler handler) override {
    complete(std::move(handler), {}, boost::asio::buffer_size(buffers));
  }
  void shutdown(DoneHandler handler) override {
    boost::asio::post(io_, boost::asio::append(std::move(handler), error_code{}));
  }
  void close() override {}

 private:
  void complete(IoHandler handler, error_code error, std::size_t size) {
    boost::asio::post(io_, boost::asio::append(std::move(handler), error, size));
  }
  boost::asio::io_context& io_;
  std::string bytes_;
  std::size_t at_ = 0;
};

/// Beast's stream after a handshake that agreed on what `setup` says.
struct Beast {
  Beast(boost::asio::io_context& io, const Setup& setup, std::string_view bytes) {
    const std::string extension =
        setup.deflate ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "";
    // Beast masks with, and asks by, a random key: only a server's handshake can be foreseen, so a
    // client is made of a server that is told to be one.
    const std::string request =
        "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
        extension + "\r\n";
    stream.emplace(AnyStream{std::make_shared<Source>(io, request + std::string{bytes})});
    ws::permessage_deflate deflate;
    deflate.server_enable = setup.deflate;
    stream->set_option(deflate);
    stream->read_message_max(setup.limit);
    stream->async_accept([](error_code error) {
      if (error) std::abort();
    });
    io.run();
    io.restart();
  }
  std::optional<ws::stream<AnyStream>> stream;
};

/// One frame of a server at the front of `bytes`, or what there is of it.
struct Piece {
  std::string_view head;
  std::string_view payload;
  bool whole = false;
};

Piece cut_piece(std::string_view& bytes) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const std::size_t form = bytes.size() < 2 ? 0 : at(1) & 0x7FU;
  const std::size_t head = form < 126 ? 2 : form == 126 ? 4 : 10;
  Piece piece{.head = bytes.substr(0, head)};
  if (piece.head.size() == head) {
    std::size_t length = form < 126 ? form : 0;
    for (std::size_t i = 2; i < head; ++i) length = length << 8U | at(i);
    piece.payload = bytes.substr(head, length);
    piece.whole = piece.payload.size() == length;
  }
  bytes.remove_prefix(piece.head.size() + piece.payload.size());
  return piece;
}

/// The bytes of a server, as a client would send them: masked with zeros.
std::string masked(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const Piece piece = cut_piece(bytes);
    out += piece.head;
    if (piece.head.size() < 2) break;
    out[out.size() - piece.head.size() + 1] ^= static_cast<char>(0x80);
    out.append(4, '\0') += piece.payload;
  }
  return out;
}

/// The bytes of a server whose frames with RSV1 hold what a deflater wrote.
std::string deflated(std::string_view bytes) {
  Deflater deflater;
  std::string out;
  while (!bytes.empty()) {
    const Piece piece = cut_piece(bytes);
    const auto first = static_cast<unsigned char>(piece.head[0]);
    if (piece.whole && (first & 0x40U) != 0) {
      append_frame(out, static_cast<Opcode>(first & 0x0FU), deflater.message(piece.payload),
                   std::nullopt, true);
    } else {
      (out += piece.head) += piece.payload;
    }
  }
  return out;
}

Outcome by_beast(const Setup& setup, std::string_view bytes) {
  boost::asio::io_context io{1};
  const std::string given = setup.server ? std::string{bytes} : masked(bytes);
  Beast beast{io, setup, given};
  const auto& zlib_errors = make_error_code(boost::beast::zlib::error::stream_error).category();
  Outcome outcome;
  for (bool more = true; more;) {
    boost::beast::flat_buffer buffer;
    error_code failed;
    beast.stream->async_read(buffer, [&](error_code error, std::size_t) { failed = error; });
    io.run();
    io.restart();
    more = !failed;
    if (!failed) {
      outcome.messages.emplace_back(static_cast<const char*>(buffer.data().data()), buffer.size());
    }
    outcome.closed = failed == ws::error::closed;
    outcome.oversized = failed == ws::error::message_too_big;
    outcome.content = failed == ws::error::bad_frame_payload || &failed.category() == &zlib_errors;
    outcome.refused = failed && !outcome.closed && !outcome.oversized &&
                      failed != boost::asio::error::eof &&
                      failed != boost::asio::error::operation_aborted;
  }
  // Beast says "none" to a Close without a code.
  const std::uint16_t said = outcome.closed ? beast.stream->reason().code : 0;
  outcome.code = outcome.closed && said == 0 ? close_code::no_status : said;
  return outcome;
}

/// The same as far as both go.
bool agree_so_far(const Outcome& ours, const Outcome& theirs) {
  const std::size_t common = std::min(ours.messages.size(), theirs.messages.size());
  return std::ranges::equal(std::span{ours.messages}.first(common),
                            std::span{theirs.messages}.first(common));
}

/// Where the two may differ: Beast sees bad UTF-8 before a message is whole, takes close codes that
/// mean nothing, refuses 1014, does not limit what a message has before it is inflated, and then
/// does not mind a length with its highest bit set either.
bool alike(const Setup& setup, const Outcome& ours, const Outcome& theirs) {
  const bool over = ours.oversized || theirs.oversized || ours.negative;
  if (setup.deflate && over) return agree_so_far(ours, theirs);
  // Beast does not look at the end of a message whose last frame is empty.
  const std::size_t given = ours.messages.size();
  if (ours.content && theirs.messages.size() > given) {
    const std::string& next = theirs.messages[given];
    return agree_so_far(ours, theirs) && !ws::detail::check_utf8(next.data(), next.size());
  }
  if (ours.messages != theirs.messages) return false;
  if (theirs.content) return true;
  if (ours.closed != theirs.closed) return theirs.code >= 5000 || ours.code == 1014;
  if (ours.closed) return ours.code == theirs.code;
  const bool we = ours.refused || ours.oversized;
  const bool they = theirs.refused || theirs.oversized;
  return we == they;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Setup setup = setup_of(data[0]);
  const std::string_view given{reinterpret_cast<const char*>(data) + 1, size - 1};
  std::string bytes{given};
  if (setup.deflate) {
    // What no deflater wrote must be survived; Beast makes what it likes of it.
    static_cast<void>(by_reader(setup, given));
    bytes = setup.server ? masked(deflated(given)) : deflated(given);
  }
  const Outcome ours = by_reader(setup, bytes);
  Outcome theirs = by_beast(setup, bytes);
  // We refuse a frame by its first two bytes; Beast wants the whole head.
  constexpr std::size_t kLongestHead = 14;
  if (ours.refused && !theirs.refused) {
    theirs = by_beast(setup, bytes + std::string(kLongestHead, '\0'));
  }
  if (!alike(setup, ours, theirs)) std::abort();
  return 0;
}
