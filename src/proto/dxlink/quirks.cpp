#include "proto/dxlink/quirks.hpp"

#include <algorithm>
#include <array>

namespace belay::dxlink {
namespace {

using Kind = QuirkInfo::Kind;
using Parameter = QuirkInfo::Parameter;

constexpr auto kMoment = Kind::moment;
constexpr auto kState = Kind::state;
constexpr auto kWindow = Kind::window;
constexpr auto kNone = Parameter::none;

constexpr auto kInfos = std::to_array<QuirkInfo>({
    {Quirk::refuse_upgrade, "refuse_upgrade", kState, Parameter::count, "", "1.2",
     "the first so many connections are answered HTTP 502"},
    {Quirk::drop, "drop", kMoment, kNone, "", "P34", "the connection ends without a Close frame"},
    {Quirk::half_open, "half_open", kWindow, kNone, "", "P33",
     "nothing is heard or said, the socket stays; lost bytes end it afterwards"},
    {Quirk::stall, "stall", kWindow, kNone, "", "P4", "nothing is said; what is due waits"},
    {Quirk::stop_data, "stop_data", kWindow, kNone, "", "P4",
     "no market data; everything else, KEEPALIVE too, goes on"},
    {Quirk::bye, "bye", kMoment, kNone, "", "P1", "closes with 1000 Bye"},
    {Quirk::bye_after, "bye_after", kState, Parameter::duration, "", "P1",
     "closes with 1000 Bye after so long a silence of the client"},
    {Quirk::timeout_error, "timeout_error", kState, kNone, "", "S-12",
     "says ERROR TIMEOUT before it closes with Bye"},
    {Quirk::evict, "evict", kMoment, kNone, "", "P33",
     "ends the session as if the same credential had logged in elsewhere"},
    {Quirk::data_after_close, "data_after_close", kState, Parameter::count, "", "P36",
     "so many more data frames after the client's Close, before our own"},
    {Quirk::error_in_handshake, "error_in_handshake", kState, kNone, "", "P26",
     "answers SETUP with an ERROR and nothing else"},
    {Quirk::reject_early_auth, "reject_early_auth", kState, kNone, "", "P5",
     "refuses AUTH that comes before the first AUTH_STATE has left"},
    {Quirk::refuse_auth, "refuse_auth", kState, Parameter::count, "", "P44",
     "the first so many connections have their AUTH refused"},
    {Quirk::auth_step_missing, "auth_step_missing", kState, kNone, "", "P6",
     "refuses CHANNEL_REQUEST although authorized"},
    {Quirk::expire, "expire", kMoment, Parameter::choice, "state|error|silence", "P3",
     "the token dies: AUTH_STATE, or ERROR, or data just stops"},
    {Quirk::reopen_channel, "reopen_channel", kState, kNone, "", "P25",
     "answers a request for an open channel with CHANNEL_OPENED, not with an ERROR"},
    {Quirk::duplicate_opened, "duplicate_opened", kState, kNone, "", "P25",
     "says CHANNEL_OPENED twice"},
    {Quirk::close_channel, "close_channel", kMoment, kNone, "", "3.3",
     "CHANNEL_CLOSED of a channel that nobody cancelled"},
    {Quirk::shuffle_replies, "shuffle_replies", kState, kNone, "", "3.3",
     "replies of different channels change places"},
    {Quirk::spurious_error, "spurious_error", kMoment, kNone, "", "2.5",
     "an ERROR that means nothing"},
    {Quirk::malformed, "malformed", kState, kNone, "", "C-14",
     "a frame cut short goes before a data frame"},
    {Quirk::permute_fields, "permute_fields", kState, kNone, "", "P7",
     "serves the wished fields in another order"},
    {Quirk::drop_fields, "drop_fields", kState, kNone, "", "P7",
     "leaves one of the wished fields out, never eventSymbol, eventFlags, index or time"},
    {Quirk::add_fields, "add_fields", kState, kNone, "", "P7", "serves a field nobody wished"},
    {Quirk::change_fields, "change_fields", kMoment, kNone, "", "S-38",
     "announces another order of fields midway"},
    {Quirk::vwap, "vwap", kState, Parameter::choice, "lower|upper", "P8",
     "knows only this spelling of a candle's vwap"},
    {Quirk::flip_full, "flip_full", kState, Parameter::choice, "announced|silent", "P11",
     "sends FULL data, with or without a FEED_CONFIG"},
    {Quirk::multi_pair, "multi_pair", kState, kNone, "", "P12",
     "puts several event types into one message"},
    {Quirk::strict_match, "strict_match", kState, kNone, "", "P21",
     "removes a candle subscription only by the very spelling that added it"},
    {Quirk::candle_cap, "candle_cap", kState, Parameter::count, "", "P22",
     "so many Candle subscriptions and no more"},
    {Quirk::count_duplicates, "count_duplicates", kState, kNone, "", "P22",
     "adding what is there already counts against the size quota"},
    {Quirk::rate_limit, "rate_limit", kState, Parameter::count, "", "P10 P23",
     "so many subscription changes per minute and no more"},
    {Quirk::frame_limit, "frame_limit", kState, Parameter::count, "", "P24",
     "closes with 1009 on a longer frame, in bytes"},
    {Quirk::late_removal, "late_removal", kState, kNone, "", "P35",
     "what was removed or cancelled is said once more"},
    {Quirk::auto_candle_empty, "auto_candle_empty", kState, kNone, "", "P17",
     "AUTO answers candles with an empty snapshot"},
    {Quirk::update_before_snapshot, "update_before_snapshot", kState, kNone, "", "P37",
     "an update goes before the snapshot it belongs to"},
    {Quirk::tx_over_end, "tx_over_end", kState, kNone, "", "P38",
     "a transaction that ends after the snapshot's end"},
    {Quirk::nan_values, "nan_values", kState, kNone, "", "P13",
     "every double becomes NaN, Infinity or -Infinity"},
    {Quirk::number_spelling, "number_spelling", kState, Parameter::choice, "short|exponent", "P14",
     "doubles as 100 and 1e-05, or as 1.0E2"},
    {Quirk::index_sequence, "index_sequence", kState, kNone, "", "P15",
     "sequence numbers in the low bits of the index"},
    {Quirk::null_texts, "null_texts", kState, kNone, "", "P16",
     "texts are null, exchange codes are \\u0000"},
    {Quirk::odd_prices, "odd_prices", kState, kNone, "", "P42", "prices are negative or zero"},
    {Quirk::zero_times, "zero_times", kState, kNone, "", "P29", "times of quotes are 0"},
    {Quirk::repeat, "repeat", kState, kNone, "", "P41", "a row comes twice; not in a snapshot"},
    {Quirk::old_futures, "old_futures", kState, kNone, "", "P28",
     "futures with a one-digit year get prices of 2016"},
    {Quirk::silence, "silence", kState, Parameter::text, "TYPE:SYMBOL", "P30 P32",
     "nothing for this type and symbol; `*` stands for all"},
    {Quirk::slow, "slow", kState, Parameter::text, "TYPE:SECONDS", "P31",
     "at most one update per symbol of this type in so many seconds"},
    {Quirk::jitter, "jitter", kState, Parameter::duration, "", "P40",
     "data come up to so much later, bunched"},
});

constexpr bool kInOrder = [] {
  for (std::size_t i = 0; i < kInfos.size(); ++i) {
    if (static_cast<std::size_t>(kInfos[i].quirk) != i) return false;
  }
  return true;
}();
static_assert(kInOrder, "the table follows the enumeration");

}  // namespace

std::span<const QuirkInfo> quirk_infos() { return kInfos; }

const QuirkInfo& info_of(Quirk quirk) { return kInfos[static_cast<std::size_t>(quirk)]; }

const QuirkInfo* find_quirk(std::string_view name) {
  const auto* const found = std::ranges::find(kInfos, name, &QuirkInfo::name);
  return found == kInfos.end() ? nullptr : found;
}

}  // namespace belay::dxlink
