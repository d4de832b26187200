#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"

namespace belay::dxlink {

/// What a misbehaving server does, each after a pitfall of dxlink.md 10.3. All are off unless a
/// rule turns them on.
enum class Quirk : std::uint8_t {
  // the connection
  refuse_upgrade,
  drop,
  half_open,
  stall,
  stop_data,
  bye,
  bye_after,
  timeout_error,
  evict,
  data_after_close,
  // the handshake
  error_in_handshake,
  reject_early_auth,
  refuse_auth,
  auth_step_missing,
  expire,
  // channels
  reopen_channel,
  duplicate_opened,
  close_channel,
  shuffle_replies,
  spurious_error,
  malformed,
  // what a channel announces
  permute_fields,
  drop_fields,
  add_fields,
  change_fields,
  vwap,
  flip_full,
  multi_pair,
  // subscriptions
  strict_match,
  candle_cap,
  count_duplicates,
  rate_limit,
  frame_limit,
  late_removal,
  auto_candle_empty,
  update_before_snapshot,
  tx_over_end,
  // rows
  nan_values,
  number_spelling,
  index_sequence,
  null_texts,
  odd_prices,
  zero_times,
  repeat,
  old_futures,
  silence,
  slow,
  jitter,
};

/// How a rule of this quirk may be written, for the reader of chaos files and for its users.
struct QuirkInfo {
  /// A moment happens once at a time (`at`, `every`). A state holds for a while (`from … to …`),
  /// each opportunity in it with a probability; a window is a state without opportunities.
  enum class Kind : std::uint8_t { moment, state, window };
  enum class Parameter : std::uint8_t { none, duration, count, choice, text };

  Quirk quirk;
  std::string_view name;
  Kind kind;
  Parameter parameter;
  std::string_view choices;  ///< separated by `|`; of a text: its form
  std::string_view pitfall;  ///< of dxlink.md 10.3, or the S-point it stands for
  std::string_view about;
};

/// Every quirk, in the order of the enumeration.
[[nodiscard]] std::span<const QuirkInfo> quirk_infos();
[[nodiscard]] const QuirkInfo& info_of(Quirk quirk);
/// nullptr for an unknown name.
[[nodiscard]] const QuirkInfo* find_quirk(std::string_view name);

/// One quirk with when and how likely. Times are counted from the opening of the connection.
struct QuirkRule {
  using duration = Tick::duration;

  Quirk quirk = Quirk::drop;
  double probability = 1.0;  ///< of each opportunity
  duration from{0};          ///< of a moment: when it happens first
  duration until = duration::max();
  std::optional<duration> every;   ///< of a moment: again and again
  std::uint64_t after_frames = 0;  ///< of a state: not before so many FEED_DATA were said
  double number = 0;               ///< the parameter: seconds, or a count
  std::string text;                ///< the parameter: a choice or a text
};

/// The simulator's misbehaviour: rules, and the seed from which each connection draws its own luck.
struct Quirks {
  std::uint64_t seed = 0;
  std::vector<QuirkRule> rules;
};

}  // namespace belay::dxlink
