#include "sim/broker/alert_desk.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/broker/account_numbers.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/catalog.hpp"
#include "sim/broker/snapshots.hpp"

namespace belay::sim {
namespace {

std::unexpected<Error> wrong(std::string member, std::string reason) {
  return std::unexpected(
      Error{.code = Errc::invalid, .message = std::move(reason), .broker_code = std::move(member)});
}

// The value an alert watches; NaN when there is none.
double watched(const Market& market, const QuoteAlert& alert) {
  const Symbol symbol{alert.dx_symbol.value_or("")};
  const auto quote = market.last(Schema<Quote>::name, symbol);
  const auto trade = market.last(Schema<Trade>::name, symbol);
  const auto greeks = market.last(Schema<Greeks>::name, symbol);
  switch (alert.field.value()) {
    case AlertField::bid: return quote ? std::get<Quote>(*quote).bid_price : kNaN;
    case AlertField::ask: return quote ? std::get<Quote>(*quote).ask_price : kNaN;
    case AlertField::last: return trade ? std::get<Trade>(*trade).price : kNaN;
    case AlertField::implied_volatility:
      return greeks ? std::get<Greeks>(*greeks).volatility : kNaN;
    case AlertField::unknown: break;
  }
  return kNaN;
}

bool reached(const QuoteAlert& alert, double value) {
  if (!std::isfinite(value) || !alert.threshold_numeric) return false;
  const double threshold = alert.threshold_numeric->to_double();
  return alert.comparison == AlertComparison::above ? value > threshold : value < threshold;
}

// A time, or epoch milliseconds as text.
std::optional<Instant> expiry(const QuoteAlert& alert) {
  if (!alert.expires_at) return std::nullopt;
  if (const auto ms = number<std::int64_t>(*alert.expires_at)) return from_epoch_ms(*ms);
  const auto time = parse_timestamp(*alert.expires_at);
  return time ? std::optional{*time} : std::nullopt;
}

bool is_over(const QuoteAlert& alert) { return alert.triggered_at || alert.expired_at; }

}  // namespace

Result<QuoteAlert> AlertDesk::add(const NewQuoteAlert& wanted, Instant now) {
  if (wanted.symbol.empty()) return wrong("symbol", "is missing");
  if (wanted.field == AlertField::unknown) return wrong("field", "does not have a valid value");
  if (wanted.comparison == AlertComparison::unknown) {
    return wrong("operator", "does not have a valid value");
  }
  const auto threshold = wanted.threshold_numeric ? Result<Decimal>{*wanted.threshold_numeric}
                                                  : Decimal::parse(wanted.threshold.value_or(""));
  if (!threshold) return wrong("threshold", "does not have a valid value");
  if (alerts_.size() >= kMost) return wrong("symbol", "has too many alerts");
  alerts_.push_back(QuoteAlert{
      .alert_external_id = fmt::format("{:08x}-0000-4000-8000-{:012x}", next_, next_ * 2654435761U),
      .user_external_id = std::string{kUserExternalId},
      .symbol = wanted.symbol,
      .dx_symbol = wanted.dx_symbol.value_or(wanted.symbol),
      .instrument_type = wanted.instrument_type,
      .field = wanted.field,
      .comparison = wanted.comparison,
      .threshold = wanted.threshold.value_or(threshold->to_string()),
      .threshold_numeric = *threshold,
      .created_at = to_iso_utc(now),
      .expires_at = wanted.expires_at});
  ++next_;
  return alerts_.back();
}

bool AlertDesk::erase(std::string_view alert_external_id) {
  return std::erase_if(alerts_, [&](const QuoteAlert& alert) {
           return alert.alert_external_id == alert_external_id;
         }) > 0;
}

std::vector<QuoteAlert> AlertDesk::fire(const Market& market, Instant now) {
  std::vector<QuoteAlert> fired;
  for (QuoteAlert& alert : alerts_) {
    if (is_over(alert)) continue;
    if (const auto end = expiry(alert); end && *end <= now) {
      alert.expired_at = to_iso_utc(now);
    } else if (reached(alert, watched(market, alert))) {
      alert.triggered_at = to_iso_utc(now);
      alert.completed_at = alert.triggered_at;
      fired.push_back(alert);
    }
  }
  return fired;
}

}  // namespace belay::sim
