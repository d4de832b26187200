#pragma once

#include <string>
#include <string_view>

#include "belay/model/events.hpp"

namespace belay::conformance {

/// The event whose members are these; the rest has defaults.
[[nodiscard]] Event event_from(std::string_view type, std::string_view members);
/// All members of the event as a JSON object; of an unknown one, its own text.
[[nodiscard]] std::string event_text(const Event& event);
[[nodiscard]] bool event_matches(std::string_view type, std::string_view members,
                                 const Event& event);

}  // namespace belay::conformance
