#include "proto/rest/call.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "proto/json/document.hpp"
#include "proto/rest/envelope.hpp"
#include "proto/rest/text.hpp"

namespace belay::rest {
namespace {

// The path with `fill(name, value)` in place of each `{name}`.
template <class Fill>
std::string filled(std::string_view path, Names names, Fill fill) {
  std::string out;
  auto value = names.begin();
  while (!path.empty()) {
    const std::size_t open = std::min(path.find('{'), path.size());
    out += path.substr(0, open);
    path.remove_prefix(open);
    if (path.empty()) break;
    const std::size_t close = path.find('}');
    out += fill(path.substr(1, close - 1), value == names.end() ? std::string_view{} : *value++);
    path.remove_prefix(close + 1);
  }
  return out;
}

// Does a path of the table stand for this one?
bool stands_for(std::string_view pattern, const Target& target) {
  const Target wanted = parse_target(pattern);
  return std::ranges::equal(wanted.segments, target.segments,
                            [](const std::string& want, const std::string& have) {
                              return want.starts_with('{') || want == have;
                            });
}

}  // namespace

Endpoint row_of(const HttpRequest& request) {
  const Target target = parse_target(request.target);
  for (const Endpoint& row : endpoints()) {
    if (row.method == request.method && stands_for(row.path, target)) return row;
  }
  return {.effects = request.method == "GET" ? Effects::none : Effects::orders};
}

std::string redact_path(std::string_view target) {
  std::string path;
  std::string before;
  for (const std::string& segment : parse_target(target).segments) {
    path += '/';
    path += before == "accounts" ? redact_account(segment) : percent_encode(segment);
    before = segment;
  }
  return path;
}

HttpRequest raw_request(std::string_view method, std::string_view target, std::string_view body) {
  HttpRequest request{.method = std::string{method},
                      .target = std::string{target},
                      .headers = {{"Accept", "application/json"}},
                      .body = std::string{body}};
  if (!body.empty()) request.headers.push_back({"Content-Type", "application/json"});
  return request;
}

HttpRequest request_for(const Endpoint& endpoint, Names names, const Query& query,
                        std::string body) {
  HttpRequest request{.method = std::string{endpoint.method},
                      .target = filled(endpoint.path, names,
                                       [](std::string_view, std::string_view value) {
                                         return percent_encode(value);
                                       }) +
                                query.text(),
                      .headers = {{"Accept", "application/json"}},
                      .body = std::move(body)};
  if (!request.body.empty()) request.headers.push_back({"Content-Type", "application/json"});
  return request;
}

std::string operation_for(const Endpoint& endpoint, Names names) {
  return fmt::format(
      "{} {}", endpoint.method,
      filled(endpoint.path, names, [](std::string_view name, std::string_view value) {
        return name == "account" ? redact_account(value) : percent_encode(value);
      }));
}

Result<std::string_view> detail::items_of(std::string_view data) {
  if (data.starts_with('[')) return data;
  const auto outline = json::outline(data);
  const auto items = outline ? outline->find("items") : std::nullopt;
  if (items && items->starts_with('[')) return *items;
  if (const auto document = json::Document::parse(data); !document) {
    return std::unexpected(document.error());
  }
  return fail(Errc::parse, outline ? "`data.items` is missing; expected an array"
                                   : "`data` has a member twice: which one counts is not known");
}

std::string_view detail::unwrapped(std::string_view body) {
  const auto outline = json::outline(body);
  return outline ? outline->find("data").value_or(body) : body;
}

Call<std::string> text(const Endpoint& endpoint, Names names) {
  auto call = call_to<std::string>(
      endpoint, names, {}, {},
      [](std::string_view body, json::Drift*) -> Result<std::string> { return std::string{body}; });
  call.wrapping = Wrapping::text;
  return call;
}

Call<Done> act(const Endpoint& endpoint, Names names, const Query& query, std::string body) {
  auto call = call_to<Done>(endpoint, names, query, std::move(body),
                            [](std::string_view, json::Drift*) -> Result<Done> { return Done{}; });
  call.wrapping = Wrapping::text;
  return call;
}

}  // namespace belay::rest
