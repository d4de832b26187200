#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/schema.hpp"
#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"

// How the codec sees a struct: a table of rows, each of which finds its member and knows how to
// read and write it. table.hpp makes them.

namespace belay::json::detail {

/// What came of reading one value.
enum class Fit : std::uint8_t {
  ok,
  partly,  ///< a list without the elements that are not usable
  unfit,   ///< not usable for this member; the member is untouched or default
  nan,     ///< the text "NaN" where a decimal belongs
  failed,  ///< Reading::error is set: the whole answer is unreadable
};

/// The objects that the rows of one list hold together, newest first, by their text.
class Sharing {
 public:
  using Held = std::shared_ptr<const void>;
  /// Null when no object of that kind with that text was added lately.
  [[nodiscard]] Held find(const void* kind, std::string_view text);
  void add(const void* kind, std::string_view text, Held object);

 private:
  static constexpr std::size_t kMost = 16;
  struct Entry {
    const void* kind;
    std::string text;
    Held object;
  };
  std::vector<Entry> entries_;
};

/// Where we are in an answer, and what is wrong with it.
struct Reading {
  Drift* drift = nullptr;
  std::string_view owner;   ///< name of the struct
  std::string_view member;  ///< wire name
  std::optional<Error> error;
  Sharing* sharing = nullptr;  ///< none: nothing is shared

  void unknown_enum(std::string_view text) const;
};

/// How a decimal is spelt (broker-api.md 0.3).
enum class Spelling : std::uint8_t { text, number };

struct Codec;
struct Table;

/// How a list grows.
struct List {
  const Codec* element;
  std::size_t size;         ///< bytes of an element in memory
  const Table* (*table)();  ///< nullptr result where the elements are no objects
  void* (*grow)(void* list);
  void (*shrink)(void* list);
  void (*reserve)(void* list, std::size_t more);
};

/// Reads and writes one member type.
struct Codec {
  Fit (*read)(void* target, Node node, Reading& reading);
  void (*write)(const void* source, std::string& out, Spelling spelling);
  bool (*absent)(const void* source);  ///< an empty optional: not written
  std::string_view expected;           ///< for messages: "a decimal number"
  bool optional = false;
  bool list = false;
  bool shared = false;
  const List* elements = nullptr;  ///< for a list
};

struct Row {
  std::string_view wire;
  Unit unit = Unit::none;
  void* (*locate)(void* object);
  const Codec* codec;
  bool always = false;  ///< its absence is drift
};

inline constexpr std::size_t kMostRows = 128;
static_assert(kMostRows % 64 == 0 && kMostRows <= 255);  // of RowSet and of RowIndex

/// A set of rows, by number.
struct RowSet {
  std::array<std::uint64_t, kMostRows / 64> words{};

  constexpr void add(std::size_t row) { words[row / 64] |= std::uint64_t{1} << (row % 64); }
  [[nodiscard]] constexpr bool has(std::size_t row) const {
    return (words[row / 64] >> (row % 64) & 1U) != 0;
  }
  /// Every row of `other` is in it.
  [[nodiscard]] constexpr bool covers(const RowSet& other) const {
    for (std::size_t at = 0; at < words.size(); ++at) {
      if ((other.words[at] & ~words[at]) != 0) return false;
    }
    return true;
  }
};

/// Finds a row by its name: a hash of a few of its letters, then the next slots.
class RowIndex {
 public:
  static constexpr std::size_t kSlots = 2 * kMostRows;

  constexpr explicit RowIndex(std::span<const Row> rows) {
    for (std::size_t at = 0; at < rows.size(); ++at) {
      if (rows[at].wire.empty()) continue;
      std::size_t slot = slot_of(rows[at].wire);
      while (slots_[slot] != 0) slot = (slot + 1) % kSlots;
      slots_[slot] = static_cast<std::uint8_t>(at + 1);
    }
  }
  /// The row's number; `rows.size()` when there is none.
  [[nodiscard]] constexpr std::size_t find(std::span<const Row> rows, std::string_view name) const {
    for (std::size_t slot = slot_of(name); slots_[slot] != 0; slot = (slot + 1) % kSlots) {
      const std::size_t at = slots_[slot] - std::size_t{1};
      if (rows[at].wire == name) return at;
    }
    return rows.size();
  }

 private:
  static constexpr std::size_t slot_of(std::string_view name) {
    const std::size_t size = name.size();
    if (size == 0) return 0;
    const auto letter = [&](std::size_t at) { return static_cast<unsigned char>(name[at]); };
    return (size * 29 + letter(0) * 7U + letter(size / 3) * 101U + letter(size / 2) * 37U +
            letter(size - 1) * 61U) %
           kSlots;
  }
  std::array<std::uint8_t, kSlots> slots_{};
};

struct Table {
  std::string_view name;
  std::span<const Row> rows;
  std::span<const FieldAlias> aliases;
  Extra* (*extra)(void* object);  ///< nullptr result when the struct has none
  RowIndex index;
  RowSet always;    ///< absence is drift
  RowSet required;  ///< absence is an error
};

}  // namespace belay::json::detail
