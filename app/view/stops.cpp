#include "app/view/stops.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "app/render/json.hpp"
#include "app/render/text.hpp"
#include "app/view/names.hpp"
#include "app/view/positions.hpp"
#include "proto/json/codec.hpp"

namespace belay::app {
namespace {

using guard::PositionCoverage;
using guard::StopDecision;

constexpr std::size_t kIndent = 4;

std::string upper(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return out;
}

std::string side_text(PositionSide side) {
  switch (side) {
    case PositionSide::long_: return "long";
    case PositionSide::short_: return "short";
    case PositionSide::zero: return "flat";
    case PositionSide::unknown: break;
  }
  return "?";
}

std::string stop_words(const guard::StopLine& stop) {
  return fmt::format("stop #{} at {} covers {} ({}, {})", stop.order_id, money_text(stop.trigger),
                     grouped(stop.quantity), enum_name(stop.order_type),
                     enum_name(stop.time_in_force));
}

std::string excluded_words(const guard::ExcludedOrder& order) {
  const std::string name = order.order_id == 0 ? "" : fmt::format(" #{}", order.order_id);
  if (order.reason == guard::Exclusion::unreadable_legs) {
    return fmt::format("cannot judge: order{} has no readable legs ({}, {})", name,
                       order.order_type, order.status);
  }
  const std::string trigger = order.trigger ? " at " + money_text(*order.trigger) : "";
  return fmt::format("order{} ({} {}{}, {}) does not count: {}", name, order.action,
                     order.order_type, trigger, order.status, guard::text(order.reason));
}

/// Everything there is to say about one position, a sentence each.
std::vector<std::string> findings(const PositionCoverage& c) {
  std::vector<std::string> out{std::string{guard::text(c.coverage)}};
  if (c.protectable != guard::Protectable::yes && c.protectable != guard::Protectable::flat) {
    out.emplace_back(guard::text(c.protectable));
  }
  for (const guard::StopLine& stop : c.stops) out.push_back(stop_words(stop));
  for (const guard::ExcludedOrder& order : c.excluded) out.push_back(excluded_words(order));
  for (const guard::Note note : c.notes) out.emplace_back(guard::text(note));
  return out;
}

std::string paragraph(const std::string& head, const std::vector<std::string>& sentences,
                      const Style& style) {
  std::string out = escape_control(head) + "\n";
  for (const std::string& sentence : sentences) {
    out += "  - " + wrapped(sentence, style.width - kIndent, kIndent);
  }
  return out;
}

/// What is said, and about whom.
struct Remark {
  std::string head;
  std::vector<std::string> sentences;
};

/// Neighbours with the same to say (the legs of one spread) share it.
void add(std::vector<Remark>& remarks, std::string head, std::vector<std::string> sentences) {
  if (!remarks.empty() && remarks.back().sentences == sentences) {
    remarks.back().head += ", " + head;
  } else {
    remarks.push_back({std::move(head), std::move(sentences)});
  }
}

std::string summary_line(const std::vector<PositionCoverage>& coverage) {
  const auto count = [&](guard::Coverage what) {
    return std::ranges::count(coverage, what, &PositionCoverage::coverage);
  };
  return fmt::format("{} positions: {} covered, {} partly, {} not, {} over\n", coverage.size(),
                     count(guard::Coverage::full), count(guard::Coverage::partial),
                     count(guard::Coverage::none), count(guard::Coverage::over));
}

std::string findings_text(const std::vector<PositionCoverage>& coverage, const Style& style) {
  std::vector<Remark> remarks;
  for (const PositionCoverage& c : coverage) {
    const std::string symbol = readable_symbol(c.symbol);
    add(remarks, fmt::format("{} {} {}", symbol, side_text(c.side), grouped(c.quantity)),
        findings(c));
  }
  std::string out;
  for (const Remark& remark : remarks) out += paragraph(remark.head, remark.sentences, style);
  return out;
}

Meaning meaning_of_verdict(guard::Verdict verdict) {
  switch (verdict) {
    case guard::Verdict::place: return Meaning::gain;
    case guard::Verdict::covered: return Meaning::guarded;
    case guard::Verdict::not_possible: return Meaning::loss;
  }
  return Meaning::plain;
}

std::string verdict_text(guard::Verdict verdict) {
  switch (verdict) {
    case guard::Verdict::place: return "place";
    case guard::Verdict::covered: return "covered";
    case guard::Verdict::not_possible: return "no stop";
  }
  return "?";
}

/// How far the market is from the trigger, in percent of the market.
std::string distance_text(const StopDecision& decision) {
  if (!decision.trigger || !decision.market || decision.market->is_zero()) return {};
  const Result<Decimal> part = (*decision.trigger - *decision.market) * Decimal{100};
  if (!part) return {};
  const Result<Decimal> percent = divide(*part, *decision.market, 1);
  return percent ? signed_text(*percent) + " %" : "";
}

std::vector<Cell> plan_line(const StopDecision& d) {
  const Result<Decimal> left = d.left_whole + d.left_fraction;
  const bool places = d.verdict == guard::Verdict::place;
  const std::optional<Decimal> rest =
      left && !left->is_zero() ? std::optional{*left} : std::nullopt;
  return {Cell{readable_symbol(d.symbol)},
          Cell{side_text(d.side)},
          Cell{verdict_text(d.verdict), meaning_of_verdict(d.verdict)},
          places ? cell(std::optional{d.planned_quantity}) : Cell{},
          money_cell(d.trigger),
          money_cell(d.market),
          Cell{distance_text(d)},
          cell(rest, Meaning::warning)};
}

}  // namespace

Table plan_table(const guard::StopPlan& plan) {
  Table table{.columns = {{"Symbol", Align::left, 0},
                          {"Side", Align::left, 2, true},
                          {"Stop", Align::left, 0, true},
                          {"Qty", Align::decimal, 0},
                          {"Trigger", Align::decimal, 0},
                          {"Market", Align::decimal, 3},
                          {"Distance", Align::decimal, 4},
                          {"Left open", Align::decimal, 1}}};
  for (const StopDecision& decision : plan.decisions) table.rows.push_back(plan_line(decision));
  return table;
}

namespace {

Cell outcome_cell(const Trial& trial) {
  if (!trial.answer) return {"not asked", Meaning::muted};
  if (!*trial.answer) return {std::string{to_string(trial.answer->error().code)}, Meaning::loss};
  if (const auto& sent = trial.answer->value().sent) return {*sent, Meaning::guarded};
  return trial.answer->value().warnings.empty() ? Cell{"accepted", Meaning::gain}
                                                : Cell{"warnings", Meaning::warning};
}

std::vector<Cell> trial_line(const Trial& trial) {
  const bool accepted = trial.answer && trial.answer->has_value();
  const TrialAnswer* answer = accepted ? &trial.answer->value() : nullptr;
  return {Cell{readable_symbol(trial.decision.symbol)},
          cell(std::optional{trial.decision.planned_quantity}),
          money_cell(trial.decision.trigger),
          outcome_cell(trial),
          answer ? gain_cell(answer->buying_power_change) : Cell{},
          answer ? money_cell(answer->fees) : Cell{}};
}

std::string trial_remarks(const Trial& trial, const Style& style) {
  if (!trial.answer) return {};
  const std::string symbol = readable_symbol(trial.decision.symbol);
  if (!*trial.answer) {
    return paragraph(symbol, {trial.answer->error().message}, style);
  }
  const TrialAnswer& answer = trial.answer->value();
  std::vector<std::string> remarks = answer.warnings;
  if (answer.looked_for) remarks.emplace_back("its answer was lost; the broker has the order");
  return remarks.empty() ? "" : paragraph(symbol, remarks, style);
}

std::string json_texts(const std::vector<std::string>& texts) {
  std::vector<std::string> items;
  for (const std::string& text : texts) items.push_back(json::quoted(text));
  return json_array(items);
}

std::string stop_json(const guard::StopLine& stop) {
  JsonObject out;
  out.integer("order_id", stop.order_id).text("type", enum_name(stop.order_type));
  out.text("time_in_force", enum_name(stop.time_in_force)).decimal("trigger", stop.trigger);
  return out.decimal("quantity", stop.quantity).boolean("derived", stop.derived).str();
}

std::string excluded_json(const guard::ExcludedOrder& order) {
  JsonObject out;
  out.integer("order_id", order.order_id).text("reason", guard::code(order.reason));
  out.text("why", guard::text(order.reason)).text("type", order.order_type);
  out.text("status", order.status).text("action", order.action);
  out.decimal("trigger", order.trigger).decimal("quantity", order.quantity);
  return out.boolean("claims_units", order.claims_units).str();
}

}  // namespace

Table audit_table(const std::vector<PositionCoverage>& coverage) {
  Table table{.columns = {{"Symbol", Align::left, 0},
                          {"Type", Align::left, 3, true},
                          {"Side", Align::left, 1, true},
                          {"Qty", Align::decimal, 0},
                          {"Covered", Align::left, 0, true},
                          {"", Align::left, 0, true, "coverage"},
                          {"Stops", Align::decimal, 2}}};
  for (const PositionCoverage& c : coverage) {
    table.rows.push_back({Cell{readable_symbol(c.symbol)}, Cell{short_type(c.instrument_type)},
                          Cell{side_text(c.side)}, cell(std::optional{c.quantity}),
                          coverage_cell(c),
                          Cell{upper(guard::code(c.coverage)), meaning_of(c.coverage)},
                          Cell{fmt::to_string(c.stops.size())}});
  }
  return table;
}

std::string audit_remarks(const std::vector<PositionCoverage>& coverage, const Style& style) {
  return summary_line(coverage) + findings_text(coverage, style);
}

std::string coverage_json(const PositionCoverage& c) {
  std::vector<std::string> stops;
  std::vector<std::string> excluded;
  std::vector<std::string> notes;
  for (const guard::StopLine& stop : c.stops) stops.push_back(stop_json(stop));
  for (const guard::ExcludedOrder& order : c.excluded) excluded.push_back(excluded_json(order));
  for (const guard::Note note : c.notes) notes.emplace_back(guard::code(note));
  JsonObject out;
  out.text("account", c.account_number).text("symbol", c.symbol);
  out.text("instrument_type", c.instrument_type.text()).text("side", side_text(c.side));
  out.decimal("quantity", c.quantity).decimal("covered", c.protected_quantity);
  out.text("coverage", guard::code(c.coverage)).text("protectable", guard::code(c.protectable));
  out.decimal("claimed", c.claimed_quantity).decimal("backs_calls", c.call_backing_quantity);
  out.raw("stops", json_array(stops)).raw("excluded", json_array(excluded));
  return out.raw("notes", json_texts(notes)).str();
}

std::string plan_text(const guard::StopPlan& plan, const guard::StopPolicy& policy,
                      const Style& style) {
  return render(plan_table(plan), style) + plan_remarks(plan, policy, style);
}

std::string plan_remarks(const guard::StopPlan& plan, const guard::StopPolicy& policy,
                         const Style& style) {
  std::string out =
      fmt::format("policy: {} % from the price paid; {} to place, {} covered, {} without a stop\n",
                  policy.percent, plan.count(guard::Verdict::place),
                  plan.count(guard::Verdict::covered), plan.count(guard::Verdict::not_possible));
  std::vector<Remark> remarks;
  for (const StopDecision& decision : plan.decisions) {
    add(remarks, readable_symbol(decision.symbol), {decision.explanation});
  }
  for (const Remark& remark : remarks) {
    const std::string text = remark.head + ": " + remark.sentences.front();
    out += "  " + wrapped(text, style.width - 2, kIndent);
  }
  return out + wrapped(
                   "A stop limits a loss only while the market trades: prices can jump over it at "
                   "the open, after a halt, and outside regular hours it does not work at all.",
                   style.width, 0);
}

std::string decision_json(const StopDecision& d) {
  JsonObject out;
  out.text("account", d.account_number).text("symbol", d.symbol);
  out.text("instrument_type", d.instrument_type.text()).text("side", side_text(d.side));
  out.text("verdict", guard::code(d.verdict)).text("reason", guard::code(d.reason));
  out.text("explanation", d.explanation).decimal("trigger", d.trigger);
  out.decimal("market", d.market).text("market_source", guard::code(d.market_source));
  out.decimal("quantity", d.planned_quantity).decimal("left_whole", d.left_whole);
  out.decimal("left_fraction", d.left_fraction);
  return out.text("external_identifier", d.order ? d.order->external_identifier : "").str();
}

std::string sent_words(const std::vector<Trial>& trials) {
  const auto sent = std::ranges::count_if(trials, [](const Trial& trial) {
    return trial.answer && *trial.answer && trial.answer->value().sent;
  });
  if (sent == 0) return "dry run: nothing was sent to the market";
  return fmt::format("{} of {} stops sent", sent, trials.size());
}

std::string trials_text(const std::vector<Trial>& trials, const Style& style) {
  Table table{.columns = {{"Symbol", Align::left, 0},
                          {"Qty", Align::decimal, 0},
                          {"Trigger", Align::decimal, 0},
                          {"Broker", Align::left, 0},
                          {"Buying power", Align::decimal, 1},
                          {"Fees", Align::decimal, 2}}};
  std::string remarks;
  for (const Trial& trial : trials) {
    table.rows.push_back(trial_line(trial));
    remarks += trial_remarks(trial, style);
  }
  return render(table, style) + remarks + sent_words(trials) + "\n";
}

std::string trial_json(const Trial& trial) {
  JsonObject out;
  out.raw("decision", decision_json(trial.decision));
  if (!trial.answer) return out.text("outcome", "not_asked").str();
  if (!*trial.answer) {
    const Error& error = trial.answer->error();
    out.text("outcome", to_string(error.code)).text("message", error.message);
    return out.boolean("in_doubt", error.in_doubt).str();
  }
  const TrialAnswer& answer = trial.answer->value();
  out.text("outcome", answer.sent ? "sent" : "accepted").maybe("order", answer.sent);
  out.decimal("buying_power_change", answer.buying_power_change);
  out.decimal("fees", answer.fees).raw("warnings", json_texts(answer.warnings));
  if (answer.sent) out.boolean("looked_for", answer.looked_for);
  return out.raw("answer", answer.raw_json.empty() ? "null" : answer.raw_json).str();
}

ExitCode exit_code_of(const guard::StopPlan& plan) {
  return plan.leaves_uncovered() ? ExitCode::partly : ExitCode::ok;
}

ExitCode exit_code_of(const std::vector<Trial>& trials) {
  ExitCode worst = ExitCode::ok;
  for (const Trial& trial : trials) {
    if (!trial.answer || *trial.answer) continue;
    worst = worst_of(worst, exit_code_for(trial.answer->error()));
  }
  return worst;
}

std::vector<PositionCoverage> only_these(const std::vector<PositionCoverage>& coverage,
                                         const std::vector<std::string>& only,
                                         std::vector<std::string>& missing) {
  if (only.empty()) return coverage;
  const auto named = [](const PositionCoverage& c, const std::string& word) {
    return c.symbol == word || c.underlying_symbol == word;
  };
  std::vector<PositionCoverage> kept;
  for (const PositionCoverage& c : coverage) {
    if (std::ranges::any_of(only, [&](const auto& word) { return named(c, word); }))
      kept.push_back(c);
  }
  for (const std::string& word : only) {
    if (std::ranges::none_of(kept, [&](const auto& c) { return named(c, word); })) {
      missing.push_back(word);
    }
  }
  return kept;
}

}  // namespace belay::app
