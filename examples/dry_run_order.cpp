// Asks the broker what an order would cost. Sends nothing to the market.
#include <belay/belay.hpp>

using namespace belay::literals;

int main() {
  belay::blocking::Client client{belay::Config::from_env().value()};
  const auto account = client.accounts().value().front();
  const belay::Order order{
      .legs = {{.symbol = "SPY", .action = belay::Action::buy_to_open, .quantity = 10}},
      .limit = belay::debit(598.50_usd)};
  const auto receipt = client.dry_run(account, order);
  if (!receipt) {
    fmt::print(stderr, "refused: {}\n", receipt.error().message);
    return 1;
  }
  if (const auto change = receipt->buying_power_change()) fmt::print("buying power {}\n", *change);
  if (const auto fees = receipt->fees()) fmt::print("fees {}\n", *fees);
}
