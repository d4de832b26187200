#include "proto/rest/calls.hpp"

#include <optional>

#include <fmt/format.h>

#include "proto/json/document.hpp"

namespace belay::rest {
namespace {

constexpr std::size_t kMostSnapshots = 100;  // of all types together (broker-api.md 3.6)

// `{"account":{…},"authority-level":"owner"}`, or an account by itself.
Result<Account> decode_account(json::Node item, json::Drift* drift) {
  const auto inner = item.find("account");
  auto account = json::decode<Account>(inner ? inner->raw() : item.raw(), drift);
  if (!account || !inner) return account;
  item.each_member([&](std::string_view key, json::Node value) {
    if (key == "account") return;
    if (key == "authority-level" && value.is(json::Kind::string)) {
      account->authority_level = value.text();
    } else {
      account->extra.emplace_back(key, value.raw());
      if (drift != nullptr) ++drift->unknown[fmt::format("AccountItem.{}", key)];
    }
  });
  return account;
}

Result<std::vector<Account>> decode_accounts(std::string_view data, json::Drift* drift) {
  const auto items = detail::items_of(data);
  if (!items) return std::unexpected(items.error());
  auto document = json::Document::parse(*items);
  if (!document) return std::unexpected(std::move(document.error()));
  std::vector<Account> accounts;
  std::optional<Error> error;
  document->root().each_element([&](json::Node item) {
    if (error) return;
    auto account = decode_account(item, drift);
    if (account) {
      accounts.push_back(std::move(*account));
    } else {
      error = std::move(account.error());
    }
  });
  if (error) return std::unexpected(std::move(*error));
  return accounts;
}

Result<std::vector<Balance>> decode_balances(std::string_view data, json::Drift* drift) {
  if (const auto items = detail::items_of(data)) {
    return json::decode<std::vector<Balance>>(*items, drift);
  }
  auto balance = json::decode<Balance>(data, drift);
  if (!balance) return std::unexpected(std::move(balance.error()));
  return std::vector<Balance>{std::move(*balance)};
}

Result<QuoteToken> decode_quote_token(std::string_view data, json::Drift* drift) {
  auto token = json::decode<QuoteToken>(data, drift);
  if (token && token->token.empty()) return fail(Errc::parse, "QuoteToken.token is missing");
  if (token && token->dxlink_url.empty()) {
    return fail(Errc::parse, "QuoteToken.dxlink-url is missing");
  }
  return token;
}

}  // namespace

Call<std::vector<Account>> accounts() {
  return call_to<std::vector<Account>>(endpoint("GET", "/customers/me/accounts"), {}, {}, {},
                                       decode_accounts);
}

Call<std::vector<Balance>> balances(std::string_view account_number) {
  return call_to<std::vector<Balance>>(endpoint("GET", "/accounts/{account}/balances"),
                                       {account_number}, {}, {}, decode_balances);
}

Call<std::vector<Position>> positions(std::string_view account_number,
                                      const PositionFilter& filter) {
  return list<Position>(endpoint("GET", "/accounts/{account}/positions"), {account_number},
                        query_of(filter));
}

Call<std::vector<OrderRecord>> live_orders(std::string_view account_number,
                                           const LiveOrderFilter& filter) {
  return list<OrderRecord>(endpoint("GET", "/accounts/{account}/orders/live"), {account_number},
                           query_of(filter));
}

Call<PlacedOrder> dry_run(std::string_view account_number, const NewOrder& order) {
  return one<PlacedOrder>(endpoint("POST", "/accounts/{account}/orders/dry-run"), {account_number},
                          {}, json::encode(order));
}

std::vector<Call<std::vector<MarketSnapshot>>> snapshot_calls(const SnapshotFilter& filter) {
  std::vector<Call<std::vector<MarketSnapshot>>> calls;
  SnapshotFilter part;
  std::size_t named = 0;
  const auto send = [&] {
    if (named == 0) return;
    calls.push_back(
        list<MarketSnapshot>(endpoint("GET", "/market-data/by-type"), {}, query_of(part)));
    part = {};
    named = 0;
  };
  for_each_field<SnapshotFilter>([&](const auto& field) {
    for (const std::string& symbol : filter.*field.member) {
      (part.*field.member).push_back(symbol);
      if (++named == kMostSnapshots) send();
    }
  });
  send();
  return calls;
}

Call<QuoteToken> quote_token() {
  return call_to<QuoteToken>(endpoint("GET", "/api-quote-tokens"), {}, {}, {}, decode_quote_token);
}

}  // namespace belay::rest
