#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "belay/model/events.hpp"
#include "proto/dxlink/event_codec.hpp"
#include "proto/dxlink/quirk_schedule.hpp"

// How a misbehaving server spoils what it says (dxlink.md 10.3). Each does nothing unless a rule
// holds.

namespace belay::dxlink {

/// Values: P13, P15, P16, P29, P42.
void distort(Event& event, QuirkSchedule& quirks, Tick now);
/// Spellings in the text of a row: P8, P14, P16.
void respell(std::string& row, QuirkSchedule& quirks, Tick now);
/// The field names a channel serves instead of the wished ones: P7, P8. No names stand for all.
void distort_fields(const EventCodec& codec, std::vector<std::string>& names, QuirkSchedule& quirks,
                    Tick now);
/// `"vwap"` as it is announced: P8.
void respell_names(std::string& config, QuirkSchedule& quirks, Tick now);
/// A value of 2016 for a futures symbol with a one-digit year (P28); nullopt for any other.
[[nodiscard]] std::optional<Event> old_future(std::string_view type, Symbol symbol);
/// P30, P32: `rule` is of Quirk::silence.
[[nodiscard]] bool is_silenced(const QuirkRule& rule, std::string_view type,
                               std::string_view symbol);

}  // namespace belay::dxlink
