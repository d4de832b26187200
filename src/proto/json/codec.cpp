#include "proto/json/codec.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "proto/json/table.hpp"

namespace belay::json {

namespace detail {
namespace {

constexpr std::size_t kLongestQuote = 60;

// Counts are JSON numbers (broker-api.md 0.3).
Spelling spelling_of(const Row& row) {
  const bool number = row.unit == Unit::quantity || row.unit == Unit::number;
  return number ? Spelling::number : Spelling::text;
}

std::string_view cut(std::string_view text) { return text.substr(0, kLongestQuote); }

// The row that `key` is a second name of: by the table's list, or with `_` where the row has `-`.
std::size_t find_alias(const Table& table, std::string_view key) {
  const auto alias = std::ranges::find(table.aliases, key, &FieldAlias::alias);
  std::string wire{alias == table.aliases.end() ? key : alias->wire};
  if (alias == table.aliases.end()) std::ranges::replace(wire, '_', '-');
  return table.index.find(table.rows, wire);
}

// One object being read.
class ObjectReader {
 public:
  ObjectReader(const Table& table, void* object, Reading& reading)
      : table_{table}, object_{object}, extra_{table.extra(object)}, reading_{reading} {}

  Fit read(Node node) {
    node.each_member([&](std::string_view key, Node value) {
      if (!reading_.error) member(key, value);
    });
    accept_others();
    if (!reading_.error && !seen_.covers(table_.required)) refuse_missing();
    const bool incomplete = reading_.drift != nullptr && !seen_.covers(table_.always);
    if (incomplete) count_missing(reading_.drift->missing);
    return reading_.error ? Fit::failed : Fit::ok;
  }

 private:
  void member(std::string_view key, Node value) {
    const std::size_t at = table_.index.find(table_.rows, key);
    if (at == table_.rows.size()) return other_spelling(key, value);
    if (value.is(Kind::null)) return;
    if (seen_.has(at)) return refuse(key, "stands there twice");
    seen_.add(at);
    accept(table_.rows[at], value);
  }

  // A second name of a row, which stands behind the first one wherever both are there; or no row.
  void other_spelling(std::string_view key, Node value) {
    const std::size_t at = find_alias(table_, key);
    if (at == table_.rows.size()) return keep_unknown(key, value);
    if (!value.is(Kind::null)) others_.push_back({at, key, value});
  }

  void accept_others() {
    for (const auto& [at, key, value] : others_) {
      if (reading_.error) return;
      if (seen_.has(at)) {
        keep_unknown(key, value);
      } else {
        seen_.add(at);
        accept(table_.rows[at], value);
      }
    }
  }

  void accept(const Row& row, Node value) {
    reading_.owner = table_.name;
    reading_.member = row.wire;
    const Fit fit = row.codec->read(row.locate(object_), value, reading_);
    if (fit == Fit::ok || fit == Fit::failed) return;
    const bool money = is_money(row.unit) && !(fit == Fit::nan && row.codec->optional);
    if (money || is_required(row)) return refuse_value(row, value);
    keep(row.wire, value);
    if (fit == Fit::nan) return;  // known of the broker, no news (broker-api.md 0.3)
    count(reading_.drift ? &reading_.drift->retyped : nullptr, row.wire);
  }

  void keep_unknown(std::string_view key, Node value) {
    keep(key, value);
    count(reading_.drift ? &reading_.drift->unknown : nullptr, key);
  }

  void keep(std::string_view key, Node value) {
    if (extra_ != nullptr) extra_->emplace_back(key, value.raw());
  }

  void count(Drift::Counts* counts, std::string_view key) {
    if (counts != nullptr) ++(*counts)[fmt::format("{}.{}", table_.name, cut(key))];
  }

  void refuse_missing() {
    for (std::size_t at = 0; at < table_.rows.size(); ++at) {
      if (!seen_.has(at) && table_.required.has(at)) {
        return refuse(table_.rows[at].wire,
                      fmt::format("is missing; expected {}", table_.rows[at].codec->expected));
      }
    }
  }

  void count_missing(Drift::Counts& missing) {
    for (std::size_t at = 0; at < table_.rows.size(); ++at) {
      if (table_.always.has(at) && !seen_.has(at)) count(&missing, table_.rows[at].wire);
    }
  }

