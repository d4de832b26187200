#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/time.hpp"
#include "belay/client/api_drift.hpp"
#include "belay/client/config.hpp"

namespace belay::app::doctor {

/// What a step found; empty when it was not tried, because one before it failed.
template <class T>
using Fact = std::optional<Result<T>>;

/// An answer of the broker's host to a request without a token.
struct Greeting {
  int status = 0;
  std::optional<Instant> date;        ///< its `Date` header, whole seconds
  Instant ours{};                     ///< our clock half way between question and answer
  std::chrono::milliseconds took{0};  ///< question to answer
};

struct SignIn {
  std::string scope;  ///< what the token may do, `read trade openid`; empty = not told
  std::optional<std::chrono::seconds> life;  ///< that the broker gave the token, where it is kept
};

struct AccountFact {
  std::string number;  ///< never printed whole, never in a bundle
  std::string nickname;
  bool closed = false;
};

struct QuoteTokenFact {
  std::string level;  ///< `api` = real time, `demo` = delayed
  std::string address;
  std::optional<Instant> expires_at;
};

struct Disk {
  std::string folder;  ///< where logs and journals go
  std::uint64_t free_bytes = 0;
  bool writable = false;
};

/// Everything the checks look at, gathered once. Secrets have no place here.
struct Facts {
  Environment profile = Environment::sim;
  std::string version;  ///< of this program
  std::string base_url;
  std::string host;
  bool encrypted = false;
  std::string accept_version;  ///< of the order API; empty = header not sent
  Instant now{};               ///< our clock
  Instant market_now{};        ///< the market's; simulated time of a simulator

  Fact<std::vector<std::string>> addresses;  ///< of the host
  Fact<Greeting> greeting;
  Fact<SignIn> sign_in;
  Fact<std::vector<AccountFact>> accounts;
  Fact<QuoteTokenFact> quote_token;
  Fact<ApiDrift> drift;
  Result<Disk> disk;
  /// New York's offset from UTC by the machine's time-zone data, at `now`.
  std::optional<std::chrono::seconds> system_new_york_offset;
};

}  // namespace belay::app::doctor
