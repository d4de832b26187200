#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <simdjson.h>

#include "belay/model/accounts.hpp"
#include "belay/model/futures.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/orders.hpp"
#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "proto/oauth/token.hpp"
#include "proto/oauth/token_request.hpp"
#include "proto/rest/calls.hpp"
#include "proto/rest/envelope.hpp"

// Foreign bytes as whatever the broker may answer: any input gives a value or an Error, and a value
// that was read once is read again from what we write.

namespace {

using namespace belay;

template <class T>
void round_trip(std::string_view text) {
  json::Drift drift;
  const auto value = json::decode<T>(text, &drift);
  if (!value) return;
  const std::string once = json::encode(*value);
  const auto again = json::decode<T>(once);
  if (!again || json::encode(*again) != once) std::abort();
}

template <class T>
void answer(const rest::Call<T>& call, const HttpResponse& response) {
  json::Drift drift;
  const auto value = call.decode(response, &drift);
  if (!value && value.error().message.empty()) std::abort();
}

void answers(const HttpResponse& response) {
  answer(rest::accounts(), response);
  answer(rest::balances("5WT00001"), response);
  answer(rest::positions("5WT00001"), response);
  answer(rest::live_orders("5WT00001"), response);
  answer(rest::dry_run("5WT00001", NewOrder{}), response);
  answer(rest::one<OptionChain>(rest::endpoint("GET", "/option-chains/{symbol}/nested"), {"SPY"}),
         response);
  answer(rest::list<Equity>(rest::endpoint("GET", "/instruments/equities")), response);
  answer(rest::list<FutureOption>(rest::endpoint("GET", "/futures-option-chains/{code}"), {"ES"}),
         response);
  answer(rest::quote_token(), response);
  static_cast<void>(rest::page_of(response));
  static_cast<void>(oauth::read_answer(response, Tick{}));
}

// What is read here without simdjson must be JSON to simdjson as well.
void no_laxer_than_simdjson(std::string_view text) {
  if (!json::Document::parse(text)) return;
  simdjson::dom::parser parser;
  if (parser.parse(simdjson::padded_string{text}).error() != simdjson::SUCCESS) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static constexpr int kStatuses[] = {200, 201, 204, 400, 401, 422, 500, 0};
  const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
  no_laxer_than_simdjson(text);
  round_trip<PlacedOrder>(text);
  round_trip<OrderRecord>(text);
  round_trip<Position>(text);
  round_trip<OptionChain>(text);
  answers({.status = kStatuses[data[0] % 8], .headers = {}, .body = std::string{text}});
  static_cast<void>(oauth::parse_token_request({.body = std::string{text}}));
  static_cast<void>(rest::parse_target(text));
  return 0;
}
