#include "app/agree.hpp"
#include "app/command/commands.hpp"
#include "app/command/steps.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "app/holdings.hpp"
#include "app/look.hpp"
#include "app/render/text.hpp"
#include "app/session.hpp"
#include "app/settle.hpp"
#include "app/show_table.hpp"
#include "app/terms.hpp"
#include "app/view/stops.hpp"
#include "belay/client/groups/instruments.hpp"
#include "proto/json/codec.hpp"

namespace belay::app {
namespace {

using guard::PositionCoverage;

/// What audit, plan and apply all start from.
struct Audit {
  Holdings holdings;
  std::vector<PositionCoverage> coverage;  ///< after --only
  std::vector<std::string> missing;        ///< words of --only that are not held
};

Task<Audit> read_audit(Session& session, std::vector<std::string> only) {
  Result<Holdings> holdings = co_await read_holdings(session);
  if (!holdings) co_return std::unexpected(holdings.error());
  Audit audit{.holdings = std::move(*holdings)};
  const auto everything = guard::audit(audit.holdings.positions, audit.holdings.orders);
  audit.coverage = only_these(everything, only, audit.missing);
  co_return audit;
}

/// `--only` named something that is not held: said, and never a full success (product.md S1-76).
/// Nor is an account that could not be read.
ExitCode mention_missing(const Audit& audit) {
  for (const std::string& word : audit.missing) {
    Context::complain("belay: warning: you hold no " + escape_control(word) + "\n");
  }
  const ExitCode named = audit.missing.empty() ? ExitCode::ok : ExitCode::partly;
  return worst_of(named, audit.holdings.unread);
}

template <class T>
std::string json_of(const std::vector<T>& items, std::string (*write)(const T&)) {
  std::vector<std::string> texts;
  for (const T& item : items) texts.push_back(write(item));
  return json_array(texts);
}

}  // namespace

Task<ExitCode> show_audit(Session& session, StopOptions options) {
  const Result<Audit> audit = co_await read_audit(session, options.only);
  if (!audit) co_return std::unexpected(audit.error());
  JsonObject document = session.document("belay.stop.audit/1");
  document.raw("positions", json_of(audit->coverage, coverage_json));
  const Shown shown{.table = audit_table(audit->coverage),
                    .after = audit_remarks(audit->coverage, session.context.style)};
  const Result<ExitCode> printed = show_table(session, options.table, shown, document);
  if (!printed) co_return printed;
  co_return mention_missing(*audit);
}

namespace {

/// Tick schedules live on the stock itself, and for options on their underlying (product.md W13).
Task<std::vector<Equity>> read_instruments(Session& session, const Audit& audit) {
  std::vector<std::string> symbols;
  for (const PositionCoverage& c : audit.coverage) {
    const InstrumentType type = c.instrument_type.value();
    const bool has_equity = type == InstrumentType::equity || type == InstrumentType::equity_option;
    if (has_equity) symbols.push_back(c.underlying_symbol);
  }
  std::ranges::sort(symbols);
  symbols.erase(std::ranges::unique(symbols).begin(), symbols.end());
  if (symbols.empty()) co_return std::vector<Equity>{};
  EquityFilter filter;
  filter.symbols = std::move(symbols);
  Pages<Client, Equity> equities = session.client.instruments().equities(filter);
  co_return co_await equities.all();
}

std::optional<rules::TickSchedule> ticks_of(const PositionCoverage& position,
                                            const std::vector<Equity>& equities) {
  const auto equity = std::ranges::find(equities, position.underlying_symbol, &Equity::symbol);
  if (equity == equities.end()) return std::nullopt;
  const InstrumentType type = position.instrument_type.value();
  const bool option = type == InstrumentType::equity_option;
  const auto& steps = option ? equity->option_tick_sizes : equity->tick_sizes;
  Result<rules::TickSchedule> schedule = rules::TickSchedule::make_or_default(steps, type);
  return schedule ? std::optional{std::move(*schedule)} : std::nullopt;
}

guard::MarketFacts market_facts(const Audit& audit, const Marks& marks,
                                const std::vector<Equity>& equities) {
  std::map<std::string, std::string> streamer;
  for (const Position& p : audit.holdings.positions) {
    streamer[p.symbol] = p.streamer_symbol.value_or(p.symbol);
  }
  guard::MarketFacts facts;
  for (const PositionCoverage& c : audit.coverage) {
    guard::InstrumentFacts fact{.ticks = ticks_of(c, equities)};
    if (const auto mark = marks.find(streamer[c.symbol]); mark != marks.end()) {
      fact.bid = mark->second.bid;
      fact.ask = mark->second.ask;
      fact.mark = mark->second.price;
    }
    facts.emplace(guard::InstrumentKey{c.symbol, c.instrument_type.value()}, std::move(fact));
  }
  return facts;
}

/// Errors: cancelled.
Task<std::vector<Equity>> instruments_or_warning(Session& session, const Audit& audit) {
  Result<std::vector<Equity>> equities = co_await read_instruments(session, audit);
  const bool stopped = co_await was_stopped();
  if (stopped) co_return fail(Errc::cancelled, "stopped while reading instruments");
  if (equities) co_return equities;
  const std::string why = escape_control(equities.error().message);
  Context::complain("belay: warning: usual tick sizes are assumed: " + why + "\n");
  co_return std::vector<Equity>{};
}

Task<guard::StopPlan> make_plan(Session& session, const Audit& audit, guard::StopPolicy policy) {
  const Result<Marks> marks = co_await marks_or_warning(session, audit.holdings.streamer_symbols());
  if (!marks) co_return std::unexpected(marks.error());
  const Result<std::vector<Equity>> equities = co_await instruments_or_warning(session, audit);
  if (!equities) co_return std::unexpected(equities.error());
  co_return guard::plan(audit.coverage, policy, market_facts(audit, *marks, *equities));
}

Task<ExitCode> show_plan(Session& session, StopOptions options) {
  const Result<Audit> audit = co_await read_audit(session, options.only);
  if (!audit) co_return std::unexpected(audit.error());
  const guard::StopPolicy policy{.percent = options.percent};
  const Result<guard::StopPlan> plan = co_await make_plan(session, *audit, policy);
  if (!plan) co_return std::unexpected(plan.error());
  JsonObject document = session.document("belay.stop.plan/1");
  document.decimal("percent", options.percent)
      .raw("items", json_of(plan->decisions, decision_json));
  const Shown shown{.table = plan_table(*plan),
                    .after = plan_remarks(*plan, policy, session.context.style)};
  const Result<ExitCode> printed = show_table(session, options.table, shown, document);
  if (!printed) co_return printed;
  co_return worst_of(exit_code_of(*plan), mention_missing(*audit));
}

std::string notice_text(const Notice& notice) {
  return notice.code.value_or("warning") + ": " + notice.message.value_or("");
}

TrialAnswer flattened(const Receipt& receipt) {
  TrialAnswer answer{.buying_power_change = receipt.buying_power_change(),
                     .fees = receipt.fees(),
                     .raw_json = json::encode(receipt.answer())};
  for (const Notice& warning : receipt.answer().warnings) {
    answer.warnings.push_back(notice_text(warning));
  }
  return answer;
}

/// Tried, and sent unless `--dry-run`.
Task<TrialAnswer> try_stop(Session& session, const Holdings& holdings,
                           const guard::StopDecision& decision, const StopOptions& options) {
  const Account* account = holdings.account_of(decision.account_number);
  if (account == nullptr) {
    co_return fail(Errc::not_found,
                   "the broker lists no account " + masked_account(decision.account_number));
  }
  Order order = *decision.order;
  order.external_identifier = name_of_submission(order.external_identifier);
  Result<Receipt> receipt = co_await session.client.dry_run(*account, order);
  if (!receipt) co_return std::unexpected(receipt.error());
  TrialAnswer answer = flattened(*receipt);
  if (options.dry_run) co_return answer;
  const Result<void> accepted = warnings_accepted(receipt->answer().warnings, options.accept);
  if (!accepted) co_return std::unexpected(accepted.error());
  const Result<Sent> sent = co_await settle(session, *account, std::move(*receipt));
  if (!sent) co_return std::unexpected(sent.error());
  if (auto refused = refusal_in(*sent)) co_return std::unexpected(std::move(*refused));
  answer.sent = words_of(*sent);
  answer.raw_json = sent->answer_json;
  answer.looked_for = sent->looked_for;
  co_return answer;
}

/// A plan, and what would be planned now that the person has answered.
struct Agreed {
  guard::StopPlan plan;
  guard::StopPlan now;
  ExitCode unread = ExitCode::ok;  ///< of accounts that could not be read again
};

std::size_t stops_in(const guard::StopPlan& plan, const StopOptions& options) {
  const auto has_order = [](const auto& decision) { return decision.order.has_value(); };
  const auto all = static_cast<std::size_t>(std::ranges::count_if(plan.decisions, has_order));
  return std::min(all, options.limit.value_or(all));
}

/// Each stop on its own: one refusal does not keep the others from being asked (product.md P1-18).
boost::asio::awaitable<std::vector<Trial>> try_stops(Session& session, const Holdings& holdings,
                                                     const Agreed& agreed,
                                                     const StopOptions& options) {
  std::vector<Trial> trials;
  const std::size_t most = stops_in(agreed.plan, options);
  for (const guard::StopDecision& decision : agreed.plan.decisions) {
    if (!decision.order) continue;
    Trial& trial = trials.emplace_back(decision);
    const bool stopped = co_await was_stopped();
    if (stopped || trials.size() > most) continue;
    const Result<void> wanted = still_wanted(decision, agreed.now);
    if (!wanted) {
      trial.answer = std::unexpected(wanted.error());
    } else {
      trial.answer = co_await try_stop(session, holdings, decision, options);
    }
  }
  co_return trials;
}

std::string apply_text(const guard::StopPlan& plan, const guard::StopPolicy& policy,
                       const std::vector<Trial>& trials, const Style& style) {
  const std::string tried = trials.empty() ? "nothing to place\n" : trials_text(trials, style);
  return plan_text(plan, policy, style) + "\n" + tried;
}

/// The person's yes, unless it was given or nothing will be sent. A person thinks as long as they
/// like: what is held, what protects it and where the market is are looked at again.
Task<Agreed> agree_on(Session& session, guard::StopPlan plan, guard::StopPolicy policy,
                      const StopOptions& options) {
  const std::size_t stops = stops_in(plan, options);
  if (options.dry_run || options.yes || stops == 0) co_return Agreed{plan, plan};
  if (!session.context.globals.json) {
    session.context.out.write(plan_text(plan, policy, session.context.style));
  }
  std::string question = stops == 1 ? "send this stop?" : fmt::format("send {} stops?", stops);
  const Result<void> yes = co_await agreed(session, options.yes, std::move(question));
  if (!yes) co_return std::unexpected(yes.error());
  const Result<Audit> audit = co_await read_audit(session, options.only);
  if (!audit) co_return std::unexpected(audit.error());
  const Result<guard::StopPlan> now = co_await make_plan(session, *audit, policy);
  if (!now) co_return std::unexpected(now.error());
  co_return Agreed{std::move(plan), *now, audit->holdings.unread};
}

}  // namespace

Task<ExitCode> show_trials(Session& session, StopOptions options) {
  const Result<Audit> audit = co_await read_audit(session, options.only);
  if (!audit) co_return std::unexpected(audit.error());
  const guard::StopPolicy policy{.percent = options.percent};
  const Result<guard::StopPlan> plan = co_await make_plan(session, *audit, policy);
  if (!plan) co_return std::unexpected(plan.error());
  const Result<Agreed> plans = co_await agree_on(session, *plan, policy, options);
  if (!plans) co_return std::unexpected(plans.error());
  const auto trials = co_await try_stops(session, audit->holdings, *plans, options);
  JsonObject document = session.document("belay.stop.apply/1");
  document.boolean("dry_run", options.dry_run).decimal("percent", options.percent);
  document.raw("plan", json_of(plan->decisions, decision_json));
  document.raw("items", json_of(trials, trial_json));
  session.show(apply_text(*plan, policy, trials, session.context.style), document);
  const bool stopped = co_await was_stopped();
  const ExitCode cut_short = stopped ? ExitCode::partly : ExitCode::ok;
  ExitCode code = exit_code_of(trials);
  for (const ExitCode more :
       {exit_code_of(*plan), mention_missing(*audit), plans->unread, cut_short}) {
    code = worst_of(code, more);
  }
  co_return code;
}

Result<ExitCode> run_stop(Context& context, const StopOptions& options) {
  using What = StopOptions::What;
  return with_client(context, [&](Session& session) {
    switch (options.what) {
      case What::audit: return show_audit(session, options);
      case What::plan: return show_plan(session, options);
      case What::apply: break;
    }
    return show_trials(session, options);
  });
}

}  // namespace belay::app
