#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "proto/dxlink/row_encoder.hpp"
#include "proto/dxlink/wanted_set.hpp"

// What a client said, checked for shape (dxlink.md 2.1, 3.1, 4.2, 4.3).

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
  std::string parameters;  ///< members as JSON text without braces, `subFormat` left out
};
struct ChannelCancel {};
struct FeedSetup {
  std::optional<double> aggregation_period;
  std::optional<DataFormat> format;
  std::vector<std::pair<std::string, std::vector<std::string>>> fields;
};
struct FeedSubscription {
  bool reset = false;
  std::vector<Pair> remove;
  std::vector<Pair> add;
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
                          ChannelCancel, FeedSetup, FeedSubscription>;

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
