#include "chaos/plan.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace belay::chaos {
namespace {

using dxlink::Quirk;
using std::chrono::milliseconds;
using std::chrono::seconds;

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_{seed * 0x9E3779B97F4A7C15U + 1} {}
  std::uint64_t below(std::uint64_t count) { return engine_() % count; }
  bool chance(unsigned percent) { return below(100) < percent; }
  milliseconds between(milliseconds least, milliseconds most) {
    const auto width = static_cast<std::uint64_t>((most - least).count()) + 1;
    return least + milliseconds{static_cast<std::int64_t>(below(width))};
  }

 private:
  std::mt19937_64 engine_;
};

// States that leave values readable: what they do must not be noticed in the data.
constexpr auto kStates = std::to_array<Quirk>({Quirk::shuffle_replies,
                                               Quirk::duplicate_opened,
                                               Quirk::reopen_channel,
                                               Quirk::malformed,
                                               Quirk::permute_fields,
                                               Quirk::add_fields,
                                               Quirk::flip_full,
                                               Quirk::multi_pair,
                                               Quirk::strict_match,
                                               Quirk::count_duplicates,
                                               Quirk::late_removal,
                                               Quirk::update_before_snapshot,
                                               Quirk::tx_over_end,
                                               Quirk::number_spelling,
                                               Quirk::null_texts,
                                               Quirk::zero_times,
                                               Quirk::repeat,
                                               Quirk::jitter,
                                               Quirk::timeout_error,
                                               Quirk::error_in_handshake,
                                               Quirk::reject_early_auth,
                                               Quirk::auth_step_missing,
                                               Quirk::refuse_auth,
                                               Quirk::rate_limit,
                                               Quirk::data_after_close});
constexpr auto kWindows = std::to_array<Quirk>({Quirk::half_open, Quirk::stall, Quirk::stop_data});
constexpr auto kMoments =
    std::to_array<Quirk>({Quirk::drop, Quirk::bye, Quirk::evict, Quirk::expire,
                          Quirk::close_channel, Quirk::spurious_error, Quirk::change_fields});

std::string_view any_choice(std::string_view choices, Draw& draw) {
  const auto count = 1 + static_cast<std::uint64_t>(std::ranges::count(choices, '|'));
  for (auto skip = draw.below(count); skip > 0; --skip) {
    choices.remove_prefix(choices.find('|') + 1);
  }
  return choices.substr(0, choices.find('|'));
}

double parameter(Quirk quirk, Draw& draw) {
  switch (quirk) {
    case Quirk::jitter: return 0.05 * static_cast<double>(1 + draw.below(20));
    case Quirk::rate_limit: return static_cast<double>(5 + draw.below(60));
    default: return static_cast<double>(1 + draw.below(3));
  }
}

dxlink::QuirkRule state(Draw& draw) {
  const Quirk quirk = kStates[draw.below(kStates.size())];
  dxlink::QuirkRule rule{.quirk = quirk, .probability = draw.chance(50) ? 1.0 : 0.3};
  rule.number = parameter(quirk, draw);
  rule.text = any_choice(info_of(quirk).choices, draw);
  return rule;
}

dxlink::QuirkRule window(Draw& draw) {
  dxlink::QuirkRule rule{.quirk = kWindows[draw.below(kWindows.size())]};
  rule.from = draw.between(seconds{1}, seconds{60});
  rule.until = rule.from + draw.between(seconds{1}, seconds{90});
  return rule;
}

dxlink::QuirkRule moment(Draw& draw) {
  const Quirk quirk = kMoments[draw.below(kMoments.size())];
  dxlink::QuirkRule rule{.quirk = quirk};
  rule.from = draw.between(milliseconds{0}, seconds{60});
  if (draw.chance(40)) rule.every = draw.between(seconds{3}, seconds{40});
  rule.text = any_choice(info_of(quirk).choices, draw);
  return rule;
}

Mischief mischief(duration trouble, Draw& draw) {
  using Kind = Mischief::Kind;
  constexpr auto kKinds = std::to_array<Kind>(
      {Kind::cut, Kind::cut, Kind::half_open, Kind::stall, Kind::kill_tokens, Kind::refuse_connect,
       Kind::refuse_token, Kind::toggle, Kind::toggle, Kind::toggle, Kind::toggle, Kind::sleep});
  const auto last = std::chrono::duration_cast<milliseconds>(trouble);
  Mischief each{.at = draw.between(milliseconds{0}, last),
                .kind = kKinds[draw.below(kKinds.size())]};
  each.length = std::min<duration>(draw.between(milliseconds{100}, seconds{80}), trouble - each.at);
  each.which = draw.below(1'000);
  return each;
}

}  // namespace

Plan make_plan(std::uint64_t seed) {
  Draw draw{seed};
  Plan plan{.seed = seed};
  plan.trouble = draw.between(seconds{20}, seconds{180});
  // The longest honest healing: a session that brings no data and never did is doubted after 180 s,
  // the next one after 360 s (DataWatchdog); then a back-off, a token, a rate pause of 60 s.
  plan.quiet = seconds{480};
  plan.quirks.seed = seed;
  for (auto n = draw.below(5); n > 0; --n) plan.quirks.rules.push_back(state(draw));
  for (auto n = draw.below(2); n > 0; --n) plan.quirks.rules.push_back(window(draw));
  for (auto n = draw.below(3); n > 0; --n) plan.quirks.rules.push_back(moment(draw));
  for (auto n = draw.below(13); n > 0; --n) plan.mischief.push_back(mischief(plan.trouble, draw));
  std::ranges::sort(plan.mischief, {}, [](const Mischief& each) {
    return std::tuple{each.at, each.kind, each.which, each.length};
  });
  return plan;
}

dxlink::Quirks quirks_of_connection(const Plan& plan, duration opened) {
  dxlink::Quirks quirks{.seed = plan.quirks.seed, .rules = {}};
  const duration left = plan.trouble - opened;
  for (dxlink::QuirkRule rule : plan.quirks.rules) {
    rule.until = std::min(rule.until, left);
    const auto every = std::exchange(rule.every, std::nullopt);
    for (; rule.from < left; rule.from += *every) {
      quirks.rules.push_back(rule);
      if (!every) break;
    }
  }
  return quirks;
}

std::string describe(const Plan& plan) {
  static constexpr auto kNames =
      std::to_array<std::string_view>({"cut", "half_open", "stall", "kill_tokens", "refuse_connect",
                                       "refuse_token", "toggle", "sleep"});
  const auto in_seconds = [](duration d) { return std::chrono::duration<double>{d}.count(); };
  std::string out = fmt::format("seed {}: {:.1f} s of trouble, {:.1f} s of quiet\n", plan.seed,
                                in_seconds(plan.trouble), in_seconds(plan.quiet));
  for (const dxlink::QuirkRule& rule : plan.quirks.rules) {
    out += fmt::format("  server  {} p={} from {:.1f} s{}{} {} {}\n", info_of(rule.quirk).name,
                       rule.probability, in_seconds(rule.from),
                       rule.until == duration::max()
                           ? std::string{}
                           : fmt::format(" to {:.1f} s", in_seconds(rule.until)),
                       rule.every ? fmt::format(" every {:.1f} s", in_seconds(*rule.every)) : "",
                       rule.number, rule.text);
  }
  for (const Mischief& each : plan.mischief) {
    out += fmt::format("  {:7.1f} s {} for {:.1f} s, {}\n", in_seconds(each.at),
                       kNames[static_cast<std::size_t>(each.kind)], in_seconds(each.length),
                       each.which);
  }
  return out;
}

}  // namespace belay::chaos
