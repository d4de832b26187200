#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/orders.hpp"
#include "belay/sim/trading_options.hpp"
#include "proto/account/server_messages.hpp"
#include "sim/broker/book.hpp"
#include "sim/broker/conditions.hpp"
#include "sim/broker/posting.hpp"
#include "sim/broker/refusal.hpp"
#include "sim/exchange/exchange.hpp"
#include "sim/market/market.hpp"

namespace belay::sim {

/// What the next thing of each kind is numbered; one for all accounts of a broker.
struct Numbers {
  std::int64_t order = 3'412'700'101;  // above 32 bits (broker-api.md 9, 71)
  std::int64_t complex_order = 56'601;
  std::int64_t condition = 207'601;
  std::int64_t trade = 2'461'300'001;
  std::int64_t fill = 9'401;
  std::int64_t global = 20'001;
};

/// The life of one account's orders: placing, changing, cancelling, and everything the market and
/// time do to them (broker-api.md 6.4–6.11). Pure: requests, quotes and time in; answers, the
/// book's changes and notices out. Times of calls must not go backwards; one that does counts as
/// the last.
///
/// Decisions where the documents are silent: a replacement carries what is left of the original; an
/// execution of one order of an OCO cancels the others, even when it is not the last of it; what
/// depends on an order that ends unfilled is cancelled; stops and orders that were queued are
/// judged again for their position effect when they trigger or are routed.
class OrderDesk {
 public:
  using Tell = std::function<void(const account::Notification&)>;
  struct Parts {
    const Market& market;  ///< instruments, margin, marks
    Quotes quotes;         ///< what the exchange sees
    std::unique_ptr<Exchange> exchange;
    Numbers& numbers;
    TradingOptions options;
    Tell tell;
  };

  /// Orders of the book that are not over are taken on. Book, market and numbers must outlive it.
  OrderDesk(Book& book, Parts parts);
  OrderDesk(const OrderDesk&) = delete;
  OrderDesk& operator=(const OrderDesk&) = delete;

  /// Requests must be well formed (see malformed()).
  [[nodiscard]] std::expected<PlacedOrder, Refusal> dry_run(const NewOrder& order, Instant now);
  [[nodiscard]] std::expected<PlacedOrder, Refusal> place(const NewOrder& order, Instant now);
  [[nodiscard]] std::expected<OrderRecord, Refusal> cancel(std::int64_t id, Instant now);

  /// The request that a change of order `id` amounts to: its legs, as far as they are not filled,
  /// with the attributes of `change`; with `keeps`, what `change` leaves out stays (PATCH).
  [[nodiscard]] std::expected<NewOrder, Refusal> amended(std::int64_t id, NewOrder change,
                                                         bool keeps);
  [[nodiscard]] std::expected<PlacedOrder, Refusal> dry_run_change(const NewOrder& order,
                                                                   Instant now);
  /// The new order.
  [[nodiscard]] std::expected<OrderRecord, Refusal> replace(std::int64_t id, const NewOrder& order,
                                                            Instant now);

  [[nodiscard]] std::expected<PlacedOrder, Refusal> dry_run_complex(const NewComplexOrder& order,
                                                                    Instant now);
  [[nodiscard]] std::expected<PlacedOrder, Refusal> place_complex(const NewComplexOrder& order,
                                                                  Instant now);
  [[nodiscard]] std::expected<ComplexOrder, Refusal> cancel_complex(std::int64_t id, Instant now);
  /// PAIRS: another threshold. `apply`: not only asked.
  [[nodiscard]] std::expected<ComplexOrder, Refusal> edit_complex(std::int64_t id,
                                                                  const EditComplexOrder& change,
                                                                  Instant now, bool apply);
  [[nodiscard]] ComplexOrder describe(const ComplexRecord& record) const;
  [[nodiscard]] const ComplexRecord* find_complex(std::int64_t id) const;

