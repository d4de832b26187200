#pragma once

#include <string_view>

namespace belay::sim {

/// The customer's user, as the account stream and the sessions name it.
inline constexpr std::string_view kUserExternalId = "U0000000001";

/// Margin; the flight school of book.hpp.
inline constexpr std::string_view kFlightSchool = "5WT00001";
/// A retirement account that may not borrow.
inline constexpr std::string_view kRetirement = "5WT00002";
/// A second margin account.
inline constexpr std::string_view kSecondMargin = "5WT00003";
/// Closed last year.
inline constexpr std::string_view kClosed = "5WT00004";

}  // namespace belay::sim
