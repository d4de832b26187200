#pragma once

#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "belay/client/client.hpp"

// The same verbs without co_await: one thread runs the loop, every call waits for its answer.

namespace belay::blocking {

/// The loop and the thread under it. Ends when the last handle is gone.
class Loop {
 public:
  Loop() : thread_{[this] { context_.run(); }} {}
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() {
    work_.reset();
    thread_.join();
  }

  /// Runs what `start` returns (an awaitable) on the loop and waits for its value.
  template <class Start>
  auto run(Start start) {
    using Value = typename std::invoke_result_t<Start>::value_type;
    std::promise<Value> answer;
    auto future = answer.get_future();
    boost::asio::co_spawn(context_, deliver(std::move(start), std::move(answer)),
                          boost::asio::detached);
    return future.get();
  }
  /// Asks something that needs no waiting, on the loop's thread.
  template <class Question>
  auto ask(Question question) {
    using Answer = std::invoke_result_t<Question>;
    return run([question]() -> boost::asio::awaitable<Answer> { co_return question(); });
  }
  [[nodiscard]] boost::asio::any_io_executor executor() { return context_.get_executor(); }

 private:
  template <class Start, class Value>
  static boost::asio::awaitable<void> deliver(Start start, std::promise<Value> answer) {
    try {
      Value value = co_await start();
      answer.set_value(std::move(value));
    } catch (...) {
      answer.set_exception(std::current_exception());
    }
  }

  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      context_.get_executor()};
  std::thread thread_;
};

/// Something that lives, and ends, on the loop's thread.
template <class T>
class OnLoop {
 public:
  OnLoop(std::shared_ptr<Loop> loop, T value)
      : loop_{std::move(loop)}, value_{std::make_unique<T>(std::move(value))} {}
  OnLoop(OnLoop&&) noexcept = default;
  OnLoop& operator=(OnLoop&&) = delete;
  ~OnLoop() {
    if (value_) loop_->ask([this] { return (value_.reset(), true); });
  }

  /// Runs what `use(value)` returns, an awaitable.
  template <class Use>
  auto run(Use use) {
    return loop_->run([this, use] { return use(*value_); });
  }
  /// `use(value)`, which needs no waiting.
  template <class Use>
  auto ask(Use use) {
    return loop_->ask([this, use] { return use(*value_); });
  }

 private:
  std::shared_ptr<Loop> loop_;
  std::unique_ptr<T> value_;
};

/// belay::Subscription without co_await.
template <market_event E>
class Subscription {
 public:
  Subscription(std::shared_ptr<Loop> loop, belay::Subscription<E> stream)
      : stream_{std::move(loop), std::move(stream)} {}
  /// Waits for the next event; nullopt = the end, see status().
  [[nodiscard]] std::optional<E> next() {
    return stream_.run([](auto& stream) { return stream.next(); });
  }
  [[nodiscard]] Result<void> status() {
    return stream_.ask([](auto& stream) { return stream.status(); });
  }
  [[nodiscard]] std::uint64_t lagged() {
    return stream_.ask([](auto& stream) { return stream.lagged(); });
  }
  void close() {
    stream_.ask([](auto& stream) { return (stream.close(), true); });
  }

 private:
  OnLoop<belay::Subscription<E>> stream_;
};

/// belay::Gaps without co_await.
class Gaps {
 public:
  Gaps(std::shared_ptr<Loop> loop, belay::Gaps gaps) : gaps_{std::move(loop), std::move(gaps)} {}
  [[nodiscard]] std::optional<Gap> next() {
    return gaps_.run([](auto& gaps) { return gaps.next(); });
  }

 private:
  OnLoop<belay::Gaps> gaps_;
};

