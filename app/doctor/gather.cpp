#include "app/doctor/gather.hpp"

#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <map>
#include <system_error>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>

#include "app/log.hpp"
#include "belay/base/version.hpp"
#include "net/http_client.hpp"
#include "proto/oauth/authorization.hpp"
#include "proto/url.hpp"

namespace belay::app::doctor {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kLimit{10'000};  // of each step

Result<Disk> look_at_disk(const Context& context) {
  fs::path folder = context.globals.log_dir;
  if (folder.empty()) {
    folder = default_log_directory(std::getenv("XDG_STATE_HOME"), std::getenv("HOME"));
  }
  if (folder.empty()) return fail(Errc::io, "no folder for logs: neither HOME nor XDG_STATE_HOME");
  fs::path there = folder;
  std::error_code why;
  while (!fs::exists(there, why) && there.has_relative_path()) there = there.parent_path();
  const fs::space_info space = fs::space(there, why);
  if (why) return fail(Errc::io, fmt::format("{}: {}", folder.string(), why.message()));
  return Disk{.folder = folder.string(),
              .free_bytes = space.available,
              .writable = ::access(there.c_str(), W_OK) == 0};
}

// The C library reads zone data only through TZ; nothing else runs yet.
std::optional<std::chrono::seconds> system_offset(Instant now) {
  std::error_code ignored;
  if (!fs::exists("/usr/share/zoneinfo/America/New_York", ignored)) return std::nullopt;
  const char* const before = std::getenv("TZ");
  const std::string saved = before == nullptr ? "" : before;
  ::setenv("TZ", "America/New_York", 1);
  ::tzset();
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  std::tm local{};
  ::localtime_r(&seconds, &local);
  before == nullptr ? ::unsetenv("TZ") : ::setenv("TZ", saved.c_str(), 1);
  ::tzset();
  return std::chrono::seconds{local.tm_gmtoff};
}

int number(std::string_view text) {
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : -1;
}

Task<std::vector<std::string>> resolve(boost::asio::any_io_executor executor, std::string host) {
  boost::asio::ip::tcp::resolver resolver{executor};
  const auto token = boost::asio::as_tuple(boost::asio::use_awaitable);
  const auto [error, results] = co_await resolver.async_resolve(host, "", token);
  if (error) co_return fail(Errc::unreachable, error.message());
  std::vector<std::string> addresses;
  for (const auto& entry : results) addresses.push_back(entry.endpoint().address().to_string());
  if (addresses.empty()) co_return fail(Errc::unreachable, "it has no address");
  co_return addresses;
}

Task<Greeting> greet(const Context& context, net::HttpClient& http, std::string user_agent) {
  HttpRequest request{
      .headers = {{"User-Agent", std::move(user_agent)}, {"Accept", "application/json"}}};
  const Tick asked = context.clock.tick();
  const Instant began = context.clock.now();
  const Result<HttpResponse> response = co_await http.send(std::move(request), kLimit);
  if (!response) co_return std::unexpected(response.error());
  const auto took = context.clock.tick() - asked;
  co_return Greeting{.status = response->status,
                     .date = parse_http_date(find_header(response->headers, "Date")),
                     .ours = began + took / 2,
                     .took = std::chrono::duration_cast<std::chrono::milliseconds>(took)};
}

// The client signs in as it does for every command: a refusal is remembered, and a token shared.
// Its failure stands in the first answer; what a read says when it got that far is not about it.
Result<SignIn> sign_in_fact(const Config& config, const Result<std::vector<Account>>& accounts) {
  if (!accounts && !accounts.error().operation.starts_with("GET ")) {
    return std::unexpected(accounts.error());
  }
  if (!accounts && accounts.error().code == Errc::unauthorized) {
    return std::unexpected(accounts.error());
  }
  const auto entry = config.token_cache ? config.token_cache->read() : std::nullopt;
  if (!entry || entry->token.empty()) return SignIn{};
  const std::string scope =
      entry->scope.empty() ? oauth::claims_of(entry->token).scope : entry->scope;
  return SignIn{
      .scope = scope,
      .life = std::chrono::round<std::chrono::seconds>(entry->expires_at - entry->obtained_at)};
}

Result<std::vector<AccountFact>> account_facts(const Result<std::vector<Account>>& accounts) {
  if (!accounts) return std::unexpected(accounts.error());
  std::vector<AccountFact> facts;
  for (const Account& account : *accounts) {
    facts.push_back({.number = account.account_number,
                     .nickname = account.nickname.value_or(""),
                     .closed = account.is_closed.value_or(false)});
  }
  return facts;
}

Result<QuoteTokenFact> quote_token_fact(const Result<QuoteToken>& token) {
  if (!token) return std::unexpected(token.error());
  QuoteTokenFact fact{.level = token->level.value_or("?"), .address = token->dxlink_url};
  if (token->expires_at) {
    if (const Result<Instant> at = parse_timestamp(*token->expires_at)) fact.expires_at = *at;
  }
  return fact;
}

// Only looked at for what it is made of.
Task<void> read_everything(Session& session, std::vector<Account> accounts) {
  for (const Account& account : accounts) {
    const auto balances = co_await session.client.balances(account);
    if (!balances) co_return std::unexpected(balances.error());
    const auto positions = co_await session.client.positions(account);
    if (!positions) co_return std::unexpected(positions.error());
    const auto orders = co_await session.client.live_orders(account);
    if (!orders) co_return std::unexpected(orders.error());
  }
  co_return Result<void>{};
}

}  // namespace

std::optional<Instant> parse_http_date(std::string_view text) {
  using namespace std::chrono;
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || !text.ends_with(" GMT") || text.substr(3, 2) != ", ") return {};
  const std::size_t month_at = kMonths.find(text.substr(8, 3));
  const int d = number(text.substr(5, 2));
  const int y = number(text.substr(12, 4));
  const int h = number(text.substr(17, 2));
  const int m = number(text.substr(20, 2));
  const int s = number(text.substr(23, 2));
  if (month_at == std::string_view::npos || month_at % 3 != 0) return {};
  if (d < 1 || y < 1970 || y > 2199 || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60)
    return {};
  const Date date{year{y}, month{static_cast<unsigned>(month_at / 3 + 1)},
                  day{static_cast<unsigned>(d)}};
  if (!date.ok()) return {};
  return Instant{sys_days{date}} + hours{h} + minutes{m} + seconds{s};
}

