#include "belay/model/extra.hpp"
#include "proto/json/table.hpp"

// What answers hold that is no object of ours.
namespace belay::json::detail {
template const Codec& codec_of<RawJson>();
template const Codec& codec_of<std::vector<std::string>>();
}  // namespace belay::json::detail