  /// Everything that is due until `now`, without a look at the market.
  void run_until(Instant now) { run_due(now); }
  /// Everything that is due until `now`, then one look at the market.
  void advance(Instant now);

 private:
  struct Kept {  // of an order that is not over
    NewOrder request;
    std::vector<Tradable> instruments;  // of each leg
    std::optional<Instant> ends;
    std::optional<std::int64_t> successor;  // the replacement that waits for its end
    bool filled_meanwhile = false;          // since the replacement was asked for
  };

  // order_desk.cpp: statuses
  Instant run_due(Instant now);
  void after(std::chrono::milliseconds delay, Instant at, std::function<void(Instant)> step);
  void set_status(OrderRecord& record, OrderStatus status, Instant at);
  void tell_order(const OrderRecord& record, Instant at);
  void tell(std::string_view type, std::string data, Instant at);
  void adopt();
  std::int64_t take_on(OrderRecord record, NewOrder request, Instant at);
  void enter(std::int64_t id, Instant at);
  void queue(std::int64_t id, Instant at);
  void route(std::int64_t id, Instant at);
  void fly(std::int64_t id, Instant at);
  void arrive(std::int64_t id, Instant at);
  [[nodiscard]] bool fits_position(std::int64_t id, Instant at);
  void reject(std::int64_t id, std::string reason, Instant at);
  void request_end(std::int64_t id, OrderStatus status, Instant at);
  void acknowledge_end(std::int64_t id, Instant at);
  void end(std::int64_t id, OrderStatus status, Instant at);
  void start_successor(const Kept& kept, Instant at);
  void watch_conditions(Instant now);
  [[nodiscard]] VenueOrder venue_order(const OrderRecord& record, const Kept& kept) const;
  [[nodiscard]] std::vector<Tradable> instruments_of(const NewOrder& request) const;
  [[nodiscard]] TopOfBook book_of(std::string_view symbol) const;
  [[nodiscard]] Book after_trigger(const NewOrder& trigger, Instant now) const;

  // order_fills.cpp: executions
  void on_report(const VenueReport& report);
  void on_fill(const VenueReport& report);
  [[nodiscard]] std::vector<Execution> executions_of(const OrderRecord& record,
                                                     const VenueReport& report);
  void take_fill(OrderRecord& record, const VenueReport& report,
                 const std::vector<Execution>& executions);
  void list_fills(std::int64_t id, const std::vector<Execution>& executions, Instant at);
  void post_fill(std::int64_t id, const std::vector<Execution>& executions, bool complete,
                 Instant at);
  void tell_posted(const Posted& posted, Instant at);

  // complex_orders.cpp
  [[nodiscard]] ComplexRecord* complex_of(const OrderRecord& record);
  struct Checked {  // a complex order, child by child; the trigger first
    PlacedOrder answer;
    std::vector<NewOrder> requests;
  };
  [[nodiscard]] std::expected<Checked, Refusal> check_complex(const NewComplexOrder& order,
                                                              Instant now);
  void start_complex(ComplexRecord& record, Instant at);
  void cancel_siblings(const OrderRecord& record, Instant at);
  void on_component_end(const OrderRecord& record, OrderStatus status, Instant at);
  void watch_pairs(Instant now);
  [[nodiscard]] bool ratio_reached(const ComplexRecord& record) const;
  [[nodiscard]] std::int64_t group_of(const OrderRecord& record) const;

  Book& book_;
  const Market& market_;
  Quotes quotes_;
  std::unique_ptr<Exchange> exchange_;
  Numbers& numbers_;
  TradingOptions options_;
  Tell tell_;
  Instant last_;
  std::map<std::int64_t, Kept> kept_;
  std::multimap<Instant, std::function<void(Instant)>> due_;
};

/// Members of a complex order that are missing or unreadable, as `{domain,reason}`.
[[nodiscard]] std::vector<Reason> malformed(const NewComplexOrder& order);

/// The quotes of the simulated market.
[[nodiscard]] Quotes quotes_of(const Market& market);

}  // namespace belay::sim
