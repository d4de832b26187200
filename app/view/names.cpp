#include "app/view/names.hpp"

#include <fmt/format.h>

#include "belay/model/symbology.hpp"

namespace belay::app {

std::string readable_symbol(std::string_view broker_symbol) {
  const Result<OptionSymbol> option = parse_occ(broker_symbol);
  if (!option) return std::string{broker_symbol};
  const Date day = option->expiration;
  return fmt::format("{} {:02}/{:02}/{:02} {}{}", option->root, static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()), static_cast<int>(day.year()) % 100,
                     option->strike.normalized(), option->right);
}

std::string short_type(Open<InstrumentType> type) {
  switch (type.value()) {
    case InstrumentType::equity_option: return "Option";
    case InstrumentType::future_option: return "Fut option";
    case InstrumentType::cryptocurrency: return "Crypto";
    default: return std::string{type.text()};
  }
}

std::string date_and_days(Date date, Date today) {
  const auto left = std::chrono::sys_days{date} - std::chrono::sys_days{today};
  return fmt::format("{} {:>2} d", to_iso_date(date), left.count());
}

}  // namespace belay::app
