#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "belay/model/symbology.hpp"
#include "model/symbology_text.hpp"

namespace belay {
namespace {

using namespace symbology;

constexpr std::string_view kMonthCodes = "FGHJKMNQUVXZ";
constexpr std::size_t kColumn = 6;  // width of both contract names in a future option's symbol

constexpr auto kExchanges = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"6A", "XCME"},  {"6B", "XCME"},  {"6C", "XCME"},  {"6E", "XCME"},  {"6J", "XCME"},
    {"6M", "XCME"},  {"6N", "XCME"},  {"6S", "XCME"},  {"ES", "XCME"},  {"GE", "XCME"},
    {"GF", "XCME"},  {"HE", "XCME"},  {"LE", "XCME"},  {"M2K", "XCME"}, {"M6A", "XCME"},
    {"M6B", "XCME"}, {"M6E", "XCME"}, {"MES", "XCME"}, {"MNQ", "XCME"}, {"NQ", "XCME"},
    {"RTY", "XCME"}, {"SR3", "XCME"}, {"MYM", "XCBT"}, {"UB", "XCBT"},  {"YM", "XCBT"},
    {"ZB", "XCBT"},  {"ZC", "XCBT"},  {"ZF", "XCBT"},  {"ZL", "XCBT"},  {"ZM", "XCBT"},
    {"ZN", "XCBT"},  {"ZS", "XCBT"},  {"ZT", "XCBT"},  {"ZW", "XCBT"},  {"CL", "XNYM"},
    {"HO", "XNYM"},  {"MCL", "XNYM"}, {"NG", "XNYM"},  {"RB", "XNYM"},  {"GC", "XCEC"},
    {"HG", "XCEC"},  {"MGC", "XCEC"}, {"SI", "XCEC"},  {"VX", "XCBF"},  {"VXM", "XCBF"},
});

// `ESZ5`, `E1AN6`, `NGZ19`: root, month letter, one or two year digits.
struct Contract {
  std::string_view root;
  unsigned month = 0;
  int year = 0;  // as written: 5 or 25
  std::size_t year_digits = 0;
};

std::optional<Contract> split_contract(std::string_view text) {
  const std::size_t letter = text.find_last_not_of("0123456789");
  if (letter == std::string_view::npos || letter == 0 || !is_code(text)) return std::nullopt;
  const std::string_view digits = text.substr(letter + 1);
  const unsigned month = month_of_code(text[letter]);
  if (month == 0 || digits.empty() || digits.size() > 2) return std::nullopt;
  int year = 0;
  for (const char c : digits) year = year * 10 + (c - '0');
  return Contract{text.substr(0, letter), month, year, digits.size()};
}

// The first year ending in `digit` in which `month` is not over at `reference`.
int next_year_ending_in(int digit, unsigned month, Date reference) {
  const bool over = month < static_cast<unsigned>(reference.month());
  const int first = static_cast<int>(reference.year()) + (over ? 1 : 0);
  return first + ((digit - first) % 10 + 10) % 10;
}

// The year ending in `digit` that lies nearest to `year`.
int nearest_year_ending_in(int digit, int year) {
  const int first = year - 4;
  return first + ((digit - first) % 10 + 10) % 10;
}

std::string_view product_of(std::string_view broker_future) {
  const auto contract = split_contract(broker_future.substr(broker_future.empty() ? 0 : 1));
  return contract ? contract->root : std::string_view{};
}

Result<void> check_future(const FutureSymbol& future) {
  if (!is_code(future.product))
    return fail(Errc::invalid, fmt::format("'{}' is not a futures product such as ES or 6E",
                                           std::string_view{future.product}.substr(0, 60)));
  if (future.month < 1 || future.month > 12 || future.year < 2000 || future.year > 2099)
    return fail(Errc::invalid,
                fmt::format("month {} of {} cannot stand in the symbol of a {} future",
                            future.month, future.year, future.product));
  return {};
}

Result<std::string> exchange_for(std::string_view product, std::string_view given) {
  if (!given.empty()) return std::string{given};
  if (const auto known = exchange_of(product); !known.empty()) return std::string{known};
  return fail(Errc::not_found,
              fmt::format("the exchange of futures product '{}' is not known here; take "
                          "streamer-symbol from the broker's instrument",
                          product));
}

