#include "sim/broker/broker.hpp"

#include <utility>

#include <fmt/format.h>

#include "sim/exchange/fill_model.hpp"
#include "sim/exchange/simple_exchange.hpp"

namespace belay::sim {
namespace {

constexpr std::string_view kUser = "U0000000001";
// The desk's stream of numbers must not be the market's.
constexpr std::uint64_t kTokenSeed = 0x746f6b656e73;

HttpResponse unauthorized_answer() {
  return rest::error_response(
      401, "unauthorized",
      "Unauthorized. Unique customer support identifier: 00000000000000000000000000000000");
}

constexpr std::string_view kScheme = "Bearer ";

bool is_good(const BrokerState& state, std::string_view authorization, Tick now) {
  return authorization.starts_with(kScheme) &&
         state.tokens.accepts_access(authorization.substr(kScheme.size()), now);
}

// Why a request may not come in; nullopt = it may.
std::optional<HttpResponse> refusal(const BrokerState& state, Access access, const Ask& ask) {
  if (access == Access::open) return std::nullopt;
  if (find_header(ask.request.headers, "User-Agent").empty()) {
    return rest::html_response(401, "Authorization Required");
  }
  const std::string_view header = find_header(ask.request.headers, "Authorization");
  if (!header.starts_with(kScheme)) return unauthorized_answer();
  if (is_good(state, header, ask.now.real)) return std::nullopt;
  return rest::error_response(401, "token_invalid", "This token is invalid or has expired");
}

HttpResponse not_permitted() {
  return rest::error_response(403, "not_permitted", "User not permitted access");
}

}  // namespace

Broker::Broker(const Market& market, BrokerOptions options)
    : state_{.market = market,
             .options = std::move(options),
             .tokens = TokenDesk{0},
             .accounts = {},
             .numbers = {},
             .desks = {}} {
  state_.tokens = TokenDesk{state_.options.seed ^ kTokenSeed};
  state_.accounts = open_accounts(market, state_.options.start);
  for (const auto area : {sign_in_routes(), account_routes(), order_routes(),
                          complex_order_routes(), instrument_routes()}) {
    router_.add(area);
  }
  open_desks();
}

void Broker::open_desks() {
  const TradingOptions& trading = state_.options.trading;
  const Quotes quotes = quotes_of(state_.market);
  for (HeldAccount& account : state_.accounts) {
    auto model = trading.fills == FillRule::legacy_cert ? legacy_cert_fills()
                                                        : quote_fills(quotes, trading.stops);
    const SimpleExchange::Settings settings{.partial_fills = trading.partial_fills,
                                            .seed = state_.options.seed};
    OrderDesk::Parts parts{.market = state_.market,
                           .quotes = quotes,
                           .exchange = std::make_unique<SimpleExchange>(std::move(model), settings),
                           .numbers = state_.numbers,
                           .options = trading,
                           .tell = [this](const account::Notification& notice) {
                             if (tell_) tell_(notice);
                           }};
    state_.desks.emplace(account.profile.account_number,
                         std::make_unique<OrderDesk>(account.book, std::move(parts)));
  }
}

void Broker::advance(Instant now) {
  for (auto& [number, desk] : state_.desks) desk->advance(now);
}

bool Broker::admits(std::string_view authorization, Tick now) const {
  return is_good(state_, authorization, now);
}

HttpResponse Broker::handle(const HttpRequest& request, BrokerTime now) {
  const std::string_view whole = request.target;
  Ask ask{.request = request,
          .target = rest::parse_target(whole),
          .path = whole.substr(0, whole.find('?')),
          .captures = {},
          .now = now};
  Router::Match match = router_.find(request.method, ask.target.segments);
  if (match.route == nullptr) {
    if (auto refused = refusal(state_, Access::token, ask)) return *std::move(refused);
    return rest::error_response(
        404, "sim_no_such_route",
        fmt::format("This simulator does not serve {} {}.", request.method, ask.path));
  }
  ask.captures = std::move(match.captures);
  return answer(*match.route, ask);
}

HttpResponse Broker::answer(const Route& route, Ask& ask) {
  if (auto refused = refusal(state_, route.access, ask)) return *std::move(refused);
  if (route.pattern.starts_with("/accounts/{}")) {
    ask.account = state_.find_account(ask.captures.front());
    if (ask.account == nullptr) return not_permitted();
  }
  return route.answer(state_, ask);
}

std::optional<std::string> Broker::authorize_stream(std::string_view token, Tick now) const {
  if (!state_.tokens.accepts_quote(token, now)) return std::nullopt;
  return std::string{kUser};
}

}  // namespace belay::sim
