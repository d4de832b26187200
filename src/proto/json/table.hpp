#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/base/secret.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/schema.hpp"
#include "belay/model/shared.hpp"
#include "belay/model/symbol.hpp"
#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "proto/json/row.hpp"

// The table (row.hpp) of any struct that has a Schema, and how each type of member is read and
// written. One small object per member type, not per member, so a long table costs little to
// compile. Include this file only to decode or encode a struct that no
// codec_*.cpp instantiates.

namespace belay::json::detail {

/// `read`, of what is inside `node` even when the parser folded it.
Fit read_unfolded(Fit (*read)(void*, Node, Reading&), void* target, Node node, Reading& reading);
Fit read_object(const Table& table, void* object, Node node, Reading& reading);
void write_object(const Table& table, const void* object, std::string& out);

void write_decimal(Decimal value, std::string& out, Spelling spelling);
void write_double(double value, std::string& out);
void write_integer(std::int64_t value, std::string& out);
void write_character(char value, std::string& out);
void append_quoted(std::string_view text, std::string& out);

Fit read_decimal(Decimal& target, Node node);
Fit read_integer(std::int64_t& target, Node node);
Fit read_double(double& target, Node node);
Fit read_boolean(bool& target, Node node);
Fit read_character(char& target, Node node);
/// A string, a number or a boolean, as text.
Fit read_text(std::string& target, Node node);

/// Longer texts are no enum value and are not interned.
inline constexpr std::size_t kLongestEnum = 64;

template <class T>
const Table& table_of();

template <class T>
struct Value;  // read, write, expected

template <>
struct Value<std::string> {
  static constexpr std::string_view expected = "a text";
  static Fit read(std::string& target, Node node, Reading&) { return read_text(target, node); }
  static void write(const std::string& value, std::string& out, Spelling) {
    append_quoted(value, out);
  }
};

template <>
struct Value<Secret> {
  static constexpr std::string_view expected = "a text";
  static Fit read(Secret& target, Node node, Reading&) {
    if (!node.is(Kind::string)) return Fit::unfit;
    target = Secret{std::string{node.text()}};
    return Fit::ok;
  }
  static void write(const Secret& value, std::string& out, Spelling) {
    append_quoted(value.reveal(), out);
  }
};

template <>
struct Value<Symbol> {
  static constexpr std::string_view expected = "a symbol";
  static Fit read(Symbol& target, Node node, Reading&) {
    if (!node.is(Kind::string)) return Fit::unfit;
    target = Symbol{node.text()};
    return Fit::ok;
  }
  static void write(const Symbol& value, std::string& out, Spelling) {
    value.has_value() ? append_quoted(value.view(), out) : void(out += "null");
  }
};

template <>
struct Value<Decimal> {
  static constexpr std::string_view expected = "a decimal number";
  static Fit read(Decimal& target, Node node, Reading&) { return read_decimal(target, node); }
  static void write(const Decimal& value, std::string& out, Spelling spelling) {
    write_decimal(value, out, spelling);
  }
};

template <class T>
  requires(std::same_as<T, std::int64_t> || std::same_as<T, std::int32_t>)
struct Value<T> {
  static constexpr std::string_view expected = "a whole number";
  static Fit read(T& target, Node node, Reading&) {
    std::int64_t wide = 0;
    const Fit fit = read_integer(wide, node);
    if (fit != Fit::ok || !std::in_range<T>(wide)) return Fit::unfit;
    target = static_cast<T>(wide);
    return Fit::ok;
  }
  static void write(const T& value, std::string& out, Spelling) { write_integer(value, out); }
};

template <>
struct Value<bool> {
  static constexpr std::string_view expected = "true or false";
  static Fit read(bool& target, Node node, Reading&) { return read_boolean(target, node); }
  static void write(const bool& value, std::string& out, Spelling) {
    out += value ? "true" : "false";
  }
};

template <>
struct Value<double> {
  static constexpr std::string_view expected = "a number";
  static Fit read(double& target, Node node, Reading&) { return read_double(target, node); }
  static void write(const double& value, std::string& out, Spelling) { write_double(value, out); }
};

template <>
struct Value<char> {
  static constexpr std::string_view expected = "one character";
  static Fit read(char& target, Node node, Reading&) { return read_character(target, node); }
  static void write(const char& value, std::string& out, Spelling) { write_character(value, out); }
};

template <wire_enum E>
struct Value<Open<E>> {
  static constexpr std::string_view expected = "one of the broker's words";
  static Fit read(Open<E>& target, Node node, Reading& reading) {
    if (!node.is(Kind::string) || node.text().size() > kLongestEnum) return Fit::unfit;
    target = Open<E>::parse(node.text());
    if (!target.is_known()) reading.unknown_enum(node.text());
    return Fit::ok;
  }
  static void write(const Open<E>& value, std::string& out, Spelling) {
    append_quoted(value.text(), out);
  }
};

template <has_schema T>
struct Value<T> {
  static constexpr std::string_view expected = "an object";
  static Fit read(T& target, Node node, Reading& reading) {
    if (!node.is(Kind::object)) return Fit::unfit;
    return read_object(table_of<T>(), &target, node, reading);
  }
  static Fit read_any(void* target, Node node, Reading& reading) {
    return read(*static_cast<T*>(target), node, reading);
  }
  static void write(const T& value, std::string& out, Spelling) {
    write_object(table_of<T>(), &value, out);
  }
};

template <>
struct Value<RawJson> {
  static constexpr std::string_view expected = "any value";
  static Fit read(RawJson& target, Node node, Reading&) {
    target.text = node.raw();
    return Fit::ok;
  }
  static void write(const RawJson& value, std::string& out, Spelling) { out += value.text; }
};

template <class T>
struct Value<Shared<T>> {
  static constexpr std::string_view expected = "an object";
  static Fit read(Shared<T>& target, Node node, Reading& reading) {
    const void* const kind = &table_of<T>();
    if (reading.sharing != nullptr && node.is(Kind::object)) {
      target = std::static_pointer_cast<const T>(reading.sharing->find(kind, node.raw()));
      if (target) return Fit::ok;
    }
    auto value = std::make_shared<T>();
    const Fit fit = read_unfolded(&Value<T>::read_any, value.get(), node, reading);
    if (fit != Fit::ok) return fit;
    target = std::move(value);
    if (reading.sharing != nullptr) reading.sharing->add(kind, node.raw(), target);
    return fit;
  }
  static void write(const Shared<T>& value, std::string& out, Spelling spelling) {
    Value<T>::write(*value, out, spelling);
  }
};

template <class T>
struct Value<std::optional<T>> {
  static constexpr std::string_view expected = Value<T>::expected;
  static Fit read(std::optional<T>& target, Node node, Reading& reading) {
    const Fit fit = Value<T>::read(target.emplace(), node, reading);
    if (fit != Fit::ok) target.reset();
    return fit;
  }
  static void write(const std::optional<T>& value, std::string& out, Spelling spelling) {
    Value<T>::write(*value, out, spelling);
  }
};

template <class T>
struct Value<std::vector<T>> {
  static constexpr std::string_view expected = "an array";
  static Fit read(std::vector<T>& target, Node node, Reading& reading) {
    if (!node.is(Kind::array)) return Fit::unfit;
    Fit whole = Fit::ok;
    node.each_element([&](Node element) {
      if (whole == Fit::failed) return;
      const Fit fit = Value<T>::read(target.emplace_back(), element, reading);
      if (fit == Fit::ok) return;
      target.pop_back();
      whole = fit == Fit::failed ? fit : Fit::partly;
    });
    return whole;
  }
  static void write(const std::vector<T>& value, std::string& out, Spelling spelling) {
    out += '[';
    for (const T& element : value) {
      if (&element != value.data()) out += ',';
      Value<T>::write(element, out, spelling);
    }
    out += ']';
  }
};

// An object whose keys are no names of ours, such as prices by symbol. One unusable value makes the
// whole of it unusable: it is money.
template <class T>
struct Value<std::map<std::string, T>> {
  static constexpr std::string_view expected = "an object of one kind of values";
  static Fit read(std::map<std::string, T>& target, Node node, Reading& reading) {
    if (!node.is(Kind::object)) return Fit::unfit;
    Fit whole = Fit::ok;
    node.each_member([&](std::string_view key, Node value) {
      if (whole == Fit::ok) whole = Value<T>::read(target[std::string{key}], value, reading);
    });
    if (whole != Fit::ok) target.clear();
    return whole;
  }
  static void write(const std::map<std::string, T>& value, std::string& out, Spelling spelling) {
    char before = '{';
    for (const auto& [key, item] : value) {
      out += before;
      append_quoted(key, out);
      out += ':';
      Value<T>::write(item, out, spelling);
      before = ',';
    }
    out += value.empty() ? "{}" : "}";
  }
};

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsOptional<Shared<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class T>
struct IsMap<std::map<std::string, T>> : std::true_type {};

template <class T>
bool is_absent(const void* source) {
  const T& value = *static_cast<const T*>(source);
  if constexpr (IsOptional<T>::value) {
    return !value;
  } else if constexpr (std::is_same_v<T, Symbol>) {
    return !value.has_value();
  } else if constexpr (IsVector<T>::value || IsMap<T>::value) {
    return value.empty();
  } else {
    return false;
  }
}

template <class T>
struct IsShared : std::false_type {};
template <class T>
struct IsShared<Shared<T>> : std::true_type {};

template <class T>
const Table* table_if_object() {
  if constexpr (has_schema<T>) {
    return &table_of<T>();
  } else {
    return nullptr;
  }
}

template <class T>
struct ListOf {
  static constexpr const List* list = nullptr;
};
template <class T>
struct ListOf<std::vector<T>> {
  static const List kList;
  static constexpr const List* list = &kList;
};

template <class T>
inline constexpr Codec kCodec{
    .read =
        [](void* target, Node node, Reading& reading) {
          return Value<T>::read(*static_cast<T*>(target), node, reading);
        },
    .write =
        [](const void* source, std::string& out, Spelling spelling) {
          Value<T>::write(*static_cast<const T*>(source), out, spelling);
        },
    .absent = &is_absent<T>,
    .expected = Value<T>::expected,
    .optional = IsOptional<T>::value,
    .list = IsVector<T>::value || IsMap<T>::value,
    .shared = IsShared<T>::value,
    .elements = ListOf<T>::list,
};

template <class T>
constexpr List ListOf<std::vector<T>>::kList{
    .element = &kCodec<T>,
    .size = sizeof(T),
    .table = &table_if_object<T>,
    .grow = [](void* list) -> void* { return &static_cast<std::vector<T>*>(list)->emplace_back(); },
    .shrink = [](void* list) { static_cast<std::vector<T>*>(list)->pop_back(); },
    .reserve =
        [](void* list, std::size_t more) {
          auto& elements = *static_cast<std::vector<T>*>(list);
          elements.reserve(elements.size() + more);
        },
};

template <class T>
constexpr bool is_always(std::string_view wire) {
  if constexpr (requires { Schema<T>::always; }) {
    return std::ranges::find(Schema<T>::always, wire) != Schema<T>::always.end();
  } else {
    return false;
  }
}

template <class T, std::size_t I>
constexpr Row make_row() {
  constexpr const auto& field = std::get<I>(Schema<T>::fields);
  using Member = typename std::remove_cvref_t<decltype(field)>::value_type;
  const auto locate = [](void* object) -> void* {
    return &(static_cast<T*>(object)->*std::get<I>(Schema<T>::fields).member);
  };
  if constexpr (field.on_wire()) {
    const bool always =
        is_always<T>(field.wire) || !(kCodec<Member>.optional || kCodec<Member>.list);
    return Row{field.wire, field.unit, locate, &kCodec<Member>, always};
  } else {
    return Row{{}, field.unit, locate, nullptr};
  }
}

template <class T, std::size_t... I>
constexpr auto make_rows(std::index_sequence<I...>) {
  return std::array<Row, sizeof...(I)>{make_row<T, I>()...};
}

template <class T>
Extra* extra_of(void* object) {
  if constexpr (requires(T& value) {
                  { value.extra } -> std::same_as<Extra&>;
                }) {
    return &static_cast<T*>(object)->extra;
  } else {
    return nullptr;
  }
}

template <class T>
  requires(field_count<T> <= kMostRows)
inline constexpr auto kRows = make_rows<T>(std::make_index_sequence<field_count<T>>{});

template <class T>
constexpr std::span<const FieldAlias> aliases_of() {
  if constexpr (requires { Schema<T>::aliases; }) {
    return Schema<T>::aliases;
  } else {
    return {};
  }
}

// A name in `always` that no row has would never be missed.
template <class T>
constexpr bool always_are_rows() {
  if constexpr (requires { Schema<T>::always; }) {
    return std::ranges::all_of(Schema<T>::always, [](std::string_view name) {
      return std::ranges::find(kRows<T>, name, &Row::wire) != kRows<T>.end();
    });
  } else {
    return true;
  }
}

constexpr bool is_money(Unit unit) {
  return unit == Unit::money || unit == Unit::price || unit == Unit::quantity || unit == Unit::size;
}

// Without these a record cannot be attributed, or would hold a zero nobody sent.
constexpr bool is_required(const Row& row) {
  if (row.wire.empty() || row.codec->optional || row.codec->list) return false;
  return row.wire == "symbol" || row.wire == "account-number" || is_money(row.unit);
}

template <class T, class Condition>
constexpr RowSet rows_where(Condition condition) {
  RowSet set;
  for (std::size_t at = 0; at < kRows<T>.size(); ++at) {
    if (condition(kRows<T>[at])) set.add(at);
  }
  return set;
}

template <class T>
const Table& table_of() {
  static_assert(always_are_rows<T>());
  static constexpr Table table{
      Schema<T>::name,
      kRows<T>,
      aliases_of<T>(),
      &extra_of<T>,
      RowIndex{kRows<T>},
      rows_where<T>([](const Row& row) { return row.always; }),
      rows_where<T>([](const Row& row) { return is_required(row); }),
  };
  return table;
}

template <class T>
const Codec& codec_of() {
  return kCodec<T>;
}

}  // namespace belay::json::detail