std::unexpected<Error> one_digit_year(std::string_view what, std::string_view text) {
  return not_a(what, text,
               "a year of one digit means another decade to the stream; write two (/ESZ25:XCME)");
}

// Contract names of both columns, or the reason why they are none.
Result<void> check_columns(std::string_view future, std::string_view contract) {
  const bool future_ok = future.starts_with('/') && future.size() <= kColumn &&
                         split_contract(future.substr(1)).has_value();
  if (!future_ok)
    return fail(Errc::invalid,
                fmt::format("underlying '{}' is not a future of at most 6 characters, as in /ESZ5",
                            future.substr(0, 60)));
  if (contract.size() > kColumn || !split_contract(contract))
    return fail(Errc::invalid,
                fmt::format("'{}' is not an option contract of at most 6 characters, as in EW4U9",
                            contract.substr(0, 60)));
  return {};
}

// Options leave in the contract's month or before it, and live less than a year past listing into
// it: enough to catch a wrong year.
bool may_expire(Date expiration, int year, unsigned month) {
  const int months = (year - static_cast<int>(expiration.year())) * 12 + static_cast<int>(month) -
                     static_cast<int>(static_cast<unsigned>(expiration.month()));
  return expiration.ok() && months >= 0 && months < 12;
}

}  // namespace

char month_code(unsigned month) noexcept {
  return month >= 1 && month <= 12 ? kMonthCodes[month - 1] : '\0';
}

unsigned month_of_code(char code) noexcept {
  const std::size_t at = kMonthCodes.find(code);
  return at == std::string_view::npos ? 0 : static_cast<unsigned>(at) + 1;
}

std::string_view exchange_of(std::string_view product) noexcept {
  const auto* const found =
      std::ranges::find(kExchanges, product, &std::pair<std::string_view, std::string_view>::first);
  return found == kExchanges.end() ? std::string_view{} : found->second;
}

Result<FutureSymbol> parse_future(std::string_view text, Date reference) {
  constexpr std::string_view kWhat = "a broker's futures symbol";
  if (!text.starts_with('/')) return not_a(kWhat, text, "it begins with a slash, as in /ESZ5");
  const auto contract = split_contract(text.substr(1));
  if (!contract)
    return not_a(kWhat, text, "product, month letter and one or two digits of a year are expected");
  if (!reference.ok())
    return fail(Errc::invalid, fmt::format("the reference date for '{}' does not exist", text));
  const int year = contract->year_digits == 2
                       ? 2000 + contract->year
                       : next_year_ending_in(contract->year, contract->month, reference);
  FutureSymbol future{std::string{contract->root}, contract->month, year, {}};
  if (const auto ok = check_future(future); !ok) return std::unexpected{ok.error()};
  return future;
}

Result<std::string> to_broker(const FutureSymbol& future, int year_digits) {
  if (const auto ok = check_future(future); !ok) return std::unexpected{ok.error()};
  const char code = month_code(future.month);
  if (year_digits == 1) return fmt::format("/{}{}{}", future.product, code, future.year % 10);
  if (year_digits == 2) return fmt::format("/{}{}{:02}", future.product, code, future.year % 100);
  return fail(Errc::usage,
              fmt::format("a futures symbol has 1 or 2 digits of the year, not {}", year_digits));
}

Result<FutureSymbol> parse_streamer_future(std::string_view text) {
  constexpr std::string_view kWhat = "a streamer futures symbol";
  const std::size_t colon = text.find(':');
  if (!text.starts_with('/') || colon == std::string_view::npos || !is_code(text.substr(colon + 1)))
    return not_a(kWhat, text, "a slash, a contract, a colon and an exchange are expected");
  const auto contract = split_contract(text.substr(1, colon - 1));
  if (!contract)
    return not_a(kWhat, text, "no contract: product, month letter and two digits are expected");
  if (contract->year_digits == 1) return one_digit_year(kWhat, text);
  return FutureSymbol{std::string{contract->root}, contract->month, 2000 + contract->year,
                      std::string{text.substr(colon + 1)}};
}

