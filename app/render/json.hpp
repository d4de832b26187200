#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/base/error.hpp"
#include "belay/base/time.hpp"
#include "belay/model/events.hpp"

// JSON for `--json`. Broker objects are written by proto's json::encode; this holds what is ours.

namespace belay::app {

/// Builds one object, members in the order given. Decimals are strings, absent is null, NaN is
/// null.
class JsonObject {
 public:
  JsonObject& text(std::string_view key, std::string_view value);
  JsonObject& maybe(std::string_view key, const std::optional<std::string>& value);
  JsonObject& decimal(std::string_view key, const std::optional<Decimal>& value);
  JsonObject& number(std::string_view key, double value);
  JsonObject& integer(std::string_view key, std::int64_t value);
  JsonObject& count(std::string_view key, std::uint64_t value);
  JsonObject& boolean(std::string_view key, bool value);
  /// `json` is a finished JSON value.
  JsonObject& raw(std::string_view key, std::string_view json);
  [[nodiscard]] std::string str() const { return body_ + "}"; }

 private:
  std::string body_ = "{";
};

[[nodiscard]] std::string json_array(const std::vector<std::string>& items);

/// `2025-01-13T15:31:07.123Z`
[[nodiscard]] std::string json_time(Instant at);

/// The head of every document: `{"schema":"belay.positions/1","profile":"sim","time":"…Z"` and then
/// what the command adds (product.md 5.2, rule 3).
[[nodiscard]] JsonObject json_document(std::string_view schema, std::string_view profile,
                                       Instant time);

/// What went wrong, for `--json`: schema belay.error/1.
[[nodiscard]] std::string json_error(const Error& error, std::string_view profile, Instant time,
                                     int exit_code);

/// One market event as an object: `{"schema":"belay.event/1","type":"Quote","eventSymbol":…}`,
/// members by their names on the wire, plus `exchangeTime` and `received`, each with its clock.
[[nodiscard]] std::string json_event(const Event& event);

}  // namespace belay::app
