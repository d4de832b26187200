#include "belay/model/symbology.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "model/symbology_text.hpp"

namespace belay {
namespace {

using namespace symbology;

constexpr std::size_t kOccLength = 21;
constexpr std::size_t kRootWidth = 6;
constexpr std::string_view kCryptoVenue = ":CXTALP";
constexpr std::array<std::string_view, 3> kQuoteCurrencies{"USD", "USDC", "USDT"};
constexpr std::array<std::string_view, 9> kCurrencies{"AUD", "CAD", "CHF", "EUR", "GBP",
                                                      "JPY", "MXN", "NZD", "USD"};
// The indices the specifications name; the broker lists more, and says so on its objects.
constexpr std::array<std::string_view, 4> kIndices{"SPX", "VIX", "RUT", "NDX"};

bool contains(const auto& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

bool looks_like_occ(std::string_view text) {
  return text.size() == kOccLength && std::ranges::all_of(text.substr(13), is_digit);
}

Result<void> check_root(std::string_view root) {
  if (is_code(root) && root.size() <= kRootWidth) return {};
  return fail(Errc::invalid, fmt::format("option root '{}' is not 1 to {} of A-Z and 0-9",
                                         root.substr(0, 60), kRootWidth));
}

// A pair's type by what follows its slash: broker-api.md 7.5 against 7.1 (`BRK/B`).
InstrumentType type_of_slashed(std::string_view base, std::string_view quote) {
  if (!contains(kQuoteCurrencies, quote)) return InstrumentType::equity;
  return contains(kCurrencies, base) ? InstrumentType::currency_pair
                                     : InstrumentType::cryptocurrency;
}

Result<InstrumentType> type_of_plain(std::string_view text) {
  constexpr std::string_view kWhat = "a broker's symbol";
  const std::size_t slash = text.find('/');
  const std::string_view base = text.substr(0, slash);
  const std::string_view tail =
      slash == std::string_view::npos ? std::string_view{} : text.substr(slash + 1);
  const auto is_ticker = [](std::string_view part) {
    return !part.empty() && std::ranges::all_of(part, [](char c) {
      return is_upper(c) || is_digit(c) || c == '.' || c == '-';
    });
  };
  if (text.size() > 20 || !is_ticker(base)) {
    return not_a(kWhat, text, "a ticker is capital letters and digits, as in SPY, BRK/B, BTC/USD");
  }
  if (slash == std::string_view::npos)
    return contains(kIndices, text) ? InstrumentType::index : InstrumentType::equity;
  if (!is_ticker(tail)) return not_a(kWhat, text, "a class, a unit or a currency follows a slash");
  return type_of_slashed(base, tail);
}

Result<std::string> crypto_to_streamer(std::string_view pair) {
  const std::size_t slash = pair.find('/');
  const bool whole = slash != std::string_view::npos && is_code(pair.substr(0, slash)) &&
                     is_code(pair.substr(slash + 1));
  if (!whole) return not_a("a cryptocurrency", pair, "expected a pair such as BTC/USD");
  return fmt::format("{}{}", pair, kCryptoVenue);
}

Result<std::string> unchanged(std::string_view symbol) {
  const bool plain = std::ranges::all_of(symbol, [](char c) { return c > ' ' && c < '\x7f'; });
  if (symbol.empty() || !plain)
    return not_a("a symbol", symbol, "it is empty or holds spaces or unprintable bytes");
  return std::string{symbol};
}

Result<std::string> no_broker_form(std::string_view symbol, std::string_view reason) {
  return fail(Errc::unsupported,
              fmt::format("'{}' has no broker symbol: {}", symbol.substr(0, 60), reason));
}

Result<std::string> plain_to_broker(std::string_view symbol) {
  if (symbol.ends_with(kCryptoVenue)) {
    const std::string_view pair = symbol.substr(0, symbol.size() - kCryptoVenue.size());
    const auto check = crypto_to_streamer(pair);
    return check ? Result<std::string>{pair} : std::unexpected{check.error()};
  }
  if (symbol.find(':') != std::string_view::npos)
    return no_broker_form(symbol, "its venue is not one the broker trades pairs on (CXTALP)");
  return unchanged(symbol);
}

// Names of the stream that stand for something other than one instrument (dxlink.md 8).
std::string_view why_not_one_instrument(std::string_view symbol) {
  if (symbol.find('{') != std::string_view::npos)
    return "it names candles; drop the part in braces";
  if (symbol.find('&') != std::string_view::npos)
    return "it names the quote of one exchange; drop the part from '&' on";
  if (symbol.starts_with('=')) return "it names a spread; convert its legs";
  return {};
}

}  // namespace

Result<OptionSymbol> parse_occ(std::string_view text) {
  constexpr std::string_view kWhat = "an OCC option symbol";
  if (text.size() != kOccLength)
    return not_a(kWhat, text,
                 fmt::format("it has {} characters, not 21 (example: 'AAPL  250620C00200000')",
                             text.size()));
  const std::string_view root = trim_right(text.substr(0, kRootWidth));
  if (!is_code(root)) return not_a(kWhat, text, "the first 6 columns are not a root and spaces");
  const auto expiration = read_yymmdd(text.substr(6, 6));
  if (!expiration) return not_a(kWhat, text, "columns 7 to 12 are not a date YYMMDD");
  const char right = text[12];
  if (right != 'C' && right != 'P') return not_a(kWhat, text, "column 13 is neither C nor P");
  const auto thousandths = read_strike(text.substr(13));
  if (!thousandths || !thousandths->is_integer() || thousandths->scale() != 0 ||
      !std::ranges::all_of(text.substr(13), is_digit))
    return not_a(kWhat, text, "the last 8 columns are not a strike in thousandths");
  const auto strike = Decimal::make(thousandths->coefficient(), 3);
  if (!strike) return std::unexpected{strike.error()};
  return OptionSymbol{std::string{root}, *expiration, right, strike->normalized()};
}

Result<std::string> to_occ(const OptionSymbol& option) {
  if (const auto root = check_root(option.root); !root) return std::unexpected{root.error()};
  if (const auto ok = check_option(option.right, option.strike); !ok)
    return std::unexpected{ok.error()};
  const auto date = write_yymmdd(option.expiration);
  if (!date) return date;
  const Decimal strike = option.strike.normalized();
  const auto thousandths = strike * Decimal{1000};
  if (strike.scale() > 3 || !thousandths || *thousandths >= Decimal{100'000'000}) {
    return fail(Errc::invalid,
                fmt::format("strike {} does not fit an OCC symbol: 5 digits before and 3 after the "
                            "point do",
                            strike));
  }
  return fmt::format("{:<6}{}{}{:0>8}", option.root, *date, option.right,
                     thousandths->normalized().to_string());
}

Result<OptionSymbol> parse_streamer_option(std::string_view text) {
  constexpr std::string_view kWhat = "a streamer option symbol";
  if (!text.starts_with('.') || text.starts_with("./"))
    return not_a(kWhat, text, "it begins with a point and a root, as in .SPXW250113C5915");
  const auto parts = split_strike(text.substr(1));
  if (!parts) return not_a(kWhat, text, "it does not end in C or P and a strike");
  if (parts->head.size() < 7) return not_a(kWhat, text, "a root and a date YYMMDD are missing");
  const std::string_view root = parts->head.substr(0, parts->head.size() - 6);
  if (!check_root(root)) return not_a(kWhat, text, "the root is not 1 to 6 of A-Z and 0-9");
  const auto expiration = read_yymmdd(parts->head.substr(root.size()));
  if (!expiration) return not_a(kWhat, text, "the six digits before C or P are not a date YYMMDD");
  return OptionSymbol{std::string{root}, *expiration, parts->right, parts->strike};
}

Result<std::string> to_streamer(const OptionSymbol& option) {
  if (const auto root = check_root(option.root); !root) return std::unexpected{root.error()};
  if (const auto ok = check_option(option.right, option.strike); !ok)
    return std::unexpected{ok.error()};
  const auto date = write_yymmdd(option.expiration);
  if (!date) return date;
  return fmt::format(".{}{}{}{}", option.root, *date, option.right, option.strike.normalized());
}

std::string option_root(std::string_view underlying) {
  std::string root{underlying};
  std::erase(root, '/');
  return root;
}

Result<InstrumentType> instrument_type_of(std::string_view symbol) {
  // Any date will do: only the form is looked at.
  const Date reference{std::chrono::year{2025}, std::chrono::month{1}, std::chrono::day{1}};
  if (symbol.starts_with("./")) {
    const auto option = parse_future_option(symbol);
    return option ? Result<InstrumentType>{InstrumentType::future_option}
                  : std::unexpected{option.error()};
  }
  if (symbol.starts_with('/')) {
    const auto future = parse_future(symbol, reference);
    return future ? Result<InstrumentType>{InstrumentType::future}
                  : std::unexpected{future.error()};
  }
  if (symbol.starts_with('.'))
    return not_a("a broker's symbol", symbol, "a leading point is the stream's form of an option");
  if (looks_like_occ(symbol)) {
    const auto option = parse_occ(symbol);
    return option ? Result<InstrumentType>{InstrumentType::equity_option}
                  : std::unexpected{option.error()};
  }
  if (symbol.starts_with('$') && is_code(symbol.substr(1))) return InstrumentType::index;
  return type_of_plain(symbol);
}

Result<std::string> to_streamer_symbol(std::string_view symbol, std::optional<InstrumentType> type,
                                       Date reference) {
  const auto told = type ? Result<InstrumentType>{*type} : instrument_type_of(symbol);
  if (!told) return std::unexpected{told.error()};
  const auto written = [](const auto& parsed) -> Result<std::string> {
    return parsed ? to_streamer(*parsed) : std::unexpected{parsed.error()};
  };
  switch (*told) {
    case InstrumentType::equity:
    case InstrumentType::index:
    case InstrumentType::currency_pair:
    case InstrumentType::warrant: return unchanged(symbol);
    case InstrumentType::cryptocurrency: return crypto_to_streamer(symbol);
    case InstrumentType::equity_option: return written(parse_occ(symbol));
    case InstrumentType::future: return written(parse_future(symbol, reference));
    case InstrumentType::future_option: return written(parse_future_option(symbol));
    default: break;
  }
  return fail(Errc::unsupported,
              fmt::format("no streamer symbol can be computed for '{}' ({}); take "
                          "streamer-symbol from the broker's instrument",
                          symbol.substr(0, 60), enum_name(*told)));
}

Result<std::string> to_broker_symbol(std::string_view symbol) {
  if (const auto reason = why_not_one_instrument(symbol); !reason.empty())
    return no_broker_form(symbol, reason);
  if (symbol.starts_with("./")) {
    return no_broker_form(symbol,
                          "the name of a future option holds neither its underlying future nor its "
                          "day of expiration; keep the instrument, or use "
                          "parse_streamer_future_option");
  }
  if (symbol.starts_with('.')) {
    const auto option = parse_streamer_option(symbol);
    return option ? to_occ(*option) : std::unexpected{option.error()};
  }
  if (symbol.starts_with('/')) {
    const auto future = parse_streamer_future(symbol);
    return future ? to_broker(*future) : std::unexpected{future.error()};
  }
  return plain_to_broker(symbol);
}

}  // namespace belay
