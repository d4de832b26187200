#include "net/http_pool.hpp"

#include <utility>

namespace belay::net {

std::unexpected<Error> client_closed() {
  return fail(Errc::closed, "the HTTP client was closed while the request was under way");
}

HttpPool::Turn::~Turn() {
  if (held_) {
    pool_->release();
  } else if (queued_) {
    pool_->queue_.remove(this);
  }
}

Task<void> HttpPool::Turn::wait(Deadline deadline) {
  if (pool_->closed_) co_return client_closed();
  if (pool_->running_ < pool_->options_.max_connections) {
    ++pool_->running_;
    held_ = true;
    co_return Result<void>{};
  }
  queued_ = std::make_unique<asio::steady_timer>(pool_->executor_, deadline);
  pool_->queue_.push_back(this);
  co_await queued_->async_wait(kAwait);
  if (pool_->closed_) co_return client_closed();
  if (held_) co_return Result<void>{};
  co_return fail(Errc::timeout,
                 "all connections stayed busy for the whole time allowed; allow more time or "
                 "more connections");
}

void HttpPool::release() {
  if (queue_.empty()) {
    --running_;
    return;
  }
  Turn* next = queue_.front();
  queue_.pop_front();
  next->held_ = true;
  next->queued_->cancel();
}

HttpConnectionPtr HttpPool::reuse() {
  const auto now = std::chrono::steady_clock::now();
  while (!idle_.empty()) {
    HttpConnectionPtr connection = std::move(idle_.back());
    idle_.pop_back();
    if (now - connection->idle_since > options_.idle_limit) continue;
    if (!connection->bytes->quiet()) continue;
    connection->reused = true;
    return connection;
  }
  return nullptr;
}

Task<HttpConnectionPtr> HttpPool::make(std::shared_ptr<HttpPool> pool, Deadline deadline) {
  const auto race = std::make_shared<Race<StreamPtr>>(pool->executor_, deadline);
  pool->connecting_.push_back(race);
  auto task = pool->connector_();
  std::string late = "no connection within the time allowed for the request";
  auto stream = co_await until(race, std::move(task), std::move(late));
  std::erase_if(pool->connecting_, [&](const auto& each) { return each.lock() == race; });
  if (pool->closed_) co_return client_closed();
  if (!stream) co_return std::unexpected(stream.error());
  auto connection =
      std::make_shared<HttpConnection>(std::shared_ptr<ByteStream>{std::move(*stream)});
  std::erase_if(pool->made_, [](const auto& each) { return each.expired(); });
  pool->made_.push_back(connection);
  co_return std::move(connection);
}

void HttpPool::keep(HttpConnectionPtr connection) {
  if (closed_) return;
  connection->idle_since = std::chrono::steady_clock::now();
  idle_.push_back(std::move(connection));
}

void HttpPool::close() {
  closed_ = true;
  idle_.clear();
  for (const auto& each : made_) {
    if (const auto connection = each.lock()) connection->bytes->close();
  }
  for (const auto& each : connecting_) {
    if (const auto race = each.lock()) race->done.cancel();
  }
  for (Turn* turn : queue_) turn->queued_->cancel();
}

}  // namespace belay::net
