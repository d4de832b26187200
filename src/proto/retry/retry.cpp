#include "proto/retry/retry.hpp"

#include <algorithm>
#include <charconv>

namespace belay::retry {
namespace {

using std::chrono::milliseconds;

milliseconds asked_for(const HttpResponse& response) {
  const std::string_view text = find_header(response.headers, "Retry-After");
  int seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && seconds > 0 ? milliseconds{std::chrono::seconds{seconds}} : milliseconds{0};
}

}  // namespace

std::optional<milliseconds> Retry::after(const HttpResponse& response, Tick now) {
  ++attempts_;
  const bool passing = response.status == 429 || response.status >= 500;
  if (!passing || attempts_ >= patience_.most_attempts) return std::nullopt;
  milliseconds wait = patience_.first;
  for (int i = 1; i < attempts_ && wait < patience_.longest; ++i) wait *= 2;
  wait = std::min(wait, patience_.longest);
  const auto half = static_cast<std::uint64_t>(wait.count() / 2);
  wait -= milliseconds{static_cast<std::int64_t>(random_() % (half + 1))};
  wait = std::max(wait, asked_for(response));
  if (now + wait >= deadline_) return std::nullopt;
  return wait;
}

}  // namespace belay::retry
