#include "sim/market/tape.hpp"

#include <chrono>

namespace belay::sim {
namespace {

using namespace std::chrono;

void join(std::vector<Bar>& bars, Instant begin, Bar trade) {
  trade.time = begin;
  if (!bars.empty() && bars.back().time == begin) {
    extend(bars.back(), trade);
  } else {
    bars.push_back(trade);
  }
}

// Rarely and many at once: on average nothing is moved.
void bound(std::vector<Bar>& bars, std::size_t most) {
  if (bars.size() < 2 * most) return;
  bars.erase(bars.begin(), bars.end() - static_cast<std::ptrdiff_t>(most));
}

}  // namespace

void Tape::add(Instant time, double price, double size, bool regular) {
  const Bar trade = trade_bar(time, price, size);
  if (bounds_.seconds > 0) join(seconds_, floor<std::chrono::seconds>(time), trade);
  join(minutes_, floor<std::chrono::minutes>(time), trade);
  if (regular) join(days_, Instant{sys_days{new_york_date(time)}}, trade);
  bound(seconds_, bounds_.seconds);
  bound(minutes_, bounds_.minutes);
}

}  // namespace belay::sim
