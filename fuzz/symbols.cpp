#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "belay/model/symbology.hpp"

// Any text as a symbol of the broker or the stream: a value or an Error that says something, and
// what was read is written back and read the same.

namespace {

using namespace belay;

constexpr Date kReference{std::chrono::year{2025} / 6 / 2};

void check(bool holds) {
  if (!holds) std::abort();
}

template <class T>
bool told(const Result<T>& result) {
  check(result.has_value() || !result.error().message.empty());
  return result.has_value();
}

void options(std::string_view text) {
  if (const auto option = parse_occ(text); told(option)) check(to_occ(*option).value() == text);
  if (const auto option = parse_streamer_option(text); told(option))
    check(parse_streamer_option(to_streamer(*option).value()).value() == *option);
  if (const auto option = parse_future_option(text); told(option))
    check(parse_future_option(to_broker(*option).value()).value() == *option);
  told(parse_streamer_future_option(text, "/ESZ5", kReference));
  told(parse_streamer_future_option("./EW4U25P2975:XCME", text, kReference));
}

void futures(std::string_view text) {
  if (const auto future = parse_streamer_future(text); told(future))
    check(to_streamer(*future).value() == text);
  if (const auto future = parse_future(text, kReference); told(future)) {
    const std::string written = to_broker(*future, 2).value();
    check(parse_future(written, kReference).value() == *future);
  }
}

void any(std::string_view text) {
  told(instrument_type_of(text));
  told(to_broker_symbol(text));
  told(to_streamer_symbol(text, std::nullopt, kReference));
  for (const auto type : {InstrumentType::equity, InstrumentType::cryptocurrency,
                          InstrumentType::future, InstrumentType::future_option})
    told(to_streamer_symbol(text, type, kReference));
  static_cast<void>(option_root(text));
  static_cast<void>(exchange_of(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  options(text);
  futures(text);
  any(text);
  return 0;
}
