#include "app/view/chain.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/command/commands.hpp"
#include "app/command/live_table.hpp"
#include "app/command/look_around.hpp"
#include "app/command/taps.hpp"
#include "app/render/csv.hpp"
#include "app/render/text.hpp"
#include "app/session.hpp"
#include "app/show_table.hpp"
#include "app/view/chain_options.hpp"
#include "app/view/columns.hpp"
#include "belay/client/groups/instruments.hpp"
#include "belay/model/symbology.hpp"
#include "proto/json/codec.hpp"

namespace belay::app {
namespace {

/// What was read, narrowed and looked up.
struct Answer {
  std::vector<OptionChain> chains;
  ChainOptions options;
  std::shared_ptr<const EventBoard> board;  ///< null when nobody asked the market
  ChainMarket market;
};

bool is_future(const std::string& underlying) { return underlying.starts_with('/'); }

/// `/ES` and `/ESH5` are of the product ES.
std::string product_of(const std::string& future, Date today) {
  const Result<FutureSymbol> contract = parse_future(future, today);
  return contract ? contract->product : future.substr(1);
}

/// All there is of the underlying; of one futures contract, its alone.
Task<std::vector<OptionChain>> listed_chains(Session& session, std::string underlying) {
  const auto instruments = session.client.instruments();
  if (!is_future(underlying)) co_return co_await instruments.nested_option_chain(underlying);
  const std::string product = product_of(underlying, new_york_date(session.market_now()));
  const Result<FuturesOptionChain> listed =
      co_await instruments.nested_future_option_chain(product);
  if (!listed) co_return std::unexpected(listed.error());
  Result<std::vector<OptionChain>> chains = chains_of(*listed);
  if (!chains || underlying.substr(1) == product) co_return chains;
  std::erase_if(*chains, [&](const OptionChain& c) { return c.underlying_symbol != underlying; });
  if (!chains->empty()) co_return chains;
  co_return fail(Errc::not_found,
                 fmt::format("{} has no options; belay chain /{} shows which contracts have",
                             escape_control(underlying), product));
}

/// The one whose price says where the money is.
Result<std::string> underlying_of(const std::vector<OptionChain>& chains,
                                  const ChainOptions& options) {
  std::set<std::string> names;
  for (const OptionChain& chain : chains) names.insert(chain.underlying_symbol);
  if (!is_future(options.underlying) || names.empty()) return options.underlying;
  if (names.size() == 1) return *names.begin();
  return fail(Errc::usage,
              fmt::format("each contract has its own price: name one of {}, or leave --strikes out",
                          fmt::join(names, ", ")));
}

Task<Decimal> spot_of(Session& session, std::string underlying) {
  const Result<std::optional<Mark>> mark = co_await mark_now(session, underlying);
  if (!mark) co_return std::unexpected(mark.error());
  if (*mark && (*mark)->price) co_return *(*mark)->price;
  co_return fail(Errc::unavailable,
                 fmt::format("no price of {} is known, so the strikes around the money are not; "
                             "name them, or leave --strikes out",
                             escape_control(underlying)));
}

bool shows_strikes(const ChainOptions& options) {
  return options.strikes || options.days_to_expiration || options.expiration || options.quotes ||
         options.watch || options.flat || options.right != WindowRight::both ||
         !chain_events(options).empty();
}

Task<Answer> read_chain(Session& session, ChainOptions options) {
  Answer answer{.options = std::move(options)};
  answer.options.quotes = answer.options.quotes || answer.options.watch;
  const ChainOptions& wanted = answer.options;
  const Result<std::vector<OptionChain>> all = co_await listed_chains(session, wanted.underlying);
  if (!all) co_return std::unexpected(all.error());
  answer.market.today = new_york_date(session.market_now());
  if (wanted.strikes && needs_spot(*wanted.strikes)) {
    Result<std::string> underlying =
        underlying_of(narrowed(*all, wanted, std::nullopt, answer.market.today), wanted);
    if (!underlying) co_return std::unexpected(underlying.error());
    const Result<Decimal> spot = co_await spot_of(session, std::move(*underlying));
    if (!spot) co_return std::unexpected(spot.error());
    answer.market.spot = *spot;
  }
  answer.chains = narrowed(*all, wanted, answer.market.spot, answer.market.today);
  co_return answer;
}

/// Columns that only the market can fill ask it, --quotes or not.
Task<void> look(Session& session, Answer& answer) {
  EventTypes types = chain_events(answer.options);
  if (types.empty()) co_return Result<void>{};
  std::vector<std::string> symbols = chain_symbols(answer.chains, answer.options);
  const Result<std::shared_ptr<const EventBoard>> board =
      co_await board_now(session, std::move(symbols), std::move(types));
  if (!board) co_return std::unexpected(board.error());
  answer.board = *board;
  answer.market.board = answer.board.get();
  answer.market.now = session.context.clock.now();
  co_return Result<void>{};
}

std::string spot_line(const Answer& answer) {
  const auto& spot = answer.market.spot;
  return spot ? fmt::format("underlying at {}\n", money_text(*spot)) : std::string{};
}

/// A future has some dozens of roots with an expiration or two each: one table per contract.
Result<std::string> contracts_text(const Answer& answer, const Style& style) {
  std::map<std::string, std::vector<OptionChain>> contracts;
  for (const OptionChain& chain : answer.chains)
    contracts[chain.underlying_symbol].push_back(chain);
  std::string out;
  for (const auto& [contract, chains] : contracts) {
    Table rows = expirations_table(chains, answer.market.today);
    for (Column& column : rows.columns) column.extra = false;
    std::ranges::sort(rows.rows, {}, [](const auto& row) { return row.at(1).text; });  // by date
    const Result<Table> table = with_columns(std::move(rows), answer.options.table.columns);
    if (!table) return std::unexpected(table.error());
    out += escape_control(contract) + "\n" + render(*table, style);
  }
  return out;
}

Result<std::string> expirations_text(const Answer& answer, const Style& style) {
  if (is_future(answer.options.underlying)) return contracts_text(answer, style);
  std::string out;
  for (const OptionChain& chain : answer.chains) {
    const Result<Table> table =
        with_columns(expirations_table({chain}, answer.market.today), answer.options.table.columns);
    if (!table) return std::unexpected(table.error());
    out += root_heading(chain) + render(*table, style);
  }
  return out;
}

Result<std::string> strikes_text(const Answer& answer, const Style& style) {
  std::string out = spot_line(answer);
  const Result<std::vector<std::string>> columns = columns_of_sides(answer.options);
  if (!columns) return std::unexpected(columns.error());
  for (const OptionChain& chain : answer.chains) {
    for (const ChainExpiration& expiration : chain.expirations) {
      const Result<Table> table =
          with_columns(strikes_table(expiration, answer.options, answer.market), *columns);
      if (!table) return std::unexpected(table.error());
      out += expiration_heading(chain, expiration, answer.market.today) + render(*table, style);
    }
  }
  return out;
}

Result<std::string> flat_text(const Answer& answer, const Style& style) {
  const Result<Table> table = with_columns(
      options_table(answer.chains, answer.options, answer.market), answer.options.table.columns);
  if (!table) return std::unexpected(table.error());
  return spot_line(answer) + render(*table, style);
}

Result<std::string> text_of(const Answer& answer, const Style& style) {
  if (answer.options.flat) return flat_text(answer, style);
  return shows_strikes(answer.options) ? strikes_text(answer, style)
                                       : expirations_text(answer, style);
}

/// A row per option, root and all, with the columns that were chosen.
Result<Table> options_rows(const Answer& answer) {
  Table table = options_table(answer.chains, answer.options, answer.market);
  for (Column& column : table.columns) column.extra = column.extra && column.name != "root";
  return with_columns(std::move(table), answer.options.table.columns);
}

/// The same of expirations.
Result<Table> expirations_rows(const Answer& answer) {
  Table table = expirations_table(answer.chains, answer.market.today);
  for (Column& column : table.columns) column.extra = false;
  return with_columns(std::move(table), answer.options.table.columns);
}

/// One table for a program, whatever people are shown: of options, else of expirations.
Result<std::string> csv_of(const Answer& answer) {
  const Result<Table> rows =
      shows_strikes(answer.options) ? options_rows(answer) : expirations_rows(answer);
  if (!rows) return std::unexpected(rows.error());
  return csv(*rows);
}

JsonObject document_of(const Session& session, const Answer& answer) {
  const auto& [chains, options, board, market] = answer;
  JsonObject document = session.document(options.flat ? "belay.chain.options/1" : "belay.chain/1");
  document.decimal("spot", market.spot);
  if (options.flat)
    return document.raw("items", json_array(options_json(chains, options, market, true)));
  document.raw("items", json::encode(chains));
  if (board) document.raw("quotes", json_array(options_json(chains, options, market, false)));
  return document;
}

/// Of how many `symbols` nothing arrived.
std::size_t silent_of(const EventBoard& board, const std::vector<std::string>& symbols) {
  return static_cast<std::size_t>(
      std::ranges::count_if(symbols, [&](const auto& symbol) { return !board.heard(symbol); }));
}

void tell_silence(const Answer& answer) {
  if (!answer.board) return;
  const std::vector<std::string> symbols = chain_symbols(answer.chains, answer.options);
  const std::size_t silent = silent_of(*answer.board, symbols);
  if (silent == 0) return;
  Context::complain(fmt::format("belay: warning: nothing arrived for {} of {} options in {} s\n",
                                silent, symbols.size(), kLookTime.count() / 1000));
}

void tell_missing_strikes(const Answer& answer) {
  const std::vector<Decimal> missing = strikes_not_listed(answer.chains, answer.options);
  if (missing.empty() || answer.chains.empty()) return;
  Context::complain(fmt::format(
      "belay: warning: no expiration shown has the strike {}; belay chain {} --strikes ±5 shows "
      "which there are\n",
      fmt::join(missing, ", "), escape_control(answer.options.underlying)));
}

/// `--watch`: the same options, with what the market goes on saying of them.
class WatchedChain final : public LiveTable {
 public:
  WatchedChain(Session& session, Answer answer) : session_{session}, answer_{std::move(answer)} {
    answer_.board = board_;
    answer_.market.board = board_.get();
    symbols_ = chain_symbols(answer_.chains, answer_.options);
  }

