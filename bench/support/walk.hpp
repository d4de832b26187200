#pragma once

#include <cstddef>
#include <string_view>

#include <benchmark/benchmark.h>
#include <simdjson.h>

namespace belay::bench {

/// The ceiling that decoders are held against: reads every value of a JSON object with simdjson
/// On-Demand, converts every number, types nothing and keeps nothing.
class Walk {
 public:
  /// With `only`, the values of the object's member of that name alone.
  explicit Walk(std::string_view only = {}) : only_{only} {}

  /// False when `text`, which needs simdjson::SIMDJSON_PADDING readable bytes behind it, is no JSON
  /// object.
  bool read(std::string_view text) {
    simdjson::ondemand::document document;
    const auto error =
        parser_.iterate(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING)
            .get(document);
    if (error != simdjson::SUCCESS) return false;
    for (auto member : document.get_object()) {
      const std::string_view key = member.unescaped_key().value();
      if (only_.empty() || key == only_) value(member.value());
    }
    benchmark::DoNotOptimize(sum_);
    benchmark::DoNotOptimize(letters_);
    return true;
  }

 private:
  void value(simdjson::ondemand::value of) {
    switch (of.type().value()) {
      case simdjson::ondemand::json_type::number: sum_ += of.get_double().value(); break;
      case simdjson::ondemand::json_type::string: letters_ += of.get_string().value().size(); break;
      case simdjson::ondemand::json_type::boolean: sum_ += of.get_bool().value() ? 1 : 0; break;
      case simdjson::ondemand::json_type::array:
        for (auto item : of.get_array()) value(item.value());
        break;
      case simdjson::ondemand::json_type::object:
        for (auto member : of.get_object()) {
          letters_ += member.unescaped_key().value().size();
          value(member.value());
        }
        break;
      default: break;
    }
  }

  std::string_view only_;
  simdjson::ondemand::parser parser_;
  double sum_ = 0;
  std::size_t letters_ = 0;
};

}  // namespace belay::bench
