#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "belay/base/http.hpp"
#include "belay/client/account_stream.hpp"
#include "belay/client/answer.hpp"
#include "belay/client/api_drift.hpp"
#include "belay/client/config.hpp"
#include "belay/client/groups.hpp"
#include "belay/client/market_data.hpp"
#include "belay/client/pages.hpp"
#include "belay/client/receipt.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/drift.hpp"
#include "belay/model/order_intents.hpp"
#include "belay/model/orders.hpp"
#include "belay/task.hpp"

namespace belay {

namespace rest {
struct Question;
template <class T>
struct Call;
}  // namespace rest

/// The broker, asynchronously. Signs in when first needed, renews its token ahead of time (once,
/// however many callers wait), retries a read once after a 401, never repeats a mutating request.
/// One executor (strand) per client; not thread-safe beyond it. Every call's errors: unreachable,
/// timeout, tls, unauthorized, throttled, unavailable, rejected, parse; never a secret in the text.
/// The everyday verbs stand here; everything else the broker offers is in the groups it inherits
/// (`client.instruments().futures()`).
class Client : public Groups<Client> {
 public:
  /// `config` must pass check(); otherwise every call returns its error.
  Client(boost::asio::any_io_executor executor, Config config);
  Client(Client&&) noexcept = default;
  Client& operator=(Client&&) = delete;
  /// Ends market data and closes connections; calls still under way fail with closed.
  ~Client();

  [[nodiscard]] const Config& config() const;

  Task<std::vector<Account>> accounts();
  Task<std::vector<Balance>> balances(const Account& account);
  Task<std::vector<Position>> positions(const Account& account);
  /// Every order touched today and older working ones, all pages; NOT only live ones (product.md
  /// W5): see phase_of().
  Task<std::vector<OrderRecord>> live_orders(const Account& account);
  /// Checks `order` by our rules, then asks the broker what it would do. Sends nothing to the
  /// market.
  Task<Receipt> dry_run(const Account& account, const Order& order);
  /// The same for orders that belong together, and for bodies in the broker's own words. Legs that
  /// close get strict position effect; an intent without an identifier gets one, and so does every
  /// order of a group.
  Task<Receipt> dry_run(const Account& account, const OrderGroup& group);
  Task<Receipt> dry_run(const Account& account, const NewOrder& order);
  Task<Receipt> dry_run(const Account& account, const NewComplexOrder& group);
  /// What new terms for a working order would do. They carry strict position effect, whatever the
  /// order was placed with: the broker may refuse them where it took a leg the other way than it
  /// reads, as it does with the plain Buy and Sell of futures (broker-api.md 6.7).
  Task<Receipt> dry_run_replacement(const Account& account, const Amendment& amendment);

  /// Sends what the receipt is proof of, once. An answer may say that the order is over already:
  /// look at its status. Errors, beside those of every call: usage for another broker's receipt or
  /// one for a replacement; blocked under `live`, which this version does not trade on. `in_doubt`:
  /// find_order() before sending anything again.
  Task<PlacedOrder> place(Receipt receipt);
  /// Cancels the order and sends its replacement: a new order with a new id, which works once the
  /// old one is gone (broker-api.md 6.6). edit() is the same for price and time in force.
  Task<OrderRecord> replace(Receipt receipt);
  Task<OrderRecord> edit(Receipt receipt);
  /// The order as it stands then: seldom gone yet, often Cancel Requested; a fill may still win.
  Task<OrderRecord> cancel(const Account& account, std::int64_t order_id);
  /// Every open part of a complex order.
  Task<ComplexOrder> cancel_complex(const Account& account, std::int64_t id);
  /// The order of yesterday or today with that identifier; none when the broker has none. One of a
  /// group tells the group by its complex_order_id. Whoever gives an intent an identifier that was
  /// used before may find the old order.
  Task<std::optional<OrderRecord>> find_order(const Account& account,
                                              const std::string& external_identifier);

  Task<QuoteToken> quote_token();
  /// What happens in `accounts`, from their state on (belay/client/account_stream.hpp). Each call
  /// makes a connection of its own. Errors: usage without an account or a usable address; else the
  /// first attempt's.
  Task<AccountStream> account_stream(const std::vector<Account>& accounts);
  Task<AccountStream> account_stream(const std::vector<Account>& accounts,
                                     const AccountStreamOptions& options);
  /// The feed, connected and authorized. Later calls share the connection.
  Task<MarketData> market_data();
  /// How the answers so far differ from what this version knows.
  [[nodiscard]] ApiDrift api_drift() const;

  /// Any request, for what has no typed call: the broker's whole answer, refusals included.
  /// `target` is a path with its query, percent-encoded. Sent once unless it is a GET. Under `live`
  /// nothing but a GET is sent (blocked): a raw order has no receipt.
  Task<HttpResponse> raw(const std::string& method, const std::string& target,
                         const std::string& body = {});

  // For the groups, which name the answer's type; a list may come page by page, or in parts.
  template <class T>
  Task<T> ask(rest::Call<T> call);
  template <class T>
  Pages<Client, T> pages(rest::Call<std::vector<T>> call);
  template <class T>
  Pages<Client, T> parts(std::vector<rest::Call<std::vector<T>>> calls);
  /// Sends a question and has its answer read where the client runs.
  using Read = std::function<Result<void>(const HttpResponse& response, Drift& drift)>;
  Task<void> converse(rest::Question question, Read read);

 private:
  struct Impl;
  Task<Receipt> try_out(rest::Question question, Receipt::For what_for, std::string account_number,
                        std::int64_t order_id, std::string identifier);
  Task<OrderRecord> amend(Receipt receipt, std::string_view method);
  static Task<QuoteToken> fetch_token(std::weak_ptr<Impl> impl);
  static Task<HttpResponse> send_raw(std::shared_ptr<Impl> impl, HttpRequest request);
  static Task<AccountStream> open_stream(std::shared_ptr<Impl> impl, Result<std::string> address,
                                         std::vector<std::string> numbers,
                                         AccountStreamOptions options);
  static Task<Secret> fetch_authorization(std::weak_ptr<Impl> impl, Secret refused);
  static Task<std::vector<AccountState>> read_accounts(std::weak_ptr<Impl> impl,
                                                       std::vector<std::string> numbers);
  static Task<std::vector<OrderRecord>> read_orders(std::shared_ptr<Impl> impl, std::string number);

  Config config_;
  Result<void> checked_;        ///< what check() said
  std::shared_ptr<Impl> impl_;  ///< null when it said no
};

}  // namespace belay
