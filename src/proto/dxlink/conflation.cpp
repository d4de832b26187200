#include "proto/dxlink/conflation.hpp"

#include <utility>

namespace belay::dxlink {

Tick Conflation::next_boundary(Tick now) const {
  if (period_ <= Period{0} || now < phase_) return now;
  const auto periods = (now - phase_) / period_ + 1;
  return phase_ + std::chrono::duration_cast<Tick::duration>(period_ * periods);
}

void Conflation::set_period(Period period, Tick now) {
  period_ = period;
  due_ = next_boundary(now);
}

void Conflation::put(Pair pair, const Event& event, Tick now) {
  if (waiting_.empty()) due_ = next_boundary(now);
  if (!keep_all_) {
    const auto [slot, fresh] = slots_.try_emplace(pair, waiting_.size());
    if (!fresh) {
      waiting_[slot->second].event = event;
      return;
    }
  }
  waiting_.push_back({pair, event});
}

void Conflation::reindex() {
  slots_.clear();
  if (keep_all_) return;
  for (std::size_t i = 0; i < waiting_.size(); ++i) slots_.emplace(waiting_[i].pair, i);
}

void Conflation::drop(Pair pair) {
  if (!keep_all_ && !slots_.contains(pair)) return;
  if (std::erase_if(waiting_, [&](const Waiting& each) { return each.pair == pair; }) > 0)
    reindex();
}

void Conflation::drop_all() {
  waiting_.clear();
  slots_.clear();
}

std::deque<Event> Conflation::take() {
  std::deque<Event> events;
  for (Waiting& each : waiting_) events.push_back(std::move(each.event));
  drop_all();
  return events;
}

}  // namespace belay::dxlink
