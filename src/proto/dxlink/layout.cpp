#include "proto/dxlink/layout.hpp"

#include <algorithm>
#include <utility>

namespace belay::dxlink {

Layout make_layout(std::string_view type, std::vector<std::string> names) {
  Layout layout{.codec = find_codec(type), .names = std::move(names)};
  for (const std::string& name : layout.names) {
    const FieldCodec* const field = layout.codec == nullptr ? nullptr : layout.codec->find(name);
    if (field == nullptr && name != "eventType") ++layout.unknown_columns;
    layout.columns.push_back(field);
  }
  layout.usable = layout.codec == nullptr ? !layout.names.empty()
                                          : std::ranges::count(layout.names, "eventSymbol") > 0;
  return layout;
}

void ChannelLayouts::announce(std::string_view type, std::vector<std::string> names) {
  by_type_.insert_or_assign(std::string{type}, make_layout(type, std::move(names)));
}

const Layout* ChannelLayouts::find(std::string_view type) const {
  const auto found = by_type_.find(type);
  return found == by_type_.end() ? nullptr : &found->second;
}

}  // namespace belay::dxlink
