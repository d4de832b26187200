#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace belay {

/// What a field measures: drives column alignment, units in the reference page, and how a value is
/// spelt on the wire.
enum class Unit : unsigned char {
  none,
  symbol,
  text,
  price,
  money,
  size,
  quantity,
  ratio,
  number,    ///< a decimal that is a JSON number on the wire, not a text
  sparse,    ///< a list that is left out when it is empty
  epoch_ms,  ///< milliseconds since 1970-01-01 UTC, 0 = none
  day_id,    ///< days since 1970-01-01, 0 = none
  flags,
  receive_time,  ///< stamped by us on arrival; never on the wire
  rest,          ///< Extra: whatever arrived without a row of its own
};

/// One row of a table: the name on the wire, where it lives in the struct, what it measures.
template <class Struct, class Member>
struct Field {
  using struct_type = Struct;
  using value_type = Member;
  std::string_view wire;
  Member Struct::* member;
  Unit unit = Unit::none;

  /// False for receive time and Extra, which have no key of their own on the wire.
  [[nodiscard]] constexpr bool on_wire() const {
    return unit != Unit::receive_time && unit != Unit::rest;
  }
};
template <class S, class M>
Field(std::string_view, M S::*) -> Field<S, M>;
template <class S, class M>
Field(std::string_view, M S::*, Unit) -> Field<S, M>;

/// A second name of a row, for peers that call it so: read like `wire`, never written.
struct FieldAlias {
  std::string_view alias;
  std::string_view wire;
};

/// Specialised beside each struct: `name` and `fields`, and `aliases` where there are any, are the
/// single source of truth for decoding, encoding and tables. `always` names the rows that every
/// recorded answer has, beside those whose member is no optional: their absence is counted.
template <class Struct>
struct Schema;

template <class T>
concept has_schema = requires {
  Schema<T>::name;
  Schema<T>::fields;
};

namespace detail {
template <class Except>
struct Anything {
  template <class T>
    requires(!std::is_same_v<T, Except>)
  // NOLINTNEXTLINE(google-explicit-constructor): stands for a member of any type
  operator T() const;
};
template <class T, std::size_t... I>
constexpr bool constructible_with(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), Anything<T>{})...}; };
}
template <class T, std::size_t N = 0>
constexpr std::size_t arity() {
  if constexpr (constructible_with<T>(std::make_index_sequence<N + 1>{})) {
    return arity<T, N + 1>();
  } else {
    return N;
  }
}
}  // namespace detail

template <class T>
constexpr std::size_t field_count =
    std::tuple_size_v<std::remove_cvref_t<decltype(Schema<T>::fields)>>;

/// True when every data member of the struct has a row in its table: a forgotten member does not
/// compile.
template <class T>
constexpr bool complete_schema = field_count<T> == detail::arity<T>();

/// Calls `visit(field)` for each row, in the table's order.
template <class T, class Visitor>
constexpr void for_each_field(Visitor&& visit) {
  std::apply([&](const auto&... field) { (visit(field), ...); }, Schema<T>::fields);
}

/// The rows' wire names in the table's order; "" for rows that are not on the wire.
template <class T>
constexpr auto wire_names = std::apply(
    [](const auto&... field) {
      return std::array<std::string_view, sizeof...(field)>{
          (field.on_wire() ? field.wire : std::string_view{})...};
    },
    Schema<T>::fields);

}  // namespace belay
