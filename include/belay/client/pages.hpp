#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "belay/base/error.hpp"
#include "belay/client/answer.hpp"
#include "belay/task.hpp"

namespace belay {

/// One page of a list, as it came.
template <class T>
struct PageOf {
  std::vector<T> items;
  int total_pages = 1;
  std::optional<std::int64_t> total_items;
  /// A question asked in parts: each has an answer of its own, and an empty one is no end.
  bool parts = false;
};

/// A list that the broker gives out page by page (broker-api.md 3.2). Nothing is asked before the
/// first next(); each page is asked for when the one before is used up. What changes at the broker
/// meanwhile may appear twice or be missed: items have ids. Move-only; must not outlive its client.
template <class C, class T>
class Pages;

namespace detail {

/// Where a walk through pages stands; decides which page comes next. No I/O.
template <class T>
class PageWalk {
 public:
  [[nodiscard]] bool has_item() const { return at_ < page_.items.size(); }
  [[nodiscard]] T take() { return std::move(page_.items[at_++]); }
  [[nodiscard]] std::vector<T> take_rest() {
    std::vector<T> rest{
        std::make_move_iterator(page_.items.begin() + static_cast<std::ptrdiff_t>(at_)),
        std::make_move_iterator(page_.items.end())};
    at_ = page_.items.size();
    return rest;
  }
  /// The page to ask for, when there is one. Our own count decides: a server that ignores the page
  /// asked for must not keep us here.
  [[nodiscard]] std::optional<int> wanted() const {
    if (status_ &&
        (asked_ == 0 || (asked_ < page_.total_pages && (page_.parts || !page_.items.empty()))))
      return asked_;
    return std::nullopt;
  }
  void receive(Result<PageOf<T>> page) {
    ++asked_;
    at_ = 0;
    if (page) {
      page_ = std::move(*page);
    } else {
      page_ = {};
      status_ = std::unexpected(std::move(page.error()));
    }
  }
  [[nodiscard]] const Result<void>& status() const { return status_; }
  [[nodiscard]] std::optional<std::int64_t> total() const { return page_.total_items; }

 private:
  PageOf<T> page_;
  std::size_t at_ = 0;
  int asked_ = 0;
  Result<void> status_;
};

}  // namespace detail

template <class T>
class Pages<Client, T> {
 public:
  using Fetch = std::function<Task<PageOf<T>>(int page_offset)>;
  explicit Pages(Fetch fetch) : fetch_{std::move(fetch)} {}
  /// A list without items, for which nothing is asked.
  [[nodiscard]] static Pages empty() {
    Pages pages{Fetch{}};
    pages.walk_.receive(PageOf<T>{});
    return pages;
  }

  /// The next item; nullopt at the end or after a failure, see status().
  boost::asio::awaitable<std::optional<T>> next() {
    while (!walk_.has_item()) {
      const std::optional<int> page_offset = walk_.wanted();
      if (!page_offset) co_return std::nullopt;
      Result<PageOf<T>> page = co_await fetch_(*page_offset);
      walk_.receive(std::move(page));
    }
    co_return walk_.take();
  }
  /// Everything that is left, or the first failure.
  Task<std::vector<T>> all() {
    std::vector<T> items = walk_.take_rest();
    while (const std::optional<int> page_offset = walk_.wanted()) {
      Result<PageOf<T>> page = co_await fetch_(*page_offset);
      walk_.receive(std::move(page));
      for (T& item : walk_.take_rest()) items.push_back(std::move(item));
    }
    if (!walk_.status()) co_return std::unexpected(walk_.status().error());
    co_return items;
  }
  /// Why next() ended.
  [[nodiscard]] Result<void> status() const { return walk_.status(); }
  /// How many items there are on all pages, once a page said so.
  [[nodiscard]] std::optional<std::int64_t> total() const { return walk_.total(); }

 private:
  Fetch fetch_;
  detail::PageWalk<T> walk_;
};

/// The same without co_await. Also a range: `for (const Transaction& t : pages)`, then status().
template <class T>
class Pages<blocking::Client, T> {
 public:
  using Fetch = std::function<Result<PageOf<T>>(int page_offset)>;
  explicit Pages(Fetch fetch) : fetch_{std::move(fetch)} {}
  /// A list without items, for which nothing is asked.
  [[nodiscard]] static Pages empty() {
    Pages pages{Fetch{}};
    pages.walk_.receive(PageOf<T>{});
    return pages;
  }

  [[nodiscard]] std::optional<T> next() {
    while (!walk_.has_item()) {
      const std::optional<int> page_offset = walk_.wanted();
      if (!page_offset) return std::nullopt;
      walk_.receive(fetch_(*page_offset));
    }
    return walk_.take();
  }
  [[nodiscard]] Result<std::vector<T>> all() {
    std::vector<T> items;
    while (auto item = next()) items.push_back(std::move(*item));
    if (!walk_.status()) return std::unexpected(walk_.status().error());
    return items;
  }
  [[nodiscard]] Result<void> status() const { return walk_.status(); }
  [[nodiscard]] std::optional<std::int64_t> total() const { return walk_.total(); }

  class Iterator {
   public:
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;
    explicit Iterator(Pages* pages) : pages_{pages}, item_{pages->next()} {}
    const T& operator*() const { return *item_; }
    Iterator& operator++() {
      item_ = pages_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const Iterator& at, std::default_sentinel_t) { return !at.item_; }

   private:
    Pages* pages_;
    std::optional<T> item_;
  };
  [[nodiscard]] Iterator begin() { return Iterator{this}; }
  [[nodiscard]] std::default_sentinel_t end() const { return {}; }

 private:
  Fetch fetch_;
  detail::PageWalk<T> walk_;
};

}  // namespace belay
