#include "sim/broker/sign_in.hpp"

#include <utility>

namespace belay::sim {

void SignInDesk::failed(const SignInOptions& options, Tick now) {
  ++failures_;
  if (options.failures_before_block == 0 || failures_ < options.failures_before_block) return;
  blocked_until_ = now + options.block;
  failures_ = 0;
}

void SignInDesk::issue(std::string token, Stage stage) {
  constexpr std::size_t kMost = 1000;
  if (challenges_.size() >= kMost) challenges_.erase(challenges_.begin());
  challenges_.insert_or_assign(std::move(token), stage);
}

std::optional<SignInDesk::Stage> SignInDesk::stage_of(std::string_view token) const {
  const auto found = challenges_.find(token);
  return found == challenges_.end() ? std::nullopt : std::optional{found->second};
}

void SignInDesk::forget(std::string_view token) {
  if (const auto found = challenges_.find(token); found != challenges_.end()) {
    challenges_.erase(found);
  }
}

}  // namespace belay::sim
