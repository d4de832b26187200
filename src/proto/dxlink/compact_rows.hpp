#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "belay/base/time.hpp"
#include "proto/dxlink/event_batch.hpp"
#include "proto/dxlink/layout.hpp"
#include "proto/dxlink/separator_index.hpp"
#include "proto/dxlink/text_cache.hpp"
#include "proto/dxlink/token.hpp"

namespace belay::dxlink {

/// Reads the frames that make up nearly all of a session, COMPACT rows of announced fields, many
/// times faster than RowReader: a first pass finds all separators, a second converts what lies
/// between them straight into the batch. Whatever is not plain it leaves to RowReader, which gives
/// the same events for every frame that both read.
class CompactRows {
 public:
  explicit CompactRows(SeparatorIndex::Method method);

  struct Context {
    EventBatch& batch;
    TextCache& cache;
    const ChannelLayouts& layouts;
    std::int64_t channel;
    Instant received;
    std::uint64_t unknown_fields = 0;  ///< columns passed over
  };

  /// `data`: the array of a FEED_DATA and the brace after it, to the end of the frame, with 64
  /// readable bytes on both sides. When it says false, what it put into the batch is to be taken
  /// back.
  [[nodiscard]] bool read(std::string_view data, Context& context);

 private:
  /// The tokens of a frame, one after the other.
  struct Cursor {
    const char* base = nullptr;
    const std::uint32_t* at = nullptr;   // the separator before the next token
    const std::uint32_t* end = nullptr;  // of the separators

    Token next() {
      const char* const begin = base + *at + 1;
      return {begin, base + *++at};
    }
    [[nodiscard]] char separator() const { return base[*at]; }
  };
  struct Rows;  // the code for one kind of CPU
  using ReadRows = bool (*)(const Layout& layout, Context& context, Cursor& cursor);

  [[nodiscard]] bool read_pair(Context& context, Cursor& cursor) const;

  SeparatorIndex index_;
  ReadRows read_rows_;
};

}  // namespace belay::dxlink
