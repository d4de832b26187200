#include "app/view/plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "app/render/text.hpp"

namespace belay::app {
namespace {

constexpr std::array<const char*, 8> kBlocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

const char* block(double value, double least, double greatest) {
  if (greatest <= least) return kBlocks[3];
  const double share = (value - least) / (greatest - least);
  const auto at = static_cast<std::size_t>(std::lround(share * (kBlocks.size() - 1)));
  return kBlocks[std::min(at, kBlocks.size() - 1)];
}

// The broker keeps the value of an account under one of two names.
std::optional<Decimal> worth(const NetLiqBar& bar) {
  return bar.total_close ? bar.total_close : bar.close;
}

}  // namespace

std::string sparkline(std::span<const double> values, std::size_t width) {
  if (values.empty() || width == 0) return {};
  const auto [least, greatest] = std::ranges::minmax(values);
  const std::size_t count = std::min(values.size(), width);
  std::string line;
  for (std::size_t i = 1; i <= count; ++i) {
    line += block(values[i * values.size() / count - 1], least, greatest);
  }
  return line;
}

std::string net_liq_plot(const std::vector<NetLiqBar>& bars, const Style& style) {
  std::vector<double> values;
  std::vector<Decimal> exact;
  for (const NetLiqBar& bar : bars) {
    if (const auto value = worth(bar)) {
      exact.push_back(*value);
      values.push_back(value->to_double());  // for drawing only
    }
  }
  if (exact.empty()) return "no values\n";
  const auto [least, greatest] = std::ranges::minmax(exact);
  const Decimal change = (exact.back() - exact.front()).value_or(Decimal{0});
  const Meaning meaning = change < Decimal{0} ? Meaning::loss : Meaning::gain;
  return fmt::format("{}\n{} … {}   {} → {}   {}   least {}   greatest {}\n",
                     paint(sparkline(values, style.width), meaning, style.color), bars.front().time,
                     bars.back().time, money_text(exact.front()), money_text(exact.back()),
                     paint(signed_text(change), meaning, style.color), money_text(least),
                     money_text(greatest));
}

}  // namespace belay::app
