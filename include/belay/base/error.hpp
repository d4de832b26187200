#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace belay {

/// What kind of thing went wrong. Closed on purpose: callers switch on it, people read
/// `Error::message`.
enum class Errc : std::uint8_t {
  usage,         ///< the caller asked for something that cannot be asked for
  invalid,       ///< a value is not legal where it was given
  parse,         ///< bytes from outside do not have the expected shape
  overflow,      ///< a number does not fit
  io,            ///< the operating system refused
  unreachable,   ///< no connection could be made
  timeout,       ///< a deadline passed
  closed,        ///< the other side, or we, ended the conversation
  tls,           ///< the certificate or the handshake was not acceptable
  protocol,      ///< the peer broke the protocol
  unauthorized,  ///< credentials are missing, wrong or expired
  not_found,     ///< no such account, symbol, order, route
  rejected,      ///< the broker understood and said no
  throttled,     ///< too many requests (HTTP 429)
  unavailable,   ///< the broker is broken at the moment (HTTP 5xx, HTML instead of JSON)
  blocked,       ///< our own rules said no before anything was sent
  cancelled,     ///< the user or the program stopped it
  unsupported,   ///< legal, and not built
};

/// The field's name of an Errc, as printed in logs and `--json`.
[[nodiscard]] std::string_view to_string(Errc code) noexcept;

/// One reason inside a broker refusal: `{code,message}` or `{domain,reason}` (broker-api.md 3.3).
struct Reason {
  std::string code;     ///< `code`, or the `domain` of a validation error
  std::string message;  ///< `message`, or the `reason` of a validation error
  friend bool operator==(const Reason&, const Reason&) = default;
};

/// Everything known about a failure. Never holds a secret: `operation` is redacted by whoever fills
/// it.
struct Error {
  Errc code = Errc::invalid;
  std::string message;      ///< for people: the thing, the value, the reason, the next step
  std::string operation;    ///< what was attempted, e.g. "GET /accounts/…1234/positions"
  int http_status = 0;      ///< 0 when no HTTP answer was involved
  std::string broker_code;  ///< `error.code` of the broker's envelope, empty when there was none
  std::vector<Reason> reasons;  ///< `error.errors[]`
  std::optional<std::chrono::milliseconds>
      retry_after;        ///< when the peer, or our back-off, names a wait
  bool in_doubt = false;  ///< the request may have arrived: reconcile before sending anything again
};

template <class T>
using Result = std::expected<T, Error>;

/// `return fail(Errc::parse, "...")` from any function that returns a Result.
[[nodiscard]] inline std::unexpected<Error> fail(Errc code, std::string message) {
  return std::unexpected<Error>(Error{.code = code, .message = std::move(message)});
}

}  // namespace belay
