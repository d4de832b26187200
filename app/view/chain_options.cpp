#include "app/view/chain_options.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>

#include <fmt/format.h>

#include "app/render/json.hpp"
#include "app/render/text.hpp"
#include "app/view/chain.hpp"
#include "app/view/mark.hpp"

namespace belay::app {
namespace {

constexpr std::string_view kQuote = Schema<Quote>::name;
constexpr std::string_view kGreeks = Schema<Greeks>::name;

/// One option and where it stands.
struct Listed {
  const OptionChain* chain = nullptr;
  const ChainExpiration* expiration = nullptr;
  const ChainStrike* strike = nullptr;
  bool call = false;

  [[nodiscard]] const std::string& symbol() const { return call ? strike->call : strike->put; }
  [[nodiscard]] const std::string& streamer_symbol() const {
    const auto& streamer = call ? strike->call_streamer_symbol : strike->put_streamer_symbol;
    return streamer ? *streamer : symbol();
  }
};

using Rights = std::vector<bool>;  // true = calls

Rights rights_of(const ChainOptions& options) {
  switch (options.right) {
    case WindowRight::call: return {true};
    case WindowRight::put: return {false};
    case WindowRight::both: break;
  }
  return {true, false};
}

void visit_options(const std::vector<OptionChain>& chains, const ChainOptions& options,
                   const std::function<void(const Listed&)>& visit) {
  std::size_t left = options.flat && options.limit ? *options.limit : SIZE_MAX;
  const Rights rights = rights_of(options);
  for (const OptionChain& chain : chains) {
    for (const ChainExpiration& expiration : chain.expirations) {
      for (const ChainStrike& strike : expiration.strikes) {
        for (const bool call : rights) {
          if (left == 0) return;
          --left;
          visit({&chain, &expiration, &strike, call});
        }
      }
    }
  }
}

const BoardRow* row_of(const Listed& option, const ChainMarket& market) {
  return market.board == nullptr ? nullptr : market.board->find(option.streamer_symbol());
}

/// Above the money a call pays nothing, below it a put.
Meaning by_money(const Listed& option, const ChainMarket& market) {
  if (!market.spot) return Meaning::muted;
  const bool pays = option.call ? option.strike->strike_price < *market.spot
                                : option.strike->strike_price > *market.spot;
  return pays ? Meaning::plain : Meaning::muted;
}

Cell middle_cell(const BoardRow& row) {
  return row.quote ? money_cell(mark_of(*row.quote).price) : Cell{};
}

/// One column of an option.
struct OptionColumn {
  Column column;
  std::string_view type;  ///< of the event that says it; empty = the chain does
  std::function<Cell(const Listed&, const ChainMarket&)> cell;
};

bool is_usual(std::string_view name) {
  constexpr auto kUsual = std::to_array<std::string_view>({"bid", "ask", "iv", "delta"});
  return std::ranges::find(kUsual, name) != kUsual.end();
}

OptionColumn from_market(Column column, std::string_view type, Cell (*cell)(const BoardRow&),
                         bool usual) {
  column.name = column_name(column);
  column.extra = !usual;
  return {std::move(column), type, [cell](const Listed& option, const ChainMarket& market) {
            const BoardRow* const row = row_of(option, market);
            return row == nullptr ? Cell{} : cell(*row);
          }};
}

std::vector<OptionColumn> symbol_columns(bool usual) {
  return {{{"Symbol", Align::left, 6, true, "symbol", true},
           {},
           [](const Listed& option, const ChainMarket& market) {
             return Cell{option.symbol(), by_money(option, market)};
           }},
          {{"Streamer symbol", Align::left, 5, false, "streamer-symbol", !usual},
           {},
           [](const Listed& option, const ChainMarket& market) {
             return Cell{option.streamer_symbol(), by_money(option, market)};
           }}};
}

OptionColumn age_column() {
  return {{"Age", Align::decimal, 7, false, "age", true},
          kQuote,
          [](const Listed& option, const ChainMarket& market) {
            const BoardRow* const row = row_of(option, market);
            const bool heard = row != nullptr && row->events > 0;
            return heard ? age_cell(market.now - row->newest) : Cell{};
          }};
}

/// Everything that can be said of an option. `quotes`: the market's are the usual ones.
std::vector<OptionColumn> option_columns(bool quotes) {
  constexpr auto kTypes = std::to_array<std::string_view>(
      {kQuote, kGreeks, Schema<Trade>::name, Schema<Summary>::name, Schema<TheoPrice>::name});
  std::vector<OptionColumn> all = symbol_columns(!quotes);
  for (const BoardColumn& each : board_columns()) {
    if (std::ranges::find(kTypes, each.type) == kTypes.end()) continue;
    Column column{each.title, each.align, each.rank};
    const bool usual = quotes && is_usual(column_name(column));
    all.push_back(from_market(std::move(column), each.type, each.cell, usual));
  }
  all.push_back(from_market({"Mid", Align::decimal, 2}, kQuote, middle_cell, false));
  all.push_back(age_column());
  return all;
}

/// The option's column that `name` means, on whichever side.
const OptionColumn* find_column(const std::vector<OptionColumn>& columns, std::string_view name) {
  const auto found = std::ranges::find_if(
      columns, [&](const OptionColumn& each) { return same_name(each.column.name, name); });
  return found == columns.end() ? nullptr : &*found;
}

std::string_view without_side(std::string_view name) {
  for (const std::string_view side : {"call-", "put-"}) {
    if (name.starts_with(side)) return name.substr(side.size());
  }
  return name;
}

/// `C bid` beside `P bid`; of the symbols the side alone.
Column on_side(const Column& column, bool call) {
  Column out = column;
  const std::string side = call ? "Call" : "Put";
  out.name = (call ? "call-" : "put-") + column.name;
  out.title = column.name == "streamer-symbol" ? side : side.substr(0, 1) + " " + column.title;
  if (column.name == "symbol") out.title = side + " symbol";
  return out;
}

void add_side(Table& table, std::vector<std::vector<Cell>>& rows, const ChainExpiration& expiration,
              const std::vector<OptionColumn>& columns, bool call, const ChainMarket& market) {
  for (const OptionColumn& each : columns) table.columns.push_back(on_side(each.column, call));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Listed option{nullptr, &expiration, &expiration.strikes[i], call};
    for (const OptionColumn& each : columns) rows[i].push_back(each.cell(option, market));
  }
}

Error unknown_column(const std::vector<OptionColumn>& columns, const std::string& name) {
  std::string names = "strike";
  for (const OptionColumn& each : columns) names += ", " + each.column.name;
  return Error{
      .code = Errc::usage,
      .message = fmt::format("no column '{}'; there are {}; of one side with call- or put- "
                             "before it",
                             escape_control(name), names)};
}

std::string_view right_text(bool call) { return call ? "C" : "P"; }

Cell days_cell(const ChainExpiration& expiration, Date today) {
  const auto days = days_left(expiration, today);
  return Cell{days ? fmt::to_string(*days) : ""};
}

std::vector<Column> placing_columns() {
  return {{"Root", Align::left, 0, true},    {"Expiration", Align::left, 0, true},
          {"DTE", Align::decimal, 4},        {"Type", Align::left, 5, true, "type", true},
          {"Settles", Align::left, 1, true}, {"Strike", Align::decimal, 0},
          {"Right", Align::left, 0, true}};
}

std::vector<Cell> placing_cells(const Listed& option, Date today) {
  const ChainExpiration& expiration = *option.expiration;
  return {Cell{option.chain->root_symbol},
          Cell{expiration.expiration_date},
          days_cell(expiration, today),
          cell(expiration.expiration_type),
          cell(expiration.settlement_type),
          Cell{grouped(option.strike->strike_price.normalized()), Meaning::heading},
          Cell{std::string{right_text(option.call)}}};
}

void put_place(JsonObject& out, const Listed& option, Date today) {
  const ChainExpiration& expiration = *option.expiration;
  out.text("root", option.chain->root_symbol).text("expiration", expiration.expiration_date);
  const auto days = days_left(expiration, today);
  if (days) out.integer("days_to_expiration", *days);
  out.maybe("expiration_type", expiration.expiration_type);
  out.maybe("settlement_type", expiration.settlement_type);
  out.decimal("strike", option.strike->strike_price);
  out.text("right", option.call ? "call" : "put");
}

std::optional<Decimal> price_of(double price) { return decimal_of(price); }

void put_market(JsonObject& out, const BoardRow& row) {
  const Quote quote = row.quote.value_or(Quote{});
  const Greeks greeks = row.greeks.value_or(Greeks{});
  out.decimal("bid", price_of(quote.bid_price)).decimal("ask", price_of(quote.ask_price));
  out.decimal("bid_size", price_of(quote.bid_size)).decimal("ask_size", price_of(quote.ask_size));
  out.number("iv", greeks.volatility).number("delta", greeks.delta).number("gamma", greeks.gamma);
  out.number("theta", greeks.theta).number("vega", greeks.vega).number("rho", greeks.rho);
  out.decimal("last", row.trade ? price_of(row.trade->price) : std::nullopt);
  const std::int64_t interest = row.summary ? row.summary->open_interest : 0;
  out.decimal("open_interest", interest == 0 ? std::nullopt : std::optional{Decimal{interest}});
  const bool heard = row.events > 0;
  out.maybe("received", heard ? std::optional{json_time(row.newest)} : std::nullopt);
}

}  // namespace

