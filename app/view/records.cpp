#include "app/view/records.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/render/text.hpp"
#include "belay/base/decimal.hpp"
#include "proto/json/document.hpp"

namespace belay::app {
namespace {

using json::Kind;
using json::Node;

std::vector<std::string> split_names(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    names.emplace_back(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return names;
}

// `executed-at` → `Executed at`, `legs.symbol` → `Symbol`.
std::string title_of(std::string_view name) {
  std::string title{name.substr(name.rfind('.') + 1)};
  std::ranges::replace(title, '-', ' ');
  std::ranges::replace(title, '_', ' ');
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z')
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

void append(std::string& text, std::string_view more) {
  if (!text.empty() && !more.empty()) text += ", ";
  text += more;
}

// A value as a person reads it; what cannot be told in a line is counted.
std::string text_of(Node node) {
  switch (node.kind()) {
    case Kind::null: return {};
    case Kind::boolean: return node.text() == "true" ? "yes" : "no";
    case Kind::number:
    case Kind::string: return std::string{node.text()};
    case Kind::object: return "{…}";
    case Kind::array: break;
  }
  std::string text;
  std::size_t objects = 0;
  node.each_element([&](Node element) {
    if (element.is(Kind::object) || element.is(Kind::array)) {
      ++objects;
    } else {
      append(text, text_of(element));
    }
  });
  return objects == 0 ? text : fmt::format("{} items", objects);
}

// The value under a dotted name; of a list of objects, each one's.
std::string text_at(Node node, std::string_view name) {
  if (node.is(Kind::array)) {
    std::string text;
    node.each_element([&](Node element) { append(text, text_at(element, name)); });
    return text;
  }
  const std::size_t dot = name.find('.');
  const auto found = node.find(name.substr(0, dot));
  if (!found) return {};
  return dot == std::string_view::npos ? text_of(*found) : text_at(*found, name.substr(dot + 1));
}

bool is_number(std::string_view text) { return Decimal::parse(text).has_value(); }

Align align_of(const Table& table, std::size_t column) {
  bool any = false;
  for (const auto& row : table.rows) {
    const std::string& text = row[column].text;
    if (text.empty()) continue;
    if (!is_number(text)) return Align::left;
    any = true;
  }
  return any ? Align::decimal : Align::left;
}

// Short words say nothing when cut; a long text does.
bool is_short(const Table& table, std::size_t column) {
  constexpr std::size_t kShort = 24;
  return std::ranges::all_of(table.rows, [&](const auto& row) {
    return display_width(escape_control(row[column].text)) <= kShort;
  });
}

std::set<std::string> members_of(Node items, KnownMembers known) {
  std::set<std::string> members;
  for (const std::string_view name : known) {
    if (!name.empty()) members.emplace(name);
  }
  items.each_element([&](Node item) {
    item.each_member([&](std::string_view key, Node) { members.emplace(key); });
  });
  return members;
}

Result<void> check_chosen(Node items, const std::vector<std::string>& chosen, KnownMembers known) {
  const std::set<std::string> members = members_of(items, known);
  if (members.empty()) return {};  // no record says what there is
  for (const std::string& name : chosen) {
    if (members.contains(name.substr(0, name.find('.')))) continue;
    return fail(Errc::usage, fmt::format("no column '{}'; there are {}", escape_control(name),
                                         fmt::join(members, ", ")));
  }
  return {};
}

void add_members(Table& card, Node node, const std::string& prefix) {
  node.each_member([&](std::string_view key, Node value) {
    const std::string name = prefix.empty() ? std::string{key} : fmt::format("{}.{}", prefix, key);
    if (value.is(Kind::object)) {
      add_members(card, value, name);
    } else if (value.is(Kind::array) && text_of(value).ends_with(" items")) {
      std::size_t at = 0;
      value.each_element(
          [&](Node element) { add_members(card, element, fmt::format("{}.{}", name, at++)); });
    } else {
      card.rows.push_back({Cell{name, Meaning::muted}, Cell{text_of(value)}});
    }
  });
}

}  // namespace

std::vector<std::string> member_names(std::string_view items_json, KnownMembers known) {
  const auto document = json::Document::parse(items_json);
  if (!document) return {};
  const std::set<std::string> members = members_of(document->root(), known);
  return {members.begin(), members.end()};
}

Result<Table> records_table(std::string_view items_json, const RecordColumns& columns) {
  const auto document = json::Document::parse(items_json);
  if (!document) return std::unexpected(document.error());
  const Node items = document->root();
  if (auto fine = check_chosen(items, columns.chosen, columns.known); !fine)
    return std::unexpected(fine.error());
  const std::vector<std::string> names =
      columns.chosen.empty() ? split_names(columns.usual) : columns.chosen;
  Table table;
  items.each_element([&](Node item) {
    auto& row = table.rows.emplace_back();
    for (const std::string& name : names) row.push_back(Cell{text_at(item, name)});
  });
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.columns.push_back({title_of(names[i]), align_of(table, i), static_cast<int>(i),
                             is_short(table, i), names[i]});
  }
  return table;
}

Table record_card(std::string_view object_json) {
  Table card{.columns = {{"Field", Align::left, 0}, {"Value", Align::left, 0}}};
  if (const auto document = json::Document::parse(object_json))
    add_members(card, document->root(), {});
  return card;
}

std::string first_of(std::string_view items_json, std::optional<std::size_t> most) {
  const auto document = json::Document::parse(items_json);
  if (!most || !document) return std::string{items_json};
  std::string items = "[";
  std::size_t count = 0;
  document->root().each_element([&](Node item) {
    if (count++ >= *most) return;
    if (items.size() > 1) items += ',';
    items += item.raw();
  });
  return items + "]";
}

}  // namespace belay::app
