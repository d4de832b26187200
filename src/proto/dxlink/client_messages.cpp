#include "proto/dxlink/client_messages.hpp"

#include "proto/dxlink/event_codec.hpp"
#include "proto/dxlink/json_writer.hpp"
#include "proto/dxlink/server_session.hpp"

namespace belay::dxlink::client_message {
namespace {

std::string head(std::string_view type, std::int64_t channel) {
  std::string out = "{\"type\":";
  append_quoted(out, type);
  append_key(out, "channel");
  append_integer(out, channel);
  return out;
}

void append_field_names(std::string& out, const EventCodec& codec) {
  append_key(out, codec.name);
  out += '[';
  for (const FieldCodec& field : codec.fields) {
    append_separator(out);
    append_quoted(out, field.name);
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

std::string channel_request(std::int64_t channel) {
  return head("CHANNEL_REQUEST", channel) +=
         R"(,"service":"FEED","parameters":{"contract":"AUTO"}})";
}

std::string feed_setup(std::int64_t channel, double aggregation_period) {
  std::string out = head("FEED_SETUP", channel);
  append_key(out, "acceptAggregationPeriod");
  append_java_double(out, aggregation_period);
  append_key(out, "acceptDataFormat");
  append_quoted(out, "COMPACT");
  append_key(out, "acceptEventFields");
  out += '{';
  for (const EventCodec& codec : event_codecs()) append_field_names(out, codec);
  return out += "}}";
}

}  // namespace belay::dxlink::client_message
