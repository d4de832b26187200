#include "net/deflate.hpp"

#include <algorithm>
#include <array>

#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/beast/zlib/inflate_stream.hpp>

namespace belay::net {

namespace zlib = boost::beast::zlib;

namespace {

constexpr std::array<char, 4> kTail{'\x00', '\x00', '\xff', '\xff'};
constexpr std::size_t kFirstRoom = 4096;

}  // namespace

struct Inflater::Stream {
  zlib::inflate_stream zlib;
};

Inflater::Inflater() : stream_{std::make_unique<Stream>()} {}
Inflater::Inflater(Inflater&&) noexcept = default;
Inflater& Inflater::operator=(Inflater&&) noexcept = default;
Inflater::~Inflater() = default;

std::span<const char> Inflater::tail() noexcept { return kTail; }

Inflater::Outcome Inflater::inflate(std::span<const char> input, std::vector<char>& out,
                                    std::size_t& size, std::size_t limit, std::size_t padding) {
  zlib::z_params params;
  params.next_in = input.data();
  params.avail_in = input.size();
  for (;;) {
    if (size + padding + 1 >= out.size()) out.resize(2 * out.size() + kFirstRoom + padding);
    // One byte more than allowed, to tell a message of exactly the limit from a longer one.
    const std::size_t room = std::min(out.size() - padding - size, limit + 1 - size);
    params.next_out = out.data() + size;
    params.avail_out = room;
    boost::system::error_code error;
    stream_->zlib.write(params, zlib::Flush::sync, error);
    size += room - params.avail_out;
    if (size > limit) return Outcome::too_big;
    if (error == zlib::error::need_buffers) return Outcome::done;  // nothing more comes of it
    if (error) return Outcome::corrupt;
    if (params.avail_in == 0 && params.avail_out == room) return Outcome::done;
  }
}

struct Deflater::Stream {
  zlib::deflate_stream zlib;
  std::string out;
};

Deflater::Deflater() : stream_{std::make_unique<Stream>()} {}
Deflater::Deflater(Deflater&&) noexcept = default;
Deflater& Deflater::operator=(Deflater&&) noexcept = default;
Deflater::~Deflater() = default;

std::string_view Deflater::message(std::string_view text) {
  if (text.empty()) return {kTail.data(), 1};  // RFC 7692 7.2.3.6
  std::string& out = stream_->out;
  zlib::z_params params;
  params.next_in = text.data();
  params.avail_in = text.size();
  std::size_t size = 0;
  for (bool full = true; full;) {
    if (out.size() < size + kFirstRoom) out.resize(2 * out.size() + kFirstRoom);
    params.next_out = out.data() + size;
    params.avail_out = out.size() - size;
    boost::system::error_code error;
    stream_->zlib.write(params, zlib::Flush::sync, error);
    size = out.size() - params.avail_out;
    full = params.avail_out == 0;
  }
  return std::string_view{out}.substr(0, size - kTail.size());
}

}  // namespace belay::net