EventTypes chain_events(const ChainOptions& options) {
  EventTypes types;
  const auto add = [&](std::string_view type) {
    if (!type.empty() && std::ranges::find(types, type) == types.end()) types.push_back(type);
  };
  const std::vector<OptionColumn> columns = option_columns(true);
  for (const std::string& name : options.table.columns) {
    const OptionColumn* const column = find_column(columns, without_side(name));
    if (column != nullptr) add(column->type);
  }
  if (options.quotes) {
    for (const std::string_view type : {kQuote, kGreeks}) add(type);
  }
  return types;
}

std::vector<std::string> chain_symbols(const std::vector<OptionChain>& chains,
                                       const ChainOptions& options) {
  std::vector<std::string> symbols;
  visit_options(chains, options,
                [&](const Listed& option) { symbols.push_back(option.streamer_symbol()); });
  return symbols;
}

Table strikes_table(const ChainExpiration& expiration, const ChainOptions& options,
                    const ChainMarket& market) {
  const std::vector<OptionColumn> columns = option_columns(options.quotes);
  Table table;
  std::vector<std::vector<Cell>> rows(expiration.strikes.size());
  if (options.right != WindowRight::put) add_side(table, rows, expiration, columns, true, market);
  table.columns.push_back({"Strike", Align::decimal, 0});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Decimal price = expiration.strikes[i].strike_price.normalized();
    rows[i].push_back(Cell{grouped(price), Meaning::heading});
  }
  if (options.right != WindowRight::call) add_side(table, rows, expiration, columns, false, market);
  table.rows = std::move(rows);
  return table;
}

