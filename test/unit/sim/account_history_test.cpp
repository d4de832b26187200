#include "sim/broker/account_history.hpp"

#include <map>
#include <string>

#include <gmock/gmock.h>

#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "unit/sim/broker_fixture.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class History : public SignedIn {};

TEST_F(History, its_net_values_add_up_to_the_cash) {
  for (const HeldAccount& account : broker_.state().accounts) {
    Result<Decimal> cash = Decimal{0};
    for (const Transaction& row : account.history.transactions()) {
      const bool debit = row.net_value_effect == Effect::debit;
      cash =
          debit ? cash - Result<Decimal>{*row.net_value} : cash + Result<Decimal>{*row.net_value};
    }
    EXPECT_EQ(cash.value(), account.book.cash) << account.book.account_number;
  }
}

TEST_F(History, its_trades_explain_the_positions) {
  for (const HeldAccount& account : broker_.state().accounts) {
    std::map<std::string, Decimal> held;
    for (const Transaction& row : account.history.transactions()) {
      if (row.transaction_type != TransactionType::trade) continue;
      const bool bought = row.action == Action::buy_to_open || row.action == Action::buy_to_close;
      Decimal& quantity = held[*row.symbol];
      quantity = (bought ? quantity + *row.quantity : quantity - *row.quantity).value();
    }
    for (const Holding& holding : account.book.holdings) {
      const Decimal signed_quantity = holding.is_long() ? holding.quantity : -holding.quantity;
      EXPECT_EQ(held[holding.symbol], signed_quantity) << holding.symbol;
      held.erase(holding.symbol);
    }
    for (const auto& [symbol, quantity] : held) EXPECT_TRUE(quantity.is_zero()) << symbol;
  }
}

TEST_F(History, value_less_fees_is_the_net_value) {
  for (const Transaction& row : broker_.state().accounts.front().history.transactions()) {
    if (row.transaction_type != TransactionType::trade) continue;
    Result<Decimal> net = row.value_effect == Effect::debit ? -*row.value : *row.value;
    for (const auto& fee : {row.regulatory_fees, row.clearing_fees, row.commission,
                            row.proprietary_index_option_fees}) {
      net = net - Result<Decimal>{fee.value_or(0)};
    }
    EXPECT_EQ(net.value().abs(), *row.net_value) << *row.description;
  }
}

TEST_F(History, pages_hold_every_row_once_newest_first) {
  std::string all;
  for (int page = 0; page < 4; ++page) {
    all +=
        get("/accounts/5WT00001/transactions?per-page=5&page-offset=" + std::to_string(page)).body;
  }
  for (const Transaction& row : broker_.state().accounts.front().history.transactions()) {
    const std::string id = "\"id\":" + std::to_string(*row.id) + ",";
    EXPECT_NE(all.find(id), std::string::npos);
    EXPECT_EQ(all.find(id), all.rfind(id));
  }
  EXPECT_LT(all.find("SPXW"), all.find("Cash deposit"));
  EXPECT_EQ(get("/accounts/5WT00001/transactions?per-page=2001").status, 400);
}

TEST_F(History, filters_by_type_symbol_and_day) {
  const std::string dividends =
      get("/accounts/5WT00001/transactions?types[]=Money%20Movement&sub-type[]=Dividend").body;
  EXPECT_THAT(dividends, HasSubstr("Dividend"));
  EXPECT_THAT(dividends, Not(HasSubstr("Trade")));
  const std::string today = get("/accounts/5WT00001/transactions?start-date=2025-01-13").body;
  EXPECT_THAT(today, HasSubstr(R"("total-items":2)"));
  EXPECT_EQ(get("/accounts/5WT00001/transactions?type=Trade&types[]=Trade").status, 400);
  EXPECT_EQ(get("/accounts/5WT00001/transactions?sort=Up").status, 400);
}

TEST_F(History, the_fees_of_a_day_are_those_of_its_trades) {
  EXPECT_THAT(get("/accounts/5WT00001/transactions/total-fees").body,
              HasSubstr(R"("total-fees-effect":"Debit")"));
  EXPECT_THAT(get("/accounts/5WT00001/transactions/total-fees?date=2025-01-12").body,
              HasSubstr(R"("total-fees":"0.0","total-fees-effect":"None")"));
}

TEST_F(History, the_curve_ends_at_the_present_value) {
  const std::string balance = get("/accounts/5WT00001/balances/USD").body;
  const auto parsed = json::Document::parse(balance);
  const std::string worth{parsed->root().find("data")->scalar("net-liquidating-value")};
  const std::string body = get("/accounts/5WT00001/net-liq/history?time-back=1m").body;
  EXPECT_THAT(body, HasSubstr("\"close\":\"" + worth + "\""));
  EXPECT_THAT(body, Not(HasSubstr("context")));
  EXPECT_THAT(body, HasSubstr("+00\""));
  EXPECT_EQ(get("/accounts/5WT00001/net-liq/history").status, 400);
  EXPECT_EQ(get("/accounts/5WT00001/net-liq/history?time-back=2d").status, 400);
}

// The value of now has more decimals than the past.
TEST_F(History, each_bar_of_the_curve_holds_its_open_and_its_close) {
  using namespace belay::literals;
  for (const Decimal worth : {103017.3375_dec, 103017.3374_dec, 0.00004_dec}) {
    for (const NetLiqBar& bar :
         net_liq_bars(worth, kDefaultStart - 730h, kDefaultStart, std::chrono::minutes{0})) {
      EXPECT_LE(*bar.low, std::min(*bar.open, *bar.close)) << bar.time;
      EXPECT_GE(*bar.high, std::max(*bar.open, *bar.close)) << bar.time;
    }
  }
}

TEST_F(History, a_snapshot_stands_beside_the_account_as_it_is) {
  const std::string body =
      get("/accounts/5WT00001/balance-snapshots?time-of-day=EOD&snapshot-date=2025-01-10").body;
  EXPECT_THAT(body, HasSubstr(R"("snapshot-date":"2025-01-10","time-of-day":"EOD")"));
  EXPECT_THAT(body, HasSubstr(R"("total-items":2)"));
  for (const char* day : {"2025-01-11", "2025-02-03"}) {  // a Saturday, and one that is to come
    EXPECT_THAT(get(std::string{"/accounts/5WT00001/balance-snapshots?time-of-day=EOD&"
                                "snapshot-date="} +
                    day)
                    .body,
                HasSubstr(R"("total-items":1)"))
        << day;
  }
  EXPECT_EQ(get("/accounts/5WT00001/balance-snapshots?snapshot-date=2025-01-10").status, 400);
}

}  // namespace
}  // namespace belay::sim
