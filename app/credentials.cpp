#include "app/credentials.hpp"

#include <cstdlib>
#include <utility>

#include "app/prompt.hpp"
#include "client/credentials.hpp"
#include "net/http_client.hpp"
#include "proto/oauth/token.hpp"
#include "proto/url.hpp"

namespace belay::app {

namespace {

Result<Secret> nobody_to_ask(bool) {
  return fail(Errc::unauthorized, "the passphrase cannot be asked for now");
}

/// A token that will not be renewed within the next moments.
bool has_token(const Config& config) {
  const auto entry = config.token_cache ? config.token_cache->read() : std::nullopt;
  return entry && !entry->token.empty() &&
         entry->expires_at - config.clock.now() > oauth::TokenPolicy::kMargin;
}

}  // namespace

vault::Surroundings surroundings_of(const Context& context) {
  vault::Surroundings around = vault::real_surroundings(enum_name(context.profile));
  around.named_file = context.globals.credentials;
  const vault::AskPassphrase ask = context.silent ? nobody_to_ask : ask_passphrase;
  around.passphrase = vault::passphrase_from(around.variables, around.files, ask);
  return around;
}

Config bare_config(const Context& context) {
  Config config = Config::for_environment(context.profile);
  const std::string url = vault::real_variables()("BELAY_URL");
  if (!url.empty()) config.go_to(url);
  if (!context.globals.url.empty()) config.go_to(context.globals.url);
  config.log = context.log.named("client");
  config.clock = context.clock;
  return config;
}

Result<Config> broker_config(const Context& context) {
  Config config = bare_config(context);
  if (auto used = use_credential(config, surroundings_of(context)); !used) {
    return std::unexpected(used.error());
  }
  if (auto fine = check(config); !fine) return std::unexpected(fine.error());
  if (context.silent && !has_token(config)) {
    return fail(Errc::unauthorized, "not signed in, and nobody asked to sign in");
  }
  return config;
}

Result<std::unique_ptr<TokenCache::Lock>> lock_tokens(TokenCache* cache) {
  if (cache == nullptr) return nullptr;
  auto lock = cache->try_lock();
  if (!lock) return nullptr;  // no place for a lock: nobody else has one either
  if (*lock) return lock;
  return fail(
      Errc::blocked,
      "another process is signing in with these credentials; try again when it has done so");
}

std::string authorize_page(const Config& config) {
  const Result<Url> url = parse_url(config.base_url);
  if (url && url->loopback()) return config.base_url + "/auth.html";
  return config.environment == Environment::live ? "https://my.tastytrade.com/auth.html"
                                                 : "https://cert-my.staging-tasty.works/auth.html";
}

Task<HttpResponse> send_to_broker(boost::asio::any_io_executor executor, Config config,
                                  HttpRequest request, std::string operation) {
  const Result<Url> url = parse_url(config.base_url);
  if (!url) co_return std::unexpected(url.error());
  const net::Endpoint endpoint{.host = url->host, .port = url->port, .tls = url->secure()};
  const net::TlsOptions tls{.extra_ca_file = config.extra_ca_file};
  const net::HttpClientOptions options{.connect_limit = config.connect_limit};
  net::HttpClient http{executor, endpoint, tls, options};
  request.headers.push_back({"User-Agent", config.user_agent});
  Result<HttpResponse> response = co_await http.send(std::move(request), config.request_limit);
  if (!response) response.error().operation = std::move(operation);
  if (!response) response.error().in_doubt = false;  // asking to be let in changes nothing
  co_return response;
}

}  // namespace belay::app
