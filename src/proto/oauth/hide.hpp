#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "belay/base/error.hpp"
#include "belay/base/secret.hpp"

namespace belay::oauth {

/// `error` without any of `secrets`: a server may quote what it was sent.
[[nodiscard]] inline Error hide(Error error, std::initializer_list<const Secret*> secrets) {
  static constexpr std::string_view kHidden = "...";
  const auto clean = [&](std::string& text) {
    for (const Secret* secret : secrets) {
      if (secret->empty()) continue;
      for (std::size_t at = text.find(secret->reveal()); at != std::string::npos;
           at = text.find(secret->reveal(), at + kHidden.size())) {
        text.replace(at, secret->reveal().size(), kHidden);
      }
    }
  };
  clean(error.message);
  clean(error.broker_code);
  for (Reason& reason : error.reasons) {
    clean(reason.code);
    clean(reason.message);
  }
  return error;
}

}  // namespace belay::oauth