Result<std::vector<std::string>> columns_of_sides(const ChainOptions& options) {
  const std::vector<OptionColumn> columns = option_columns(true);
  for (const std::string& name : options.table.columns) {
    if (same_name(name, "strike") || find_column(columns, without_side(name)) != nullptr) continue;
    return std::unexpected(unknown_column(columns, name));
  }
  const auto of_both = [&](const std::string& name) {
    return find_column(columns, name) != nullptr;
  };
  if (std::ranges::none_of(options.table.columns, of_both)) return options.table.columns;
  std::vector<std::string> out;
  std::vector<std::string> puts;
  for (const std::string& name : options.table.columns) {
    if (same_name(name, "strike")) continue;
    if (!of_both(name)) {
      (name.starts_with("put-") ? puts : out).push_back(name);
      continue;
    }
    if (options.right != WindowRight::put) out.push_back("call-" + name);
    if (options.right != WindowRight::call) puts.push_back("put-" + name);
  }
  out.emplace_back("strike");
  out.insert(out.end(), puts.begin(), puts.end());
  return out;
}

Table options_table(const std::vector<OptionChain>& chains, const ChainOptions& options,
                    const ChainMarket& market) {
  const std::vector<OptionColumn> columns = option_columns(options.quotes);
  Table table{.columns = placing_columns()};
  for (const OptionColumn& each : columns) {
    table.columns.push_back(each.column);
    if (each.column.name == "streamer-symbol") table.columns.back().extra = false;
  }
  visit_options(chains, options, [&](const Listed& option) {
    std::vector<Cell> row = placing_cells(option, market.today);
    for (const OptionColumn& each : columns) row.push_back(each.cell(option, market));
    table.rows.push_back(std::move(row));
  });
  return table;
}

std::vector<std::string> options_json(const std::vector<OptionChain>& chains,
                                      const ChainOptions& options, const ChainMarket& market,
                                      bool placed) {
  std::vector<std::string> items;
  visit_options(chains, options, [&](const Listed& option) {
    JsonObject out;
    if (placed) put_place(out, option, market.today);
    out.text("symbol", option.symbol()).text("streamer_symbol", option.streamer_symbol());
    if (market.board != nullptr) {
      const BoardRow* const row = row_of(option, market);
      put_market(out, row == nullptr ? BoardRow{} : *row);
    }
    items.push_back(out.str());
  });
  return items;
}

}  // namespace belay::app
