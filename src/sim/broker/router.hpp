#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/broker/route.hpp"

namespace belay::sim {

/// Finds the route of a request. Patterns are taken apart once; a request is compared only with
/// those of its method and first word.
class Router {
 public:
  /// The texts that the routes name must outlive the router.
  void add(std::span<const Route> routes);

  struct Match {
    const Route* route = nullptr;            ///< nullptr: none
    std::vector<std::string_view> captures;  ///< into the segments
  };
  /// The first route added that fits.
  [[nodiscard]] Match find(std::string_view method, const std::vector<std::string>& segments) const;

 private:
  struct Entry {
    const Route* route;
    std::vector<std::string_view> words;  // `{}` captures
  };
  using Entries = std::unordered_map<std::string_view, std::vector<Entry>>;  // by first word
  std::vector<std::pair<std::string_view, Entries>> methods_;                // a handful
};

}  // namespace belay::sim
