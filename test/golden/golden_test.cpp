#include <cstdlib>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

#include "app/cli.hpp"
#include "app/cli_tree.hpp"
#include "app/render/banner.hpp"
#include "app/render/json.hpp"
#include "app/view/accounts.hpp"
#include "app/view/board.hpp"
#include "app/view/candles.hpp"
#include "app/view/chain.hpp"
#include "app/view/chain_options.hpp"
#include "app/view/events.hpp"
#include "app/view/orders.hpp"
#include "app/view/positions.hpp"
#include "app/view/status.hpp"
#include "app/view/stops.hpp"
#include "belay_checkout.hpp"
#include "golden/sample.hpp"

// The expected files are written by this program itself when BELAY_UPDATE_GOLDEN is set; the diff
// is then for a person to judge.

namespace belay::app {
namespace {

const Instant kNow = from_epoch_ms(1'736'782'267'000);  // 2025-01-13 10:31:07 in New York
const Date kToday = new_york_date(kNow);

std::string expected_path(const std::string& name) {
  return std::string{BELAY_SOURCE_DIR} + "/test/golden/expected/" + name;
}

std::string read(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

void compare(const std::string& name, const std::string& actual) {
  const std::string path = expected_path(name);
  if (std::getenv("BELAY_UPDATE_GOLDEN") != nullptr) {
    std::ofstream{path, std::ios::binary} << actual;
    GTEST_SKIP() << "wrote " << path;
  }
  const std::string expected = read(path);
  ASSERT_FALSE(expected.empty()) << path << " is missing; see test/golden/CMakeLists.txt";
  EXPECT_EQ(actual, expected) << "differs from " << path;
}

/// `draw` at both widths, plain and coloured, in one file.
template <class Draw>
void compare_drawn(const std::string& name, Draw draw) {
  std::string all;
  for (const Style style : {Style{80, false}, Style{120, false}, Style{120, true}}) {
    all += fmt::format("== width {}{}\n", style.width, style.color ? ", colour" : "");
    all += draw(style);
  }
  compare(name, all);
}

class Help : public ::testing::TestWithParam<std::string> {};

TEST_P(Help, is_as_expected) {
  std::vector<std::string> words;
  std::string rest = GetParam();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    words.push_back(rest.substr(0, end));
    rest.erase(0, end + 1);
  }
  words.push_back("--help");
  const auto answer = parse_command_line(words);
  ASSERT_TRUE(answer.has_value());
  const std::string text = std::get<Answer>(*answer).text;
  EXPECT_NE(text.find("\nExample: belay "), std::string::npos) << "every help ends with an example";
  std::string file = "help";
  for (const std::string& word : words) {
    if (word != "--help") file += "_" + word;
  }
  compare(file + ".txt", text);
}

void add_paths(const CommandShape& command, const std::string& path,
               std::vector<std::string>& paths) {
  paths.push_back(path);
  for (const CommandShape& below : command.commands) {
    if (!below.hidden) add_paths(below, path.empty() ? below.name : path + " " + below.name, paths);
  }
}

/// All commands that show themselves: a new one cannot be forgotten here.
std::vector<std::string> command_paths() {
  std::vector<std::string> paths;
  add_paths(command_tree(), "", paths);
  return paths;
}

INSTANTIATE_TEST_SUITE_P(Commands, Help, ::testing::ValuesIn(command_paths()),
                         [](const auto& test) {
                           std::string name = "root_" + test.param;
                           for (char& c : name) c = c == ' ' || c == '-' ? '_' : c;
                           return name;
                         });

Marks marks() {
  return {{".SPXW250117C5830", Mark{.bid = Decimal{44},
                                    .ask = Decimal{45},
                                    .price = Decimal::parse("44.50").value(),
                                    .received = kNow - std::chrono::milliseconds{300}}}};
}

TEST(Golden, banner) {
  compare_drawn("banner.txt", [](const Style& style) {
    std::string all;
    for (const auto profile : {Environment::sim, Environment::cert, Environment::live}) {
      all += render(Banner{profile, kNow, "in-process simulator, seed 42"}, style);
    }
    return all;
  });
}

TEST(Golden, positions) {
  const auto rows = position_rows(sample::positions(), sample::orders(), marks());
  compare_drawn("positions.txt", [&](const Style& style) {
    return render(positions_table(rows, kNow, kNow), style);
  });
}

TEST(Golden, positions_json) {
  const auto rows = position_rows(sample::positions(), sample::orders(), marks());
  std::vector<std::string> items;
  for (const PositionRow& row : rows) items.push_back(position_json(row, kToday));
  JsonObject document = json_document("belay.positions/1", "sim", kNow);
  compare("positions.json", document.raw("items", json_array(items)).str() + "\n");
}

TEST(Golden, orders) {
  compare_drawn("orders.txt",
                [](const Style& style) { return render(orders_table(sample::orders()), style); });
}

TEST(Golden, orders_json) {
  std::vector<std::string> items;
  for (const OrderRecord& order : sample::orders()) items.push_back(order_json(order));
  JsonObject document = json_document("belay.orders/1", "sim", kNow);
  compare("orders.json", document.raw("items", json_array(items)).str() + "\n");
}

TEST(Golden, balances) {
  compare_drawn("balances.txt", [](const Style& style) {
    return render(balances_table(sample::balances()), style);
  });
}

EventBoard option_board() {
  EventBoard board;
  Quote quote;
  quote.symbol = Symbol{".C5830"};
  quote.bid_price = 11.5;
  quote.ask_price = 11.75;
  quote.received = kNow - std::chrono::milliseconds{300};
  board.put(quote);
  quote.symbol = Symbol{".P5835"};
  quote.bid_price = 0;  // a worthless option's bid is a price, no lack of one
  quote.ask_price = 0.05;
  board.put(quote);
  Greeks greeks;
  greeks.symbol = Symbol{".C5830"};
  greeks.volatility = 0.1234567;
  greeks.delta = 0.5123;
  board.put(greeks);
  return board;
}

TEST(Golden, chain) {
  ChainOptions options{.underlying = "SPX", .strikes = StrikesAround{1}};
  ChainMarket market{.spot = Decimal::parse("5831.75").value(), .today = kToday, .now = kNow};
  const auto shown = narrowed(sample::chains(), options, market.spot, kToday);
  const EventBoard board = option_board();
  compare_drawn("chain.txt", [&](const Style& style) {
    std::string all = root_heading(shown.front()) + render(expirations_table(shown, kToday), style);
    for (const bool quotes : {false, true}) {
      options.quotes = quotes;
      market.board = quotes ? &board : nullptr;
      for (const OptionChain& chain : shown) {
        for (const ChainExpiration& expiration : chain.expirations) {
          all += expiration_heading(chain, expiration, kToday);
          all += render(strikes_table(expiration, options, market), style);
        }
      }
    }
    return all + render(options_table(shown, options, market), style);
  });
}

TEST(Golden, stop_audit) {
  const auto coverage = guard::audit(sample::positions(), sample::orders());
  compare_drawn("stop_audit.txt", [&](const Style& style) {
    return render(audit_table(coverage), style) + audit_remarks(coverage, style);
  });
}

TEST(Golden, stop_audit_json) {
  std::vector<std::string> items;
  for (const auto& c : guard::audit(sample::positions(), sample::orders())) {
    items.push_back(coverage_json(c));
  }
  JsonObject document = json_document("belay.stop.audit/1", "sim", kNow);
  compare("stop_audit.json", document.raw("positions", json_array(items)).str() + "\n");
}

TEST(Golden, stop_plan) {
  const auto coverage = guard::audit(sample::positions(), sample::orders());
  const guard::StopPolicy policy;
  const auto plan = guard::plan(coverage, policy, {});
  ASSERT_TRUE(plan.has_value());
  compare_drawn("stop_plan.txt",
                [&](const Style& style) { return plan_text(*plan, policy, style); });
}

TEST(Golden, stop_plan_json) {
  const auto coverage = guard::audit(sample::positions(), sample::orders());
  const auto plan = guard::plan(coverage, guard::StopPolicy{}, {});
  ASSERT_TRUE(plan.has_value());
  std::vector<std::string> items;
  for (const auto& decision : plan->decisions) items.push_back(decision_json(decision));
  compare("stop_plan.json", json_array(items) + "\n");
}

Trade trade(std::string_view symbol, double price) {
  Trade trade;
  trade.symbol = Symbol{symbol};
  trade.price = price;
  trade.received = kNow - std::chrono::seconds{12};
  return trade;
}

TEST(Golden, stream_board) {
  EventBoard board;
  for (const char* symbol : {"SPX", "SPY", "NVDA"}) board.await_symbol(symbol);
  board.put(trade("SPX", 5831.43));
  board.put(trade("SPX", 5831.18));
  Quote quote;
  quote.symbol = Symbol{"SPY"};
  quote.bid_price = 598.49;
  quote.ask_price = 598.51;
  quote.bid_size = 3;
  quote.received = kNow - std::chrono::milliseconds{300};
  board.put(quote);
  Greeks greeks;
  board.put(trade("SPY", 598.5));
  greeks.symbol = Symbol{".SPXW250113C5830"};
  greeks.volatility = 0.1234567;
  greeks.delta = 0.5123;
  greeks.received = kNow - std::chrono::seconds{75};
  board.put(greeks);
  compare_drawn("stream.txt", [&](const Style& style) { return render(board.table(kNow), style); });
}

TEST(Golden, candles) {
  CandlesOptions options;
  options.symbols = {"SPY"};
  options.from = "2025-01-13T15:00:00Z";
  const CandleQuery query = candle_queries(options, kNow).value().front();
  std::vector<CandleLine> lines;
  for (const std::int64_t minutes : {0, 5, 30}) {
    Candle bar;
    bar.time = to_epoch_ms(query.from) + minutes * 60'000;
    bar.index = bar.time;
    const double price = 580.25 + 0.25 * static_cast<double>(minutes);
    bar.open = price;
    bar.high = price + 0.5;
    bar.low = price - 0.13;
    bar.close = price + 0.25;
    bar.volume = 12'480;
    bar.vwap = price + 0.11;
    bar.count = 311;
    lines.emplace_back(bar);
  }
  const Instant hole = query.from + std::chrono::minutes{10};
  lines.insert(lines.begin() + 2,
               CandleGap{hole, hole + std::chrono::minutes{20}, "nothing traded"});
  compare_drawn("candles.txt", [&](const Style& style) {
    return render(candles_table(lines, query, kNow), style);
  });
}

TEST(Golden, stream_rows) {
  EventTables tables{{.rows = 3}};
  for (const double price : {598.49, 598.5, 598.47, 598.52}) {
    TimeAndSale sale;
    sale.symbol = Symbol{"SPY"};
    sale.time = 1'736'782'266'120;
    sale.price = price;
    sale.size = 100;
    sale.exchange_code = 'Q';
    sale.bid_price = price - 0.01;
    sale.ask_price = price + 0.01;
    sale.valid_tick = true;
    sale.received = kNow - std::chrono::milliseconds{300};
    tables.append(sale);
  }
  compare_drawn("stream_rows.txt", [&](const Style& style) {
    return rows_text(tables, {"TimeAndSale"}, {.sort = "price:desc"}, {}, kNow, style);
  });
}

TEST(Golden, stream_status) {
  FeedStatus status{.state = FeedState::ready, .address = "ws://127.0.0.1:7380/realtime"};
  status.connections = 1;
  status.channels = {{.id = 1, .contract = "AUTO", .subscriptions = 42, .unsent = 0, .silent = 3},
                     {.id = 3, .contract = "HISTORY", .subscriptions = 1}};
  status.queues = {{"Quote", "keep_latest", 40, 1, 40, 65'536, 12'345, 7},
                   {"Trade", "drop_oldest", 2, 0, 3, 65'536, 120, 0}};
  status.counters = {.frames = 840, .events = 12'465, .bad_rows = 1};
  status.last_frame_age = std::chrono::milliseconds{90};
  EventBoard board;
  board.await_symbol("SPX");
  board.put(trade("SPY", 598.5));
  compare_drawn("stream_status.txt",
                [&](const Style& style) { return status_text(status, board, kNow, style); });
}

TEST(Golden, error_json) {
  const Error error{.code = Errc::rejected,
                    .message = "the broker refused the order",
                    .operation = "POST /accounts/…0001/orders/dry-run",
                    .http_status = 422,
                    .broker_code = "preflight_check_failure",
                    .reasons = {{"margin_check_failed", "not enough buying power"}}};
  compare("error.json", json_error(error, "cert", kNow, 2) + "\n");
}

}  // namespace
}  // namespace belay::app
