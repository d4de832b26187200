#include <utility>

#include "belay/client/client.hpp"
#include "client/ask.hpp"
#include "client/client_impl.hpp"
#include "net/websocket.hpp"
#include "proto/rest/calls.hpp"
#include "proto/url.hpp"

// How a client makes account streams: what they need of the world is made of its REST connection.

namespace belay {
namespace {

// `address` has been checked.
Task<net::WebSocket> connect_account_stream(Config config, std::string address) {
  const Url url = parse_url(address).value();
  const net::Endpoint endpoint{.host = url.host, .port = url.port, .tls = url.secure()};
  const net::TlsOptions tls{.extra_ca_file = config.extra_ca_file};
  const std::vector<HttpHeader> headers{{"User-Agent", config.user_agent}};
  const net::WebSocketOptions options;
  co_return co_await net::connect_websocket(endpoint, url.path, headers, tls, options);
}

account::SessionOptions session_options(const std::vector<std::string>& numbers,
                                        const AccountStreamOptions& options, const Config& config) {
  return {.accounts = numbers,
          .public_watchlists = options.public_watchlists,
          .quote_alerts = options.quote_alerts,
          .user_external_id = options.user_external_id,
          .source = config.user_agent};
}

Error client_is_gone() { return {.code = Errc::closed, .message = "the client is gone"}; }

}  // namespace

Task<Secret> Client::fetch_authorization(std::weak_ptr<Impl> weak, Secret refused) {
  const std::shared_ptr<Impl> impl = weak.lock();
  if (!impl) co_return std::unexpected(client_is_gone());
  co_return co_await impl->rest.authorization_after(std::move(refused));
}

Task<std::vector<OrderRecord>> Client::read_orders(std::shared_ptr<Impl> impl, std::string number) {
  const rest::Call<std::vector<OrderRecord>> call = rest::live_orders(number);
  detail::PageWalk<OrderRecord> walk;
  std::vector<OrderRecord> orders;
  while (const std::optional<int> at = walk.wanted()) {
    rest::Question question = rest::at_page(call, *at);
    const Result<HttpResponse> response = co_await impl->rest.answer(std::move(question));
    if (!response) co_return std::unexpected(response.error());
    walk.receive(detail::page_in(call, *response, impl->rest.drift()));
    std::ranges::move(walk.take_rest(), std::back_inserter(orders));
  }
  if (!walk.status()) co_return std::unexpected(walk.status().error());
  co_return orders;
}

// Orders last: an execution that comes between shows in the order, and its position by the stream.
Task<std::vector<AccountState>> Client::read_accounts(std::weak_ptr<Impl> weak,
                                                      std::vector<std::string> numbers) {
  const std::shared_ptr<Impl> impl = weak.lock();
  if (!impl) co_return std::unexpected(client_is_gone());
  std::vector<AccountState> states;
  for (const std::string& number : numbers) {
    AccountState state{.account_number = number};
    auto ask_balances = rest::balances(number);
    Result<std::vector<Balance>> balances = co_await impl->rest.call(std::move(ask_balances));
    if (!balances) co_return std::unexpected(balances.error());
    auto ask_positions = rest::positions(number);
    Result<std::vector<Position>> positions = co_await impl->rest.call(std::move(ask_positions));
    if (!positions) co_return std::unexpected(positions.error());
    Result<std::vector<OrderRecord>> orders = co_await read_orders(impl, number);
    if (!orders) co_return std::unexpected(orders.error());
    state.balances = std::move(*balances);
    state.positions = std::move(*positions);
    state.orders = std::move(*orders);
    states.push_back(std::move(state));
  }
  co_return states;
}

ApiDrift Client::api_drift() const {
  if (!impl_) return {};
  ApiDrift seen = impl_->rest.drift();
  for (const std::weak_ptr<detail::AccountFeed>& feed : impl_->account_feeds) {
    if (const auto alive = feed.lock()) seen.add(alive->drift());
  }
  return seen;
}

Task<AccountStream> Client::account_stream(const std::vector<Account>& accounts) {
  return account_stream(accounts, AccountStreamOptions{});
}

Task<AccountStream> Client::account_stream(const std::vector<Account>& accounts,
                                           const AccountStreamOptions& options) {
  if (!impl_) return detail::failed<AccountStream>(checked_.error());
  std::vector<std::string> numbers;
  for (const Account& account : accounts) numbers.push_back(account.account_number);
  return open_stream(impl_, account_stream_address(config_), std::move(numbers), options);
}

Task<AccountStream> Client::open_stream(std::shared_ptr<Impl> impl, Result<std::string> address,
                                        std::vector<std::string> numbers,
                                        AccountStreamOptions options) {
  if (numbers.empty()) co_return fail(Errc::usage, "no account to listen to");
  if (!address) co_return std::unexpected(address.error());
  const std::weak_ptr<Impl> weak = impl;
  const Config& config = impl->rest.config();
  detail::AccountWorld world{
      .token = [weak](Secret refused) { return fetch_authorization(weak, std::move(refused)); },
      .connect = [config, address = *address] { return connect_account_stream(config, address); },
      .state = [weak, numbers] { return read_accounts(weak, numbers); },
      .ended =
          [weak](const json::Drift& drift) {
            if (const std::shared_ptr<Impl> alive = weak.lock()) alive->rest.drift().add(drift);
          },
      .clock = config.clock,
      .log = config.log,
      .capacity = options.capacity};
  world.life.session = session_options(numbers, options, config);
  const auto feed = std::make_shared<detail::AccountFeed>(impl->executor, std::move(world));
  std::erase_if(impl->account_feeds, [](const auto& other) { return other.expired(); });
  impl->account_feeds.push_back(feed);
  const Result<void> started = co_await feed->start();
  if (!started) {
    feed->stop({});  // who was cancelled while it connected leaves nothing behind
    co_return std::unexpected(started.error());
  }
  co_return AccountStream{feed};
}

}  // namespace belay
