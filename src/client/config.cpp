#include "belay/client/config.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "belay/base/version.hpp"
#include "client/credentials.hpp"
#include "proto/oauth/token.hpp"
#include "proto/url.hpp"

namespace belay {
namespace {

constexpr std::string_view kOrderApiVersion = "20261012";
constexpr std::string_view kCertHost = "api.cert.tastyworks.com";
constexpr std::string_view kCertStreamer = "streamer.cert.tastyworks.com";
constexpr std::string_view kLiveStreamer = "streamer.tastyworks.com";
constexpr std::string_view kLiveHost = "api.tastyworks.com";
constexpr std::string_view kBacktesterHost = "backtester.vast.tastyworks.com";
// Ours, for the broker publishes none: a page of a person's screen at once, then five a second.
constexpr Pace kPace{.per_second = 5, .burst = 20};

std::string_view variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

// Where a profile's account stream, which carries its tokens, may go.
bool may_stream(const Url& url, Environment environment) {
  switch (environment) {
    case Environment::sim: return url.loopback();
    case Environment::cert: return url.loopback() || url.host == kCertStreamer;
    case Environment::live: return url.host == kLiveStreamer;
  }
  return false;
}

std::string own_account_stream(const Config& config) {
  const Result<Url> rest = parse_url(config.base_url);
  if (rest && rest->loopback()) {
    return fmt::format("{}://{}:{}/account-streamer", rest->secure() ? "wss" : "ws", rest->host,
                       rest->port);
  }
  return fmt::format("wss://{}/",
                     config.environment == Environment::live ? kLiveStreamer : kCertStreamer);
}

// Where a profile's requests, and its credentials, may go.
bool belongs(const Url& url, Environment environment) {
  switch (environment) {
    case Environment::sim: return url.loopback();
    case Environment::cert: return url.loopback() || url.host == kCertHost;
    case Environment::live: return url.host == kLiveHost || url.host == "api.tastytrade.com";
  }
  return false;
}

// The same for the backtester, which is sent the access token too.
bool may_backtest(const Url& url, Environment environment) {
  if (url.loopback()) return environment != Environment::live;
  return url.secure() && url.host == kBacktesterHost && environment != Environment::sim;
}

Result<void> check_backtester(const Config& config) {
  if (config.backtester_url.empty()) return {};
  const Result<Url> url = parse_url(config.backtester_url);
  if (!url) return std::unexpected(url.error());
  if (may_backtest(*url, config.environment)) return {};
  return fail(
      Errc::usage,
      fmt::format("{} is no backtester of profile {}: sim is this machine, cert is https://{} "
                  "or this machine, live is https://{}; leave it empty to do without",
                  config.backtester_url, enum_name(config.environment), kBacktesterHost,
                  kBacktesterHost));
}

// Where the backtester of this broker is: a simulator has its own.
std::string backtester_of(const Config& config) {
  const Result<Url> url = parse_url(config.base_url);
  if (url && !url->loopback()) return fmt::format("https://{}", kBacktesterHost);
  return config.base_url + "/backtester";
}

Result<Environment> environment_from_variable() {
  const std::string_view text = variable("BELAY_PROFILE");
  if (text.empty()) return Environment::sim;
  const Open<Environment> environment = Open<Environment>::parse(text);
  if (environment.is_known()) return environment.value();
  return fail(Errc::usage,
              fmt::format("BELAY_PROFILE is '{}': it must be sim, cert or live", text));
}

}  // namespace

Config Config::simulator(std::uint16_t port) {
  Config config = for_environment(Environment::sim);
  config.go_to(fmt::format("http://127.0.0.1:{}", port));
  return config;
}

Config Config::for_environment(Environment environment) {
  Config config{.environment = environment, .user_agent = fmt::format("belay/{}", kVersion)};
  switch (environment) {
    case Environment::sim: {
      oauth::Grant grant = oauth::simulator_grant();
      config.base_url = fmt::format("http://127.0.0.1:{}", kSimulatorPort);
      config.client_secret = std::move(grant.client_secret);
      config.refresh_token = std::move(grant.refresh_token);
      config.accept_version = kOrderApiVersion;
      break;
    }
    case Environment::cert:
      config.base_url = fmt::format("https://{}", kCertHost);
      config.pace = kPace;
      break;
    case Environment::live:
      config.pace = kPace;
      config.base_url = fmt::format("https://{}", kLiveHost);
      config.accept_version = kOrderApiVersion;  // cert refuses the header (broker-api.md 3.5)
      break;
  }
  config.backtester_url = backtester_of(config);
  return config;
}

Result<Config> Config::from_env() {
  const Result<Environment> environment = environment_from_variable();
  if (!environment) return std::unexpected(environment.error());
  Config config = for_environment(*environment);
  if (const auto url = variable("BELAY_URL"); !url.empty()) config.go_to(std::string{url});
  // A simulator never sees a real grant.
  if (config.environment != Environment::sim) {
    const auto around = vault::real_surroundings(enum_name(config.environment));
    if (auto used = use_credential(config, around); !used) return std::unexpected(used.error());
  }
  if (const Result<void> checked = check(config); !checked) return std::unexpected(checked.error());
  return config;
}

void Config::go_to(std::string url) {
  base_url = std::move(url);
  backtester_url = backtester_of(*this);
}

void Config::use(const Credential& credential) {
  client_secret = credential.client_secret;
  refresh_token = credential.refresh_token;
  login = credential.login;
  remember_token = credential.remember_token;
}

Result<void> check(const Config& config) {
  const Result<Url> url = parse_url(config.base_url);
  if (!url) return std::unexpected(url.error());
  const std::string_view name = enum_name(config.environment);
  if (!url->secure() && !url->loopback()) {
    return fail(Errc::usage, fmt::format("refusing to speak plain {} to {}: only a simulator on "
                                         "this machine may be unencrypted; use https",
                                         url->scheme, url->host));
  }
  if (!belongs(*url, config.environment)) {
    return fail(Errc::usage, fmt::format("{} is not a host of profile {}: sim is this machine, "
                                         "cert is {} or this machine, live is {}; "
                                         "only the literal word live reaches the live broker",
                                         url->host, name, kCertHost, kLiveHost));
  }
  if (auto fine = check_backtester(config); !fine) return fine;
  const bool grant = !config.client_secret.empty() && !config.refresh_token.empty();
  const bool session = !config.login.empty() && !config.remember_token.empty();
  if (!grant && !session) {
    return fail(Errc::unauthorized,
                fmt::format("no credentials for profile {}: run belay --profile {} login, or set "
                            "BELAY_CLIENT_SECRET and BELAY_REFRESH_TOKEN (from the broker's API "
                            "settings page)",
                            name, name));
  }
  return {};
}

Result<std::string> account_stream_address(const Config& config) {
  const std::string address =
      config.account_stream_url.empty() ? own_account_stream(config) : config.account_stream_url;
  const Result<Url> url = parse_url(address);
  if (!url) return std::unexpected(url.error());
  const bool is_stream = url->scheme == "ws" || url->scheme == "wss";
  if (!is_stream || (!url->secure() && !url->loopback()) || !may_stream(*url, config.environment)) {
    return fail(Errc::usage,
                fmt::format("{} is no account streamer of profile {}: sim is this machine, cert is "
                            "wss://{}, live is wss://{}",
                            address, enum_name(config.environment), kCertStreamer, kLiveStreamer));
  }
  return address;
}

}  // namespace belay
