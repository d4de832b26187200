#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/orders.hpp"

// The coverage ledger: what protects each position, and what only looks like it (product.md S1-53,
// P1-3…P1-11; broker-api.md 5.5, 5.6, 6.4, 6.11).

namespace belay::guard {

/// How much of a position working closing stops protect.
enum class Coverage : std::uint8_t {
  flat,     ///< nothing is held
  none,     ///< nothing is protected
  partial,  ///< less than the position
  full,     ///< exactly the position
  over,     ///< more than the position: filled, the stops would open the other side
};

/// Whether a stop can rest at the broker for this position at all.
enum class Protectable : std::uint8_t {
  yes,
  flat,                ///< nothing is held
  spread,              ///< part of a multi-leg option position: needs a synthetic stop (W9)
  future_option,       ///< the broker takes no stops on futures options (W9)
  cryptocurrency,      ///< trading through the API is suspended since 2026-06-29 (W21)
  type_without_stops,  ///< index, bond, …: nothing to send a stop order for
  fraction_only,       ///< less than one whole unit: stops take whole quantities (W7)
  quantity_unknown,    ///< the broker sent no quantity, or a negative one
  direction_unknown,   ///< neither Long nor Short
  duplicate_row,       ///< two rows with the same key: which one is true cannot be told
};

/// Why an order that names the position's symbol does not protect it.
enum class Exclusion : std::uint8_t {
  terminal,           ///< filled, cancelled, expired, rejected or removed (P1-6)
  leaving,            ///< being cancelled or replaced: may be gone in a moment
  waiting,            ///< Contingent: waits for a condition or for another order (P1-8)
  unknown_status,     ///< a status this build has not heard of: it never counts
  not_a_stop,         ///< a closing order of another type
  several_legs,       ///< closes only together with other legs
  wrong_side,         ///< the trigger lies on the winning side of the position
  wrong_action,       ///< a stop that closes the other side: filled, it would enlarge the position
  plain_action,       ///< Buy or Sell without a position effect: may close, may flip
  no_trigger,         ///< a stop without a trigger price
  no_remaining,       ///< nothing of it is left to fill
  unknown_remaining,  ///< what is left to fill was not sent and cannot be computed
  other_instrument_type,  ///< same symbol, another kind of instrument (P1-7)
  no_order_id,            ///< a dry-run, which was never sent, or an id that cannot be read
  no_account,             ///< does not say which account it belongs to
  limit_beyond_trigger,   ///< a stop limit that, once triggered, asks for more than the market pays
  unreadable_legs,        ///< what it trades cannot be read: it may take all of this position
};

/// Things a person should know about a covered or uncovered position.
enum class Note : std::uint8_t {
  conflict,            ///< closing orders together exceed the position (P1-9)
  uncovered_fraction,  ///< a fraction cannot rest as a stop (P1-4)
  backs_short_call,    ///< selling these shares would leave a short call naked (P1-11)
  wrong_side_stop,     ///< a working stop is on the wrong side
  day_stop,            ///< part of the protection is not GTC: it ends by itself
  stop_limit,          ///< part of the protection may not fill below/above its limit
  side_unknown,        ///< counted without a mark: the side of its trigger could not be looked at
  unreadable_order,    ///< an order that may take all of it cannot be judged
};

/// A working stop that counts.
struct StopLine {
  std::int64_t order_id = 0;
  OrderType order_type = OrderType::unknown;
  TimeInForce time_in_force = TimeInForce::unknown;
  Decimal trigger;
  Decimal quantity;      ///< what of it is left to fill
  bool derived = false;  ///< `quantity` was computed as quantity − fills
  friend bool operator==(const StopLine&, const StopLine&) = default;
};

/// An order that closes, or looks as if it closed, the position and does not protect it.
struct ExcludedOrder {
  std::int64_t order_id = 0;  ///< 0 when it has none
  Exclusion reason = Exclusion::terminal;
  std::string order_type;  ///< the broker's text
  std::string status;      ///< the broker's text
  std::string action;      ///< the broker's text
  std::optional<Decimal> trigger;
  std::optional<Decimal> quantity;  ///< left to fill; absent when not known
  /// It may still close some of the position, so these units must not be promised to another order.
  bool claims_units = false;
  friend bool operator==(const ExcludedOrder&, const ExcludedOrder&) = default;
};

/// One position and everything that was found about its protection. All quantities are unsigned.
struct PositionCoverage {
  std::string account_number;
  std::string symbol;
  Open<InstrumentType> instrument_type;
  std::string underlying_symbol;  ///< the symbol itself where the broker sent none
  PositionSide side = PositionSide::unknown;
  Decimal quantity;
  Decimal whole;               ///< what stops can protect
  Decimal fraction;            ///< what they cannot
  Decimal protected_quantity;  ///< Σ of `stops`, those of one OCO once; above `quantity`: over
  /// Units that working or possibly working closing orders which do not protect may take.
  Decimal claimed_quantity;
  Decimal call_backing_quantity;  ///< shares that short calls of the same account stand on
  std::optional<Decimal> cost;    ///< average open price per unit; absent when 0 or less
  std::optional<Decimal> mark;    ///< mark price per unit, as sent with the position
  std::optional<Decimal> close;   ///< previous close; absent when 0 (the broker's "none")
  std::string opened_at;          ///< the position's created-at, its epoch; may be empty
  Coverage coverage = Coverage::none;
  Protectable protectable = Protectable::yes;
  std::vector<StopLine> stops;          ///< ascending order id
  std::vector<ExcludedOrder> excluded;  ///< ascending order id
  std::vector<Note> notes;              ///< ascending
  friend bool operator==(const PositionCoverage&, const PositionCoverage&) = default;

