#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "belay/model/candle_symbol.hpp"
#include "belay/model/candles.hpp"

// Any text as a candle symbol: the canonical form is its own canonical form, what was taken apart
// is put together again, and periods have an end.

namespace {

using namespace belay;

void check(bool holds) {
  if (!holds) std::abort();
}

void period(std::string_view text) {
  const auto read = parse_candle_period(text);
  if (!read) return;
  check(parse_candle_period(to_string(*read)) == read);
  check(length_of(*read) >= std::chrono::milliseconds::zero());
  static_cast<void>(bar_end(*read, 1'736'782'267'000));
  static_cast<void>(first_day_of_bar(*read, {}));
}

void symbol(std::string_view text) {
  const std::string canonical = canonical_candle_symbol(text);
  check(canonical_candle_symbol(canonical) == canonical);
  check(canonical.size() <= text.size() + 40);  // five values grow a little
  const CandleSymbol parsed = parse_candle_symbol(text);
  const std::string printed = to_string(parsed);
  check(canonical_candle_symbol(printed) == printed);
  check(parse_candle_symbol(printed) == parsed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  symbol(text);
  period(text);
  symbol("AAPL{" + std::string{text} + "}");
  return 0;
}
