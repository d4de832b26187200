#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace belay {

/// What the broker sent that this version does not expect, counted since the client began; keys are
/// `Struct.member`, never values. Nothing of it is lost, and nothing of it is fatal.
struct ApiDrift {
  std::map<std::string, std::uint64_t> unknown;       ///< members without a row
  std::map<std::string, std::uint64_t> retyped;       ///< members of another type than expected
  std::map<std::string, std::uint64_t> unknown_enum;  ///< `Struct.member=word`
};

}  // namespace belay
