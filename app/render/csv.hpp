#pragma once

#include <string>

#include "app/render/table.hpp"

namespace belay::app {

/// One value of a line of comma-separated values (RFC 4180), quoted where it has to be.
[[nodiscard]] std::string csv_value(std::string text);

/// A heading of column names, then the rows; what is absent is an empty value, and numbers have no
/// thousands separators.
[[nodiscard]] std::string csv(const Table& table);

}  // namespace belay::app
