#include "app/cli_parts.hpp"

namespace belay::app {
namespace {

Result<Decimal> parse_price(std::string_view text) {
  Result<Decimal> price = Decimal::parse(text);
  if (price && *price > Decimal{0}) return price;
  return fail(Errc::usage, fmt::format("'{}' is not a number above zero", text));
}

Result<TimeInForce> parse_time_in_force(std::string_view text) {
  constexpr auto words = std::to_array<std::pair<std::string_view, TimeInForce>>(
      {{"day", TimeInForce::day},
       {"gtc", TimeInForce::gtc},
       {"ext", TimeInForce::ext},
       {"gtc-ext", TimeInForce::gtc_ext},
       {"ext-overnight", TimeInForce::ext_overnight},
       {"gtc-ext-overnight", TimeInForce::gtc_ext_overnight},
       {"ioc", TimeInForce::ioc}});
  const auto word = std::ranges::find(words, text, [](const auto& pair) { return pair.first; });
  if (word != words.end()) return word->second;
  return fail(Errc::usage, fmt::format("'{}' is not day, gtc, ext, gtc-ext, ext-overnight, "
                                       "gtc-ext-overnight or ioc",
                                       text));
}

CLI::App* add_trade(CLI::App& app, TradeOptions& trade, const Choose& choose,
                    const std::string& name, TradeOptions::What what, const std::string& about,
                    const std::string& example) {
  CLI::App* command = add_command(app, name, about, example);
  command->callback([&trade, choose, what] {
    trade.what = what;
    choose(trade);
  });
  return command;
}

void add_terms(CLI::App* command, TradeOptions& trade, std::string_view usual_time_in_force) {
  add_parsed(command, "--limit", trade.limit, parse_price, "at this price or better", "PRICE");
  add_parsed(command, "--stop", trade.stop, parse_price, "once the market gets there", "PRICE");
  add_parsed(command, "--tif", trade.time_in_force, parse_time_in_force,
             fmt::format("how long it works ({})", usual_time_in_force), "day|gtc|ext|ioc|…");
}

void add_sending(CLI::App* command, TradeOptions& trade) {
  command->add_flag("--dry-run", trade.dry_run, "show what it would do, and send nothing");
  command->add_flag("-y,--yes", trade.yes, "send without asking");
  add_accept(command, trade.accept);
}

void add_new_order(CLI::App* command, TradeOptions& trade, bool closes) {
  const auto quantity = [&](const std::string& name) {
    return add_parsed(command, name, trade.quantity, parse_price, "how many", "N");
  };
  if (!closes) quantity("quantity")->required();
  command->add_option("symbol", trade.symbol, "the broker's symbol")
      ->required()
      ->type_name("SYMBOL");
  if (closes) quantity("--quantity");
  add_terms(command, trade, "day");
  add_sending(command, trade);
}

void add_order_id(CLI::App* command, TradeOptions& trade) {
  command->add_option("id", trade.id, "the order")
      ->required()
      ->check(CLI::PositiveNumber.description(""))
      ->type_name("ID");
}

}  // namespace

void add_trading(CLI::App& app, TradeOptions& trade, const Choose& choose) {
  using What = TradeOptions::What;
  add_new_order(
      add_trade(app, trade, choose, "buy", What::buy, "Buys: shown first, sent when you say so.",
                "belay buy 10 SPY --limit 580.50"),
      trade, false);
  add_new_order(add_trade(app, trade, choose, "sell", What::sell,
                          "Sells to open (short); belay close sells what you hold.",
                          "belay sell 1 'SPXW  250113P05800000' --limit 3.30"),
                trade, false);
  add_new_order(
      add_trade(app, trade, choose, "close", What::close,
                "Closes a position, all of it or --quantity.", "belay close AAPL --quantity 50"),
      trade, true);
  CLI::App& order = *app.get_subcommand("order");
  CLI::App* place = add_trade(order, trade, choose, "place", What::place,
                              "Sends the order in a JSON file, in the broker's own words.",
                              "belay order place spread.json --dry-run");
  place->add_option("file", trade.file, "one order, or an OCO, OTO, OTOCO or PAIRS")
      ->required()
      ->type_name("FILE");
  add_sending(place, trade);
  for (const auto& [name, what] : {std::pair{"replace", What::replace}, {"edit", What::edit}}) {
    CLI::App* amend =
        add_trade(order, trade, choose, name, what, "New terms for a working order; a new id.",
                  fmt::format("belay order {} 123456789 --limit 581", name));
    add_order_id(amend, trade);
    add_terms(amend, trade, "as it was");
    add_sending(amend, trade);
  }
  CLI::App* cancel = add_trade(order, trade, choose, "cancel", What::cancel, "Cancels an order.",
                               "belay order cancel 123456789");
  add_order_id(cancel, trade);
  cancel->add_flag("--complex", trade.complex, "the id is a complex order's: every part of it");
}

}  // namespace belay::app
