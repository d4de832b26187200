#include "proto/dxlink/request.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>
#include <simdjson.h>

#include "proto/dxlink/json_writer.hpp"

namespace belay::dxlink::request {
namespace {

using simdjson::SUCCESS;
using Element = simdjson::dom::element;
using Object = simdjson::dom::object;

std::optional<std::string_view> text_of(const Object& object, std::string_view name) {
  std::string_view text;
  if (object[name].get(text) != SUCCESS) return std::nullopt;
  return text;
}

// Absent and null are the same.
std::optional<Element> member_of(const Object& object, std::string_view name) {
  Element element;
  if (object[name].get(element) != SUCCESS || element.is_null()) return std::nullopt;
  return element;
}

Illegal illegal(std::string_view type, std::string_view member, std::string_view expected) {
  return {fmt::format("{}: `{}` must be {}.", type, member, expected)};
}

Body read_setup(const Object& object) {
  const auto version = text_of(object, "version");
  if (!version) return illegal("SETUP", "version", "a string");
  Setup setup{.version = std::string{*version}};
  double seconds = 0;
  if (object["keepaliveTimeout"].get(seconds) == SUCCESS) setup.keepalive_timeout = seconds;
  return setup;
}

Body read_auth(const Object& object) {
  const auto token = text_of(object, "token");
  if (!token) return illegal("AUTH", "token", "a string");
  return Auth{std::string{*token}};
}

Body read_channel_request(const Object& object) {
  const auto service = text_of(object, "service");
  if (!service) return illegal("CHANNEL_REQUEST", "service", "a string");
  ChannelRequest request{.service = std::string{*service}};
  Object parameters;
  if (object["parameters"].get(parameters) != SUCCESS) return request;
  request.contract = text_of(parameters, "contract").value_or("");
  request.symbol = text_of(parameters, "symbol").value_or("");
  std::string_view source;
  if (parameters["sources"].at(0).get(source) == SUCCESS) request.source = source;
  for (const auto member : parameters) {
    if (member.key == "subFormat") continue;
    append_key(request.parameters, member.key);
    request.parameters += simdjson::minify(member.value);
  }
  return request;
}

bool read_names(Element element, std::vector<std::string>& names) {
  simdjson::dom::array list;
  if (element.get(list) != SUCCESS) return false;
  for (const Element item : list) {
    std::string_view name;
    if (item.get(name) != SUCCESS) return false;
    names.emplace_back(name);
  }
  return true;
}

bool read_fields(Element element, FeedSetup& setup) {
  Object by_type;
  if (element.get(by_type) != SUCCESS) return false;
  for (const auto member : by_type) {
    auto& [type, names] = setup.fields.emplace_back();
    type = member.key;
    if (!read_names(member.value, names)) return false;
  }
  return true;
}

bool read_period(Element element, std::optional<double>& period) {
  double seconds = 0;
  if (element.get(seconds) != SUCCESS || seconds < 0) return false;
  period = seconds;
  return true;
}

bool read_format(Element element, FeedSetup& setup) {
  std::string_view text;
  if (element.get(text) != SUCCESS) return false;
  if (text == "FULL") setup.format = DataFormat::full;
  if (text == "COMPACT") setup.format = DataFormat::compact;
  return setup.format.has_value();
}

Body read_feed_setup(const Object& object) {
  FeedSetup setup;
  if (const auto period = member_of(object, "acceptAggregationPeriod");
      period && !read_period(*period, setup.aggregation_period)) {
    return illegal("FEED_SETUP", "acceptAggregationPeriod", "a number of seconds, 0 or more");
  }
  if (const auto format = member_of(object, "acceptDataFormat");
      format && !read_format(*format, setup)) {
    return illegal("FEED_SETUP", "acceptDataFormat", "FULL or COMPACT");
  }
  if (const auto fields = member_of(object, "acceptEventFields");
      fields && !read_fields(*fields, setup)) {
    return illegal("FEED_SETUP", "acceptEventFields", "an object of arrays of field names");
  }
  return setup;
}

// An integer, also one spelled 1.75E12; absent and null are the same.
bool read_time(const Object& entry, std::optional<std::int64_t>& time) {
  const auto member = member_of(entry, "fromTime");
  if (!member) return true;
  std::int64_t whole = 0;
  double number = 0;
  if (member->get(whole) == SUCCESS) {
    time = whole;
  } else if (member->get(number) == SUCCESS && std::abs(number) < 0x1p62) {
    time = static_cast<std::int64_t>(number);
  }
  return time.has_value();
}

bool read_entry(Element element, Entry& entry) {
  Object object;
  if (element.get(object) != SUCCESS) return false;
  const auto type = text_of(object, "type");
  const auto symbol = text_of(object, "symbol");
  if (!type || !symbol) return false;
  entry.type = Symbol{*type};
  entry.symbol = Symbol{*symbol};
  if (const auto source = text_of(object, "source")) entry.source = Symbol{*source};
  return read_time(object, entry.from_time);
}

bool read_entries(Element element, std::vector<Entry>& entries) {
  simdjson::dom::array list;
  if (element.get(list) != SUCCESS) return false;
  for (const Element item : list) {
    if (!read_entry(item, entries.emplace_back())) return false;
  }
  return true;
}

Body read_subscription(const Object& object) {
  FeedSubscription change;
  if (const auto reset = member_of(object, "reset"); reset && reset->get(change.reset) != SUCCESS) {
    return illegal("FEED_SUBSCRIPTION", "reset", "a boolean");
  }
  if (const auto list = member_of(object, "remove"); list && !read_entries(*list, change.remove)) {
    return illegal("FEED_SUBSCRIPTION", "remove", "an array of {type, symbol, source?, fromTime?}");
  }
  if (const auto list = member_of(object, "add"); list && !read_entries(*list, change.add)) {
    return illegal("FEED_SUBSCRIPTION", "add", "an array of {type, symbol, source?, fromTime?}");
  }
  return change;
}

Body read_dom_setup(const Object& object) {
  DomSetup setup;
  if (const auto period = member_of(object, "acceptAggregationPeriod");
      period && !read_period(*period, setup.aggregation_period)) {
    return illegal("DOM_SETUP", "acceptAggregationPeriod", "a number of seconds, 0 or more");
  }
  std::int64_t depth = 0;
  if (const auto limit = member_of(object, "acceptDepthLimit")) {
    if (limit->get(depth) != SUCCESS || depth < 0) {
      return illegal("DOM_SETUP", "acceptDepthLimit", "a whole number, 0 or more");
    }
    setup.depth_limit = depth;
  }
  if (const auto fields = member_of(object, "acceptOrderFields");
      fields && !read_names(*fields, setup.fields)) {
    return illegal("DOM_SETUP", "acceptOrderFields", "an array of field names");
  }
  return setup;
}

using ReadBody = Body (*)(const Object&);
constexpr std::array<std::pair<std::string_view, ReadBody>, 9> kReaders{{
    {"KEEPALIVE", [](const Object&) -> Body { return Keepalive{}; }},
    {"FEED_SUBSCRIPTION", &read_subscription},
    {"FEED_SETUP", &read_feed_setup},
    {"CHANNEL_REQUEST", &read_channel_request},
    {"CHANNEL_CANCEL", [](const Object&) -> Body { return ChannelCancel{}; }},
    {"DOM_SETUP", &read_dom_setup},
    {"SETUP", &read_setup},
    {"AUTH", &read_auth},
    {"ERROR", [](const Object&) -> Body { return ClientError{}; }},
}};

Body read_body(std::string_view type, const Object& object) {
  for (const auto& [name, read] : kReaders) {
    if (name == type) return read(object);
  }
  return Unknown{std::string{type}};
}

}  // namespace

struct Reader::Impl {
  simdjson::dom::parser parser;
};

Reader::Reader() : impl_{std::make_unique<Impl>()} {}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

Message Reader::read(std::string_view frame) {
  Element root;
  if (impl_->parser.parse(frame.data(), frame.size()).get(root) != SUCCESS) {
    return {0, Illegal{"The message is not valid JSON."}};
  }
  Object object;
  if (root.get(object) != SUCCESS) return {0, Illegal{"The message is not a JSON object."}};
  const auto type = text_of(object, "type");
  if (!type) return {0, Illegal{"The message has no string `type`."}};
  std::int64_t channel = 0;
  if (object["channel"].get(channel) != SUCCESS) {
    return {0, Illegal{"The message has no integer `channel`."}};
  }
  return {channel, read_body(*type, object)};
}

}  // namespace belay::dxlink::request
