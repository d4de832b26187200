#include "support/frames.hpp"

#include <cmath>
#include <random>

#include <fmt/format.h>

#include "proto/dxlink/json_writer.hpp"
#include "proto/dxlink/row_encoder.hpp"

namespace belay::bench {
namespace {

using Names = std::vector<std::string>;

const Names& lean_fields(std::string_view type) {
  static const Names quote{"eventSymbol", "bidPrice", "bidSize", "askPrice", "askSize"};
  static const Names trade{"eventSymbol", "price", "size", "dayVolume"};
  static const Names sale{"eventSymbol", "time",         "sequence",     "price",
                          "size",        "exchangeCode", "aggressorSide"};
  static const Names greeks{"eventSymbol", "price", "volatility", "delta",
                            "gamma",       "theta", "rho",        "vega"};
  if (type == Schema<Quote>::name) return quote;
  if (type == Schema<Trade>::name) return trade;
  return type == Schema<TimeAndSale>::name ? sale : greeks;
}

dxlink::RowEncoder encoder_of(FieldSet fields, std::string_view type) {
  const dxlink::EventCodec& codec = *dxlink::find_codec(type);
  if (fields == FieldSet::lean) return {codec, lean_fields(type)};
  if (fields == FieldSet::stamped) {
    Names names = lean_fields(type);
    names.insert(names.begin() + 1, "eventTime");
    return {codec, names};
  }
  Names all;
  for (const dxlink::FieldCodec& field : codec.fields) all.emplace_back(field.name);
  return {codec, all};
}

// Letters like a ticker's, different for every number.
std::string ticker(std::size_t number) {
  std::string text;
  for (std::size_t rest = number + 27; text.size() < 3 || rest > 0; rest /= 26) {
    text += static_cast<char>('A' + rest % 26);
  }
  return text;
}

/// What is going on in one symbol.
struct Instrument {
  Symbol symbol;
  bool is_option = false;
  std::int64_t cents = 0;
  double volume = 0;
  double turnover = 0;
};

/// The market: every call moves the clock and one instrument, and makes one event of it.
class Market {
 public:
  explicit Market(const FrameOptions& options)
      : random_{options.seed}, event_time_{options.fields == FieldSet::stamped ? kStamp : 0} {
    for (std::size_t i = 0; i < options.symbols; ++i) {
      const bool option = i >= (options.symbols + 1) / 2;
      const auto range = option ? 3'000U : 60'000U;
      instruments_.push_back({Symbol{symbol_name(options, i)}, option, 20 + below(range)});
    }
  }

  template <class E>
  E next() {
    Instrument& instrument = pick(std::is_same_v<E, Greeks>, std::is_same_v<E, TimeAndSale>);
    micros_ += 1 + below(20);
    ++sequence_;
    instrument.cents = std::max<std::int64_t>(5, instrument.cents + below(5) - 2);
    E event;
    event.symbol = instrument.symbol;
    event.event_time = event_time_;
    fill(event, instrument);
    return event;
  }
  /// Of ten.
  std::int64_t die() { return below(10); }

