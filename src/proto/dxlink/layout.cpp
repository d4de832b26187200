#include "proto/dxlink/layout.hpp"

#include <algorithm>
#include <utility>

namespace belay::dxlink {
namespace {

Step step_of(const FieldCodec* field) {
  if (field == nullptr) return {};
  return {.kind = field->kind, .offset = field->offset, .read_word = field->read_word};
}

}  // namespace

Layout make_layout(std::string_view type, std::vector<std::string> names) {
  Layout layout{.type = std::string{type}, .codec = find_codec(type), .names = std::move(names)};
  for (const std::string& name : layout.names) {
    const FieldCodec* const field =
        layout.codec == nullptr ? nullptr : layout.codec->find_any(name);
    if (field == nullptr && name != "eventType") ++layout.unknown_columns;
    layout.columns.push_back(field);
    layout.steps.push_back(step_of(field));
  }
  layout.usable = layout.codec == nullptr ? !layout.names.empty()
                                          : std::ranges::count(layout.names, "eventSymbol") > 0;
  layout.plain = layout.codec != nullptr && layout.usable &&
                 std::ranges::count(layout.steps, ValueKind::other, &Step::kind) == 0;
  return layout;
}

void ChannelLayouts::announce(std::string_view type, std::vector<std::string> names) {
  const auto known = std::ranges::find(layouts_, type, &Layout::type);
  Layout& layout = known == layouts_.end() ? layouts_.emplace_back() : *known;
  layout = make_layout(type, std::move(names));
}

const Layout* ChannelLayouts::find(std::string_view type) const {
  const auto found = std::ranges::find(layouts_, type, &Layout::type);
  return found == layouts_.end() ? nullptr : &*found;
}

}  // namespace belay::dxlink
