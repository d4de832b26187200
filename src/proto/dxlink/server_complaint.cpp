#include "proto/dxlink/server_complaint.hpp"

#include <algorithm>
#include <string>

#include "belay/model/events.hpp"

namespace belay::dxlink {
namespace {

std::string lowered(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

// `… for event type 'Candle' is too big`
std::string_view quoted_type(std::string_view text) {
  std::string_view type;
  for_each_event_type([&]<class E>() {
    const std::string quoted = "'" + std::string{Schema<E>::name} + "'";
    if (text.find(quoted) != std::string_view::npos) type = Schema<E>::name;
  });
  return type;
}

}  // namespace

Complaint understand(std::string_view error, std::string_view text) {
  const std::string low = lowered(text);
  const auto says = [&low](std::string_view part) { return low.find(part) != std::string::npos; };
  // A back end in trouble refuses good tokens as well; the next attempt may succeed.
  if (says("session not found")) return {};
  if (error == "UNAUTHORIZED") return {Complaint::Kind::unauthorized};
  if (says("auth step missing")) return {Complaint::Kind::wrong_order};
  if (says("channel with id") && says("not exist")) return {Complaint::Kind::no_such_channel};
  if (says("rate is too high")) return {Complaint::Kind::too_fast};
  if (says("subscription size")) return {Complaint::Kind::too_many, quoted_type(text)};
  return {};
}

}  // namespace belay::dxlink