 private:
  std::int64_t below(std::uint64_t end) { return static_cast<std::int64_t>(random_() % end); }
  double unit() { return static_cast<double>(random_() >> 11U) * 0x1p-53; }
  double size(const Instrument& of) {
    return static_cast<double>(of.is_option ? 1 + below(400) : 100 * (1 + below(40)));
  }
  [[nodiscard]] std::int64_t now() const { return micros_ / 1'000; }
  static double price(std::int64_t cents) { return static_cast<double>(cents) / 100.0; }

  Instrument& pick(bool option_only, bool equity_only) {
    const std::size_t equities = (instruments_.size() + 1) / 2;
    const std::size_t begin = option_only && equities < instruments_.size() ? equities : 0;
    const std::size_t end = equity_only ? equities : instruments_.size();
    return instruments_[begin + random_() % (end - begin)];
  }

  void fill(Quote& event, const Instrument& of) {
    event.sequence = sequence_;
    event.bid_time = event.ask_time = now();
    event.bid_exchange_code = event.ask_exchange_code = exchange();
    event.bid_price = below(100) == 0 ? kNaN : price(of.cents);
    event.bid_size = size(of);
    event.ask_price = price(of.cents + 1 + below(3));
    event.ask_size = size(of);
  }
  void fill(Trade& event, Instrument& of) {
    event.time = now();
    event.sequence = sequence_;
    event.exchange_code = exchange();
    event.price = price(of.cents);
    event.change = price(below(400) - 200);
    event.size = size(of);
    event.day_id = static_cast<std::int32_t>(now() / 86'400'000);
    event.day_volume = of.volume += event.size;
    event.day_turnover = of.turnover += event.size * event.price;
    event.tick_direction = below(2) == 0 ? Direction::zero_up : Direction::zero_down;
  }
  void fill(TimeAndSale& event, const Instrument& of) {
    event.time = now();
    event.index = (event.time / 1'000) << 32 | sequence_;
    event.time_nano_part = static_cast<std::int32_t>(micros_ % 1'000 * 1'000);
    event.sequence = sequence_;
    event.exchange_code = exchange();
    event.price = price(of.cents);
    event.size = size(of);
    event.bid_price = price(of.cents - 1);
    event.ask_price = price(of.cents + 1);
    event.exchange_sale_conditions = Symbol{"@  I"};
    event.aggressor_side = below(2) == 0 ? Side::buy : Side::sell;
    event.valid_tick = true;
    event.type = TimeAndSaleType::new_;
  }
  void fill(Greeks& event, const Instrument& of) {
    event.time = now();
    event.index = (event.time / 1'000) << 32 | sequence_;
    event.sequence = sequence_;
    event.price = price(of.cents);
    event.volatility = 0.1 + unit() * 0.8;
    event.delta = unit() * 2 - 1;
    event.gamma = unit() * 0.05;
    event.theta = -unit() * 0.4;
    event.rho = unit() * 0.3;
    event.vega = unit() * 0.9;
  }
  char exchange() { return "ABCDHIJKMNPQVXYZ"[below(16)]; }

  std::mt19937_64 random_;
  std::vector<Instrument> instruments_;
  std::int64_t micros_ = 1'793'194'200'000'000;
  std::int32_t sequence_ = 0;
  std::int64_t event_time_;
};

template <class E>
void append_rows(std::string& frame, Market& market, const FrameOptions& options) {
  const dxlink::RowEncoder encoder = encoder_of(options.fields, Schema<E>::name);
  frame += fmt::format(R"("{}",[)", Schema<E>::name);
  for (std::size_t row = 0; row < options.per_frame; ++row) {
    if (row > 0) frame += ',';
    encoder.append_row(frame, Event{market.next<E>()}, dxlink::DataFormat::compact);
  }
  frame += ']';
}

std::string make_frame(Market& market, const FrameOptions& options) {
  std::string frame = fmt::format(R"({{"type":"FEED_DATA","channel":{},"data":[)", options.channel);
  switch (market.die()) {
    case 0: append_rows<Trade>(frame, market, options); break;
    case 1: append_rows<TimeAndSale>(frame, market, options); break;
    case 2: append_rows<Greeks>(frame, market, options); break;
    default: append_rows<Quote>(frame, market, options); break;
  }
  return frame += "]}";
}

}  // namespace

std::string symbol_name(const FrameOptions& options, std::size_t index) {
  const std::size_t equities = (options.symbols + 1) / 2;
  if (index < equities) return ticker(index);
  const std::size_t option = index - equities;
  return fmt::format(".{}26{:02}{:02}{}{}", ticker(option % 20), 1 + option % 12, 15 + option % 7,
                     option % 2 == 0 ? 'C' : 'P', 100 + 5 * (option / 20));
}

std::vector<std::string> make_frames(const FrameOptions& options) {
  Market market{options};
  std::vector<std::string> frames;
  for (std::size_t made = 0; made < options.events; made += options.per_frame) {
    frames.push_back(make_frame(market, options));
  }
  return frames;
}

std::string quote_frame(const FrameOptions& options, const Quote& quote) {
  std::string frame =
      fmt::format(R"({{"type":"FEED_DATA","channel":{},"data":["Quote",[)", options.channel);
  encoder_of(options.fields, Schema<Quote>::name)
      .append_row(frame, Event{quote}, dxlink::DataFormat::compact);
  return frame += "]]}";
}

std::string feed_config(const FrameOptions& options) {
  std::string out = fmt::format(
      R"({{"type":"FEED_CONFIG","channel":{},"dataFormat":"COMPACT","aggregationPeriod":0.0,)"
      R"("eventFields":{{)",
      options.channel);
  for (const std::string_view type : {"Quote", "Trade", "TimeAndSale", "Greeks"}) {
    dxlink::append_key(out, type);
    out += '[';
    for (const std::string_view name : encoder_of(options.fields, type).field_names()) {
      dxlink::append_separator(out);
      dxlink::append_quoted(out, name);
    }
    out += ']';
  }
  return out += "}}";
}

}  // namespace belay::bench
