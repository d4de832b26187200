#include "app/render/style.hpp"

namespace belay::app {
namespace {

std::string_view ansi(Meaning meaning) {
  switch (meaning) {
    case Meaning::plain: return "";
    case Meaning::heading: return "\x1b[1m";
    case Meaning::gain: return "\x1b[32m";
    case Meaning::loss: return "\x1b[31m";
    case Meaning::warning: return "\x1b[33m";
    case Meaning::muted: return "\x1b[2m";
    case Meaning::guarded: return "\x1b[36m";
    case Meaning::profile_sim: return "\x1b[1;30;42m";
    case Meaning::profile_cert: return "\x1b[1;30;43m";
    case Meaning::profile_live: return "\x1b[1;97;41m";
  }
  return "";
}

}  // namespace

std::string paint(std::string_view text, Meaning meaning, bool color) {
  const std::string_view code = ansi(meaning);
  if (!color || code.empty() || text.empty()) return std::string{text};
  std::string out{code};
  out += text;
  out += "\x1b[0m";
  return out;
}

}  // namespace belay::app
