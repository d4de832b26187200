#include "proto/dxlink/dom_channel.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

namespace belay::dxlink {
namespace {

// Looking into the book more often serves nobody, whatever was asked for.
constexpr double kShortestPeriod = 0.05;

bool same_levels(const DepthBook& a, const DepthBook& b) {
  return a.bids == b.bids && a.asks == b.asks;
}

// Price and size when nothing we know was named.
void choose_fields(const std::vector<std::string>& names, server_message::DomConfig& config) {
  const auto named = [&](const char* name) {
    return std::ranges::find(names, name) != names.end();
  };
  config.price = named("price");
  config.size = named("size");
  if (!config.price && !config.size) config.price = config.size = true;
}

}  // namespace

DomChannel::DomChannel(std::int64_t id, const request::ChannelRequest& request,
                       const ServerContext& context, Tick now)
    : id_{id},
      symbol_{request.symbol},
      source_{request.source},
      context_{&context},
      clock_{context.options.default_aggregation_period, now} {
  config_.aggregation_period = clock_.seconds();
  config_.depth_limit = kDefaultDepth;
}

void DomChannel::configure(const request::DomSetup& setup, Tick now,
                           std::vector<std::string>& frames) {
  if (setup.aggregation_period) clock_.set(std::max(*setup.aggregation_period, kShortestPeriod));
  config_.aggregation_period = clock_.seconds();
  config_.depth_limit = setup.depth_limit.value_or(config_.depth_limit);
  if (!setup.fields.empty()) choose_fields(setup.fields, config_);
  frames.push_back(server_message::dom_config(id_, config_));
  last_.reset();
  due_ = now;
}

std::size_t DomChannel::limit() const {
  return config_.depth_limit == 0 ? std::numeric_limits<std::size_t>::max()
                                  : static_cast<std::size_t>(config_.depth_limit);
}

void DomChannel::take(Tick now, std::vector<std::string>& frames) {
  if (!has_output(now)) return;
  due_ = clock_.next(now);
  const Depth& depth = context_->source.depth;
  auto book = depth ? depth(symbol_, source_, limit()) : std::nullopt;
  if (!book || (last_ && same_levels(*last_, *book))) return;
  frames.push_back(server_message::dom_snapshot(id_, config_, *book));
  last_ = std::move(book);
}

}  // namespace belay::dxlink
