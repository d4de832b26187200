#include "app/view/status.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/render/table.hpp"
#include "app/render/text.hpp"

namespace belay::app {
namespace {

using Count = std::pair<std::string_view, std::uint64_t>;

auto counts(const FeedStatus& status) {
  const FeedStatus::Counters& c = status.counters;
  return std::array<Count, 10>{{{"frames", c.frames},
                                {"events", c.events},
                                {"unknown messages", c.unknown_messages},
                                {"malformed messages", c.malformed_messages},
                                {"bad rows", c.bad_rows},
                                {"unknown events", c.unknown_events},
                                {"unknown fields", c.unknown_fields},
                                {"channel errors", c.channel_errors},
                                {"unwanted events", status.unwanted_events},
                                {"gaps", status.gaps}}};
}

std::string key_of(std::string_view words) {
  std::string key{words};
  for (char& c : key) c = c == ' ' ? '_' : c;
  return key;
}

Cell count_cell(std::uint64_t count, Meaning meaning = Meaning::plain) {
  return {grouped(Decimal{static_cast<std::int64_t>(count)}),
          count == 0 ? Meaning::plain : meaning};
}

std::string state_line(const FeedStatus& status, const Style& style) {
  const bool well = status.state == FeedState::ready && !status.gap_since;
  std::string out =
      paint(enum_name(status.state), well ? Meaning::gain : Meaning::warning, style.color);
  std::string rest = fmt::format("  {}  connection {}", status.address, status.connections);
  if (status.last_frame_age)
    rest += fmt::format("  last frame {} ago", age_text(*status.last_frame_age));
  return out + ellipsize(escape_control(rest), style.width - enum_name(status.state).size()) + "\n";
}

std::string trouble_lines(const FeedStatus& status, const Style& style) {
  std::string out;
  const auto add = [&](const std::string& text) {
    out +=
        paint(ellipsize(escape_control(text), style.width), Meaning::warning, style.color) + "\n";
  };
  if (status.gap_since) {
    add("data may be missing since " + to_new_york_text(*status.gap_since));
  }
  if (!status.last_error.empty()) add("last error: " + status.last_error);
  if (!status.last_server_error.empty()) add("the server said: " + status.last_server_error);
  return out;
}

Table channels_table(const FeedStatus& status) {
  Table table{.columns = {{"Channel", Align::left, 0},
                          {"Id", Align::decimal, 0},
                          {"Subscriptions", Align::decimal, 0},
                          {"Unsent", Align::decimal, 1},
                          {"Silent", Align::decimal, 1}}};
  for (const FeedStatus::Channel& channel : status.channels) {
    table.rows.push_back({{std::string{channel.contract}},
                          {channel.id < 0 ? "" : fmt::to_string(channel.id)},
                          count_cell(channel.subscriptions),
                          count_cell(channel.unsent, Meaning::warning),
                          count_cell(channel.silent, Meaning::muted)});
  }
  return table;
}

Table queues_table(const FeedStatus& status) {
  Table table{.columns = {{"Queue", Align::left, 0},
                          {"Policy", Align::left, 4},
                          {"Symbols", Align::decimal, 2},
                          {"Waiting", Align::decimal, 0},
                          {"Deepest", Align::decimal, 1},
                          {"Room", Align::decimal, 3},
                          {"Delivered", Align::decimal, 1},
                          {"Lagged", Align::decimal, 0}}};
  for (const FeedStatus::Queue& queue : status.queues) {
    table.rows.push_back({{std::string{queue.type}},
                          {std::string{queue.policy}},
                          count_cell(queue.symbols),
                          count_cell(queue.depth),
                          count_cell(queue.deepest),
                          count_cell(queue.capacity),
                          count_cell(queue.delivered),
                          count_cell(queue.lagged, Meaning::warning)});
  }
  return table;
}

std::string counters_line(const FeedStatus& status, const Style& style) {
  std::string line;
  for (const auto& [words, count] : counts(status)) {
    const bool always = words == "frames" || words == "events";
    if (count == 0 && !always) continue;
    line += fmt::format("{}{} {}", line.empty() ? "" : ", ", count, words);
  }
  return wrapped(line, style.width, 0);
}

Table ages_table(const EventBoard& board, Instant now) {
  Table table{.columns = {{"Symbol", Align::left, 0},
                          {"Age", Align::decimal, 0},
                          {"Events", Align::decimal, 0}}};
  for (const BoardRow& row : board.rows()) {
    table.rows.push_back({{row.symbol},
                          row.events == 0 ? Cell{} : age_cell(now - row.newest),
                          count_cell(row.events)});
  }
  return table;
}

std::string channels_json(const FeedStatus& status) {
  std::vector<std::string> items;
  for (const FeedStatus::Channel& channel : status.channels) {
    JsonObject item;
    item.text("contract", channel.contract);
    channel.id < 0 ? item.raw("id", "null") : item.integer("id", channel.id);
    item.count("subscriptions", channel.subscriptions).count("unsent", channel.unsent);
    items.push_back(item.count("silent", channel.silent).str());
  }
  return json_array(items);
}

std::string queues_json(const FeedStatus& status) {
  std::vector<std::string> items;
  for (const FeedStatus::Queue& queue : status.queues) {
    JsonObject item;
    item.text("type", queue.type).text("policy", queue.policy).count("symbols", queue.symbols);
    item.count("depth", queue.depth).count("deepest", queue.deepest);
    item.count("capacity", queue.capacity).count("delivered", queue.delivered);
    items.push_back(item.count("lagged", queue.lagged).str());
  }
  return json_array(items);
}

JsonObject& put_seconds(JsonObject& out, std::string_view key,
                        const std::optional<std::chrono::nanoseconds>& age) {
  if (!age) return out.raw(key, "null");
  return out.number(key, std::chrono::duration<double>(*age).count());
}

std::string symbols_json(const EventBoard& board, Instant now) {
  std::vector<std::string> items;
  for (const BoardRow& row : board.rows()) {
    JsonObject item;
    item.text("symbol", row.symbol).count("events", row.events);
    std::optional<std::chrono::nanoseconds> age;
    if (row.events > 0) age = now - row.newest;
    items.push_back(put_seconds(item, "age_seconds", age).str());
  }
  return json_array(items);
}

}  // namespace

std::string status_text(const FeedStatus& status, const EventBoard& board, Instant now,
                        const Style& style) {
  return state_line(status, style) + trouble_lines(status, style) +
         render(channels_table(status), style) + render(queues_table(status), style) +
         counters_line(status, style) + render(ages_table(board, now), style);
}

void put_status(JsonObject& document, const FeedStatus& status, const EventBoard& board,
                Instant now) {
  document.text("state", enum_name(status.state)).text("address", status.address);
  document.count("connections", status.connections);
  put_seconds(document, "last_frame_age_seconds", status.last_frame_age);
  if (status.gap_since) {
    document.text("gap_since", json_time(*status.gap_since));
  } else {
    document.raw("gap_since", "null");
  }
  document.text("last_error", status.last_error);
  document.text("last_server_error", status.last_server_error);
  for (const auto& [words, count] : counts(status)) document.count(key_of(words), count);
  document.raw("channels", channels_json(status)).raw("queues", queues_json(status));
  document.raw("symbols", symbols_json(board, now));
}

}  // namespace belay::app
