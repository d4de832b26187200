#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "app/choose.hpp"
#include "app/lookup/lookup.hpp"
#include "app/session.hpp"
#include "app/view/records.hpp"
#include "proto/json/codec.hpp"

// What every lookup does with its answer.

namespace belay::app {

/// A JSON array as the lookup's table, or as its `--json` document.
Result<ExitCode> show_items(const Session& session, const LookupOptions& options,
                            std::string_view items_json, KnownMembers known = {});
/// One JSON object as a card; with --columns those of its members, as a row.
Result<ExitCode> show_object(const Session& session, const LookupOptions& options,
                             std::string_view object_json);
/// A line for people; `{"schema":…,"done":true,"name":…}` for programs.
Result<ExitCode> show_done(const Session& session, const LookupOptions& options,
                           const std::string& name, const std::string& sentence);

template <class T>
Result<ExitCode> show_list(const Session& session, const LookupOptions& options,
                           const Result<std::vector<T>>& items) {
  if (!items) return std::unexpected(items.error());
  return show_items(session, options, json::encode(*items), wire_names<T>);
}

template <class T>
Result<ExitCode> show_one(const Session& session, const LookupOptions& options,
                          const Result<T>& value) {
  if (!value) return std::unexpected(value.error());
  return show_object(session, options, json::encode(*value));
}

/// Items of `pages` until --limit: no page is asked for that nobody will see.
template <class T>
Task<std::vector<T>> as_many_as_wanted(Session& session, Pages<Client, T> pages,
                                       const LookupOptions& options) {
  std::vector<T> items;
  while (!options.limit || items.size() < *options.limit) {
    std::optional<T> item = co_await pages.next();
    if (!item) break;
    items.push_back(std::move(*item));
    session.context.waiting.got(fmt::format("{} rows", items.size()));
  }
  const Result<void> status = pages.status();
  if (!status) co_return std::unexpected(status.error());
  co_return items;
}

}  // namespace belay::app
