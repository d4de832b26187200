#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace belay::net {

/// Reads permessage-deflate messages (RFC 7692) with context takeover: 15-bit window, one stream
/// for the whole connection.
class Inflater {
 public:
  enum class Outcome { done, too_big, corrupt };

  Inflater();
  Inflater(Inflater&&) noexcept;
  Inflater& operator=(Inflater&&) noexcept;
  ~Inflater();

  /// Appends what `input`, a part of a message, inflates to behind the first `size` bytes of `out`
  /// and moves `size` on. `out` grows, always `padding` bytes longer than what is in it, and never
  /// holds more than `limit`.
  [[nodiscard]] Outcome inflate(std::span<const char> input, std::vector<char>& out,
                                std::size_t& size, std::size_t limit, std::size_t padding);
  /// The four bytes that every sender leaves out at a message's end.
  [[nodiscard]] static std::span<const char> tail() noexcept;

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

/// Writes permessage-deflate messages with context takeover.
class Deflater {
 public:
  Deflater();
  Deflater(Deflater&&) noexcept;
  Deflater& operator=(Deflater&&) noexcept;
  ~Deflater();

  /// The payload that says `text`; valid until the next call.
  [[nodiscard]] std::string_view message(std::string_view text);

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace belay::net