Facts local_facts(const Context& context) {
  Facts facts{.profile = context.profile,
              .version = std::string{kVersion},
              .now = context.clock.now(),
              .disk = look_at_disk(context)};
  facts.market_now = facts.now;
  facts.system_new_york_offset = system_offset(facts.now);
  return facts;
}

Task<void> gather(Session& session, Facts& facts) {
  const Config& config = session.client.config();
  const Result<Url> url = parse_url(config.base_url);
  if (!url) co_return std::unexpected(url.error());
  facts.base_url = config.base_url;
  facts.host = url->host;
  facts.encrypted = url->secure();
  facts.accept_version = config.accept_version;
  facts.market_now = session.market_now();
  facts.addresses = co_await resolve(session.executor, url->host);
  if (!*facts.addresses) co_return Result<void>{};
  const net::Endpoint endpoint{.host = url->host, .port = url->port, .tls = url->secure()};
  const net::TlsOptions tls{.extra_ca_file = config.extra_ca_file};
  net::HttpClient http{session.executor, endpoint, tls};
  facts.greeting = co_await greet(session.context, http, config.user_agent);
  if (!*facts.greeting) co_return Result<void>{};
  const Result<std::vector<Account>> accounts = co_await session.client.accounts();
  facts.sign_in = sign_in_fact(config, accounts);
  if (!*facts.sign_in) co_return Result<void>{};
  facts.accounts = account_facts(accounts);
  const Result<QuoteToken> token = co_await session.client.quote_token();
  facts.quote_token = quote_token_fact(token);
  if (!accounts) co_return Result<void>{};
  const Result<void> read = co_await read_everything(session, *accounts);
  if (read) {
    facts.drift = session.client.api_drift();
  } else {
    facts.drift = std::unexpected(read.error());
  }
  co_return Result<void>{};
}

}  // namespace belay::app::doctor
