#pragma once

#include <functional>

#include "app/lookup/lookup.hpp"

namespace CLI {
class App;
}

namespace belay::app {

/// Adds a command for every row of lookups(); `chosen` hears of the one on the command line.
/// `options` is written while CLI11 parses and must outlive it.
void add_lookups(CLI::App& app, LookupOptions& options,
                 const std::function<void(const LookupOptions&)>& chosen);

}  // namespace belay::app
