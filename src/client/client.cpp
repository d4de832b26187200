#include "belay/client/client.hpp"

#include "client/ask.hpp"
#include "client/client_impl.hpp"
#include "net/websocket.hpp"
#include "proto/rest/calls.hpp"
#include "proto/url.hpp"

namespace belay {
namespace {

net::TlsOptions tls_options(const Config& config) {
  return net::TlsOptions{.extra_ca_file = config.extra_ca_file};
}

// `address` has been checked.
net::HttpClient http_client(const boost::asio::any_io_executor& executor, const Config& config,
                            const std::string& address) {
  const Url url = parse_url(address).value();
  return net::HttpClient{
      executor, net::Endpoint{.host = url.host, .port = url.port, .tls = url.secure()},
      tls_options(config), net::HttpClientOptions{.connect_limit = config.connect_limit}};
}

std::optional<net::HttpClient> backtester(const boost::asio::any_io_executor& executor,
                                          const Config& config) {
  if (config.backtester_url.empty()) return std::nullopt;
  return http_client(executor, config, config.backtester_url);
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

}  // namespace

Client::Impl::Impl(boost::asio::any_io_executor on, const Config& config)
    : executor{std::move(on)},
      rest{executor, config, http_client(executor, config, config.base_url),
           backtester(executor, config)} {}

Client::Client(boost::asio::any_io_executor executor, Config config) : config_{std::move(config)} {
  checked_ = check(config_);
  if (checked_) impl_ = std::make_shared<Impl>(std::move(executor), config_);
}

Client::~Client() {
  if (!impl_) return;
  if (impl_->feed) impl_->feed->stop({});
  for (const std::weak_ptr<detail::AccountFeed>& feed : impl_->account_feeds) {
    if (const auto alive = feed.lock()) alive->stop({});
  }
  impl_->rest.close();
}

const Config& Client::config() const { return config_; }

Task<std::vector<Account>> Client::accounts() { return ask(rest::accounts()); }

Task<std::vector<Balance>> Client::balances(const Account& account) {
  return ask(rest::balances(account.account_number));
}

Task<std::vector<Position>> Client::positions(const Account& account) {
  return ask(rest::positions(account.account_number));
}

Task<QuoteToken> Client::quote_token() { return ask(rest::quote_token()); }

Task<std::vector<OrderRecord>> Client::live_orders(const Account& account) {
  if (!impl_) return detail::failed<std::vector<OrderRecord>>(checked_.error());
  return read_orders(impl_, account.account_number);
}

Task<void> Client::converse(rest::Question question, Read read) {
  if (!impl_) co_return std::unexpected(checked_.error());
  const std::shared_ptr<Impl> impl = impl_;  // outlives the call even if the client does not
  const Result<HttpResponse> response = co_await impl->rest.answer(std::move(question));
  if (!response) co_return std::unexpected(response.error());
  co_return read(*response, impl->rest.drift());
}

Result<void> blocking::Client::converse(const rest::Question& question,
                                        const belay::Client::Read& read) {
  return loop_->run([&] { return client_->converse(question, read); });
}

Task<HttpResponse> Client::send_raw(std::shared_ptr<Impl> impl, HttpRequest request) {
  co_return co_await impl->rest.raw(std::move(request));
}

Task<HttpResponse> Client::raw(const std::string& method, const std::string& target,
                               const std::string& body) {
  if (!impl_) return detail::failed<HttpResponse>(checked_.error());
  if (config_.environment == Environment::live && method != "GET") {
    return detail::failed<HttpResponse>(
        {.code = Errc::blocked,
         .message = fmt::format("{} {}: under profile live a raw request may only be a GET; orders "
                                "need a receipt, other changes a typed call",
                                method, target)});
  }
  return send_raw(impl_, rest::raw_request(method, target, body));
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
