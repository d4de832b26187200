#pragma once

#include <string>
#include <string_view>

#include "belay/base/error.hpp"
#include "proto/dxlink/quirks.hpp"

namespace belay::dxlink {

/// Reads the text of a chaos file (docs/formats/chaos.md): one rule per line, `at 30s drop`,
/// `from 10s to 40s stop_data`, `p=0.1 reject_early_auth`, and `seed 7`. `file` names it in errors,
/// which say file:line, the value and what is known.
[[nodiscard]] Result<Quirks> parse_chaos(std::string_view text, std::string_view file);

/// Every quirk with its parameter and meaning, for people: a line each.
[[nodiscard]] std::string describe_quirks();

}  // namespace belay::dxlink
