#include "app/render/table.hpp"

#include <algorithm>
#include <numeric>

#include "app/render/text.hpp"

namespace belay::app {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kLeastTextWidth = 6;

/// A column laid out: which one, and the cells it takes. Numbers stand in two halves around the
/// point.
struct Lane {
  std::size_t column = 0;
  std::size_t width = 0;
  std::size_t before = 0;  ///< cells left of the decimal point
  std::size_t after = 0;   ///< the point and what follows
};

/// Where the digits before the decimal point end.
std::size_t point_of(std::string_view number) {
  return std::min(number.find_first_of(". %"), number.size());
}

std::string shown(const Table& table, std::size_t row, std::size_t column) {
  const std::vector<Cell>& cells = table.rows[row];
  if (column >= cells.size() || cells[column].text.empty()) return std::string{kAbsent};
  return escape_control(cells[column].text);
}

Meaning meaning_of(const Table& table, std::size_t row, std::size_t column) {
  const std::vector<Cell>& cells = table.rows[row];
  const bool absent =
      column >= cells.size() || cells[column].text.empty() || cells[column].text == kAbsent;
  return absent ? Meaning::muted : cells[column].meaning;
}

void widen(Lane& lane, const std::string& text, Align align) {
  if (align == Align::left) {
    lane.width = std::max(lane.width, display_width(text));
    return;
  }
  const std::size_t point = point_of(text);
  lane.before = std::max(lane.before, display_width(std::string_view{text}.substr(0, point)));
  lane.after = std::max(lane.after, display_width(std::string_view{text}.substr(point)));
  lane.width = std::max(lane.width, lane.before + lane.after);
}

Lane natural_lane(const Table& table, std::size_t column) {
  Lane lane{.column = column, .width = display_width(table.columns[column].title)};
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    widen(lane, shown(table, row, column), table.columns[column].align);
  }
  return lane;
}

std::size_t total_width(const std::vector<Lane>& lanes) {
  if (lanes.empty()) return 0;
  const auto add = [](std::size_t sum, const Lane& lane) { return sum + lane.width; };
  return std::accumulate(lanes.begin(), lanes.end(), kGap * (lanes.size() - 1), add);
}

/// Takes cells from the widest text column of at least that rank until the lanes fit; false when
/// there is no more to take.
bool shrink_text(const Table& table, std::vector<Lane>& lanes, std::size_t width, int least_rank) {
  while (total_width(lanes) > width) {
    Lane* widest = nullptr;
    for (Lane& lane : lanes) {
      const Column& column = table.columns[lane.column];
      const bool may = column.align == Align::left && !column.whole && column.rank >= least_rank;
      const std::size_t least = std::max(kLeastTextWidth, display_width(column.title));
      if (may && lane.width > least && (!widest || lane.width > widest->width)) {
        widest = &lane;
      }
    }
    if (widest == nullptr) return false;
    --widest->width;
  }
  return true;
}

/// The lane that leaves first: highest rank, of equals the rightmost.
std::vector<Lane>::iterator least_wanted(const Table& table, std::vector<Lane>& lanes) {
  const auto rank = [&](const Lane& lane) { return table.columns[lane.column].rank; };
  auto worst = lanes.begin();
  for (auto at = lanes.begin(); at != lanes.end(); ++at) {
    if (rank(*at) >= rank(*worst)) worst = at;
  }
  return worst;
}

struct Layout {
  std::vector<Lane> lanes;
  std::vector<std::size_t> hidden;
};

Layout lay_out(const Table& table, std::size_t width) {
  Layout layout;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    if (!table.columns[column].extra) layout.lanes.push_back(natural_lane(table, column));
  }
  for (;;) {
    std::vector<Lane> lanes = layout.lanes;
    const auto rank = [&](const Lane& lane) { return table.columns[lane.column].rank; };
    const int least_rank = std::ranges::any_of(lanes, [&](auto& l) { return rank(l) > 0; }) ? 1 : 0;
    if (shrink_text(table, lanes, width, least_rank) || lanes.size() <= 1) {
      if (!lanes.empty()) lanes.front().width = std::min(lanes.front().width, width);
      layout.lanes = std::move(lanes);
      std::ranges::sort(layout.hidden);
      return layout;
    }
    const auto leaving = least_wanted(table, layout.lanes);
    layout.hidden.push_back(leaving->column);
    layout.lanes.erase(leaving);
  }
}

