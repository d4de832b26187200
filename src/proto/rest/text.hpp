#pragma once

#include <string>
#include <string_view>

namespace belay::rest {

/// Percent-encodes one path segment or query value, once: `/` → %2F, space → %20
/// (broker-api.md 1.4).
[[nodiscard]] std::string percent_encode(std::string_view text);
/// Undoes it; an invalid escape is kept as it is.
[[nodiscard]] std::string percent_decode(std::string_view text);
/// `…1234`: the last four characters only.
[[nodiscard]] std::string redact_account(std::string_view account_number);
/// The broker's words as an Error may carry them: at most 500 bytes, whole characters; control
/// characters are spaces, and a word that could be a token or a key is "...".
[[nodiscard]] std::string broker_words(std::string_view text);

}  // namespace belay::rest
