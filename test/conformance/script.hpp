#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

namespace belay::conformance {

/// One line of a script: a letter and what follows it.
struct Step {
  char what = ' ';
  std::string text;
  int line = 0;
};

struct Script {
  std::multimap<std::string, std::string> header;
  std::vector<Step> steps;

  [[nodiscard]] bool drives(std::string_view end) const;
  /// Values of `# end: …` lines, e.g. "strict".
  [[nodiscard]] std::vector<std::string> options(const std::string& end) const;
};

[[nodiscard]] Script read_script(const std::filesystem::path& path);

/// The texts between blanks.
[[nodiscard]] std::vector<std::string> words(std::string_view text);

/// Does `actual` say what `expected` asks for? `"*"` matches anything, a number matches an array of
/// that length. With `subset`, members that are not expected are not looked at.
[[nodiscard]] bool matches(const boost::json::value& expected, const boost::json::value& actual,
                           bool subset = false);
[[nodiscard]] bool frame_matches(std::string_view expected, std::string_view actual);

/// A frame as it is fed: wildcards replaced.
[[nodiscard]] std::string fed(std::string_view frame);

}  // namespace belay::conformance