  Task<void> open() {
    Result<MarketData> feed = co_await session_.client.market_data();
    if (!feed) co_return std::unexpected(feed.error());
    const auto sink = [board = board_](const Event& event) { board->put(event); };
    taps_ =
        std::make_shared<Taps>(session_.executor, std::move(*feed), session_.market_now(), sink);
    const Result<void> follows = co_await open_underlying();
    if (!follows) co_return follows;
    std::vector<std::string> symbols = symbols_;
    EventTypes types = chain_events(answer_.options);
    co_return co_await open_all(*taps_, std::move(symbols), std::move(types));
  }
  void close() { taps_->close_all(); }

  Task<void> update() override {
    answer_.market.now = session_.context.clock.now();
    const BoardRow* const row = board_->find(underlying_);
    const std::optional<double> money = row == nullptr ? std::nullopt : money_of(*row);
    if (money) answer_.market.spot = decimal_of(*money);
    if (session_.context.globals.json) {
      items_ = options_json(answer_.chains, answer_.options, answer_.market, true);
    }
    co_return Result<void>{};
  }
  [[nodiscard]] Result<Table> rows() const override { return options_rows(answer_); }
  [[nodiscard]] std::vector<std::string> keys() const override { return symbols_; }
  [[nodiscard]] std::string json_line(std::size_t row) const override {
    JsonObject line = session_.document("belay.chain.option/1");
    return line.raw("item", items_.at(row)).str() + "\n";
  }
  [[nodiscard]] Result<std::string> body(const Style& style) const override {
    return text_of(answer_, style);
  }
  [[nodiscard]] std::string foot() const override {
    const std::size_t silent = silent_of(*board_, symbols_);
    std::string out = fmt::format("{} options", symbols_.size());
    if (silent > 0) out += fmt::format(", of {} nothing arrived yet", silent);
    if (taps_->lagged() > 0) out += fmt::format("  lag {}", taps_->lagged());
    return out;
  }
  [[nodiscard]] std::string trouble() const override {
    return taps_->feed().status().state == FeedState::ready ? "" : "market data is not connected";
  }
  [[nodiscard]] std::optional<Error> failure() const override { return taps_->failure(); }

