#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/render/style.hpp"
#include "belay/model/net_liq.hpp"

namespace belay::app {

/// `▁▃▅█`: one block per value between the least and the greatest, at most `width` of them (each
/// the last of its stretch). Empty for no values; middle blocks when all are equal.
[[nodiscard]] std::string sparkline(std::span<const double> values, std::size_t width);

/// The closing values as a sparkline with their range, first and last, and the change between.
[[nodiscard]] std::string net_liq_plot(const std::vector<NetLiqBar>& bars, const Style& style);

}  // namespace belay::app
