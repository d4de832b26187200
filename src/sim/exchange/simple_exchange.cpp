#include "sim/exchange/simple_exchange.hpp"

#include <utility>

#include "sim/exchange/hours.hpp"
#include "sim/market/session.hpp"

namespace belay::sim {
namespace {

constexpr int kShareScale = 5;
// The pieces' stream of numbers must not be the market's.
constexpr std::uint64_t kPieceSeed = 0x706965636573;

using Kind = VenueReport::Kind;

}  // namespace

SimpleExchange::SimpleExchange(std::unique_ptr<FillModel> model, Settings settings)
    : model_{std::move(model)}, settings_{settings}, random_{settings.seed ^ kPieceSeed} {}

void SimpleExchange::submit(VenueOrder order) {
  const std::int64_t id = order.id;
  orders_.insert_or_assign(id, std::move(order));
}

bool SimpleExchange::cancel(std::int64_t id) { return orders_.erase(id) > 0; }

std::vector<VenueReport> SimpleExchange::advance(Instant now) {
  std::vector<std::int64_t> ids;
  for (const auto& [id, order] : orders_) ids.push_back(id);
  std::vector<VenueReport> reports;
  for (const std::int64_t id : ids) look_at(id, now, reports);
  return reports;
}

void SimpleExchange::look_at(std::int64_t id, Instant now, std::vector<VenueReport>& reports) {
  const auto found = orders_.find(id);
  if (found == orders_.end()) return;  // gone with its group
  VenueOrder& order = found->second;
  if (order.ends && *order.ends <= now) {
    reports.push_back({.order = id, .kind = Kind::expired, .at = *order.ends});
    orders_.erase(found);
    return;
  }
  if (!works_at(order.time_in_force, now) || session_at(now) == MarketSession::closed) return;
  if (order.trigger) {
    if (!model_->triggers(order)) return;
    order.trigger.reset();
    reports.push_back({.order = id, .kind = Kind::triggered, .at = now});
    return;
  }
  const std::optional<VenueReport> filled = fill(order, now);
  if (filled) reports.push_back(*filled);
  const bool complete = filled && filled->complete;
  const std::int64_t group = order.group;
  if (order.time_in_force == TimeInForce::ioc && !complete) {
    reports.push_back({.order = id, .kind = Kind::cancelled, .at = now});
    orders_.erase(found);
  } else if (complete) {
    orders_.erase(found);
  } else if (filled) {
    order.group = 0;  // its own rest goes on
  }
  if (filled && group != 0) cancel_group(group, now, reports);
}

Decimal SimpleExchange::piece_of(Decimal units) {
  if (!settings_.partial_fills || units <= Decimal{1} || !units.is_integer()) return units;
  const auto most = static_cast<std::int64_t>(units.normalized().coefficient());
  return Decimal{random_.whole(1, most)};
}

std::optional<VenueReport> SimpleExchange::fill(VenueOrder& order, Instant now) {
  const auto prices = model_->prices(order);
  if (!prices) return std::nullopt;
  VenueReport report{.order = order.id, .kind = Kind::filled, .at = now, .prices = *prices};
  if (order.value) {
    const auto units = divide(*order.value, prices->front(), kShareScale, Rounding::down);
    if (!units || units->is_zero()) return std::nullopt;
    report.units = units->normalized();
    report.complete = true;
    return report;
  }
  report.units = piece_of(order.units);
  order.units = (order.units - report.units).value_or(0);
  report.complete = order.units.is_zero();
  return report;
}

void SimpleExchange::cancel_group(std::int64_t group, Instant now,
                                  std::vector<VenueReport>& reports) {
  for (auto at = orders_.begin(); at != orders_.end();) {
    if (at->second.group == group) {
      reports.push_back({.order = at->first, .kind = Kind::cancelled, .at = now});
      at = orders_.erase(at);
    } else {
      ++at;
    }
  }
}

}  // namespace belay::sim
