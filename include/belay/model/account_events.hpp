#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/account_status.hpp"
#include "belay/model/account_stream.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/complex_orders.hpp"
#include "belay/model/orders.hpp"
#include "belay/model/quote_alerts.hpp"
#include "belay/model/watchlists.hpp"

// What the account stream tells (broker-api.md 8.4), and what we conclude from it.

namespace belay {

/// A message to the user; its shape is not documented, so it is kept as it came.
struct UserMessage {
  std::string raw;  ///< JSON
};

/// A notification of a type this build does not know, or of a known one that could not be read.
struct UnknownNotification {
  std::string type;
  std::string raw;      ///< its `data`, JSON
  std::string problem;  ///< why a known type could not be read; empty for an unknown one
};

/// One execution of one leg. Each is told once, whichever notification told it first
/// (broker-api.md 8.7).
struct Execution {
  std::string account_number;
  std::int64_t order_id = 0;
  std::string symbol;
  Open<InstrumentType> instrument_type;
  Open<Action> action;
  Fill fill;
};

/// An account as REST tells it.
struct AccountState {
  std::string account_number;
  std::vector<OrderRecord> orders;  ///< today's, and older ones that work
  std::vector<Position> positions;
  std::vector<Balance> balances;
};

/// The connection is lost: from `since` on nothing is known, until a Resync comes.
struct Interruption {
  Instant since;  ///< the last sign of life
  std::string reason;
};

/// An interval in which notifications were lost; the stream never repeats them.
struct AccountGap {
  Instant from;
  Instant to;
  std::string reason;
  friend bool operator==(const AccountGap&, const AccountGap&) = default;
};

/// The state of all accounts, read anew: it replaces whatever was known. Comes first of all, and
/// after every loss of the connection. Executions of the gap follow as Execution; other
/// notifications of the gap are lost, and what they changed is in here.
struct Resync {
  std::optional<AccountGap> gap;  ///< none at the beginning
  std::vector<AccountState> accounts;
};

/// One thing the account stream tells. Objects of the broker are always complete: they replace what
/// was known under the same id or symbol.
struct AccountEvent {
  using Body = std::variant<OrderRecord, ComplexOrder, Position, Balance, AccountTradingStatus,
                            YearGainSummary, ExternalTransaction, OrderChain, QuoteAlert, Watchlist,
                            UserMessage, UnknownNotification, Execution, Interruption, Resync>;

  Body body;
  Instant sent{};      ///< by the server's clock; none on what we concluded ourselves
  Instant received{};  ///< by ours
  std::optional<std::int64_t> sequence;  ///< `ws-sequence`, where the server sends one

  /// The body as a T, or nullptr.
  template <class T>
  [[nodiscard]] const T* as() const {
    return std::get_if<T>(&body);
  }
};

/// `Order`, `CurrentPosition`, `Execution`, …: the wire's word for what it sent, ours for the rest.
[[nodiscard]] std::string_view type_of(const AccountEvent& event);

}  // namespace belay
