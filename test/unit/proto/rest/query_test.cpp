#include "proto/rest/query.hpp"

#include <gtest/gtest.h>

#include "belay/model/filters.hpp"

namespace belay::rest {
namespace {

using namespace std::chrono_literals;

TEST(Query, what_is_not_set_is_not_sent) {
  EXPECT_EQ(query_of(PositionFilter{}).text(), "");
  EXPECT_EQ(Query{}.add("symbol", "").text(), "");
  EXPECT_EQ(Query{}.add("date", std::optional<Date>{}).text(), "");
}

TEST(Query, a_list_is_repeated_or_joined_as_its_key_says) {
  EXPECT_EQ(query_of(FutureFilter{.product_codes = {"ES", "6E"}}).text(),
            "?product-code[]=ES&product-code[]=6E");
  EXPECT_EQ(query_of(SnapshotFilter{.equities = {"SPY", "BRK/B"}, .futures = {"/ESM5"}}).text(),
            "?equity=SPY,BRK%2FB&future=%2FESM5");
}

TEST(Query, values_are_spelt_as_the_broker_reads_them) {
  const TransactionFilter filter{.start_date = Date{2025y / 1 / 3},
                                 .start_at = Instant{1'736'782'267'123ms},
                                 .action = Action::sell_to_close,
                                 .per_page = 2000};
  EXPECT_EQ(query_of(filter).text(),
            "?start-date=2025-01-03&start-at=2025-01-13T15%3A31%3A07.123%2B00%3A00"
            "&action=Sell%20to%20Close&per-page=2000");
  EXPECT_EQ(query_of(EquityFilter{.is_etf = false}).text(), "?is-etf=false");
  EXPECT_EQ(query_of(FutureOptionFilter{.strike_price = Decimal::parse("4800.50").value()}).text(),
            "?strike-price=4800.50");
}

TEST(Query, a_status_of_an_order_keeps_its_words) {
  const OrderFilter filter{.statuses = {OrderStatus::live, OrderStatus::in_flight}};
  EXPECT_EQ(query_of(filter).text(), "?status[]=Live&status[]=In%20Flight");
}

}  // namespace
}  // namespace belay::rest
