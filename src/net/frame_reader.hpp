#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "net/deflate.hpp"
#include "net/frame.hpp"

namespace belay::net {

struct FrameRules {
  bool masked = false;   ///< what clients send must be masked, what servers send must not
  bool deflate = false;  ///< permessage-deflate was agreed on: RSV1 marks compressed messages
  std::size_t max_message = std::size_t{16} << 20;  ///< bytes, of one inflated message
  std::size_t max_frame = std::numeric_limits<std::size_t>::max();  ///< bytes, of one data frame
  std::size_t buffer = std::size_t{256} << 10;  ///< bytes to begin with; grows as far as needed
};

/// What FrameReader::next() found.
struct Reading {
  enum class Kind : std::uint8_t {
    need_more,  ///< nothing whole is left
    text,       ///< a whole message, valid UTF-8
    binary,     ///< a whole message
    ping,
    pong,
    close,      ///< `code` is the peer's; no more follows
    oversized,  ///< a frame or message over a limit, told once; further data is passed over
    violation,  ///< `payload` says of what, `code` is to close with; no more follows
  };
  Kind kind = Kind::need_more;
  /// The message is gone with the next call of next(), not only with that of room().
  bool fleeting = false;
  std::uint16_t code = 0;      ///< close, violation
  std::size_t limit = 0;       ///< oversized: bytes, the limit that was exceeded
  std::string_view payload{};  ///< message, ping's text, Close's reason
};

/// The reading side of one WebSocket (RFC 6455, and RFC 7692 when agreed), without I/O: bytes in,
/// messages out. All whole messages of one large buffer are taken before anyone waits for more.
/// Messages lie in the buffer where they arrived; those in fragments are joined there. At least
/// `kPadding` bytes before and after each message are readable. After warm-up nothing is allocated.
class FrameReader {
 public:
  static constexpr std::size_t kPadding = 64;

  explicit FrameReader(const FrameRules& rules);

  /// Where the next bytes from the peer go; never empty. Ends the life of all messages.
  [[nodiscard]] std::span<char> room();
  /// `size` bytes were put into room().
  void commit(std::size_t size) { end_ += size; }
  /// What comes next in the bytes given so far.
  [[nodiscard]] Reading next();

 private:
  using Byte = unsigned char;
  struct Head {
    Byte first = 0;
    std::size_t size = 0;  // of the head itself
    std::size_t length = 0;
    std::optional<MaskKey> mask;
    [[nodiscard]] Opcode opcode() const { return static_cast<Opcode>(first & 0x0FU); }
    [[nodiscard]] bool final() const { return (first & 0x80U) != 0; }
    [[nodiscard]] bool compressed() const { return (first & 0x40U) != 0; }
    [[nodiscard]] bool control() const { return (first & 0x08U) != 0; }
  };

  bool take_plain(std::string_view& text);
  Reading next_of_any_kind();
  [[nodiscard]] std::size_t available() const { return end_ - at_; }
  [[nodiscard]] Byte byte(std::size_t offset) const {
    return static_cast<Byte>(buffer_[at_ + offset]);
  }
  [[nodiscard]] std::size_t kept_from() const;
  [[nodiscard]] std::size_t to_be_held() const;
  void compact();
  bool passed_over();
  [[nodiscard]] const char* wrong_start() const;
  [[nodiscard]] const char* wrong_length(std::size_t length) const;
  bool read_head(Head& head, Reading& problem);
  [[nodiscard]] std::size_t exceeded(const Head& head) const;
  Reading oversized(std::size_t limit);
  Reading violation(std::uint16_t code, const char* what);
  Reading take(const Head& head);
  Reading control(const Head& head, std::string_view payload);
  Reading closed(std::string_view payload);
  Reading data(const Head& head, std::span<char> payload);
  void begin_message(const Head& head, std::span<char> payload);
  Reading inflate(std::span<const char> input, bool last);
  Reading finished();

  FrameRules rules_;
  std::vector<char> buffer_;  // padding, bytes, padding
  std::size_t at_;            // the next frame begins here
  std::size_t end_;           // bytes were put in up to here
  std::size_t needed_ = 0;    // bytes of the frame at `at_`, once its head said so
  std::size_t pass_over_ = 0;

  bool in_message_ = false;  // between the first and the last fragment
  bool text_ = false;
  bool compressed_ = false;
  std::size_t message_ = 0;  // where it begins in buffer_, when not compressed
  std::size_t message_size_ = 0;

  std::optional<Inflater> inflater_;
  std::vector<char> inflated_;  // padding, a message, padding

  bool dropping_ = false;  // something was oversized
  bool over_ = false;
};

}  // namespace belay::net