std::string spaces(std::size_t count) { return std::string(count, ' '); }

struct Placed {
  std::size_t left = 0;  ///< spaces before
  std::string text;
  std::size_t right = 0;  ///< spaces after
};

Placed place_number(std::string text, const Lane& lane) {
  if (display_width(text) > lane.width) return {.text = ellipsize("…", lane.width)};
  const std::size_t point = point_of(text);
  const std::size_t after = display_width(std::string_view{text}.substr(point));
  const std::size_t right = lane.after - after;
  const std::size_t used = display_width(text) + right;
  return {lane.width - std::min(used, lane.width), std::move(text), right};
}

Placed place(std::string text, const Lane& lane, Align align) {
  if (align == Align::decimal) return place_number(std::move(text), lane);
  std::string fitted = ellipsize(text, lane.width);
  const std::size_t right = lane.width - display_width(fitted);
  return {0, std::move(fitted), right};
}

/// One line; the spaces that would end it are left out.
class Line {
 public:
  void add(const Placed& placed, Meaning meaning, bool color) {
    out_ += spaces(pending_ + placed.left);
    out_ += paint(placed.text, meaning, color);
    pending_ = placed.right + kGap;
  }
  [[nodiscard]] std::string take() { return std::move(out_) + "\n"; }

 private:
  std::string out_;
  std::size_t pending_ = 0;
};

std::string heading(const Table& table, const std::vector<Lane>& lanes, bool color) {
  Line line;
  for (const Lane& lane : lanes) {
    const Column& column = table.columns[lane.column];
    std::string title = ellipsize(column.title, lane.width);
    const std::size_t pad = lane.width - display_width(title);
    const bool left = column.align == Align::left;
    line.add({left ? 0 : pad, std::move(title), left ? pad : 0}, Meaning::heading, color);
  }
  return line.take();
}

std::string body_line(const Table& table, const std::vector<Lane>& lanes, std::size_t row,
                      bool color) {
  Line line;
  for (const Lane& lane : lanes) {
    const Align align = table.columns[lane.column].align;
    const Placed placed = place(shown(table, row, lane.column), lane, align);
    line.add(placed, meaning_of(table, row, lane.column), color);
  }
  return line.take();
}

std::string hidden_line(const Table& table, const Layout& layout, const Style& style) {
  std::string text = "not shown at this width: ";
  for (const std::size_t column : layout.hidden) {
    if (!text.ends_with(": ")) text += ", ";
    text += table.columns[column].title;
  }
  return paint(ellipsize(text, style.width), Meaning::muted, style.color) + "\n";
}

}  // namespace

std::string column_name(const Column& column) {
  if (!column.name.empty()) return column.name;
  std::string name;
  for (const char c : column.title) {
    if (c == ' ') name += '-';
    if (c >= 'A' && c <= 'Z') name += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') name += c;
  }
  return name;
}

Cell cell(const std::optional<std::string>& text, Meaning meaning) {
  return Cell{text.value_or(""), meaning};
}

Cell cell(const std::optional<Decimal>& value, Meaning meaning) {
  return Cell{value ? grouped(*value) : "", meaning};
}

Cell money_cell(const std::optional<Decimal>& value, Meaning meaning) {
  return Cell{value ? money_text(*value) : "", meaning};
}

Cell gain_cell(const std::optional<Decimal>& value) {
  if (!value) return {};
  const Meaning meaning = value->sign() > 0   ? Meaning::gain
                          : value->sign() < 0 ? Meaning::loss
                                              : Meaning::plain;
  return Cell{(value->sign() > 0 ? "+" : "") + money_text(*value), meaning};
}

std::string render(const Table& table, const Style& style) {
  const Layout layout = lay_out(table, style.width);
  std::string out = heading(table, layout.lanes, style.color);
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    out += body_line(table, layout.lanes, row, style.color);
  }
  if (!layout.hidden.empty()) out += hidden_line(table, layout, style);
  return out;
}

}  // namespace belay::app
