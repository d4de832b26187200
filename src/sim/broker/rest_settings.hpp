#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "belay/base/error.hpp"
#include "sim/broker/state.hpp"

namespace belay::sim {

/// Applies `rest set NAME VALUE` to the options; the value may be empty. Errors: parse, naming what
/// is known.
[[nodiscard]] Result<void> apply_setting(BrokerOptions& options, std::string_view name,
                                         std::string_view value);

/// `500ms`, `5s`, `2m`, `1h`.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_span(std::string_view text);

}  // namespace belay::sim
