#include "proto/dxlink/client_messages.hpp"

#include <algorithm>

#include "belay/model/events.hpp"
#include "belay/model/indexed.hpp"
#include "proto/dxlink/json_writer.hpp"
#include "proto/dxlink/server_session.hpp"

namespace belay::dxlink::client_message {
namespace {

using Names = std::vector<std::string_view>;

std::string head(std::string_view type, std::int64_t channel) {
  std::string out = "{\"type\":";
  append_quoted(out, type);
  append_key(out, "channel");
  append_integer(out, channel);
  return out;
}

// Servers differ in how they spell some fields, so every spelling is asked for (dxlink.md 4.2).
template <class E>
Names all_fields() {
  Names names;
  for_each_field<E>([&](const auto& field) {
    if (field.on_wire()) names.push_back(field.wire);
  });
  if constexpr (requires { Schema<E>::aliases; }) {
    for (const FieldAlias& other : Schema<E>::aliases) names.push_back(other.alias);
  }
  return names;
}

Names needed_fields(bool indexed) {
  if (indexed) return {"eventSymbol", "eventFlags", "index"};
  return {"eventSymbol"};
}

template <class E>
Names fields_of(const FieldWishes& wishes) {
  const auto wish = wishes.find(Schema<E>::name);
  if (wish == wishes.end() || wish->second.empty()) return all_fields<E>();
  Names names = needed_fields(indexed_event<E>);
  for (const std::string& name : wish->second) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

void append_names(std::string& out, std::string_view type, const Names& names) {
  append_key(out, type);
  out += '[';
  for (const std::string_view name : names) {
    append_separator(out);
    append_quoted(out, name);
  }
  out += ']';
}

}  // namespace

std::string setup(std::string_view version, std::chrono::seconds keepalive_timeout) {
  std::string out = head("SETUP", 0);
  append_key(out, "version");
  append_quoted(out, version);
  append_key(out, "keepaliveTimeout");
  append_integer(out, keepalive_timeout.count());
  append_key(out, "acceptKeepaliveTimeout");
  append_integer(out, keepalive_timeout.count());
  return out += '}';
}

std::string auth(std::string_view token) {
  std::string out = head("AUTH", 0);
  append_key(out, "token");
  append_quoted(out, token);
  return out += '}';
}

std::string keepalive() { return head("KEEPALIVE", 0) += '}'; }

std::string channel_request(std::int64_t channel, Contract contract) {
  std::string out = head("CHANNEL_REQUEST", channel);
  out += R"(,"service":"FEED","parameters":{"contract":)";
  append_quoted(out, to_text(contract));
  return out += "}}";
}

std::string feed_setup(std::int64_t channel, double aggregation_period,
                       std::span<const std::string_view> types, const FieldWishes& wishes) {
  std::string out = head("FEED_SETUP", channel);
  append_key(out, "acceptAggregationPeriod");
  append_java_double(out, aggregation_period);
  append_key(out, "acceptDataFormat");
  append_quoted(out, "COMPACT");
  append_key(out, "acceptEventFields");
  out += '{';
  for (const std::string_view type : types) {
    for_each_event_type([&]<class E>() {
      if (Schema<E>::name == type) append_names(out, type, fields_of<E>(wishes));
    });
  }
  return out += "}}";
}

}  // namespace belay::dxlink::client_message
