#include "net/frame_writer.hpp"

#include <cstring>

namespace belay::net {
namespace {

constexpr std::uint8_t kFinal = 0x80;
constexpr std::uint8_t kCompressed = 0x40;
constexpr std::uint8_t kMasked = 0x80;

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> shift));
  }
}

void append_length(std::string& out, std::size_t size, bool masked) {
  const std::uint8_t mask_bit = masked ? kMasked : std::uint8_t{0};
  const auto first = [&](std::size_t value) { out.push_back(static_cast<char>(value | mask_bit)); };
  if (size < 126) {
    first(size);
  } else if (size < 65'536) {
    first(126);
    append_big_endian(out, size, 2);
  } else {
    first(127);
    append_big_endian(out, size, 8);
  }
}

}  // namespace

void apply_mask(std::span<char> bytes, const MaskKey& key) noexcept {
  std::uint64_t wide = 0;
  std::memcpy(&wide, key.data(), 4);
  std::memcpy(reinterpret_cast<char*>(&wide) + 4, key.data(), 4);
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, &bytes[at], 8);
    word ^= wide;
    std::memcpy(&bytes[at], &word, 8);
  }
  for (; at < bytes.size(); ++at) bytes[at] = static_cast<char>(bytes[at] ^ key[at % 4]);
}

void append_frame(std::string& out, Opcode opcode, std::string_view payload,
                  const std::optional<MaskKey>& mask, bool compressed) {
  const auto first = static_cast<std::uint8_t>(kFinal | static_cast<std::uint8_t>(opcode));
  out.push_back(static_cast<char>(compressed ? first | kCompressed : first));
  append_length(out, payload.size(), mask.has_value());
  if (mask) out.append(mask->data(), mask->size());
  const std::size_t start = out.size();
  out.append(payload);
  if (mask) apply_mask(std::span{out}.subspan(start), *mask);
}

std::string close_payload(std::uint16_t code, std::string_view reason) {
  std::string payload;
  if (code == close_code::no_status) return payload;
  append_big_endian(payload, code, 2);
  payload.append(reason);
  return payload;
}

}  // namespace belay::net
