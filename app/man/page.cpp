#include "app/man/page.hpp"

#include <fmt/format.h>

namespace belay::app {
namespace {

/// Text that roff takes as it stands: no request at the start of a line, no escape, real hyphens.
std::string roff(std::string_view text) {
  std::string out;
  bool begins = true;
  for (const char c : text) {
    if (begins && (c == '.' || c == '\'')) out += "\\&";
    begins = c == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string dashed(std::string_view path) {
  std::string out{path};
  for (char& c : out) c = c == ' ' ? '-' : c;
  return out;
}

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

std::string option_text(const OptionShape& option) {
  std::string names;
  for (const std::string& name : option.names) {
    names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", roff(name));
  }
  if (!option.kind.empty() && !option.positional) {
    names += fmt::format(" \\fI{}\\fR", roff(option.kind));
  }
  return fmt::format(".TP\n{}\n{}\n", names, roff(option.about));
}

std::string synopsis(const CommandShape& command, const std::string& path) {
  std::string out = fmt::format(".B {}\n", roff(path));
  if (!command.commands.empty()) out += ".I COMMAND\n";
  for (const OptionShape& option : command.options) {
    if (!option.positional) continue;
    const std::string word = roff(option.kind.empty() ? option.names.front() : option.kind);
    out += option.required ? fmt::format(".I {}\n", word) : fmt::format("[\\fI{}\\fR]\n", word);
  }
  return out + ".RI [ OPTIONS ]\n";
}

std::string options_section(const CommandShape& command, std::string_view title, bool positional) {
  std::string out;
  for (const OptionShape& option : command.options) {
    if (option.positional == positional) out += option_text(option);
  }
  return out.empty() ? out : fmt::format(".SH {}\n{}", title, out);
}

std::string commands_section(const CommandShape& command, const std::string& path) {
  std::string out;
  for (const CommandShape& below : command.commands) {
    if (below.hidden) continue;
    out += fmt::format(".TP\n.BR {} (1)\n{}\n", roff(dashed(path + " " + below.name)),
                       roff(below.about));
  }
  return out.empty() ? out : ".SH COMMANDS\n" + out;
}

constexpr std::string_view kExitStatus = R"(.SH EXIT STATUS
.TP
.B 0
all was done
.TP
.B 1
the command line was wrong
.TP
.B 2
the broker refused
.TP
.B 3
partly done
.TP
.B 4
refused by our own rules
.TP
.B 5
unknown outcome: reconcile before anything is sent again
.TP
.B 6
no connection
.TP
.B 7
credentials missing, wrong or refused
)";

void add_pages(const CommandShape& command, const std::string& path, std::string_view version,
               std::string_view date, std::vector<ManPage>& pages) {
  const std::string name = dashed(path);
  std::string text =
      fmt::format(".TH {} 1 {} \"belay {}\" \"belay manual\"\n", roff(upper(name)), date, version);
  text += fmt::format(".SH NAME\n{} \\- {}\n", roff(name), roff(command.about));
  text += ".SH SYNOPSIS\n" + synopsis(command, path);
  text += commands_section(command, path);
  text += options_section(command, "ARGUMENTS", true);
  text += options_section(command, "OPTIONS", false);
  if (!command.footer.empty()) {
    text += fmt::format(".SH NOTES\n.nf\n{}\n.fi\n", roff(command.footer));
  }
  text += kExitStatus;
  if (path != "belay") text += ".SH SEE ALSO\n.BR belay (1)\n";
  pages.push_back({name + ".1", std::move(text)});
  for (const CommandShape& below : command.commands) {
    if (!below.hidden) add_pages(below, path + " " + below.name, version, date, pages);
  }
}

}  // namespace

std::vector<ManPage> man_pages(const CommandShape& tree, std::string_view version,
                               std::string_view date) {
  std::vector<ManPage> pages;
  add_pages(tree, tree.name, version, date, pages);
  return pages;
}

}  // namespace belay::app
