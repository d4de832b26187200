#include "app/doctor/report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "app/render/json.hpp"
#include "app/render/text.hpp"

namespace belay::app::doctor {
namespace {

constexpr std::size_t kLongestWord = 24;  // a token is longer; names of hosts have dots
constexpr std::size_t kNameWidth = 15;

Meaning meaning_of(Health health) {
  switch (health) {
    case Health::ok: return Meaning::gain;
    case Health::warn: return Meaning::warning;
    case Health::fail: return Meaning::loss;
    case Health::skipped: return Meaning::muted;
  }
  return Meaning::plain;
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
         c == '-';
}

// 5WX00000: a digit, then capitals and digits, eight in all or about that.
bool is_account(std::string_view word) {
  const bool shaped =
      word.size() >= 7 && word.size() <= 12 && word.front() >= '0' && word.front() <= '9';
  const auto allowed = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  return shaped && std::ranges::all_of(word, allowed) &&
         std::ranges::any_of(word, [](char c) { return c >= 'A'; });
}

std::string without_private(std::string text, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (word.empty()) continue;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 3)) {
      text.replace(at, word.size(), "...");
    }
  }
  return text;
}

std::vector<std::string> private_words(const Facts& facts) {
  std::vector<std::string> words;
  if (facts.disk) words.push_back(facts.disk->folder);
  if (facts.accounts && *facts.accounts) {
    for (const AccountFact& account : **facts.accounts) {
      words.push_back(account.number);
      if (account.number.size() > 4)
        words.push_back(account.number.substr(account.number.size() - 4));
      words.push_back(account.nickname);
    }
  }
  std::ranges::sort(words, std::ranges::greater{}, &std::string::size);
  return words;
}

JsonObject finding_json(const Finding& finding) {
  JsonObject object;
  object.text("check", enum_name(finding.check)).text("health", enum_name(finding.health));
  return object;
}

}  // namespace

std::string redacted(std::string_view text, const std::vector<std::string>& private_words) {
  const std::string open = without_private(std::string{text}, private_words);
  std::string out;
  for (std::size_t at = 0; at < open.size();) {
    std::size_t end = at;
    while (end < open.size() && is_word(open[end])) ++end;
    const std::string_view word = std::string_view{open}.substr(at, end - at);
    out += word.size() > kLongestWord || is_account(word) ? "..." : word;
    if (end < open.size()) out += open[end];
    at = end + 1;
  }
  return out;
}

std::string to_text(const std::vector<Finding>& findings, const Style& style) {
  std::string out;
  for (const Finding& finding : findings) {
    out += fmt::format("{}  {:<{}} {}\n",
                       paint(fmt::format("{:<7}", enum_name(finding.health)),
                             meaning_of(finding.health), style.color),
                       enum_name(finding.check), kNameWidth, escape_control(finding.text));
    if (!finding.fix.empty() && finding.health != Health::ok) {
      out += fmt::format("{:{}}-> {}\n", "", kNameWidth + 10, finding.fix);
    }
  }
  return out;
}

std::string to_json(const std::vector<Finding>& findings) {
  std::vector<std::string> items;
  for (const Finding& finding : findings) {
    items.push_back(finding_json(finding)
                        .text("text", finding.text)
                        .text("fix", finding.fix)
                        .integer("exit_code", exit_code(finding.check))
                        .str());
  }
  return json_array(items);
}

std::string to_bundle(const Facts& facts, const std::vector<Finding>& findings) {
  const std::vector<std::string> words = private_words(facts);
  std::vector<std::string> items;
  for (const Finding& finding : findings) {
    items.push_back(finding_json(finding)
                        .text("text", redacted(finding.text, words))
                        .text("fix", finding.fix)
                        .str());
  }
  JsonObject bundle = json_document("belay.doctor.bundle/1", enum_name(facts.profile), facts.now);
  bundle.text("version", facts.version)
      .text("host", redacted(facts.host, words))
      .boolean("encrypted", facts.encrypted)
      .text("accept_version", facts.accept_version)
      .text("market_time", json_time(facts.market_now));
  if (facts.greeting && *facts.greeting) {
    bundle.integer("greeting_status", (*facts.greeting)->status)
        .integer("greeting_ms", (*facts.greeting)->took.count());
  }
  if (facts.disk) bundle.count("disk_free_bytes", facts.disk->free_bytes);
  bundle.raw("findings", json_array(items));
  return bundle.str() + "\n";
}

}  // namespace belay::app::doctor