 private:
  /// Its price goes on above the options.
  Task<void> open_underlying() {
    const Result<std::string> name = underlying_of(answer_.chains, answer_.options);
    if (!name) co_return Result<void>{};
    const Date today = new_york_date(session_.market_now());
    const Result<std::string> streamer = to_streamer_symbol(*name, std::nullopt, today);
    if (!streamer) co_return Result<void>{};
    underlying_ = *streamer;
    std::vector<std::string> symbols{underlying_};
    EventTypes types{Schema<Quote>::name, Schema<Trade>::name};
    co_return co_await open_all(*taps_, std::move(symbols), std::move(types));
  }

  Session& session_;
  Answer answer_;
  std::shared_ptr<EventBoard> board_ = std::make_shared<EventBoard>();
  std::shared_ptr<Taps> taps_;
  std::vector<std::string> symbols_;
  std::string underlying_;          // on the stream; empty when there is no single one
  std::vector<std::string> items_;  // of --json
};

Task<ExitCode> watch_chain(Session& session, Answer answer) {
  tell_missing_strikes(answer);
  const LiveOptions live{.csv = answer.options.table.csv, .run_for = answer.options.run_for};
  WatchedChain chain{session, std::move(answer)};
  const Result<void> opened = co_await chain.open();
  if (!opened) co_return std::unexpected(opened.error());
  const Result<void> shown = co_await show_live(session, chain, live);
  chain.close();
  if (!shown) co_return std::unexpected(shown.error());
  co_return ExitCode::ok;
}

Task<ExitCode> show_chain(Session& session, ChainOptions options) {
  Result<Answer> answer = co_await read_chain(session, std::move(options));
  if (!answer) co_return std::unexpected(answer.error());
  const bool as_csv = answer->options.table.csv;
  const Result<std::string> dry =
      as_csv ? csv_of(*answer) : text_of(*answer, session.context.style);
  if (!dry) co_return std::unexpected(dry.error());  // a wrong column, before anybody waits
  if (answer->options.watch) co_return co_await watch_chain(session, std::move(*answer));
  const Result<void> looked = co_await look(session, *answer);
  if (!looked) co_return std::unexpected(looked.error());
  tell_missing_strikes(*answer);
  tell_silence(*answer);
  if (as_csv) {
    const Result<std::string> lines = csv_of(*answer);
    if (!lines) co_return std::unexpected(lines.error());
    session.context.out.write(*lines);
    co_return ExitCode::ok;
  }
  const Result<std::string> text = text_of(*answer, session.context.style);
  if (!text) co_return std::unexpected(text.error());
  session.show(answer->chains.empty() ? "no expiration matches\n" : *text,
               document_of(session, *answer));
  co_return ExitCode::ok;
}

}  // namespace

Result<ExitCode> run_chain(Context& context, const ChainOptions& options) {
  const auto outcome =
      with_client(context, [&](Session& session) { return show_chain(session, options); });
  return options.watch ? unless_stopped(outcome) : outcome;
}

}  // namespace belay::app
