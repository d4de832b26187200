#include <algorithm>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/snapshots.hpp"
#include "sim/broker/state.hpp"

// Watchlists: the customer's, the public ones and those of pairs (broker-api.md 4.10, 5.28).

namespace belay::sim {
namespace {

constexpr std::int64_t kUserId = 564;

HttpResponse no_list(std::string_view name) {
  return not_found(fmt::format("There is no watchlist {}.", name));
}

// The body, or the 400 that says what is wrong with it.
std::expected<NewWatchlist, HttpResponse> wanted_list(const Ask& ask) {
  auto wanted = json::decode<NewWatchlist>(ask.request.body);
  if (!wanted) return std::unexpected(invalid("body", wanted.error().message));
  if (wanted->name.empty()) return std::unexpected(invalid("name", "is missing"));
  if (!ask.request.body.contains("watchlist-entries") ||
      holds(wanted->extra, "watchlist-entries")) {
    return std::unexpected(invalid("watchlist-entries", "is missing"));
  }
  return *std::move(wanted);
}

HttpResponse lists(BrokerState& state, const Ask& ask) {
  std::vector<std::string> items;
  for (const auto& [name, entry] : state.watchlists.lists()) {
    items.push_back(json::encode(entry.list));
  }
  return items_answer(items, ask);
}

HttpResponse list(BrokerState& state, const Ask& ask) {
  const auto* found = state.watchlists.find(ask.captures.front());
  if (found == nullptr) return no_list(ask.captures.front());
  // One list comes without its context (broker-api.md 3.1).
  return rest::json_response(200, rest::data_envelope(json::encode(found->list), ""));
}

HttpResponse create(BrokerState& state, const Ask& ask) {
  const auto wanted = wanted_list(ask);
  if (!wanted) return wanted.error();
  if (!state.watchlists.create(*wanted, ask.now.simulated)) {
    return rest::error_response(422, "sim_watchlist_exists",
                                fmt::format("There is a watchlist {} already.", wanted->name));
  }
  return data_answer(json::encode(state.watchlists.find(wanted->name)->list), ask, 201);
}

HttpResponse replace(BrokerState& state, const Ask& ask) {
  const auto wanted = wanted_list(ask);
  if (!wanted) return wanted.error();
  if (state.watchlists.find(ask.captures.front()) == nullptr) return no_list(ask.captures.front());
  if (!state.watchlists.replace(ask.captures.front(), *wanted, ask.now.simulated)) {
    return rest::error_response(422, "sim_watchlist_exists",
                                fmt::format("There is a watchlist {} already.", wanted->name));
  }
  return rest::json_response(
      200, rest::data_envelope(json::encode(state.watchlists.find(wanted->name)->list), ""));
}

// Bare and in snake_case, with ids and times that no other answer has (broker-api.md 9, 35).
std::string epitaph(const WatchlistShelf::Entry& entry) {
  std::vector<std::string> entries;
  for (const WatchlistEntry& each : entry.list.watchlist_entries) {
    entries.push_back(json::encode(each));
  }
  const std::string group =
      entry.list.group_name ? json::quoted(*entry.list.group_name) : std::string{"null"};
  return fmt::format(R"({{"id":{},"name":{},"user_id":{},"created_at":{},"updated_at":{},)"
                     R"("watchlist_entries":[{}],"cms_id":null,"group_name":{},"order_index":{}}})",
                     entry.id, json::quoted(entry.list.name), kUserId,
                     json::quoted(to_zulu(entry.created)), json::quoted(to_zulu(entry.updated)),
                     fmt::join(entries, ","), group, entry.list.order_index.value_or(0));
}

HttpResponse erase(BrokerState& state, const Ask& ask) {
  const auto* found = state.watchlists.find(ask.captures.front());
  if (found == nullptr) return no_list(ask.captures.front());
  const std::string body = epitaph(*found);
  state.watchlists.erase(ask.captures.front());
  return rest::json_response(200, body);
}

// Entries of public lists say `instrument_type` (broker-api.md 0.2, 10).
std::string published(const Watchlist& list) {
  std::vector<std::string> entries;
  for (const WatchlistEntry& entry : list.watchlist_entries) {
    entries.push_back(fmt::format(R"({{"symbol":{},"instrument_type":{}}})",
                                  json::quoted(entry.symbol),
                                  json::quoted(entry.instrument_type->text())));
  }
  return fmt::format(R"({{"name":{},"watchlist-entries":[{}],"group-name":{},"order-index":{}}})",
                     json::quoted(list.name), fmt::join(entries, ","),
                     json::quoted(*list.group_name), *list.order_index);
}

std::string counted(const Watchlist& list) {
  return json::encode(
      Watchlist{.name = list.name,
                .id = list.id,
                .watchlist_entry_count = static_cast<std::int64_t>(list.watchlist_entries.size())});
}

HttpResponse public_lists(BrokerState&, const Ask& ask) {
  const bool counts = says_true(ask, "counts-only");
  std::vector<std::string> items;
  for (const Watchlist& each : public_watchlists()) {
    items.push_back(counts ? counted(each) : published(each));
  }
  return items_answer(items, ask);
}

HttpResponse public_list(BrokerState&, const Ask& ask) {
  const auto found = std::ranges::find(public_watchlists(), ask.captures.front(), &Watchlist::name);
  if (found == public_watchlists().end()) return no_list(ask.captures.front());
  Watchlist list = *found;
  list.id.reset();
  return data_answer(json::encode(list), ask);
}

HttpResponse pairs_lists(BrokerState&, const Ask& ask) {
  return items_answer(encode_each(pairs_watchlists()), ask);
}

HttpResponse pairs_list(BrokerState&, const Ask& ask) {
  const auto found =
      std::ranges::find(pairs_watchlists(), ask.captures.front(), &PairsWatchlist::name);
  if (found == pairs_watchlists().end()) return no_list(ask.captures.front());
  // Its context names the whole shelf (broker-api.md 3.1).
  return rest::json_response(200, rest::data_envelope(json::encode(*found), "/pairs-watchlists"));
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/watchlists", lists},
    {"POST", "/watchlists", create, Access::trade},
    {"GET", "/watchlists/{}", list},
    {"PUT", "/watchlists/{}", replace, Access::trade},
    {"DELETE", "/watchlists/{}", erase, Access::trade},
    {"GET", "/public-watchlists", public_lists},
    {"GET", "/public-watchlists/{}", public_list},
    {"GET", "/pairs-watchlists", pairs_lists},
    {"GET", "/pairs-watchlists/{}", pairs_list},
});

}  // namespace

std::span<const Route> watchlist_routes() { return kRoutes; }

}  // namespace belay::sim
