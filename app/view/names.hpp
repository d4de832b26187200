#pragma once

#include <string>
#include <string_view>

#include "belay/base/time.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/instruments.hpp"

// Broker words as people read them in a table. JSON keeps the broker's own.

namespace belay::app {

/// `SPXW 01/13/25 5800P` for an option's 21 columns; every other symbol as it is.
[[nodiscard]] std::string readable_symbol(std::string_view broker_symbol);

/// `Option` for `Equity Option`, `Fut option`, `Crypto` …; what is short or new stays as it is.
[[nodiscard]] std::string short_type(Open<InstrumentType> type);

/// `2025-01-17  4 d`: a date and the days until it.
[[nodiscard]] std::string date_and_days(Date date, Date today);

}  // namespace belay::app
