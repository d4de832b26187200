#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "belay/client/blocking.hpp"
#include "belay/client/client.hpp"
#include "proto/json/codec.hpp"
#include "proto/rest/call.hpp"
#include "proto/rest/text.hpp"

// How the verbs of both clients send a Call: converse() does the work, once for all types; what
// stands here only reads. Included by the files that define verbs.

namespace belay {
namespace detail {

template <class T>
Client::Read reader(const rest::Call<T>& call, Result<T>& value) {
  return [&](const HttpResponse& response, json::Drift& drift) -> Result<void> {
    value = call.decode(response, &drift);
    return {};
  };
}

/// One page of a list, out of the answer that holds it.
template <class T>
Result<PageOf<T>> page_in(const rest::Call<std::vector<T>>& call, const HttpResponse& response,
                          json::Drift& drift) {
  Result<std::vector<T>> items = call.decode(response, &drift);
  if (!items) return std::unexpected(std::move(items.error()));
  const rest::Page where = rest::page_of(response);
  return PageOf<T>{.items = std::move(*items),
                   .total_pages = where.total_pages,
                   .total_items = where.total_items};
}

template <class T>
Client::Read reader(const rest::Call<std::vector<T>>& call, int total_pages,
                    Result<PageOf<T>>& page) {
  return [&call, total_pages, &page](const HttpResponse& response,
                                     json::Drift& drift) -> Result<void> {
    page = page_in(call, response, drift);
    if (page && total_pages > 0) {
      page->total_pages = total_pages;
      page->parts = true;
    }
    return {};
  };
}

/// Page `at` of a list (`total_pages` 0: as many as the broker says), or part `at` of several.
template <class T>
Task<PageOf<T>> read_page(Client& client, rest::Call<std::vector<T>> call, int total_pages) {
  Result<PageOf<T>> page;
  Client::Read read = reader(call, total_pages, page);
  rest::Question question = call;
  const Result<void> done = co_await client.converse(std::move(question), std::move(read));
  if (!done) co_return std::unexpected(done.error());
  co_return page;
}

template <class T>
Result<PageOf<T>> read_page(blocking::Client& client, const rest::Call<std::vector<T>>& call,
                            int total_pages) {
  Result<PageOf<T>> page;
  const Result<void> done = client.converse(call, reader(call, total_pages, page));
  if (!done) return std::unexpected(done.error());
  return page;
}

template <class C, class T>
Pages<C, T> pages_of(C& client, rest::Call<std::vector<T>> call) {
  return Pages<C, T>{[&client, call = std::move(call)](int at) {
    return read_page(client, rest::at_page(call, at), 0);
  }};
}

template <class C, class T>
Pages<C, T> parts_of(C& client, std::vector<rest::Call<std::vector<T>>> calls) {
  const int parts = static_cast<int>(calls.size());
  if (parts == 0) return Pages<C, T>::empty();
  return Pages<C, T>{[&client, parts, calls = std::move(calls)](int at) {
    return read_page(client, calls[static_cast<std::size_t>(at)], parts);
  }};
}

}  // namespace detail

template <class T>
Task<T> Client::ask(rest::Call<T> call) {
  Result<T> value;
  Read read = detail::reader(call, value);
  rest::Question question = call;
  const Result<void> done = co_await converse(std::move(question), std::move(read));
  if (!done) co_return std::unexpected(done.error());
  co_return value;
}

template <class T>
Pages<Client, T> Client::pages(rest::Call<std::vector<T>> call) {
  return detail::pages_of(*this, std::move(call));
}

template <class T>
Pages<Client, T> Client::parts(std::vector<rest::Call<std::vector<T>>> calls) {
  return detail::parts_of(*this, std::move(calls));
}

namespace blocking {

template <class T>
Result<T> Client::ask(rest::Call<T> call) {
  Result<T> value;
  const Result<void> done = converse(call, detail::reader(call, value));
  if (!done) return std::unexpected(done.error());
  return value;
}

template <class T>
belay::Pages<Client, T> Client::pages(rest::Call<std::vector<T>> call) {
  return detail::pages_of(*this, std::move(call));
}

template <class T>
belay::Pages<Client, T> Client::parts(std::vector<rest::Call<std::vector<T>>> calls) {
  return detail::parts_of(*this, std::move(calls));
}

}  // namespace blocking
}  // namespace belay