Result<std::string> to_streamer(const FutureSymbol& future) {
  if (const auto ok = check_future(future); !ok) return std::unexpected{ok.error()};
  const auto exchange = exchange_for(future.product, future.exchange);
  if (!exchange) return exchange;
  return fmt::format("/{}{}{:02}:{}", future.product, month_code(future.month), future.year % 100,
                     *exchange);
}

Result<FutureOptionSymbol> parse_future_option(std::string_view text) {
  constexpr std::string_view kWhat = "a broker's future option symbol";
  if (!text.starts_with("./") || text.size() < 21)
    return not_a(kWhat, text, "expected fixed columns, as in './ESZ9 EW4U9 190927P2975'");
  const std::string_view future = trim_right(text.substr(1, kColumn));
  const std::string_view contract = trim_right(text.substr(1 + kColumn, kColumn));
  if (const auto ok = check_columns(future, contract); !ok)
    return not_a(kWhat, text, ok.error().message);
  const auto expiration = read_yymmdd(text.substr(13, 6));
  if (!expiration) return not_a(kWhat, text, "columns 14 to 19 are not a date YYMMDD");
  const char right = text[19];
  if (right != 'C' && right != 'P') return not_a(kWhat, text, "column 20 is neither C nor P");
  const auto strike = read_strike(text.substr(20));
  if (!strike) return not_a(kWhat, text, "it does not end in a strike");
  return FutureOptionSymbol{std::string{future}, std::string{contract}, *expiration, right,
                            *strike};
}

Result<std::string> to_broker(const FutureOptionSymbol& option) {
  if (const auto ok = check_columns(option.future, option.contract); !ok)
    return std::unexpected{ok.error()};
  if (const auto ok = check_option(option.right, option.strike); !ok)
    return std::unexpected{ok.error()};
  const auto date = write_yymmdd(option.expiration);
  if (!date) return date;
  return fmt::format(".{:<6}{:<6}{}{}{}", option.future, option.contract, *date, option.right,
                     option.strike.normalized());
}

Result<std::string> to_streamer(const FutureOptionSymbol& option, std::string_view exchange) {
  if (const auto checked = to_broker(option); !checked) return checked;
  const auto contract = split_contract(option.contract);
  const auto venue = exchange_for(product_of(option.future), exchange);
  if (!venue) return venue;
  const int year =
      contract->year_digits == 2
          ? contract->year
          : nearest_year_ending_in(contract->year, static_cast<int>(option.expiration.year())) %
                100;
  return fmt::format("./{}{}{:02}{}{}:{}", contract->root, month_code(contract->month), year,
                     option.right, option.strike.normalized(), *venue);
}

Result<FutureOptionSymbol> parse_streamer_future_option(std::string_view text,
                                                        std::string_view underlying_future,
                                                        Date expiration) {
  constexpr std::string_view kWhat = "a streamer future option symbol";
  const std::size_t colon = text.find(':');
  if (!text.starts_with("./") || colon == std::string_view::npos ||
      !is_code(text.substr(colon + 1)))
    return not_a(kWhat, text, "expected ./, a contract, C or P, a strike, a colon, an exchange");
  const auto parts = split_strike(text.substr(2, colon - 2));
  if (!parts) return not_a(kWhat, text, "no C or P and strike before the colon");
  const auto contract = split_contract(parts->head);
  if (!contract) return not_a(kWhat, text, "no root, month letter and year before the C or P");
  if (contract->year_digits == 1) return one_digit_year(kWhat, text);
  if (!may_expire(expiration, 2000 + contract->year, contract->month)) {
    return fail(Errc::invalid, fmt::format("'{}' cannot expire on {}: its contract is of {}-{:02}",
                                           text.substr(0, 60), to_iso_date(expiration),
                                           2000 + contract->year, contract->month));
  }
  FutureOptionSymbol option{
      std::string{underlying_future},
      fmt::format("{}{}{}", contract->root, month_code(contract->month), contract->year % 10),
      expiration, parts->right, parts->strike};
  if (const auto ok = check_columns(option.future, option.contract); !ok)
    return std::unexpected{ok.error()};
  return option;
}

}  // namespace belay