/// belay::Listening without co_await: the handler is called on the loop's thread.
class Listening {
 public:
  Listening(std::shared_ptr<Loop> loop, belay::Listening listening)
      : listening_{std::move(loop), std::move(listening)} {}
  void close() {
    listening_.ask([](auto& listening) { return (listening.close(), true); });
  }
  [[nodiscard]] Result<void> status() {
    return listening_.ask([](auto& listening) { return listening.status(); });
  }

 private:
  OnLoop<belay::Listening> listening_;
};

/// belay::MarketData without co_await.
class MarketData {
 public:
  MarketData(std::shared_ptr<Loop> loop, belay::MarketData feed)
      : loop_{std::move(loop)}, feed_{std::move(feed)} {}
  template <market_event E, std::convertible_to<std::string_view>... Text>
  [[nodiscard]] Result<Subscription<E>> subscribe(Text... symbols) {
    return subscribe_to<E>(std::vector<std::string>{std::string{symbols}...});
  }
  template <market_event E>
  [[nodiscard]] Result<Subscription<E>> subscribe_to(
      std::vector<std::string> symbols, DeliveryOptions delivery = default_delivery<E>) {
    return own(loop_->run([&] { return feed_.subscribe_to<E>(std::move(symbols), delivery); }));
  }
  template <market_event E>
  [[nodiscard]] Result<Subscription<E>> subscribe_keys(std::vector<SeriesKey> keys) {
    return own(loop_->run([&] { return feed_.subscribe_keys<E>(std::move(keys)); }));
  }
  template <market_event E>
  [[nodiscard]] Result<Listening> listen(const std::vector<std::string>& symbols,
                                         const std::function<void(const E&)>& handler) {
    auto listening = loop_->ask([&] { return feed_.listen<E>(symbols, handler); });
    if (!listening) return std::unexpected(listening.error());
    return Listening{loop_, std::move(*listening)};
  }
  [[nodiscard]] Gaps gaps() {
    return Gaps{loop_, loop_->ask([&] { return feed_.gaps(); })};
  }
  [[nodiscard]] FeedStatus status() {
    return loop_->ask([&] { return feed_.status(); });
  }

 private:
  template <market_event E>
  Result<Subscription<E>> own(Result<belay::Subscription<E>> stream) {
    if (!stream) return std::unexpected(stream.error());
    return Subscription<E>{loop_, std::move(*stream)};
  }

  std::shared_ptr<Loop> loop_;
  belay::MarketData feed_;
};

/// belay::AccountStream without co_await.
class AccountStream {
 public:
  AccountStream(std::shared_ptr<Loop> loop, belay::AccountStream stream)
      : stream_{std::move(loop), std::move(stream)} {}
  /// Waits for the next event; nullopt = the end, see status().
  [[nodiscard]] std::optional<AccountEvent> next() {
    return stream_.run([](auto& stream) { return stream.next(); });
  }
  [[nodiscard]] Result<void> status() {
    return stream_.ask([](auto& stream) { return stream.status(); });
  }
  /// A copy of what is known now.
  [[nodiscard]] AccountBook book() {
    return stream_.ask([](auto& stream) { return AccountBook{stream.book()}; });
  }
  [[nodiscard]] AccountStreamStatus look() {
    return stream_.ask([](auto& stream) { return stream.look(); });
  }
  void close() {
    stream_.ask([](auto& stream) { return (stream.close(), true); });
  }

 private:
  OnLoop<belay::AccountStream> stream_;
};

