// Prints the best bid and offer of two symbols until Ctrl-C.
#include <belay/belay.hpp>

static belay::Task<void> body(belay::Client& client) {
  auto feed = co_await client.market_data();
  if (!feed) co_return std::unexpected(feed.error());
  auto quotes = co_await feed->subscribe<belay::Quote>("SPY", "AAPL");
  if (!quotes) co_return std::unexpected(quotes.error());
  while (auto quote = co_await quotes->next()) {
    fmt::print("{:<6} {:>9.2f} x {:<9.2f}\n", quote->symbol, quote->bid_price, quote->ask_price);
  }
  co_return quotes->status();
}

int main() { return belay::main(body); }
