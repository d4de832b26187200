#include "belay/model/account_events.hpp"

namespace belay {
namespace {

std::string_view word(const OrderRecord&) { return "Order"; }
std::string_view word(const ComplexOrder&) { return "ComplexOrder"; }
std::string_view word(const Position&) { return "CurrentPosition"; }
std::string_view word(const Balance&) { return "AccountBalance"; }
std::string_view word(const AccountTradingStatus&) { return "TradingStatus"; }
std::string_view word(const YearGainSummary&) { return "UnderlyingYearGainSummary"; }
std::string_view word(const ExternalTransaction&) { return "ExternalTransaction"; }
std::string_view word(const OrderChain&) { return "OrderChain"; }
std::string_view word(const QuoteAlert&) { return "QuoteAlert"; }
std::string_view word(const Watchlist&) { return "PublicWatchlists"; }
std::string_view word(const UserMessage&) { return "UserMessage"; }
std::string_view word(const UnknownNotification& unknown) { return unknown.type; }
std::string_view word(const Execution&) { return "Execution"; }
std::string_view word(const Interruption&) { return "Interruption"; }
std::string_view word(const Resync&) { return "Resync"; }

}  // namespace

std::string_view type_of(const AccountEvent& event) {
  return std::visit([](const auto& body) { return word(body); }, event.body);
}

}  // namespace belay
