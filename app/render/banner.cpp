#include "app/render/banner.hpp"

#include <algorithm>
#include <string_view>

#include "app/render/text.hpp"

namespace belay::app {
namespace {

struct Badge {
  std::string_view text;
  Meaning meaning;
};

Badge badge_of(Environment profile) {
  switch (profile) {
    case Environment::sim: return {" SIM ", Meaning::profile_sim};
    case Environment::cert: return {" CERT ", Meaning::profile_cert};
    case Environment::live: return {" LIVE ", Meaning::profile_live};
  }
  return {" LIVE ", Meaning::profile_live};
}

}  // namespace

std::string render(const Banner& banner, const Style& style) {
  const Badge badge = badge_of(banner.profile);
  const std::string rest =
      " " + to_new_york_text(banner.market_time) + "  " + escape_control(banner.connected);
  const std::size_t room = style.width - std::min(style.width, badge.text.size());
  return paint(badge.text, badge.meaning, style.color) + ellipsize(rest, room) + "\n";
}

}  // namespace belay::app
