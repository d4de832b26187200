#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/lookup/lookup.hpp"
#include "app/strikes.hpp"
#include "app/table_options.hpp"
#include "belay/base/decimal.hpp"
#include "belay/base/log.hpp"
#include "belay/client/config.hpp"
#include "belay/model/chain_window.hpp"
#include "belay/model/order_enums.hpp"

// What the command line says, as plain values. Filled by cli.cpp; every flag that several commands
// take stands in Globals and means the same everywhere (product.md 5.2, rule 6).

namespace belay::app {

struct Globals {
  std::optional<Environment> profile;  ///< --profile; else BELAY_PROFILE, else sim
  bool json = false;
  std::string credentials;  ///< a file that holds them; empty = see belay auth where
  std::string account;      ///< number or nickname; empty = the only one
  bool all_accounts = false;
  std::string url;                    ///< --url; else BELAY_URL
  std::optional<std::uint16_t> port;  ///< of a simulator on this machine
  bool no_color = false;
  std::optional<std::size_t> width;
  bool verbose = false;
  std::string log_dir;
  bool log_console = false;
  bool no_log_file = false;
  LogLevel log_level = LogLevel::info;
};

struct DemoOptions {
  std::uint64_t seed = 42;
  double speed = 1.0;
  std::optional<std::chrono::milliseconds> run_for;
};

struct SimOptions {
  std::uint64_t seed = 42;
  double speed = 1.0;
  std::string chaos;                  ///< a file that says how the streams misbehave
  std::vector<std::string> settings;  ///< `NAME=VALUE` of docs/formats/chaos.md
  bool quiet = false;
  std::vector<std::string> command;  ///< after `--`: run it against the simulator, then end
};

struct AccountsOptions {
  TableOptions table;
};
struct BalancesOptions {
  std::optional<Date> at;  ///< as they were at the end of that day
  TableOptions table;
};

struct PositionsOptions {
  bool no_marks = false;                             ///< do not look at the market
  bool live = false;                                 ///< marks from the stream, not from a request
  bool watch = false;                                ///< until stopped
  std::optional<std::chrono::milliseconds> run_for;  ///< with watch
  TableOptions table;
};

struct OrdersOptions {
  bool all = false;  ///< also orders that are over
  TableOptions table;
};

struct ChainOptions {
  std::string underlying;
  std::optional<int> days_to_expiration;
  std::optional<Date> expiration;
  std::string root;  ///< only this one of the underlying's roots
  std::string type;  ///< of expiration, in the broker's word; empty = all
  std::optional<StrikeChoice> strikes;
  WindowRight right = WindowRight::both;
  bool quotes = false;                               ///< with what the market says
  bool watch = false;                                ///< quotes until stopped
  std::optional<std::chrono::milliseconds> run_for;  ///< with watch
  bool flat = false;                                 ///< a row per option, not per strike
  std::optional<std::size_t> limit;  ///< rows: expirations, or options where there is one per row
  TableOptions table;
};

struct StreamOptions {
  std::vector<std::string> symbols;
  std::vector<std::string> events{"quote", "trade"};  ///< as typed, see event_types_named()
  std::optional<std::chrono::milliseconds> run_for;
  std::optional<std::uint64_t> count;
  bool last_table = false;  ///< instead of lines where there is no screen
  TableOptions table;
  bool status = false;               ///< how the feed is doing instead of what it says
  std::optional<WindowSpec> window;  ///< options around the money
  std::optional<std::size_t> head;   ///< rows instead of last values
  std::optional<std::size_t> tail;
  std::string sort;
  std::vector<std::string> filter;  ///< symbols shown; empty = all
  bool tell_skipped = true;         ///< what no symbol can have is worth a line
};

struct CandlesOptions {
  std::vector<std::string> symbols;
  std::string interval = "5m";
  std::string from;  ///< a date or a time; empty = today, or a year for bars of days
  std::string to;
  std::string price = "last";
  bool trading_hours_only = false;
  bool follow = false;
  std::optional<std::size_t> last;  ///< only the newest bars
  TableOptions table;
};

struct ConsoleOptions {
  std::string url;  ///< of a dxLink server; empty = the profile's, with its token
  std::optional<std::chrono::milliseconds> run_for;  ///< after the last line of input
};

struct StopOptions {
  enum class What : std::uint8_t { audit, plan, apply } what = What::audit;
  Decimal percent = 8;
  std::vector<std::string> only;
  std::optional<std::size_t> limit;
  bool dry_run = false;
  bool yes = false;                 ///< apply: do not ask
  std::vector<std::string> accept;  ///< apply: codes of warnings that do not block
  TableOptions table;               ///< audit and plan
};

struct ReplayOptions {
  std::string file;
};

struct DoctorOptions {
  std::string bundle;  ///< a file for a report that can be sent to somebody else
};

struct CompletionOptions {
  std::string shell;  ///< bash, zsh or fish
};

/// What a shell asks when TAB is pressed.
struct CompleteOptions {
  std::vector<std::string> words;  ///< after the program's name, the last one unfinished
};

struct ManOptions {
  std::string directory;  ///< empty = the first page, to standard output
  std::string date;       ///< on the pages; empty = today
};

struct LoginOptions {
  enum class How : std::uint8_t { browser, personal, session } how = How::browser;
  enum class Pkce : std::uint8_t { automatic, on, off } pkce = Pkce::automatic;
  enum class Store : std::uint8_t { automatic, keychain, file } store = Store::automatic;
  bool from_stdin = false;  ///< secrets are lines of standard input, not typed
  std::string from_file;    ///< or stand in a file
  std::string client_id;
  std::string login;
  std::string redirect = "http://127.0.0.1:0/callback";
  std::string page;  ///< the broker's; empty = the profile's
  std::string scope = "read trade openid";
  std::chrono::milliseconds patience{300'000};  ///< with the browser
  bool code_to_challenge = false;
};

struct LogoutOptions {
  bool keep_credentials = false;  ///< end the session and forget tokens only
};

struct AuthOptions {
  enum class What : std::uint8_t { where, status, retry } what = What::status;
};

/// Orders that are sent.
struct TradeOptions {
  enum class What : std::uint8_t { buy, sell, close, place, replace, edit, cancel };
  What what = What::buy;
  std::string symbol;
  std::optional<Decimal> quantity;
  std::optional<Decimal> limit;
  std::optional<Decimal> stop;  ///< trigger price
  std::optional<TimeInForce> time_in_force;
  std::string file;  ///< an order in the broker's own words
  std::int64_t id = 0;
  bool complex = false;             ///< the id is a complex order's
  bool dry_run = false;             ///< only look
  bool yes = false;                 ///< do not ask
  std::vector<std::string> accept;  ///< codes of warnings that do not block
};

struct ApiOptions {
  std::string method = "GET";
  std::string target;  ///< path and query, percent-encoded
  std::string file;    ///< holds the body
  bool list = false;
};

using CommandOptions =
    std::variant<DemoOptions, SimOptions, AccountsOptions, BalancesOptions, PositionsOptions,
                 OrdersOptions, ChainOptions, StreamOptions, StopOptions, ReplayOptions,
                 ConsoleOptions, CandlesOptions, DoctorOptions, CompletionOptions, CompleteOptions,
                 ManOptions, LoginOptions, LogoutOptions, AuthOptions, LookupOptions, ApiOptions,
                 TradeOptions>;

struct Invocation {
  Globals globals;
  CommandOptions command;
};

}  // namespace belay::app
