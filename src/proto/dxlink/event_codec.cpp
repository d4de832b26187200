#include "proto/dxlink/event_codec.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "proto/dxlink/json_writer.hpp"

namespace belay::dxlink {
namespace {

template <class T>
constexpr ValueKind kind_of = ValueKind::other;
template <>
constexpr ValueKind kind_of<double> = ValueKind::real;
template <>
constexpr ValueKind kind_of<std::int64_t> = ValueKind::integer;
template <>
constexpr ValueKind kind_of<std::int32_t> = ValueKind::small_integer;
template <>
constexpr ValueKind kind_of<bool> = ValueKind::boolean;
template <>
constexpr ValueKind kind_of<char> = ValueKind::character;
template <>
constexpr ValueKind kind_of<Symbol> = ValueKind::symbol;
template <class T>
constexpr ValueKind kind_of<Open<T>> = ValueKind::word;

template <class E, std::size_t I>
constexpr auto field_at = std::get<I>(Schema<E>::fields);
template <class E, std::size_t I>
using ValueAt = typename std::remove_cvref_t<decltype(field_at<E, I>)>::value_type;

template <class E, class Value>
std::size_t offset_of(Value E::* member) {
  static const E event{};
  return static_cast<std::size_t>(reinterpret_cast<const std::byte*>(&(event.*member)) -
                                  reinterpret_cast<const std::byte*>(&event));
}

template <class E, std::size_t I>
bool read_field(void* event, JsonValue& value, TextCache& cache) {
  return read_value(value, static_cast<E*>(event)->*(field_at<E, I>.member), cache);
}

template <class E, std::size_t I>
void read_word(void* event, std::string_view text) {
  if constexpr (kind_of<ValueAt<E, I>> == ValueKind::word) {
    static_cast<E*>(event)->*(field_at<E, I>.member) = ValueAt<E, I>::parse(text);
  }
}

template <class E, std::size_t I>
void write_field(std::string& out, const void* event) {
  append_value(out, static_cast<const E*>(event)->*(field_at<E, I>.member));
}

template <class E, std::size_t I>
void add_field(std::vector<FieldCodec>& fields) {
  if constexpr (field_at<E, I>.on_wire()) {
    fields.push_back({.name = field_at<E, I>.wire,
                      .kind = kind_of<ValueAt<E, I>>,
                      .offset = offset_of(field_at<E, I>.member),
                      .read = &read_field<E, I>,
                      .read_word = &read_word<E, I>,
                      .write = &write_field<E, I>});
  }
}

template <class E>
std::vector<FieldCodec> fields_on_wire() {
  std::vector<FieldCodec> fields;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (add_field<E, I>(fields), ...);
  }(std::make_index_sequence<field_count<E>>{});
  return fields;
}

template <class E>
constexpr std::span<const FieldAlias> aliases_of() {
  if constexpr (requires { Schema<E>::aliases; }) {
    return Schema<E>::aliases;
  } else {
    return {};
  }
}

template <class E>
void* extend(EventBatch& batch, std::int64_t channel, std::size_t count, Instant received) {
  // Copied from one place: GCC otherwise makes it anew, field by field, for every event.
  static const E none{};
  const std::span<E> events = batch.extend<E>(channel, count);
  for (E& event : events) {
    event = none;
    event.received = received;
  }
  return events.data();
}

template <class E>
EventCodec make_codec() {
  return {.index = event_index<E>,
          .name = Schema<E>::name,
          .size = sizeof(E),
          .fields = fields_on_wire<E>(),
          .aliases = aliases_of<E>(),
          .extend = &extend<E>,
          .fields_of = [](const Event& event) -> const void* { return &std::get<E>(event); },
          .symbol_offset = offset_of(&E::symbol)};
}

}  // namespace

const FieldCodec* EventCodec::find(std::string_view field) const {
  const auto found = std::ranges::find(fields, field, &FieldCodec::name);
  return found == fields.end() ? nullptr : &*found;
}

const FieldCodec* EventCodec::find_any(std::string_view field) const {
  const auto other = std::ranges::find(aliases, field, &FieldAlias::alias);
  return find(other == aliases.end() ? field : other->wire);
}

std::span<const EventCodec, kEventTypes> event_codecs() {
  static const std::array<EventCodec, kEventTypes> codecs = [] {
    std::array<EventCodec, kEventTypes> all;
    for_each_event_type([&]<class E>() { all[event_index<E>] = make_codec<E>(); });
    return all;
  }();
  return codecs;
}

const EventCodec* find_codec(std::string_view type) {
  const auto found = std::ranges::find(event_codecs(), type, &EventCodec::name);
  return found == event_codecs().end() ? nullptr : &*found;
}

const EventCodec* codec_of(const Event& event) {
  return event.index() < kEventTypes ? &event_codecs()[event.index()] : nullptr;
}

}  // namespace belay::dxlink
