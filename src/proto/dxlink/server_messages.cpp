#include "proto/dxlink/server_messages.hpp"

#include "proto/dxlink/json_writer.hpp"
#include "proto/dxlink/server_session.hpp"

namespace belay::dxlink::server_message {
namespace {

std::string head(std::string_view type, std::int64_t channel) {
  std::string out = "{\"type\":";
  append_quoted(out, type);
  append_key(out, "channel");
  append_integer(out, channel);
  return out;
}

void append_field_names(std::string& out, const RowEncoder& encoder) {
  append_key(out, encoder.codec().name);
  out += '[';
  for (const std::string_view name : encoder.field_names()) {
    append_separator(out);
    append_quoted(out, name);
  }
  out += ']';
}

void append_levels(std::string& out, std::string_view side, const DomConfig& config,
                   std::span<const DepthLevel> levels) {
  append_key(out, side);
  out += '[';
  for (const DepthLevel& level : levels) {
    append_separator(out);
    out += '{';
    if (config.price) {
      append_key(out, "price");
      append_value(out, level.price);
    }
    if (config.size) {
      append_key(out, "size");
      append_value(out, level.size);
    }
    out += '}';
  }
  out += ']';
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::string_view beginning_of(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && continues_character(text[most])) --most;
  return text.substr(0, most);
}

std::string setup(std::string_view version, std::chrono::seconds keepalive_timeout) {
  std::string out = head("SETUP", 0);
  append_key(out, "keepaliveTimeout");
  append_integer(out, keepalive_timeout.count());
  append_key(out, "acceptKeepaliveTimeout");
  append_integer(out, keepalive_timeout.count());
  append_key(out, "version");
  append_quoted(out, version);
  return out += '}';
}

std::string unauthorized() { return head("AUTH_STATE", 0) += R"(,"state":"UNAUTHORIZED"})"; }

std::string authorized(std::string_view user_id) {
  std::string out = head("AUTH_STATE", 0) += R"(,"state":"AUTHORIZED")";
  if (!user_id.empty()) {
    append_key(out, "userId");
    append_quoted(out, user_id);
  }
  return out += '}';
}

std::string keepalive() { return head("KEEPALIVE", 0) += '}'; }

std::string error(std::int64_t channel, std::string_view type, std::string_view text) {
  std::string out = head("ERROR", channel);
  append_key(out, "error");
  append_quoted(out, type);
  append_key(out, "message");
  append_quoted(out, text);
  return out += '}';
}

std::string channel_opened(std::int64_t channel, std::string_view service,
                           std::string_view parameters) {
  std::string out = head("CHANNEL_OPENED", channel);
  append_key(out, "service");
  append_quoted(out, service);
  append_key(out, "parameters");
  out += '{';
  out += parameters;
  if (service == "FEED") {
    append_key(out, "subFormat");
    append_quoted(out, "LIST");
  }
  return out += "}}";
}

std::string channel_closed(std::int64_t channel) { return head("CHANNEL_CLOSED", channel) += '}'; }

std::string feed_config(std::int64_t channel, DataFormat format, double aggregation_period,
                        std::span<const RowEncoder* const> announced) {
  std::string out = head("FEED_CONFIG", channel);
  append_key(out, "dataFormat");
  append_quoted(out, to_string(format));
  append_key(out, "aggregationPeriod");
  append_java_double(out, aggregation_period);
  if (announced.empty()) return out += '}';
  append_key(out, "eventFields");
  out += '{';
  for (const RowEncoder* encoder : announced) append_field_names(out, *encoder);
  return out += "}}";
}

std::string dom_config(std::int64_t channel, const DomConfig& config) {
  std::string out = head("DOM_CONFIG", channel);
  append_key(out, "aggregationPeriod");
  append_java_double(out, config.aggregation_period);
  append_key(out, "depthLimit");
  append_integer(out, config.depth_limit);
  append_key(out, "dataFormat");
  append_quoted(out, "FULL");
  append_key(out, "orderFields");
  out += '[';
  if (config.price) append_quoted(out, "price");
  if (config.size) {
    append_separator(out);
    append_quoted(out, "size");
  }
  return out += "]}";
}

std::string dom_snapshot(std::int64_t channel, const DomConfig& config, const DepthBook& book) {
  std::string out = head("DOM_SNAPSHOT", channel);
  append_key(out, "time");
  append_integer(out, book.time);
  append_levels(out, "bids", config, book.bids);
  append_levels(out, "asks", config, book.asks);
  return out += '}';
}

}  // namespace belay::dxlink::server_message