  void refuse_value(const Row& row, Node value) {
    refuse(row.wire, fmt::format("is {}; expected {}", cut(value.raw()), row.codec->expected));
  }

  void refuse(std::string_view wire, std::string_view what) {
    reading_.error =
        Error{.code = Errc::parse, .message = fmt::format("{}.{} {}", table_.name, wire, what)};
  }

  const Table& table_;
  void* object_;
  Extra* extra_;
  Reading& reading_;
  RowSet seen_;
  struct Other {
    std::size_t row;
    std::string_view key;
    Node value;
  };
  std::vector<Other> others_;
};

bool is_written(const Row& row, const void* member, const Extra& extra) {
  if (row.codec->list) {  // what was read of a list is not the whole of it: the broker's text is
    const bool omitted = row.unit == Unit::sparse && row.codec->absent(member);
    return !omitted && !holds(extra, row.wire);
  }
  return !row.codec->absent(member) && (row.codec->optional || !holds(extra, row.wire));
}

void write_key(std::string_view key, bool& first, std::string& out) {
  if (!first) out += ',';
  first = false;
  append_quoted(key, out);
  out += ':';
}

// Length of the UTF-8 sequence at the start of `text`; 0 when there is none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < low || byte(1) > high) return 0;
  for (std::size_t at = 2; at < length; ++at) {
    if ((byte(at) & 0xC0U) != 0x80U) return 0;
  }
  return length;
}

void append_ascii(char c, std::string& out) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  const auto code = static_cast<unsigned>(static_cast<unsigned char>(c));
  if (code < 0x20) {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", code);
  } else {
    out += c;
  }
}

}  // namespace

void Reading::unknown_enum(std::string_view text) const {
  // An empty text is a known habit of the broker, not news (broker-api.md 0.3).
  if (drift == nullptr || text.empty()) return;
  ++drift->unknown_enum[fmt::format("{}.{}={}", owner, member, text)];
}

Fit read_object(const Table& table, void* object, Node node, Reading& reading) {
  return ObjectReader{table, object, reading}.read(node);
}

void write_object(const Table& table, const void* object, std::string& out) {
  // Rows find members of const and mutable objects alike; nothing here writes through them.
  void* const members = const_cast<void*>(object);
  static const Extra kNone;
  const Extra* const own = table.extra(members);
  const Extra& extra = own != nullptr ? *own : kNone;
  bool first = true;
  out += '{';
  for (const Row& row : table.rows) {
    if (row.codec == nullptr) continue;
    const void* const member = row.locate(members);
    if (!is_written(row, member, extra)) continue;
    write_key(row.wire, first, out);
    row.codec->write(member, out, spelling_of(row));
  }
  for (const auto& [key, raw] : extra) {
    const auto row = std::ranges::find(table.rows, std::string_view{key}, &Row::wire);
    const bool replaced = row != table.rows.end() && row->codec != nullptr &&
                          is_written(*row, row->locate(members), extra);
    if (replaced) continue;
    write_key(key, first, out);
    out += raw;
  }
  out += '}';
}

namespace {
bool stands_for_itself(char letter) {
  return letter >= ' ' && letter < '\x7F' && letter != '"' && letter != '\\';
}
}  // namespace

