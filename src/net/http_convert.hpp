#pragma once

#include <boost/beast/http/message.hpp>

#include "belay/base/http.hpp"

namespace belay::net {

/// Beast's header fields as plain values, in the order they came.
template <class Fields>
[[nodiscard]] std::vector<HttpHeader> plain_headers(const Fields& fields) {
  std::vector<HttpHeader> headers;
  for (const auto& field : fields) {
    headers.push_back({std::string{field.name_string()}, std::string{field.value()}});
  }
  return headers;
}

}  // namespace belay::net
