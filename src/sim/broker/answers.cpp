#include "sim/broker/answers.hpp"

#include <chrono>
#include <span>
#include <utility>

namespace belay::sim {
namespace {

// `per-page` and `page-offset`, or the name of the one that cannot be used.
std::expected<rest::Pagination, std::string> page_wish(const Ask& ask, int per_page, int most) {
  const auto wanted = ask.target.first("per-page");
  const auto size = wanted ? number<int>(*wanted) : per_page;
  const auto offset = number<int>(ask.target.first("page-offset").value_or("0"));
  if (!size || *size < 1 || *size > most) return std::unexpected("per-page");
  if (!offset || *offset < 0) return std::unexpected("page-offset");
  return rest::Pagination{.per_page = *size, .page_offset = *offset};
}

}  // namespace

HttpResponse data_answer(std::string_view json_text, const Ask& ask, int status) {
  return rest::json_response(status, rest::data_envelope(json_text, ask.path));
}

HttpResponse items_answer(const std::vector<std::string>& items, const Ask& ask) {
  return rest::json_response(200, rest::items_envelope(items, ask.path));
}

HttpResponse bare_items_answer(const std::vector<std::string>& items) {
  return rest::json_response(200, rest::items_envelope(items, ""));
}

std::expected<PageCut, HttpResponse> cut_page(const Ask& ask, std::size_t total,
                                              int default_per_page, int most_per_page) {
  auto page = page_wish(ask, default_per_page, most_per_page);
  if (!page) return std::unexpected(invalid(page.error(), "does not have a valid value"));
  page->total_items = static_cast<int>(total);
  const auto first = std::min(total, static_cast<std::size_t>(page->item_offset()));
  return PageCut{.page = *page,
                 .first = first,
                 .count = std::min(total - first, static_cast<std::size_t>(page->per_page))};
}

HttpResponse page_answer(const std::vector<std::string>& items, const Ask& ask,
                         int default_per_page, int most_per_page) {
  const auto cut = cut_page(ask, items.size(), default_per_page, most_per_page);
  if (!cut) return cut.error();
  const std::span slice = std::span{items}.subspan(cut->first, cut->count);
  return rest::json_response(
      200, rest::items_envelope({slice.begin(), slice.end()}, ask.path, cut->page));
}

HttpResponse invalid(std::string domain, std::string reason) {
  return rest::error_response(400, "validation_error", "Request validation failed",
                              {{std::move(domain), std::move(reason)}}, true);
}

HttpResponse no_answer() {
  return HttpResponse{
      .status = 503, .headers = {}, .body = {}, .delay = std::chrono::hours{8}, .cut = 0};
}

HttpResponse not_permitted() {
  return rest::error_response(403, "not_permitted", "User not permitted access");
}

HttpResponse not_found(std::string_view message) {
  return rest::error_response(404, "record_not_found", message);
}

}  // namespace belay::sim
