#include "app/render/json.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <type_traits>
#include <variant>

#include <fmt/format.h>

#include "belay/model/exchange_time.hpp"
#include "proto/json/codec.hpp"

namespace belay::app {
namespace {

void put_member(JsonObject& out, std::string_view key, const auto& value) {
  using T = std::remove_cvref_t<decltype(value)>;
  if constexpr (std::same_as<T, bool>) {
    out.boolean(key, value);
  } else if constexpr (std::same_as<T, char>) {
    out.text(key, std::string_view{&value, value == '\0' ? 0U : 1U});
  } else if constexpr (std::floating_point<T>) {
    out.number(key, value);
  } else if constexpr (std::integral<T>) {
    out.integer(key, value);
  } else if constexpr (std::same_as<T, Symbol>) {
    value.has_value() ? out.text(key, value.view()) : out.raw(key, "null");
  } else if constexpr (std::same_as<T, JsonText>) {
    out.raw(key, value.text);
  } else {
    out.text(key, value.text());
  }
}

/// All nine digits where there is more than milliseconds.
std::string precise_time(Instant at) {
  const auto rest = (at - std::chrono::floor<std::chrono::seconds>(at)).count();
  std::string text = json_time(at);
  if (rest % 1'000'000 == 0) return text;
  const std::size_t point = text.rfind('.');
  return text.substr(0, point) + fmt::format(".{:09}Z", rest);
}

JsonObject& put_time(JsonObject& out, std::string_view key, Instant at) {
  return at == Instant{} ? out.raw(key, "null") : out.text(key, precise_time(at));
}

/// Two times by two clocks, and which is whose (product.md S2-66). A recording does not say when
/// its frames arrived.
JsonObject& put_times(JsonObject& out, Instant exchange, Instant received) {
  put_time(out, "exchangeTime", exchange);
  put_time(out, "received", received);
  return out.raw("clocks", R"({"exchangeTime":"exchange","received":"local"})");
}

template <class E>
std::string encode_event(const E& event) {
  JsonObject out;
  out.text("schema", "belay.event/1").text("type", Schema<E>::name);
  for_each_field<E>([&](const auto& field) {
    if constexpr (!std::same_as<std::remove_cvref_t<decltype(event.*field.member)>, Instant>) {
      if (field.on_wire()) put_member(out, field.wire, event.*field.member);
    }
  });
  return put_times(out, exchange_time(event), event.received).str();
}

std::string encode_event(const UnknownEvent& event) {
  JsonObject out;
  out.text("schema", "belay.event/1").text("type", event.type).raw("row", event.json);
  return put_times(out, Instant{}, event.received).str();
}

std::string reasons_json(const std::vector<Reason>& reasons) {
  std::vector<std::string> items;
  for (const Reason& reason : reasons) {
    items.push_back(JsonObject{}.text("code", reason.code).text("message", reason.message).str());
  }
  return json_array(items);
}

}  // namespace

JsonObject& JsonObject::raw(std::string_view key, std::string_view json) {
  if (body_.size() > 1) body_ += ',';
  body_ += json::quoted(key);
  body_ += ':';
  body_ += json;
  return *this;
}

JsonObject& JsonObject::text(std::string_view key, std::string_view value) {
  return raw(key, json::quoted(value));
}

JsonObject& JsonObject::maybe(std::string_view key, const std::optional<std::string>& value) {
  return value ? text(key, *value) : raw(key, "null");
}

JsonObject& JsonObject::decimal(std::string_view key, const std::optional<Decimal>& value) {
  return value ? text(key, value->to_string()) : raw(key, "null");
}

JsonObject& JsonObject::number(std::string_view key, double value) {
  return raw(key, std::isfinite(value) ? fmt::format("{}", value) : "null");
}

JsonObject& JsonObject::integer(std::string_view key, std::int64_t value) {
  return raw(key, fmt::to_string(value));
}

JsonObject& JsonObject::count(std::string_view key, std::uint64_t value) {
  return raw(key, fmt::to_string(value));
}

JsonObject& JsonObject::boolean(std::string_view key, bool value) {
  return raw(key, value ? "true" : "false");
}

std::string json_array(const std::vector<std::string>& items) {
  return fmt::format("[{}]", fmt::join(items, ","));
}

std::string json_time(Instant at) {
  std::string text = to_iso_utc(at);
  text.resize(std::min(text.find('+'), text.size()));
  return text + "Z";
}

JsonObject json_document(std::string_view schema, std::string_view profile, Instant time) {
  JsonObject out;
  out.text("schema", schema).text("profile", profile).text("time", json_time(time));
  return out;
}

std::string json_error(const Error& error, std::string_view profile, Instant time, int exit_code) {
  JsonObject what;
  what.text("code", to_string(error.code)).text("message", error.message);
  what.text("operation", error.operation).integer("http_status", error.http_status);
  what.text("broker_code", error.broker_code).raw("reasons", reasons_json(error.reasons));
  what.boolean("in_doubt", error.in_doubt);
  return json_document("belay.error/1", profile, time)
      .integer("exit_code", exit_code)
      .raw("error", what.str())
      .str();
}

std::string json_event(const Event& event) {
  return std::visit([](const auto& value) { return encode_event(value); }, event);
}

}  // namespace belay::app