  [[nodiscard]] bool has(Note note) const;
  /// Whole units no stop protects; zero when over.
  [[nodiscard]] Decimal uncovered_whole() const;
};

/// What protects each position: one entry per position, in the order given. Pure; the order of
/// `orders` does not matter, an order given twice (same id) counts once, the later `updated-at`.
///
/// An order protects a position when it is working, is a Stop or Stop Limit with one leg on the
/// same account, symbol and instrument type, its action closes the position's side (Sell to Close a
/// long, Buy to Close a short), its trigger is not on the winning side of the mark, and its limit,
/// where it has one, not on the winning side of its trigger.
///
/// Only the mark judges that side. Cost and previous close cannot: a stop raised above the cost of
/// a position that gained is the best protection there is, and calling it wrong would make its
/// owner cancel it. So without a mark a stop that closes the position counts and Note::side_unknown
/// says so. That is the safe choice: a stop beyond the market triggers at once, so one that still
/// works either protects or sells; in no case is the position held unprotected because it was
/// counted.
///
/// Contingent orders never count: whether their trigger is the position's own fill cannot be told
/// from the order alone. They claim what they close, less what the trigger order of their OTO or
/// OTOCO has yet to open. Orders of one OCO claim units once. An order that is not over and whose
/// legs cannot all be read may claim everything of its account and underlying.
[[nodiscard]] std::vector<PositionCoverage> audit(std::span<const Position> positions,
                                                  std::span<const OrderRecord> orders);

/// Codes for `--json` ("wrong_side") and the sentences that explain them: one table each, so that
/// every surface uses the same words.
[[nodiscard]] std::string_view code(Coverage value) noexcept;
[[nodiscard]] std::string_view code(Protectable value) noexcept;
[[nodiscard]] std::string_view code(Exclusion value) noexcept;
[[nodiscard]] std::string_view code(Note value) noexcept;
[[nodiscard]] std::string_view text(Coverage value) noexcept;
[[nodiscard]] std::string_view text(Protectable value) noexcept;
[[nodiscard]] std::string_view text(Exclusion value) noexcept;
[[nodiscard]] std::string_view text(Note value) noexcept;

}  // namespace belay::guard
