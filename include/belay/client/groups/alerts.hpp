#pragma once

#include <string>
#include <vector>

#include "belay/client/answer.hpp"
#include "belay/model/quote_alerts.hpp"

namespace belay {

/// Quote alerts (broker-api.md 4.10); they fire on the account stream.
template <class C>
class Alerts {
 public:
  explicit Alerts(C& client) : client_{&client} {}

  /// Yours.
  [[nodiscard]] Answer<C, std::vector<QuoteAlert>> list() const;
  /// A new one.
  [[nodiscard]] Answer<C, QuoteAlert> create(const NewQuoteAlert& alert) const;
  /// Deletes one, by its `alert-external-id`.
  [[nodiscard]] Answer<C, Done> remove(const std::string& id) const;

 private:
  C* client_;
};

extern template class Alerts<Client>;
extern template class Alerts<blocking::Client>;

}  // namespace belay
