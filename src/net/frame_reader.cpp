#include "net/frame_reader.hpp"

#include <algorithm>
#include <cstring>

#include "net/utf8.hpp"

namespace belay::net {
namespace {

using Kind = Reading::Kind;

// One read brings no more than this, so that what follows from it does not keep the event loop
// long.
constexpr std::size_t kMostAtOnce = std::size_t{256} << 10;
constexpr std::size_t kLeastRoom = 4096;
// What deflate may add to a message that does not compress (RFC 1951 3.2.4: 5 bytes per 64 KiB).
constexpr std::size_t kDeflateSlack = 64;

std::size_t compressed_limit(std::size_t max_message) {
  return max_message + max_message / 1024 + kDeflateSlack;
}

}  // namespace

FrameReader::FrameReader(const FrameRules& rules)
    : rules_{rules},
      buffer_(kPadding + std::max(rules.buffer, kLeastRoom) + kPadding),
      at_{kPadding},
      end_{kPadding} {
  if (rules.deflate) inflater_.emplace();
}

/// Bytes from here on must not be lost: a message whose fragments are being joined, or a frame.
std::size_t FrameReader::kept_from() const { return in_message_ && !compressed_ ? message_ : at_; }

/// Bytes that the buffer must hold from kept_from() on for anything to come of them.
std::size_t FrameReader::to_be_held() const {
  return at_ - kept_from() + std::max(needed_, available() + kLeastRoom);
}

void FrameReader::compact() {
  if (in_message_ && !compressed_) {  // close the gap where heads were
    const std::size_t joined = message_ + message_size_;
    std::memmove(&buffer_[joined], &buffer_[at_], available());
    end_ -= at_ - joined;
    at_ = joined;
  }
  const std::size_t shift = kept_from() - kPadding;
  if (shift == 0) return;
  std::memmove(&buffer_[kPadding], &buffer_[kPadding + shift], end_ - kPadding - shift);
  at_ -= shift;
  end_ -= shift;
  if (in_message_) message_ -= std::min(message_, shift);
}

std::span<char> FrameReader::room() {
  if (over_) at_ = end_;
  compact();
  const std::size_t capacity = buffer_.size() - 2 * kPadding;
  if (to_be_held() > capacity) {
    // Twice as large at most: memory follows what arrives, not what a head announces.
    buffer_.resize(2 * kPadding +
                   std::min(std::max(to_be_held(), capacity + kLeastRoom), 2 * capacity));
  }
  return std::span{buffer_}.subspan(end_, std::min(buffer_.size() - kPadding - end_, kMostAtOnce));
}

/// True once the rest of what is not wanted has gone by.
bool FrameReader::passed_over() {
  const std::size_t size = std::min(pass_over_, available());
  at_ += size;
  pass_over_ -= size;
  return pass_over_ == 0;
}

/// What is wrong with the first two bytes of a frame; nullptr when nothing is.
const char* FrameReader::wrong_start() const {
  const Head head{.first = byte(0)};
  const bool control = head.control();
  const auto code = static_cast<unsigned>(head.opcode());
  if (code > (control ? 0xAU : 0x2U)) return "an unknown kind of frame";
  if ((head.first & 0x30U) != 0) return "reserved bits are set";
  const bool begins = !control && head.opcode() != Opcode::continuation;
  if (head.compressed() && !(rules_.deflate && begins)) return "RSV1 is set where it must not be";
  if (control && (!head.final() || (byte(1) & 0x7FU) > kMaxControl)) {
    return "a control frame in fragments or over 125 bytes";
  }
  if (!control && begins == in_message_ && !dropping_) {
    return begins ? "a new message inside another" : "a continuation of nothing";
  }
  const bool masked = (byte(1) & 0x80U) != 0;
  if (masked != rules_.masked) return masked ? "a masked frame" : "a frame without a mask";
  return nullptr;
}

/// The length that follows must be spelt as short as can be (RFC 6455 5.2).
const char* FrameReader::wrong_length(std::size_t length) const {
  const unsigned form = byte(1) & 0x7FU;
  if ((form == 126 && length < 126) || (form == 127 && length < 65'536)) {
    return "a length spelt longer than needed";
  }
  return (length >> 63U) != 0 ? "a negative length" : nullptr;
}

/// False when there is no whole head, or none that may be: `problem` then says so.
bool FrameReader::read_head(Head& head, Reading& problem) {
  if (available() < 2) return false;
  if (const char* wrong = wrong_start()) {
    problem = violation(close_code::protocol_error, wrong);
    return false;
  }
  head.first = byte(0);
  head.length = byte(1) & 0x7FU;
  const std::size_t extra = head.length < 126 ? 0 : head.length == 126 ? 2 : 8;
  head.size = 2 + extra;
  if (available() < head.size) return false;
  if (extra > 0) {
    head.length = 0;
    for (std::size_t i = 0; i < extra; ++i) head.length = head.length << 8U | byte(2 + i);
    if (const char* wrong = wrong_length(head.length)) {
      problem = violation(close_code::protocol_error, wrong);
      return false;
    }
  }
  if (!rules_.masked) return true;
  head.size += sizeof(MaskKey);
  if (available() < head.size) return false;
  head.mask.emplace();
  std::memcpy(head.mask->data(), &buffer_[at_ + head.size - sizeof(MaskKey)], sizeof(MaskKey));
  return true;
}

/// The limit that a frame would exceed; 0 = none.
std::size_t FrameReader::exceeded(const Head& head) const {
  if (head.control()) return 0;
  if (head.length > rules_.max_frame) return rules_.max_frame;
  const bool begins = head.opcode() != Opcode::continuation;
  const bool packed = begins ? head.compressed() : compressed_;
  const std::size_t limit = packed ? compressed_limit(rules_.max_message) : rules_.max_message;
  const std::size_t before = begins || packed ? 0 : message_size_;
  return head.length > limit - before ? rules_.max_message : 0;
}

/// Nearly all there is: a text of a server that came whole, in one frame, and is ASCII. False, with
/// nothing taken, for everything else.
bool FrameReader::take_plain(std::string_view& text) {
  const bool usual = !rules_.masked && !in_message_ && !dropping_ && !over_;
  if (!usual || available() < 4 || byte(0) != (0x80U | static_cast<unsigned>(Opcode::text))) {
    return false;
  }
  std::size_t head = 2;
  std::size_t length = byte(1);
  if (length >= 126) {
    head = 4;
    length = std::size_t{byte(2)} << 8U | byte(3);
    if (byte(1) != 126 || length < 126) return false;
  }
  if (length > std::min(rules_.max_frame, rules_.max_message)) return false;
  if (available() < head + length) return false;
  text = {&buffer_[at_ + head], length};
  if (!is_utf8(text)) return false;
  at_ += head + length;
  needed_ = 0;
  return true;
}

Reading FrameReader::next() {
  std::string_view text;
  if (take_plain(text)) return {.kind = Kind::text, .payload = text};
  return next_of_any_kind();
}

Reading FrameReader::next_of_any_kind() {
  while (!over_ && passed_over()) {
    needed_ = 0;
    Head head;
    Reading reading;
    if (!read_head(head, reading)) return reading;
    if (dropping_ && !head.control()) {
      pass_over_ = head.size + head.length;
      continue;
    }
    if (const std::size_t limit = exceeded(head); limit != 0) {
      pass_over_ = head.size + head.length;
      return oversized(limit);
    }
    needed_ = head.size + head.length;
    if (available() < needed_) return reading;
    reading = take(head);
    if (reading.kind != Kind::need_more) return reading;
  }
  return {};
}

Reading FrameReader::oversized(std::size_t limit) {
  dropping_ = true;
  in_message_ = false;
  return {.kind = Kind::oversized, .limit = limit};
}

Reading FrameReader::violation(std::uint16_t code, const char* what) {
  over_ = true;
  return {.kind = Kind::violation, .code = code, .payload = what};
}

Reading FrameReader::take(const Head& head) {
  const std::span payload = std::span{buffer_}.subspan(at_ + head.size, head.length);
  if (head.mask) apply_mask(payload, *head.mask);
  at_ += head.size + head.length;
  needed_ = 0;
  return head.control() ? control(head, {payload.data(), payload.size()}) : data(head, payload);
}

Reading FrameReader::control(const Head& head, std::string_view payload) {
  if (head.opcode() == Opcode::close) return closed(payload);
  return {.kind = head.opcode() == Opcode::ping ? Kind::ping : Kind::pong, .payload = payload};
}

Reading FrameReader::closed(std::string_view payload) {
  Reading reading{.kind = Kind::close, .code = close_code::no_status};
  if (payload.size() == 1) return violation(close_code::protocol_error, "half a close code");
  if (!payload.empty()) {
    const unsigned high = static_cast<Byte>(payload[0]);
    const unsigned low = static_cast<Byte>(payload[1]);
    reading.code = static_cast<std::uint16_t>(high << 8U | low);
    reading.payload = payload.substr(2);
    if (!is_close_code(reading.code)) {
      return violation(close_code::protocol_error, "a close code that must not be sent");
    }
    if (!is_utf8(reading.payload)) {
      return violation(close_code::protocol_error, "a close reason that is not UTF-8");
    }
  }
  over_ = true;
  return reading;
}

Reading FrameReader::data(const Head& head, std::span<char> payload) {
  if (head.opcode() != Opcode::continuation) begin_message(head, payload);
  in_message_ = !head.final();
  if (compressed_) return inflate(payload, head.final());
  char* const joined = &buffer_[message_ + message_size_];
  if (joined != payload.data()) std::memmove(joined, payload.data(), payload.size());
  message_size_ += payload.size();
  return head.final() ? finished() : Reading{};
}

void FrameReader::begin_message(const Head& head, std::span<char> payload) {
  text_ = head.opcode() == Opcode::text;
  compressed_ = head.compressed();
  message_ = static_cast<std::size_t>(payload.data() - buffer_.data());
  message_size_ = 0;
}

Reading FrameReader::inflate(std::span<const char> input, bool last) {
  for (const std::span<const char> part : {input, last ? Inflater::tail() : input.first(0)}) {
    std::size_t end = kPadding + message_size_;
    const auto outcome =
        inflater_->inflate(part, inflated_, end, kPadding + rules_.max_message, kPadding);
    message_size_ = end - kPadding;
    if (outcome == Inflater::Outcome::too_big) return oversized(rules_.max_message);
    if (outcome == Inflater::Outcome::corrupt) {
      return violation(close_code::bad_payload, "a compressed message that cannot be inflated");
    }
  }
  return last ? finished() : Reading{};
}

Reading FrameReader::finished() {
  const char* const start = compressed_ ? &inflated_[kPadding] : &buffer_[message_];
  const std::string_view message{start, message_size_};
  if (text_ && !is_utf8(message)) {
    return violation(close_code::bad_payload, "a text message that is not UTF-8");
  }
  return {.kind = text_ ? Kind::text : Kind::binary, .fleeting = compressed_, .payload = message};
}

}  // namespace belay::net
