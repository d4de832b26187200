#pragma once

#include <string>

#include "belay/client/answer.hpp"
#include "belay/client/pages.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/filters.hpp"
#include "belay/model/margin.hpp"
#include "belay/model/margin_dry_run.hpp"

namespace belay {

/// Margin and risk (broker-api.md 4.6).
template <class C>
class Margin {
 public:
  explicit Margin(C& client) : client_{&client} {}

  /// Margin by underlying and strategy.
  [[nodiscard]] Answer<C, MarginReport> report(const Account& account) const;
  /// Margin with `order` in place.
  [[nodiscard]] Answer<C, MarginDryRun> dry_run(const Account& account,
                                                const NewMarginOrder& order) const;
  /// Rates in force for an underlying. Other clients found it broken.
  [[nodiscard]] Answer<C, MarginRequirement> effective(const Account& account,
                                                       const std::string& underlying) const;
  /// The risk-free rate. Sent without signing in.
  [[nodiscard]] Answer<C, MarginConfiguration> public_configuration() const;
  /// A SPAN file, row by row.
  [[nodiscard]] Pages<C, SpanRow> span_rows(const SpanFilter& filter) const;

 private:
  C* client_;
};

extern template class Margin<Client>;
extern template class Margin<blocking::Client>;

}  // namespace belay