void append_quoted(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
    const auto odd = std::ranges::find_if_not(text, stands_for_itself);
    out.append(text.begin(), odd);
    text = {odd, text.end()};
    if (text.empty()) break;
    const std::size_t length = utf8_length(text);
    if (length == 1) {
      append_ascii(text.front(), out);
    } else {
      out += length == 0 ? std::string_view{"\\ufffd"} : text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  out += '"';
}

Sharing::Held Sharing::find(const void* kind, std::string_view text) {
  const auto found = std::ranges::find_if(
      entries_, [&](const Entry& entry) { return entry.kind == kind && entry.text == text; });
  if (found == entries_.end()) return nullptr;
  std::rotate(entries_.begin(), found, found + 1);
  return entries_.front().object;
}

void Sharing::add(const void* kind, std::string_view text, Held object) {
  if (entries_.size() == kMost) entries_.pop_back();
  entries_.insert(entries_.begin(), Entry{kind, std::string{text}, std::move(object)});
}

Fit read_unfolded(Fit (*read)(void*, Node, Reading&), void* target, Node node, Reading& reading) {
  if (!node.folded()) return read(target, node, reading);
  Parser parser;
  const auto inside = parser.whole(node.raw());
  return inside ? read(target, *inside, reading) : Fit::unfit;
}

namespace {

constexpr std::size_t kMostPerByte = 4;  // bytes of memory that a byte of text is worth in advance

// The names of an element's members that its neighbours share.
std::vector<std::string_view> shared_names(const List& list) {
  std::vector<std::string_view> names;
  const Table* const table = list.table();
  if (table == nullptr) return names;
  for (const Row& row : table->rows) {
    if (row.codec != nullptr && row.codec->shared) names.push_back(row.wire);
  }
  return names;
}

std::unexpected<Error> odd_element() {  // a record left out of an answer would be lost in silence
  return fail(Errc::parse, "the list has an element of another type than the others");
}

// A list whose elements are read one after another, each in the memory of the one before.
class ListReader {
 public:
  ListReader(const List& list, void* target, std::string_view text, Drift* drift)
      : list_{list}, target_{target}, text_{text}, drift_{drift} {}

  // False: the text is no such list, or no JSON; whoever reads it whole can say what it is.
  Result<bool> read() {
    std::size_t at = skip_spaces(text_, 0);
    if (at == text_.size() || text_[at] != '[') return false;
    at = skip_spaces(text_, at + 1);
    if (at < text_.size() && text_[at] == ']') return ends_at(at);
    while (true) {
      const auto element = parser_.element(text_.substr(at));
      if (!element) return false;
      if (auto done = append(element->node); !done) return std::unexpected(std::move(done.error()));
      if (grown_ == 1) expect(text_.size() - at, element->length);
      at = skip_spaces(text_, at + element->length);
      if (at < text_.size() && text_[at] == ']') return ends_at(at);
      if (at == text_.size() || text_[at] != ',') return false;
      at = skip_spaces(text_, at + 1);
    }
  }

  void undo() {
    for (; grown_ > 0; --grown_) list_.shrink(target_);
  }

 private:
  bool ends_at(std::size_t bracket) const {
    return skip_spaces(text_, bracket + 1) == text_.size();
  }

  // Elements of a list are about as long as the first one: no second home for those read so far.
  // Where it was a short one, no more memory is taken for that than the text is worth.
  void expect(std::size_t bytes, std::size_t length) {
    list_.reserve(target_, std::min(bytes / length, kMostPerByte * bytes / list_.size));
  }

  Result<void> append(Node node) {
    Reading reading{.drift = drift_, .sharing = &sharing_};
    const Fit fit = list_.element->read(list_.grow(target_), node, reading);
    ++grown_;
    if (reading.error) return std::unexpected(std::move(*reading.error));
    if (fit != Fit::ok) return odd_element();
    return {};
  }

  const List& list_;
  void* target_;
  std::string_view text_;
  Drift* drift_;
  std::vector<std::string_view> shared_ = shared_names(list_);
  Parser parser_{shared_};
  Sharing sharing_;
  std::size_t grown_ = 0;
};

}  // namespace

Result<void> decode_value(const Codec& codec, void* target, std::string_view text, Drift* drift) {
  if (codec.elements != nullptr) {
    Drift counted;
    ListReader list{*codec.elements, target, text, drift != nullptr ? &counted : nullptr};
    const auto done = list.read();
    if (!done || *done) {
      if (drift != nullptr) drift->add(counted);
      return done ? Result<void>{} : std::unexpected(done.error());
    }
    list.undo();
  }
  Parser parser;
  const auto root = parser.whole(text);
  if (!root) return std::unexpected(root.error());
  Reading reading{.drift = drift};
  const Fit fit = codec.read(target, *root, reading);
  if (reading.error) return std::unexpected(std::move(*reading.error));
  if (fit == Fit::ok) return {};
  if (fit == Fit::partly) return odd_element();
  return fail(Errc::parse,
              fmt::format("expected {}, got {}", codec.expected, describe(root->kind())));
}

std::string encode_value(const Codec& codec, const void* source) {
  std::string out;
  codec.write(source, out, Spelling::text);
  return out;
}

}  // namespace detail

std::string quoted(std::string_view text) {
  std::string out;
  detail::append_quoted(text, out);
  return out;
}

}  // namespace belay::json
