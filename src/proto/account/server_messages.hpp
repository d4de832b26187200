#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/secret.hpp"

// The account streamer's words as its server reads and writes them (broker-api.md 8.2–8.4).

namespace belay::account {

/// What a client asks for. `value` holds one entry for a bare string.
struct ClientMessage {
  std::string action;
  std::vector<std::string> value;
  Secret token;                           ///< as it stands: `Bearer …`, or a raw session token
  std::optional<std::string> request_id;  ///< the JSON text of a scalar, to be echoed
};

/// Total. Errors: parse, never quoting the text, which holds a token.
[[nodiscard]] Result<ClientMessage> parse_client_message(std::string_view text);

/// `{"status":"ok",…}`. The accounts are echoed for `connect` and `account-subscribe` only.
[[nodiscard]] std::string ok_message(const ClientMessage& request, std::string_view session_id);
/// `{"status":"error",…}`: without the request's id (8.3).
[[nodiscard]] std::string error_message(std::string_view action, std::string_view session_id,
                                        std::string_view message);

/// Something that happened. `data` is JSON: the whole object, never a difference (8.4).
struct Notification {
  std::string type;     ///< `Order`, `CurrentPosition`, …
  std::string account;  ///< empty: not of one account
  std::string data;
  std::int64_t timestamp = 0;  ///< epoch milliseconds
};
[[nodiscard]] std::string notification_message(
    const Notification& notice, std::optional<std::uint64_t> sequence = std::nullopt);
/// `{"results":[…]}` of whole messages.
[[nodiscard]] std::string batch_message(const std::vector<std::string>& messages);

}  // namespace belay::account
