#include "proto/dxlink/event_codec.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "proto/dxlink/json_writer.hpp"

namespace belay::dxlink {
namespace {

template <class E, std::size_t I>
constexpr auto field_at = std::get<I>(Schema<E>::fields);

template <class E, std::size_t I>
bool read_field(void* event, JsonValue& value, TextCache& cache) {
  return read_value(value, static_cast<E*>(event)->*(field_at<E, I>.member), cache);
}

template <class E, std::size_t I>
void write_field(std::string& out, const void* event) {
  append_value(out, static_cast<const E*>(event)->*(field_at<E, I>.member));
}

template <class E, std::size_t I>
constexpr void add_field(auto& table, std::size_t& next) {
  if constexpr (field_at<E, I>.on_wire()) {
    table[next++] = {field_at<E, I>.wire, &read_field<E, I>, &write_field<E, I>};
  }
}

template <class E>
constexpr std::size_t wire_count = std::apply(
    [](const auto&... field) { return (std::size_t{field.on_wire()} + ...); }, Schema<E>::fields);

template <class E>
constexpr auto field_table = []<std::size_t... I>(std::index_sequence<I...>) {
  std::array<FieldCodec, wire_count<E>> table{};
  std::size_t next = 0;
  (add_field<E, I>(table, next), ...);
  return table;
}(std::make_index_sequence<field_count<E>>{});

template <class E>
void* append_event(std::vector<Event>& events, Instant received) {
  E& event = std::get<E>(events.emplace_back(std::in_place_type<E>));
  event.received = received;
  return &event;
}

template <class E>
const void* fields_of(const Event& event) {
  return &std::get<E>(event);
}

template <class E>
Symbol symbol_of(const Event& event) {
  return std::get<E>(event).symbol;
}

template <std::size_t I>
constexpr EventCodec codec_at() {
  using E = std::variant_alternative_t<I, Event>;
  return {I, Schema<E>::name, field_table<E>, &append_event<E>, &fields_of<E>, &symbol_of<E>};
}

constexpr auto kCodecs = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::array<EventCodec, sizeof...(I)>{codec_at<I>()...};
}(std::make_index_sequence<kEventTypes>{});

}  // namespace

const FieldCodec* EventCodec::find(std::string_view field) const {
  const auto found = std::ranges::find(fields, field, &FieldCodec::name);
  return found == fields.end() ? nullptr : &*found;
}

std::span<const EventCodec, kEventTypes> event_codecs() { return kCodecs; }

const EventCodec* find_codec(std::string_view type) {
  const auto* const found = std::ranges::find(kCodecs, type, &EventCodec::name);
  return found == kCodecs.end() ? nullptr : found;
}

const EventCodec* codec_of(const Event& event) {
  return event.index() < kEventTypes ? &kCodecs[event.index()] : nullptr;
}

}  // namespace belay::dxlink
