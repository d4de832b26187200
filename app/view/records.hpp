#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/render/table.hpp"
#include "belay/base/error.hpp"

namespace belay::app {

/// Names on the wire that a record may have (wire_names<T>), whether or not one has them today;
/// empty ones are none.
using KnownMembers = std::span<const std::string_view>;

/// Which members of a record are shown.
struct RecordColumns {
  std::string_view usual;           ///< comma list of names on the wire; `legs.symbol` looks inside
  std::vector<std::string> chosen;  ///< instead; empty = the usual ones
  KnownMembers known = {};
};

/// The objects of a JSON array as rows, a column per member. Works for any object of the broker,
/// fields of tomorrow included: what a record lacks is "—", a list inside is its values with
/// commas. A column whose every value is a number stands on the decimal point. Errors: usage for a
/// chosen column that no record has or is known to have, naming those there are.
[[nodiscard]] Result<Table> records_table(std::string_view items_json,
                                          const RecordColumns& columns);

/// The members that any object of a JSON array has or may have, each once, by the alphabet.
[[nodiscard]] std::vector<std::string> member_names(std::string_view items_json,
                                                    KnownMembers known);

/// One object as two columns, member and value; what is inside stands under dotted names.
[[nodiscard]] Table record_card(std::string_view object_json);

/// The first `most` elements of a JSON array.
[[nodiscard]] std::string first_of(std::string_view items_json, std::optional<std::size_t> most);

}  // namespace belay::app
