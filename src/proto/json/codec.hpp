#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/model/drift.hpp"
#include "belay/model/schema.hpp"

// JSON ⇄ structs with a Schema. Decoding is total: any bytes give a value or an Error. It is
// tolerant in the ways broker-api.md 0.3 demands (numbers as strings and back, null = absent,
// unknown members kept in `extra`), and counts what it had to tolerate.

namespace belay::json {

using belay::Drift;

namespace detail {
struct Codec;
/// Defined in table.hpp; instantiated in codec_*.cpp for the model's structs and vectors of
/// them.
template <class T>
const Codec& codec_of();
[[nodiscard]] Result<void> decode_value(const Codec& codec, void* target, std::string_view text,
                                        Drift* drift);
[[nodiscard]] std::string encode_value(const Codec& codec, const void* source);
}  // namespace detail

/// Decodes one object (or, for a vector, one array). Errors: parse, naming the member, its text and
/// what was expected. Money that is there but unreadable is an error, never zero; so are a known
/// member that stands there twice, a missing `symbol` or `account-number`, and missing money the
/// struct cannot leave out. Any other member of an unusable type stays at its default and is kept
/// in `extra`. A member list keeps its usable elements; when it has others, the whole of it is kept
/// in `extra` too, so that holds(extra, "legs") says that `legs` is not all there was. A root list
/// with an unusable element is an error.
///
/// A member may go by another name: one of the schema's aliases, or with `_` for `-`. When both
/// names are there, the second one's value is kept in `extra`.
///
/// The model's structs link as they are; for another struct with a Schema include
/// "proto/json/table.hpp".
template <class T>
[[nodiscard]] Result<T> decode(std::string_view text, Drift* drift = nullptr) {
  T value{};
  if (auto done = detail::decode_value(detail::codec_of<T>(), &value, text, drift); !done) {
    return std::unexpected(std::move(done.error()));
  }
  return value;
}

/// Minified JSON. Absent optionals are omitted; decimals are strings with at least one digit after
/// the point, those of Unit::quantity and Unit::number JSON numbers, as the broker sends them;
/// empty lists are written, but for those of Unit::sparse; keys are the tables' own spelling;
/// `extra` is written back as it came, in place of a list it holds the whole of.
template <class T>
[[nodiscard]] std::string encode(const T& value) {
  return detail::encode_value(detail::codec_of<T>(), &value);
}

/// `"text"` with JSON escapes. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace belay::json
