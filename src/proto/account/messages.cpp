#include "proto/account/messages.hpp"

#include <fmt/format.h>

#include "proto/json/codec.hpp"

namespace belay::account {
namespace {

std::string value_text(const Request& request) {
  if (request.ask == Ask::user_message_subscribe) return json::quoted(request.values.at(0));
  std::string list;
  for (const std::string& value : request.values) {
    if (!list.empty()) list += ',';
    list += json::quoted(value);
  }
  return '[' + list + ']';
}

}  // namespace

std::string to_message(const Request& request, const Secret& authorization) {
  std::string out = fmt::format(R"({{"action":"{}")", enum_name(request.ask));
  if (!request.values.empty()) out += fmt::format(R"(,"value":{})", value_text(request));
  out += fmt::format(R"(,"auth-token":{},"request-id":{})", json::quoted(authorization.reveal()),
                     request.id);
  if (!request.source.empty()) out += fmt::format(R"(,"source":{})", json::quoted(request.source));
  return out + '}';
}

}  // namespace belay::account
