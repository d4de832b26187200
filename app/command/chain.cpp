#include "app/view/chain.hpp"

#include <memory>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/command/commands.hpp"
#include "app/command/look_around.hpp"
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

Task<Decimal> spot_of(Session& session, std::string underlying) {
  const Date today = new_york_date(session.market_now());
  Result<std::string> symbol = to_streamer_symbol(underlying, std::nullopt, today);
  if (!symbol) co_return std::unexpected(symbol.error());
  const Result<std::optional<Decimal>> price = co_await money_now(session, std::move(*symbol));
  if (!price) co_return std::unexpected(price.error());
  if (*price) co_return **price;
  co_return fail(Errc::unavailable,
                 fmt::format("no price of {} arrived in {} s, so the strikes around the money are "
                             "not known; name them, or leave --strikes out",
                             underlying, kLookTime.count() / 1000));
}

bool shows_strikes(const ChainOptions& options) {
  return options.strikes || options.days_to_expiration || options.expiration || options.quotes ||
         options.flat || options.right != WindowRight::both || !chain_events(options).empty();
}

Task<Answer> read_chain(Session& session, ChainOptions options) {
  Answer answer{.options = std::move(options)};
  if (answer.options.table.csv) answer.options.flat = shows_strikes(answer.options);
  const ChainOptions& wanted = answer.options;
  const Result<std::vector<OptionChain>> all =
      co_await session.client.instruments().nested_option_chain(wanted.underlying);
  if (!all) co_return std::unexpected(all.error());
  answer.market.today = new_york_date(session.market_now());
  if (wanted.strikes && needs_spot(*wanted.strikes)) {
    const Result<Decimal> spot = co_await spot_of(session, wanted.underlying);
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

Result<std::string> expirations_text(const Answer& answer, const Style& style) {
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

/// One table for a program, whatever people are shown: of options, else of expirations.
Result<std::string> csv_of(const Answer& answer) {
  const bool options = shows_strikes(answer.options);
  Table table = options ? options_table(answer.chains, answer.options, answer.market)
                        : expirations_table(answer.chains, answer.market.today);
  for (Column& column : table.columns) column.extra = column.extra && column.name != "root";
  const Result<Table> chosen = with_columns(std::move(table), answer.options.table.columns);
  if (!chosen) return std::unexpected(chosen.error());
  return csv(*chosen);
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

void tell_missing_strikes(const Answer& answer) {
  const std::vector<Decimal> missing = strikes_not_listed(answer.chains, answer.options);
  if (missing.empty() || answer.chains.empty()) return;
  Context::complain(fmt::format(
      "belay: warning: no expiration shown has the strike {}; belay chain {} --strikes ±5 shows "
      "which there are\n",
      fmt::join(missing, ", "), escape_control(answer.options.underlying)));
}

Task<ExitCode> show_chain(Session& session, ChainOptions options) {
  Result<Answer> answer = co_await read_chain(session, std::move(options));
  if (!answer) co_return std::unexpected(answer.error());
  const Result<std::string> dry = text_of(*answer, session.context.style);
  if (!dry) co_return std::unexpected(dry.error());  // a wrong column, before anybody waits
  const Result<void> looked = co_await look(session, *answer);
  if (!looked) co_return std::unexpected(looked.error());
  tell_missing_strikes(*answer);
  if (answer->options.table.csv) {
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
  return with_client(context, [&](Session& session) { return show_chain(session, options); });
}

}  // namespace belay::app