/// belay::Client without co_await. Calls may come from any one thread at a time.
class Client : public Groups<Client> {
 public:
  explicit Client(Config config)
      : client_{std::make_unique<belay::Client>(loop_->executor(), std::move(config))} {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() {
    loop_->run([this]() -> boost::asio::awaitable<bool> {
      client_.reset();
      co_return true;
    });
  }

  [[nodiscard]] const Config& config() const { return client_->config(); }
  [[nodiscard]] Result<std::vector<Account>> accounts() {
    return loop_->run([&] { return client_->accounts(); });
  }
  [[nodiscard]] Result<std::vector<Balance>> balances(const Account& account) {
    return loop_->run([&] { return client_->balances(account); });
  }
  [[nodiscard]] Result<std::vector<Position>> positions(const Account& account) {
    return loop_->run([&] { return client_->positions(account); });
  }
  [[nodiscard]] Result<std::vector<OrderRecord>> live_orders(const Account& account) {
    return loop_->run([&] { return client_->live_orders(account); });
  }
  [[nodiscard]] Result<Receipt> dry_run(const Account& account, const Order& order) {
    return loop_->run([&] { return client_->dry_run(account, order); });
  }
  [[nodiscard]] Result<Receipt> dry_run(const Account& account, const OrderGroup& group) {
    return loop_->run([&] { return client_->dry_run(account, group); });
  }
  [[nodiscard]] Result<Receipt> dry_run(const Account& account, const NewOrder& order) {
    return loop_->run([&] { return client_->dry_run(account, order); });
  }
  [[nodiscard]] Result<Receipt> dry_run(const Account& account, const NewComplexOrder& group) {
    return loop_->run([&] { return client_->dry_run(account, group); });
  }
  [[nodiscard]] Result<Receipt> dry_run_replacement(const Account& account,
                                                    const Amendment& amendment) {
    return loop_->run([&] { return client_->dry_run_replacement(account, amendment); });
  }
  Result<PlacedOrder> place(Receipt receipt) {
    return loop_->run([&] { return client_->place(std::move(receipt)); });
  }
  Result<OrderRecord> replace(Receipt receipt) {
    return loop_->run([&] { return client_->replace(std::move(receipt)); });
  }
  Result<OrderRecord> edit(Receipt receipt) {
    return loop_->run([&] { return client_->edit(std::move(receipt)); });
  }
  Result<OrderRecord> cancel(const Account& account, std::int64_t order_id) {
    return loop_->run([&] { return client_->cancel(account, order_id); });
  }
  Result<ComplexOrder> cancel_complex(const Account& account, std::int64_t id) {
    return loop_->run([&] { return client_->cancel_complex(account, id); });
  }
  [[nodiscard]] Result<std::optional<OrderRecord>> find_order(
      const Account& account, const std::string& external_identifier) {
    return loop_->run([&] { return client_->find_order(account, external_identifier); });
  }
  [[nodiscard]] Result<QuoteToken> quote_token() {
    return loop_->run([&] { return client_->quote_token(); });
  }
  [[nodiscard]] Result<AccountStream> account_stream(const std::vector<Account>& accounts,
                                                     const AccountStreamOptions& options = {}) {
    auto stream = loop_->run([&] { return client_->account_stream(accounts, options); });
    if (!stream) return std::unexpected(stream.error());
    return AccountStream{loop_, std::move(*stream)};
  }
  [[nodiscard]] Result<MarketData> market_data() {
    auto feed = loop_->run([&] { return client_->market_data(); });
    if (!feed) return std::unexpected(feed.error());
    return MarketData{loop_, std::move(*feed)};
  }
  [[nodiscard]] ApiDrift api_drift() {
    return loop_->ask([&] { return client_->api_drift(); });
  }
  [[nodiscard]] Result<HttpResponse> raw(const std::string& method, const std::string& target,
                                         const std::string& body = {}) {
    return loop_->run([&] { return client_->raw(method, target, body); });
  }

  // For the groups.
  template <class T>
  Result<T> ask(rest::Call<T> call);
  template <class T>
  belay::Pages<Client, T> pages(rest::Call<std::vector<T>> call);
  template <class T>
  belay::Pages<Client, T> parts(std::vector<rest::Call<std::vector<T>>> calls);
  Result<void> converse(const rest::Question& question, const belay::Client::Read& read);

 private:
  std::shared_ptr<Loop> loop_ = std::make_shared<Loop>();
  std::unique_ptr<belay::Client> client_;
};

}  // namespace belay::blocking
