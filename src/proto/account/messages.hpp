#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "belay/base/secret.hpp"
#include "belay/model/enum_text.hpp"

// What a client says on the account stream (broker-api.md 8.2).

namespace belay::account {

enum class Ask : std::uint8_t {
  unknown,
  connect,
  account_subscribe,  ///< the predecessor of connect
  heartbeat,
  public_watchlists_subscribe,
  quote_alerts_subscribe,
  user_message_subscribe,
};

}  // namespace belay::account

template <>
struct belay::EnumText<belay::account::Ask> {
  using Ask = belay::account::Ask;
  static constexpr Ask fallback = Ask::unknown;
  static constexpr auto names = std::to_array<std::pair<Ask, std::string_view>>(
      {{Ask::unknown, "unknown"},
       {Ask::connect, "connect"},
       {Ask::account_subscribe, "account-subscribe"},
       {Ask::heartbeat, "heartbeat"},
       {Ask::public_watchlists_subscribe, "public-watchlists-subscribe"},
       {Ask::quote_alerts_subscribe, "quote-alerts-subscribe"},
       {Ask::user_message_subscribe, "user-message-subscribe"}});
};

namespace belay::account {

/// One message. `authorization` is what REST sends as `Authorization`, word for word: `Bearer …`,
/// or a session's raw token. `values`: account numbers of connect; of user-message-subscribe one,
/// the user's external id.
struct Request {
  Ask ask = Ask::unknown;
  std::vector<std::string> values = {};
  std::int64_t id = 0;
  std::string_view source = {};  ///< free text; empty = not sent
};
[[nodiscard]] std::string to_message(const Request& request, const Secret& authorization);

}  // namespace belay::account
