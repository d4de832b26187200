#include "proto/dxlink/quirk_schedule.hpp"

#include <algorithm>

namespace belay::dxlink {
namespace {

std::uint64_t bit(Quirk quirk) { return std::uint64_t{1} << static_cast<unsigned>(quirk); }

// Neighbouring connections shall not have neighbouring luck.
std::uint64_t mixed(std::uint64_t seed, std::uint64_t connection) {
  std::uint64_t x = seed + connection * 0x9E37'79B9'7F4A'7C15U;
  x = (x ^ (x >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D0'49BB'1331'11EBU;
  return x ^ (x >> 31U);
}

}  // namespace

QuirkSchedule::QuirkSchedule(const Quirks& quirks, std::uint64_t connection)
    : connection_{connection}, dice_{mixed(quirks.seed, connection)}, any_{!quirks.rules.empty()} {
  for (const QuirkRule& rule : quirks.rules) {
    entries_.push_back({.rule = rule, .next = rule.from});
    present_ |= bit(rule.quirk);
  }
}

bool QuirkSchedule::is_moment(const Entry& entry) const {
  return info_of(entry.rule.quirk).kind == QuirkInfo::Kind::moment;
}

bool QuirkSchedule::in_window(const QuirkRule& rule, Tick now) const {
  const Tick::duration age = now - opened_;
  return age >= rule.from && age < rule.until && data_frames_ >= rule.after_frames;
}

const QuirkRule* QuirkSchedule::holds(Quirk quirk, Tick now) {
  if ((present_ & bit(quirk)) == 0) return nullptr;
  for (const Entry& entry : entries_) {
    const QuirkRule& rule = entry.rule;
    if (rule.quirk != quirk || !in_window(rule, now)) continue;
    if (dice_.chance(rule.probability)) return &rule;
  }
  return nullptr;
}

bool QuirkSchedule::refuses(Quirk quirk, Tick now) {
  const QuirkRule* const rule = holds(quirk, now);
  return rule != nullptr && (rule->number <= 0 || static_cast<double>(connection_) <= rule->number);
}

std::optional<QuirkRule> QuirkSchedule::take_moment(Tick now) {
  for (Entry& entry : entries_) {
    if (!is_moment(entry) || entry.done || now - opened_ < entry.next) continue;
    entry.done = !entry.rule.every;
    if (entry.rule.every) entry.next += std::max(*entry.rule.every, Tick::duration{1});
    if (dice_.chance(entry.rule.probability)) return entry.rule;
  }
  return std::nullopt;
}

Tick QuirkSchedule::next_change(Tick now) const {
  Tick next = Tick::max();
  const auto consider = [&](Tick::duration age) {
    if (age < Tick::max() - opened_) next = std::min(next, opened_ + age);
  };
  for (const Entry& entry : entries_) {
    if (is_moment(entry)) {
      if (!entry.done) consider(entry.next);
    } else {
      if (entry.rule.from > now - opened_) consider(entry.rule.from);
      if (entry.rule.until > now - opened_) consider(entry.rule.until);
    }
  }
  return next;
}

}  // namespace belay::dxlink
