#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/catalog.hpp"
#include "sim/broker/state.hpp"

// The backtester (broker-api.md 4.11): a host of its own, here a path of its own. Nothing is
// enveloped. Also the exchange of a session token that older clients make on that host.

namespace belay::sim {
namespace {

using namespace std::chrono_literals;

HttpResponse plain(int status, std::string body) {
  return rest::json_response(status, std::move(body));
}

HttpResponse list(BrokerState& state, const Ask&) {
  std::vector<std::string> ids;
  for (const std::string& id : state.backtests.ids()) ids.push_back(json::quoted(id));
  return plain(200, fmt::format("[{}]", fmt::join(ids, ",")));
}

HttpResponse create(BrokerState& state, const Ask& ask) {
  const auto wanted = json::decode<NewBacktest>(ask.request.body);
  if (!wanted) return invalid("body", wanted.error().message);
  if (wanted->symbol.empty()) return invalid("symbol", "is missing");
  if (wanted->legs.empty()) return invalid("legs", "is missing");
  if (!parse_date(wanted->start_date)) return invalid("startDate", "is missing");
  if (!parse_date(wanted->end_date)) return invalid("endDate", "is missing");
  const auto filed = state.backtests.file(*wanted, ask.request.body, ask.now.simulated);
  return plain(filed.known ? 200 : 201,
               json::encode(*state.backtests.find(filed.id, ask.now.simulated)));
}

HttpResponse one(BrokerState& state, const Ask& ask) {
  const auto found = state.backtests.find(ask.captures.front(), ask.now.simulated);
  return found ? plain(200, json::encode(*found)) : not_found("There is no such backtest.");
}

HttpResponse logs(BrokerState& state, const Ask& ask) {
  const auto found = state.backtests.find(ask.captures.front(), ask.now.simulated);
  if (!found) return not_found("There is no such backtest.");
  std::string text = "openDateTime,closeDateTime,profitLoss\n";
  for (const BacktestTrial& trial : found->trials) {
    text += fmt::format("{},{},{}\n", *trial.open_date_time, *trial.close_date_time,
                        trial.profit_loss->to_string());
  }
  return HttpResponse{
      .status = 200, .headers = {{"Content-Type", "text/csv"}}, .body = std::move(text)};
}

HttpResponse cancel(BrokerState& state, const Ask& ask) {
  if (!state.backtests.cancel(ask.captures.front(), ask.now.simulated)) {
    return not_found("There is no such backtest.");
  }
  return HttpResponse{.status = 204};
}

HttpResponse dates(BrokerState&, const Ask& ask) {
  std::vector<std::string> rows;
  for (const Asset& asset : assets()) {
    rows.push_back(json::encode(BacktestDates{
        .symbol = std::string{asset.symbol},
        .start_date = "2012-01-03",
        .end_date = to_iso_date(Date{std::chrono::sys_days{new_york_date(ask.now.simulated)} -
                                     std::chrono::days{1}})}));
  }
  return plain(200, fmt::format("[{}]", fmt::join(rows, ",")));
}

// What the legs cost at one level of the underlying; long legs cost, short ones pay.
double worth(const Market& market, const NewSimulatedTrade& trade, double level, Instant at) {
  double sum = 0;
  for (const SimulatedTradeLeg& leg : trade.legs) {
    const auto tradable = find_tradable(market, leg.symbol);
    if (!tradable) return std::nan("");
    const double sign = leg.direction == "long" ? 1.0 : -1.0;
    sum += sign * static_cast<double>(leg.quantity) *
           market.option_price(tradable->streamer_symbol, level, at);
  }
  return sum;
}

std::string point(const Market& market, const NewSimulatedTrade& trade, double level, Instant at) {
  const double price = worth(market, trade, level, at);
  const double delta =
      worth(market, trade, level + 0.5, at) - worth(market, trade, level - 0.5, at);
  std::string time = to_iso_utc(at);
  time = time.substr(0, time.find('.')) + "Z";
  return json::encode(SimulatedTradePoint{.date_time = std::move(time),
                                          .price = to_decimal(std::abs(price), 2).normalized(1),
                                          .effect = price >= 0 ? "debit" : "credit",
                                          .underlying_price = to_decimal(level, 2).normalized(1),
                                          .delta = to_decimal(delta, 4).normalized(1)});
}

HttpResponse simulate(BrokerState& state, const Ask& ask) {
  const auto wanted = json::decode<NewSimulatedTrade>(ask.request.body);
  if (!wanted) return invalid("body", wanted.error().message);
  const Asset* asset = find_asset(wanted->underlying);
  if (asset == nullptr) return invalid("underlying", "does not have a valid value");
  if (wanted->legs.empty()) return invalid("legs", "is missing");
  const double level = state.market.mark(Symbol{asset->streamer_symbol});
  if (std::isnan(worth(state.market, *wanted, level, ask.now.simulated))) {
    return invalid("legs", "does not have a valid value");
  }
  std::vector<std::string> points;
  for (int i = 5; i >= 0; --i) {
    points.push_back(point(state.market, *wanted, level * (1.0 + 0.0005 * (i - 2)),
                           ask.now.simulated - i * 5min));
  }
  return plain(200, fmt::format("[{}]", fmt::join(points, ",")));
}

// `POST /sessions {"tastytradeToken":…}`: the token that comes back is the one that was given.
HttpResponse session(BrokerState&, const Ask& ask) {
  const std::string_view token = find_header(ask.request.headers, "Authorization");
  return plain(201, fmt::format(R"({{"token":{}}})", json::quoted(token)));
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/backtester/backtests", list},
    {"POST", "/backtester/backtests", create},
    {"GET", "/backtester/backtests/{}", one},
    {"GET", "/backtester/backtests/{}/logs", logs},
    {"POST", "/backtester/backtests/{}/cancel", cancel},
    {"GET", "/backtester/available-dates", dates},
    {"POST", "/backtester/simulate-trade", simulate},
    {"POST", "/backtester/sessions", session},
});

}  // namespace

std::span<const Route> backtest_routes() { return kRoutes; }

}  // namespace belay::sim
