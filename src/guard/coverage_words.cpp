#include "belay/guard/coverage.hpp"
#include "guard/words.hpp"

namespace belay::guard {
namespace {

constexpr auto kCoverage = std::to_array<Word<Coverage>>({
    {Coverage::flat, "flat", "nothing is held"},
    {Coverage::none, "none", "no working stop protects this position"},
    {Coverage::partial, "partial", "working stops protect a part of this position"},
    {Coverage::full, "full", "working stops protect the whole position"},
    {Coverage::over, "over",
     "working stops exceed the position: filled, they would open the other side"},
});
static_assert(in_enum_order(kCoverage, Coverage::over));

constexpr auto kProtectable = std::to_array<Word<Protectable>>({
    {Protectable::yes, "yes", "a stop can rest at the broker"},
    {Protectable::flat, "flat", "nothing is held"},
    {Protectable::spread, "spread",
     "part of a multi-leg option position: no stop can rest at the broker for one leg alone "
     "without "
     "breaking the spread; it needs a watcher on your side"},
    {Protectable::future_option, "future_option",
     "the broker takes no stops on futures options; it needs a watcher on your side"},
    {Protectable::cryptocurrency, "cryptocurrency",
     "the broker suspended trading cryptocurrencies through its API on 2026-06-29"},
    {Protectable::type_without_stops, "type_without_stops",
     "stops are not sent for this type of instrument"},
    {Protectable::fraction_only, "fraction_only",
     "less than one whole unit is held, and stops take whole units"},
    {Protectable::quantity_unknown, "quantity_unknown", "the broker did not say how much is held"},
    {Protectable::direction_unknown, "direction_unknown",
     "the broker did not say whether the position is long or short"},
    {Protectable::duplicate_row, "duplicate_row",
     "the position was listed more than once; read the positions again"},
});
static_assert(in_enum_order(kProtectable, Protectable::duplicate_row));

constexpr auto kExclusion = std::to_array<Word<Exclusion>>({
    {Exclusion::terminal, "terminal", "it is over: it can no longer fill"},
    {Exclusion::leaving, "leaving",
     "it is being cancelled or replaced and may be gone in a moment"},
    {Exclusion::waiting, "waiting", "it waits for a condition or for another order"},
    {Exclusion::unknown_status, "unknown_status", "its status is not known to this version"},
    {Exclusion::not_a_stop, "not_a_stop", "it closes, but it is not a stop"},
    {Exclusion::several_legs, "several_legs", "it closes only together with its other legs"},
    {Exclusion::wrong_side, "wrong_side",
     "its trigger is on the winning side of the market: it does not stop a loss"},
    {Exclusion::wrong_action, "wrong_action",
     "it closes the other side: filled, it would enlarge this position"},
    {Exclusion::plain_action, "plain_action",
     "it does not say whether it opens or closes, so it may flip the position"},
    {Exclusion::no_trigger, "no_trigger", "it is a stop without a trigger price"},
    {Exclusion::no_remaining, "no_remaining", "nothing of it is left to fill"},
    {Exclusion::unknown_remaining, "unknown_remaining",
     "the broker did not say how much of it is left to fill"},
    {Exclusion::other_instrument_type, "other_instrument_type",
     "it is for another type of instrument with the same symbol"},
    {Exclusion::no_order_id, "no_order_id", "it has no order id, as a dry-run has none"},
    {Exclusion::no_account, "no_account", "it does not say which account it belongs to"},
    {Exclusion::limit_beyond_trigger, "limit_beyond_trigger",
     "its limit is better than its trigger: once triggered it waits instead of closing"},
    {Exclusion::unreadable_legs, "unreadable_legs",
     "it has no readable legs, so it may take all of this position"},
});
static_assert(in_enum_order(kExclusion, Exclusion::unreadable_legs));

constexpr auto kNote = std::to_array<Word<Note>>({
    {Note::conflict, "conflict",
     "the closing orders together exceed the position; join limit and stop in one OCO"},
    {Note::uncovered_fraction, "uncovered_fraction",
     "the fraction of a unit cannot rest as a stop and stays uncovered"},
    {Note::backs_short_call, "backs_short_call",
     "short calls stand on these shares: sold, the calls are naked"},
    {Note::wrong_side_stop, "wrong_side_stop",
     "a working stop is on the WRONG side: it does not protect, it does harm"},
    {Note::day_stop, "day_stop",
     "a stop that protects this position ends by itself: it is not GTC"},
    {Note::stop_limit, "stop_limit",
     "a stop limit protects this position: in a fast market it may not fill"},
    {Note::side_unknown, "side_unknown",
     "without a market price the side of the stop cannot be looked at; it is taken to protect"},
    {Note::unreadable_order, "unreadable_order",
     "what protects this position cannot be judged: an order has no readable legs"},
});
static_assert(in_enum_order(kNote, Note::unreadable_order));

}  // namespace

std::string_view code(Coverage value) noexcept { return word_of(kCoverage, value).code; }
std::string_view code(Protectable value) noexcept { return word_of(kProtectable, value).code; }
std::string_view code(Exclusion value) noexcept { return word_of(kExclusion, value).code; }
std::string_view code(Note value) noexcept { return word_of(kNote, value).code; }
std::string_view text(Coverage value) noexcept { return word_of(kCoverage, value).text; }
std::string_view text(Protectable value) noexcept { return word_of(kProtectable, value).text; }
std::string_view text(Exclusion value) noexcept { return word_of(kExclusion, value).text; }
std::string_view text(Note value) noexcept { return word_of(kNote, value).text; }

}  // namespace belay::guard
