#include "proto/rest/calls.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include <fmt/format.h>

#include "proto/json/document.hpp"

namespace belay::rest {

namespace {

constexpr int kOrdersPerPage = 200;  // the most there are (broker-api.md 3.2)

HttpRequest get(std::string target) {
  return {.method = "GET",
          .target = std::move(target),
          .headers = {{"Accept", "application/json"}},
          .body = {}};
}

HttpRequest post(std::string target, std::string body) {
  return {.method = "POST",
          .target = std::move(target),
          .headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}},
          .body = std::move(body)};
}

// `/accounts/{n}` for the wire.
std::string account_path(std::string_view number) {
  return fmt::format("/accounts/{}", percent_encode(number));
}

// The same for people.
std::string operation(std::string_view method, std::string_view number, std::string_view rest) {
  return fmt::format("{} /accounts/{}{}", method, redact_account(number), rest);
}

std::unexpected<Error> no_items() {
  return fail(Errc::parse, "`data.items` is missing; expected an array");
}

// The text of the list in `data`. An absent list is an error: an account without positions and an
// answer without an answer are not the same.
Result<std::string> items_of(std::string_view data) {
  auto document = json::Document::parse(data);
  if (!document) return std::unexpected(std::move(document.error()));
  const json::Node root = document->root();
  if (root.is(json::Kind::array)) return std::string{data};
  const auto items = root.find("items");
  if (!items || !items->is(json::Kind::array)) return no_items();
  return std::string{items->raw()};
}

template <class T>
Result<std::vector<T>> decode_items(std::string_view data, json::Drift* drift) {
  const auto items = items_of(data);
  if (!items) return std::unexpected(items.error());
  return json::decode<std::vector<T>>(*items, drift);
}

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
  auto document = json::Document::parse(data);
  if (!document) return std::unexpected(std::move(document.error()));
  const json::Node root = document->root();
  const auto items = root.is(json::Kind::array) ? root : root.find("items");
  if (!items || !items->is(json::Kind::array)) return no_items();
  std::vector<Account> accounts;
  std::optional<Error> error;
  items->each_element([&](json::Node item) {
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

// A list since version 20240501, one object before (broker-api.md 4.2).
Result<std::vector<Balance>> decode_balances(std::string_view data, json::Drift* drift) {
  if (items_of(data)) return decode_items<Balance>(data, drift);
  auto one = json::decode<Balance>(data, drift);
  if (!one) return std::unexpected(std::move(one.error()));
  return std::vector<Balance>{std::move(*one)};
}

Result<QuoteToken> decode_quote_token(std::string_view data, json::Drift* drift) {
  auto token = json::decode<QuoteToken>(data, drift);
  if (token && token->token.empty()) return fail(Errc::parse, "QuoteToken.token is missing");
  if (token && token->dxlink_url.empty()) {
    return fail(Errc::parse, "QuoteToken.dxlink-url is missing");
  }
  return token;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
}

}  // namespace

Call<std::vector<Account>> accounts() {
  return {.request = get("/customers/me/accounts"),
          .operation = "GET /customers/me/accounts",
          .decode_data = decode_accounts};
}

Call<std::vector<Balance>> balances(std::string_view account_number) {
  return {.request = get(account_path(account_number) + "/balances"),
          .operation = operation("GET", account_number, "/balances"),
          .decode_data = decode_balances};
}

Call<std::vector<Position>> positions(std::string_view account_number) {
  return {.request = get(account_path(account_number) + "/positions?include-marks=true"),
          .operation = operation("GET", account_number, "/positions"),
          .decode_data = decode_items<Position>};
}

Call<std::vector<OrderRecord>> live_orders(std::string_view account_number, int page_offset) {
  return {.request = get(fmt::format("{}/orders/live?per-page={}&page-offset={}",
                                     account_path(account_number), kOrdersPerPage, page_offset)),
          .operation = operation("GET", account_number, "/orders/live"),
          .order_route = true,
          .decode_data = decode_items<OrderRecord>};
}

Call<PlacedOrder> dry_run(std::string_view account_number, const NewOrder& order) {
  return {.request = post(account_path(account_number) + "/orders/dry-run", json::encode(order)),
          .operation = operation("POST", account_number, "/orders/dry-run"),
          .order_route = true,
          .decode_data = json::decode<PlacedOrder>};
}

Call<std::vector<OptionChain>> nested_chain(std::string_view underlying) {
  const std::string path = fmt::format("/option-chains/{}/nested", percent_encode(underlying));
  return {
      .request = get(path), .operation = "GET " + path, .decode_data = decode_items<OptionChain>};
}

Call<std::vector<Equity>> equities(const std::vector<std::string>& symbols) {
  std::string target = "/instruments/equities?";
  for (const std::string& symbol : symbols) {
    if (&symbol != symbols.data()) target += '&';
    target += "symbol[]=" + percent_encode(symbol);
  }
  if (symbols.empty()) target += "symbol[]=";  // without a symbol the broker lists every equity
  return {.request = get(std::move(target)),
          .operation = "GET /instruments/equities",
          .decode_data = decode_items<Equity>};
}

Call<QuoteToken> quote_token() {
  return {.request = get("/api-quote-tokens"),
          .operation = "GET /api-quote-tokens",
          .decode_data = decode_quote_token};
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned>(static_cast<unsigned char>(c));
      fmt::format_to(std::back_inserter(out), "%{:02X}", byte);
    }
  }
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const int high = text[at] == '%' && at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[at + 2]) : -1;
    if (low < 0) {
      out += text[at];
    } else {
      out += static_cast<char>(high * 16 + low);
      at += 2;
    }
  }
  return out;
}

std::string redact_account(std::string_view account_number) {
  constexpr std::size_t kShown = 4;
  const bool longer = account_number.size() > kShown;
  return fmt::format("…{}", longer ? account_number.substr(account_number.size() - kShown) : "");
}

}  // namespace belay::rest
