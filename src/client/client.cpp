#include "belay/client/client.hpp"

#include "belay/rules/order_rules.hpp"
#include "client/feed.hpp"
#include "client/rest_connection.hpp"
#include "net/websocket.hpp"
#include "proto/url.hpp"

namespace belay {
namespace {

net::TlsOptions tls_options(const Config& config) {
  return net::TlsOptions{.extra_ca_file = config.extra_ca_file};
}

net::HttpClient http_client(const boost::asio::any_io_executor& executor, const Config& config,
                            const Url& url) {
  return net::HttpClient{
      executor, net::Endpoint{.host = url.host, .port = url.port, .tls = url.secure()},
      tls_options(config), net::HttpClientOptions{.connect_limit = config.connect_limit}};
}

// The feed's address comes from the broker: it must be encrypted unless it is this machine.
Task<net::WebSocket> connect_feed(Config config, std::string address) {
  const Result<Url> url = parse_url(address);
  if (!url) co_return std::unexpected(url.error());
  if (!url->secure() && !url->loopback()) {
    co_return fail(
        Errc::protocol,
        fmt::format("the broker named {} for market data, which is not encrypted; not connecting",
                    address));
  }
  const net::Endpoint endpoint{.host = url->host, .port = url->port, .tls = url->secure()};
  const std::vector<HttpHeader> headers{{"User-Agent", config.user_agent}};
  co_return co_await net::connect_websocket(endpoint, url->path, headers, tls_options(config),
                                            net::WebSocketOptions());
}

// A refusal that stands inside an otherwise good answer (broker-api.md 5.9, `errors`): never a
// Receipt.
Error refusal_inside(const PlacedOrder& answer) {
  Error error{
      .code = Errc::rejected, .message = "the broker refused the order", .operation = "dry run"};
  for (const Notice& notice : answer.errors) {
    Reason reason{.code = rest::broker_words(notice.code.value_or("")),
                  .message = rest::broker_words(notice.message.value_or(""))};
    const std::string& told = reason.message.empty() ? reason.code : reason.message;
    error.message += ": " + (told.empty() ? std::string{"no reason given"} : told);
    error.reasons.push_back(std::move(reason));
  }
  return error;
}

}  // namespace

struct Client::Impl {
  Impl(boost::asio::any_io_executor on, const Config& settings, const Url& url)
      : executor{std::move(on)}, rest{executor, settings, http_client(executor, settings, url)} {}

  boost::asio::any_io_executor executor;
  detail::RestConnection rest;
  std::shared_ptr<detail::Feed> feed;
};

Client::Client(boost::asio::any_io_executor executor, Config config) : config_{std::move(config)} {
  checked_ = check(config_);
  if (checked_)
    impl_ =
        std::make_shared<Impl>(std::move(executor), config_, parse_url(config_.base_url).value());
}

Client::~Client() {
  if (!impl_) return;
  if (impl_->feed) impl_->feed->stop({});
  impl_->rest.close();
}

const Config& Client::config() const { return config_; }

template <class T>
Task<T> Client::call(rest::Call<T> call) {
  if (!impl_) co_return std::unexpected(checked_.error());
  const std::shared_ptr<Impl> impl = impl_;  // outlives the call even if the client does not
  co_return co_await impl->rest.call(std::move(call));
}

Task<std::vector<Account>> Client::accounts() { return call(rest::accounts()); }

Task<std::vector<Balance>> Client::balances(const Account& account) {
  return call(rest::balances(account.account_number));
}

Task<std::vector<Position>> Client::positions(const Account& account) {
  return call(rest::positions(account.account_number));
}

Task<std::vector<OptionChain>> Client::option_chain(const std::string& underlying) {
  return call(rest::nested_chain(underlying));
}

Task<std::vector<Equity>> Client::equities(const std::vector<std::string>& symbols) {
  return call(rest::equities(symbols));
}

Task<QuoteToken> Client::quote_token() { return call(rest::quote_token()); }

Task<std::vector<OrderRecord>> Client::live_orders(const Account& account) {
  if (!impl_) co_return std::unexpected(checked_.error());
  const std::shared_ptr<Impl> impl = impl_;
  const std::string account_number = account.account_number;
  std::vector<OrderRecord> orders;
  for (int page_offset = 0;; ++page_offset) {
    auto page = co_await impl->rest.page(rest::live_orders(account_number, page_offset));
    if (!page) co_return std::unexpected(page.error());
    const bool empty = page->first.empty();
    std::ranges::move(page->first, std::back_inserter(orders));
    // Our own count decides: a server that ignores the page asked for must not keep us here.
    if (empty || page_offset + 1 >= page->second.total_pages) co_return orders;
  }
}

Task<Receipt> Client::dry_run(const Account& account, const Order& order) {
  if (!impl_) co_return std::unexpected(checked_.error());
  const std::shared_ptr<Impl> impl = impl_;
  const std::string account_number = account.account_number;
  const std::string host = config_.base_url;
  // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): the caller's may end while we wait
  const Order wanted = order;
  Result<NewOrder> request = rules::to_request(wanted);
  if (!request) co_return std::unexpected(request.error());
  request->source = config_.user_agent;
  request->automated_source = true;
  Result<PlacedOrder> answer = co_await impl->rest.call(rest::dry_run(account_number, *request));
  if (!answer) co_return std::unexpected(answer.error());
  if (!answer->errors.empty()) co_return std::unexpected(refusal_inside(*answer));
  co_return Receipt{account_number, host, wanted, std::move(*answer)};
}

Task<MarketData> Client::market_data() {
  if (!impl_) co_return std::unexpected(checked_.error());
  const std::shared_ptr<Impl> impl = impl_;
  if (!impl->feed || impl->feed->stopped()) {
    const std::weak_ptr<Impl> weak = impl;
    impl->feed = std::make_shared<detail::Feed>(
        impl->executor, config_,
        detail::FeedWorld{
            .token = [weak]() -> Task<QuoteToken> { return fetch_token(weak); },
            .connect = [config = config_](
                           std::string url) { return connect_feed(config, std::move(url)); }});
  }
  const std::shared_ptr<detail::Feed> feed = impl->feed;
  const Result<void> started = co_await feed->start();
  if (!started) co_return std::unexpected(started.error());
  co_return MarketData{feed};
}

Task<QuoteToken> Client::fetch_token(std::weak_ptr<Impl> weak) {
  const std::shared_ptr<Impl> impl = weak.lock();
  if (!impl) co_return fail(Errc::closed, "the client is gone");
  co_return co_await impl->rest.call(rest::quote_token());
}

}  // namespace belay
