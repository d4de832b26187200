#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "belay/base/error.hpp"
#include "belay/base/log.hpp"
#include "belay/base/manners.hpp"
#include "belay/base/secret.hpp"
#include "belay/base/time.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/vault/credential.hpp"
#include "belay/vault/token_cache.hpp"

namespace belay {

/// Which world a client talks to. Only the literal word `live` reaches production.
enum class Environment : std::uint8_t { sim, cert, live };
template <>
struct EnumText<Environment> {
  static constexpr Environment fallback = Environment::sim;
  static constexpr auto names = std::to_array<std::pair<Environment, std::string_view>>(
      {{Environment::sim, "sim"}, {Environment::cert, "cert"}, {Environment::live, "live"}});
};

/// The port `belay sim` listens on when nothing else is said.
inline constexpr std::uint16_t kSimulatorPort = 7380;

/// Everything a Client needs to know. Plain values; copy and change freely.
struct Config {
  Environment environment = Environment::sim;
  std::string
      base_url;  ///< REST, `http://127.0.0.1:7380` or `https://api…`; plain http only to loopback
  std::string backtester_url;      ///< a host of its own under cert and live; the same rules
  std::string account_stream_url;  ///< empty: the profile's own, see account_stream_address()
  Secret client_secret;            ///< with refresh_token: a grant
  Secret refresh_token;
  std::string login;  ///< with remember_token: a legacy session, where the broker still has them
  Secret remember_token;
  std::string user_agent;  ///< `product/version`
  std::string
      accept_version;  ///< YYYYMMDD for order routes; empty = header not sent (broker-api.md 3.5)
  std::string service_version;  ///< the same for all other routes; each service has its own list
  std::string extra_ca_file;    ///< PEM trusted in addition to the system's authorities
  std::chrono::milliseconds connect_limit{10'000};  ///< TCP and TLS together
  std::chrono::milliseconds request_limit{15'000};  ///< one request and its answer
  std::chrono::milliseconds call_limit{60'000};     ///< a call with all its waiting and repeating
  Pace pace;                                        ///< of requests to the broker's host
  Patience patience;                                ///< with reads
  /// What this process tells others with the same credential and hears from them; null = nothing.
  std::shared_ptr<TokenCache> token_cache;
  /// Told the remember token that follows the one just used up, to keep it for later runs.
  std::function<Result<void>(const Secret& next)> keep_remember_token;
  double aggregation_period = 0.1;  ///< seconds, wished for market data
  Log log;
  Clock clock = Clock::system();

  /// A simulator on this machine, with the credentials every simulator accepts.
  [[nodiscard]] static Config simulator(std::uint16_t port = kSimulatorPort);
  /// The broker's hosts for `environment` (broker-api.md 1.1); credentials left empty for cert and
  /// live.
  [[nodiscard]] static Config for_environment(Environment environment);
  /// BELAY_PROFILE (sim when unset), BELAY_URL, and for cert and live the credential that is found
  /// first: BELAY_CLIENT_SECRET and BELAY_REFRESH_TOKEN, the keychain, the file that `belay login`
  /// sealed (BELAY_PASSPHRASE_FILE opens it; nobody is asked). A simulator gets its own well-known
  /// grant, never a real one. Errors: usage for an unknown profile or a bad URL, unauthorized for
  /// cert/live without credentials: each says what to do.
  [[nodiscard]] static Result<Config> from_env();
  /// Goes to the broker at `url`, and to the backtester that belongs to it.
  void go_to(std::string url);
  /// Takes `credential` in place of what was there.
  void use(const Credential& credential);
};

/// Refuses what must not be used: an unparsable URL, plain http to another machine, live hosts
/// under another profile.
[[nodiscard]] Result<void> check(const Config& config);

/// Where the account stream is: `account_stream_url`, else the broker's host of the environment,
/// else, where `base_url` is this machine, `/account-streamer` at the same port
/// (broker-api.md 1.1). Errors: usage for an address that does not belong to the environment, or
/// that is neither encrypted nor this machine.
[[nodiscard]] Result<std::string> account_stream_address(const Config& config);

}  // namespace belay
