#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "belay/sim/simulator.hpp"
#include "sim/broker/order_desk.hpp"
#include "sim/exchange/fill_model.hpp"
#include "sim/exchange/simple_exchange.hpp"

// One account and its desk, by scripted quotes and time.

namespace belay::sim {

using namespace belay::literals;
using namespace std::chrono_literals;

inline NewOrder order_for(std::string_view symbol, Action action, Decimal quantity, OrderType type,
                          TimeInForce tif = TimeInForce::day) {
  return {.time_in_force = tif,
          .order_type = type,
          .legs = {{.instrument_type = InstrumentType::equity,
                    .symbol = std::string{symbol},
                    .action = action,
                    .quantity = quantity}}};
}

inline NewOrder limit(std::string_view symbol, Action action, Decimal quantity, Decimal price,
                      TimeInForce tif = TimeInForce::day) {
  NewOrder order = order_for(symbol, action, quantity, OrderType::limit, tif);
  order.price = price;
  order.price_effect = is_buy(action) ? Effect::debit : Effect::credit;
  return order;
}

inline NewOrder stop(std::string_view symbol, Action action, Decimal quantity, Decimal trigger,
                     TimeInForce tif = TimeInForce::gtc) {
  NewOrder order = order_for(symbol, action, quantity, OrderType::stop, tif);
  order.stop_trigger = trigger;
  return order;
}

inline NewOrder strict(NewOrder order) {
  order.advanced_instructions = AdvancedInstructions{.strict_position_effect_validation = true};
  return order;
}

class OrderDeskTest : public testing::Test {
 protected:
  explicit OrderDeskTest(TradingOptions options = {}) : options_{options} { open({}); }

  // A new account that holds `holdings`.
  void open(std::vector<Holding> holdings, std::vector<OrderRecord> orders = {}) {
    book_ = Book{.account_number = "5WT00001",
                 .cash = 1'000'000_usd,
                 .holdings = std::move(holdings),
                 .orders = std::move(orders)};
    const Quotes quotes = [this](Symbol symbol) { return books_[symbol]; };
    desk_ = std::make_unique<OrderDesk>(
        book_,
        OrderDesk::Parts{.market = market_,
                         .quotes = quotes,
                         .exchange = std::make_unique<SimpleExchange>(
                             quote_fills(quotes, options_.stops),
                             SimpleExchange::Settings{.partial_fills = options_.partial_fills}),
                         .numbers = numbers_,
                         .options = options_,
                         .tell = [this](const account::Notification& notice) { hear(notice); }});
    quote("SPY", 600.00_usd, 600.02_usd, 600.01_usd);
    quote("AAPL", 230.00_usd, 230.02_usd, 230.01_usd);
    told_.clear();
  }
  static Holding shares(std::string symbol, Decimal quantity, Decimal price,
                        PositionSide side = PositionSide::long_) {
    return {.symbol = symbol,
            .streamer_symbol = Symbol{symbol},
            .underlying = symbol,
            .quantity = quantity,
            .side = side,
            .average_open_price = price,
            .opened = kDefaultStart - 100h};
  }

  void hear(const account::Notification& notice) {
    std::string what = notice.type;
    if (notice.type == "Order") {
      const std::string_view text = notice.data;
      const auto at = text.find(R"("status":")") + 10;
      what += " " + std::string{text.substr(at, text.find('"', at) - at)};
    }
    told_.push_back(std::move(what));
  }
  std::vector<std::string> told() { return std::exchange(told_, {}); }

  void quote(std::string_view symbol, Decimal bid, Decimal ask, Decimal last) {
    books_[Symbol{symbol}] = {.bid = bid, .ask = ask, .last = last};
  }
  void pass(std::chrono::nanoseconds time) {
    now_ += time;
    desk_->advance(now_);
  }
  std::int64_t place(const NewOrder& order) {
    const auto placed = desk_->place(order, now_);
    EXPECT_TRUE(placed) << placed.error().message
                        << (placed.error().reasons.empty()
                                ? ""
                                : placed.error().reasons.front().message.value_or(""));
    return placed ? placed->order->id.value_or(0) : 0;
  }
  OrderRecord at(std::int64_t id) const { return *book_.order(id); }
  OrderStatus status(std::int64_t id) const { return at(id).status.value(); }
  Decimal held(std::string_view symbol) const {
    const Holding* holding = book_.find(symbol);
    if (holding == nullptr) return 0;
    return holding->is_long() ? holding->quantity : -holding->quantity;
  }

  Market market_{42, kDefaultStart};
  TradingOptions options_;
  Numbers numbers_;
  std::map<Symbol, TopOfBook> books_;
  Book book_;
  std::unique_ptr<OrderDesk> desk_;
  std::vector<std::string> told_;
  Instant now_ = kDefaultStart;
};

}  // namespace belay::sim
