#include "proto/rest/envelope.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "proto/rest/calls.hpp"

namespace belay::rest {

namespace {

std::string with_context(std::string body, std::string_view context) {
  if (!context.empty()) body += fmt::format(",\"context\":{}", json::quoted(context));
  return body;
}

std::string pagination_json(const Pagination& page, std::size_t count) {
  return fmt::format(
      R"("pagination":{{"per-page":{},"page-offset":{},"item-offset":{},"total-items":{},)"
      R"("total-pages":{},"current-item-count":{},"previous-link":null,"next-link":null,)"
      R"("paging-link-template":null}})",
      page.per_page, page.page_offset, page.item_offset(), page.total_items, page.total_pages(),
      count);
}

std::string reason_json(const Reason& reason, bool validation) {
  return fmt::format(R"({{"{}":{},"{}":{}}})", validation ? "domain" : "code",
                     json::quoted(reason.code), validation ? "reason" : "message",
                     json::quoted(reason.message));
}

std::string form_decode(std::string_view text) {
  std::string spaced{text};
  std::ranges::replace(spaced, '+', ' ');
  return percent_decode(spaced);
}

// Calls `visit` for each piece of `text` between separators.
template <class Visit>
void split(std::string_view text, char separator, Visit&& visit) {
  while (!text.empty()) {
    const std::size_t at = std::min(text.find(separator), text.size());
    visit(text.substr(0, at));
    text.remove_prefix(std::min(at + 1, text.size()));
  }
}

}  // namespace

int Pagination::total_pages() const noexcept {
  if (per_page <= 0 || total_items <= 0) return total_items > 0 ? 1 : 0;
  return 1 + (total_items - 1) / per_page;
}

long long Pagination::item_offset() const noexcept {
  return static_cast<long long>(page_offset) * per_page;
}

std::string data_envelope(std::string_view data_json, std::string_view context) {
  return with_context(fmt::format("{{\"data\":{}", data_json), context) + "}";
}

std::string items_envelope(const std::vector<std::string>& items_json, std::string_view context,
                           std::optional<Pagination> pagination) {
  std::string body = fmt::format("{{\"data\":{{\"items\":[{}]}}", fmt::join(items_json, ","));
  body = with_context(std::move(body), context);
  if (pagination) body += "," + pagination_json(*pagination, items_json.size());
  return body + "}";
}

HttpResponse json_response(int status, std::string body) {
  return {
      .status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

HttpResponse error_response(int status, std::string_view code, std::string_view message,
                            const std::vector<Reason>& reasons, bool validation) {
  std::string body = fmt::format(R"({{"error":{{"code":{},"message":{})", json::quoted(code),
                                 json::quoted(message));
  for (std::size_t at = 0; at < reasons.size(); ++at) {
    body += at == 0 ? ",\"errors\":[" : ",";
    body += reason_json(reasons[at], validation);
  }
  body += reasons.empty() ? "}}" : "]}}";
  return json_response(status, std::move(body));
}

HttpResponse version_response() {
  return json_response(
      406, R"({"error":{"code":406,"message":"The requested version is not supported."}})");
}

HttpResponse html_response(int status, std::string_view reason) {
  return {.status = status,
          .headers = {{"Content-Type", "text/html"}},
          .body = fmt::format("<html>\r\n<head><title>{0} {1}</title></head>\r\n<body>\r\n"
                              "<center><h1>{0} {1}</h1></center>\r\n"
                              "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
                              status, reason)};
}

std::optional<std::string_view> Target::first(std::string_view key) const {
  const auto found = query.find(std::string{key});
  if (found == query.end()) return std::nullopt;
  return std::string_view{found->second};
}

std::vector<std::string> Target::all(std::string_view key) const {
  std::vector<std::string> values;
  for (const std::string& name : {std::string{key}, std::string{key} + "[]"}) {
    const auto [from, to] = query.equal_range(name);
    for (auto at = from; at != to; ++at) values.push_back(at->second);
  }
  return values;
}

std::multimap<std::string, std::string> parse_query(std::string_view text) {
  std::multimap<std::string, std::string> query;
  split(text, '&', [&](std::string_view pair) {
    if (pair.empty()) return;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    query.emplace(form_decode(pair.substr(0, equals)), form_decode(value));
  });
  return query;
}

Target parse_target(std::string_view target) {
  target = target.substr(0, target.find('#'));
  const std::size_t mark = std::min(target.find('?'), target.size());
  std::string_view path = target.substr(0, mark);
  if (path.starts_with('/')) path.remove_prefix(1);
  Target parsed;
  split(path, '/',
        [&](std::string_view segment) { parsed.segments.push_back(percent_decode(segment)); });
  parsed.query = parse_query(target.substr(std::min(mark + 1, target.size())));
  return parsed;
}

}  // namespace belay::rest
