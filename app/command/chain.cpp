#include "app/view/chain.hpp"
#include "app/command/commands.hpp"
#include "app/look.hpp"
#include "app/session.hpp"
#include "belay/client/groups/instruments.hpp"
#include "proto/json/codec.hpp"

#include <fmt/format.h>

namespace belay::app {
namespace {

Task<std::optional<Decimal>> spot_of(Session& session, std::string underlying) {
  std::vector<std::string> symbols{underlying};
  const Result<Marks> marks = co_await look_at_market(session, std::move(symbols));
  if (!marks) co_return std::unexpected(marks.error());
  const auto mark = marks->find(underlying);
  if (mark != marks->end()) co_return mark->second.price;
  co_return fail(Errc::unavailable,
                 fmt::format("no price of {} arrived in {} s, so the strikes around the money are "
                             "not known; leave --strikes out",
                             underlying, kLookTime.count() / 1000));
}

Task<ExitCode> show_chain(Session& session, ChainOptions options) {
  const Result<std::vector<OptionChain>> all =
      co_await session.client.instruments().nested_option_chain(options.underlying);
  if (!all) co_return std::unexpected(all.error());
  std::optional<Decimal> spot;
  if (options.strikes) {
    const Result<std::optional<Decimal>> found = co_await spot_of(session, options.underlying);
    if (!found) co_return std::unexpected(found.error());
    spot = *found;
  }
  const Date today = new_york_date(session.market_now());
  const std::vector<OptionChain> shown = narrowed(*all, options, spot, today);
  const bool with_strikes = options.strikes || options.days_to_expiration;
  JsonObject document = session.document("belay.chain/1");
  document.decimal("spot", spot).raw("items", json::encode(shown));
  std::string text = chain_text(shown, with_strikes, spot, today, session.context.style);
  if (shown.empty()) text = "no expiration matches\n";
  session.show(text, document);
  co_return ExitCode::ok;
}

}  // namespace

Result<ExitCode> run_chain(Context& context, const ChainOptions& options) {
  return with_client(context, [&](Session& session) { return show_chain(session, options); });
}

}  // namespace belay::app
