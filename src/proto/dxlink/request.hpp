#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "belay/model/symbol.hpp"
#include "proto/dxlink/row_encoder.hpp"

// What a client said, checked for shape (dxlink.md 2.1, 3.1, 4.2, 4.3, 9.1).

namespace belay::dxlink::request {

struct Setup {
  std::string version;
  std::optional<double> keepalive_timeout;
};
struct Auth {
  std::string token;
};
struct Keepalive {};
struct ClientError {};
struct ChannelRequest {
  std::string service;
  std::string contract;    ///< empty when missing
  std::string symbol;      ///< of DOM; empty when missing
  std::string source;      ///< of DOM: the first one
  std::string parameters;  ///< members as JSON text without braces, `subFormat` left out
};
struct ChannelCancel {};
struct FeedSetup {
  std::optional<double> aggregation_period;
  std::optional<DataFormat> format;
  std::vector<std::pair<std::string, std::vector<std::string>>> fields;
};
/// One entry as the client spelled it.
struct Entry {
  Symbol type;
  Symbol symbol;
  Symbol source;                          ///< none when absent
  std::optional<std::int64_t> from_time;  ///< epoch ms
};
struct FeedSubscription {
  bool reset = false;
  std::vector<Entry> remove;
  std::vector<Entry> add;
};
struct DomSetup {
  std::optional<double> aggregation_period;
  std::optional<std::int64_t> depth_limit;  ///< 0 = all
  std::vector<std::string> fields;          ///< empty when not named
};
/// Legal in form, of a type nobody here knows.
struct Unknown {
  std::string type;
};
/// Not a legal message; the text says why.
struct Illegal {
  std::string why;
};

using Body = std::variant<Illegal, Unknown, Setup, Auth, Keepalive, ClientError, ChannelRequest,
                          ChannelCancel, FeedSetup, FeedSubscription, DomSetup>;

struct Message {
  std::int64_t channel = 0;
  Body body;
};

/// Reads client messages; total. Keeps its buffers between messages.
class Reader {
 public:
  Reader();
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  [[nodiscard]] Message read(std::string_view frame);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace belay::dxlink::request
