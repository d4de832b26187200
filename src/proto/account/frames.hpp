#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/model/account_events.hpp"
#include "proto/account/messages.hpp"
#include "proto/json/codec.hpp"

// What the server says on the account stream (broker-api.md 8.3, 8.4).

namespace belay::account {

/// The answer to a request. An error carries no request id (gotcha 40).
struct Reply {
  bool ok = false;
  Open<Ask> ask;
  std::optional<std::int64_t> request_id;
  std::string session_id;  ///< `web-socket-session-id`
  std::string message;     ///< of an error
};

/// A part of a frame that is neither an answer nor a notification.
struct Unreadable {
  std::string why;
};

using Said = std::variant<Reply, AccountEvent, Unreadable>;

/// Reads one message: a single object, or a batch `{"results":[…]}`. Total. Only a text that is no
/// JSON object is an error (parse). A notification of an unknown type, or one whose data cannot be
/// read, is an UnknownNotification. `drift` counts what the tables did not expect.
[[nodiscard]] Result<std::vector<Said>> read_frame(std::string_view text, Instant received,
                                                   json::Drift* drift = nullptr);

}  // namespace belay::account
