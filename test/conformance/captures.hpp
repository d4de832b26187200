#pragma once

#include <optional>
#include <string>

namespace belay::conformance {

/// A recording of a real dxLink service: from $BELAY_CAPTURES/dxlink, else from the folder beside
/// the sources. nullopt where there is none; such tests skip, visibly.
[[nodiscard]] std::optional<std::string> capture_text(const std::string& file);

}  // namespace belay::conformance
