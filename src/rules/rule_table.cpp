#include "rules/rule_table.hpp"

#include <cstddef>

#include <fmt/format.h>

#include "belay/rules/order_rules.hpp"

namespace belay::rules {
namespace {

constexpr bool rows_stand_in_enum_order() {
  for (std::size_t i = 0; i < kRules.size(); ++i) {
    if (static_cast<std::size_t>(kRules[i].rule) != i) return false;
  }
  return kRules.size() == static_cast<std::size_t>(Rule::gtd_date) + 1;
}
static_assert(rows_stand_in_enum_order());

}  // namespace

std::unexpected<Error> refuse(Rule rule, const std::string& what) {
  const RuleRow& row = kRules[static_cast<std::size_t>(rule)];
  Error error{
      .code = Errc::blocked,
      .message = fmt::format("rule {}: {}; {}; see {}", row.id, what, row.next_step, row.source)};
  error.reasons.push_back({.code = std::string{row.id}, .message = what});
  return std::unexpected{std::move(error)};
}

std::string_view rule_id(const Error& error) {
  if (error.code != Errc::blocked || error.reasons.empty()) return {};
  return error.reasons.front().code;
}

}  // namespace belay::rules
