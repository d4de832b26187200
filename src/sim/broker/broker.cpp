#include "sim/broker/broker.hpp"

#include <algorithm>
#include <expected>
#include <utility>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "sim/broker/account_numbers.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/version.hpp"
#include "sim/exchange/fill_model.hpp"
#include "sim/exchange/simple_exchange.hpp"

namespace belay::sim {
namespace {

// The desk's stream of numbers must not be the market's.
constexpr std::uint64_t kTokenSeed = 0x746f6b656e73;

HttpResponse unauthorized_answer() {
  return rest::error_response(
      401, "unauthorized",
      "Unauthorized. Unique customer support identifier: 00000000000000000000000000000000");
}

// `product/version`; without a version only where that is allowed (broker-api.md 1.3).
bool is_good_agent(std::string_view agent, bool needs_version) {
  const std::size_t slash = agent.find('/');
  if (agent.empty()) return false;
  return !needs_version ||
         (slash != std::string_view::npos && slash > 0 && slash + 1 < agent.size());
}

// The scope of whoever asks: of an access token, or everything for a session. Else why not.
std::expected<std::string_view, HttpResponse> scope_of(const BrokerState& state,
                                                       std::string_view header, Tick now) {
  constexpr std::string_view kScheme = "Bearer ";
  if (header.starts_with(kScheme)) {
    const auto scope = state.tokens.access_scope(header.substr(kScheme.size()), now);
    if (scope) return *scope;
    return std::unexpected(
        rest::error_response(401, "token_invalid", "This token is invalid or has expired"));
  }
  if (state.tokens.accepts_session(header, now)) return TokenDesk::kEverything;
  if (state.tokens.is_ended(header)) {
    return std::unexpected(
        rest::error_response(401, "invalid_session",
                             "Session user not present. Unique customer support identifier: "
                             "00000000000000000000000000000000"));
  }
  return std::unexpected(unauthorized_answer());
}

bool has_word(std::string_view words, std::string_view word) {
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    if (words.substr(at, end - at) == word) return true;
    at = end + 1;
  }
  return false;
}

// Why a request may not come in; nullopt = it may.
std::optional<HttpResponse> refusal(const BrokerState& state, Access access, const Ask& ask) {
  const bool own = ask.path.starts_with("/belay-sim/") || ask.path == "/auth.html";
  if (!own && !is_good_agent(find_header(ask.request.headers, "User-Agent"),
                             state.options.sign_in.agent_needs_version)) {
    return rest::html_response(401, "Authorization Required");
  }
  if (access == Access::open) return std::nullopt;
  const auto scope =
      scope_of(state, find_header(ask.request.headers, "Authorization"), ask.now.real);
  if (!scope) return scope.error();
  if (access == Access::read && !has_word(*scope, "read")) return not_permitted();
  if (access == Access::trade && !has_word(*scope, "trade")) return not_permitted();
  return std::nullopt;
}

}  // namespace

Broker::Broker(const Market& market, const BrokerOptions& options)
    : state_{.market = market,
             .options = options,
             .tokens = TokenDesk{options.seed ^ kTokenSeed},
             .sign_in = {},
             .accounts = {},
             .watchlists = WatchlistShelf{options.start},
             .alerts = {},
             .backtests = {},
             .numbers = {},
             .desks = {},
             .listener = {}} {
  state_.accounts = open_accounts(market, options.start);
  while (state_.accounts.size() > options.accounts) state_.accounts.pop_back();
  for (const auto area :
       {sign_in_routes(), session_routes(), account_routes(), history_routes(), margin_routes(),
        order_routes(), complex_order_routes(), instrument_routes(), future_routes(),
        chain_routes(), market_routes(), market_time_routes(), watchlist_routes(), alert_routes(),
        backtest_routes(), notice_routes()}) {
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
    OrderDesk::Parts parts{
        .market = state_.market,
        .quotes = quotes,
        .exchange = std::make_unique<SimpleExchange>(std::move(model), settings),
        .numbers = state_.numbers,
        .options = trading,
        .tell = [this](const account::Notification& notice) { state_.tell(notice); }};
    state_.desks.emplace(account.profile.account_number,
                         std::make_unique<OrderDesk>(account.book, std::move(parts)));
  }
}

void Broker::advance(Instant now) {
  for (auto& [number, desk] : state_.desks) desk->advance(now);
  for (const QuoteAlert& alert : state_.alerts.fire(state_.market, now)) {
    state_.tell({.type = "QuoteAlert",
                 .account = {},
                 .data = json::encode(alert),
                 .timestamp = to_epoch_ms(now)});
  }
}

bool Broker::admits(std::string_view authorization, Tick now) const {
  return scope_of(state_, authorization, now).has_value();
}

HttpResponse Broker::handle(const HttpRequest& request, BrokerTime now) {
  if (state_.sign_in.is_blocked(now.real)) return no_answer();
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
  const auto version = served_version(
      route.pattern, find_header(ask.request.headers, "Accept-Version"), state_.options.versions);
  if (!version) return rest::version_response();
  ask.version = *version;
  return route.answer(state_, ask);
}

std::optional<std::string> Broker::authorize_stream(std::string_view token, Tick now) const {
  if (!state_.tokens.accepts_quote(token, now)) return std::nullopt;
  return std::string{kUserExternalId};
}

}  // namespace belay::sim
