#include <algorithm>
#include <cstdlib>
#include <set>

#include "app/cli.hpp"
#include "app/command/commands.hpp"
#include "app/completion/complete.hpp"
#include "app/completion/scripts.hpp"
#include "app/hardening.hpp"
#include "app/session.hpp"

namespace belay::app {
namespace {

using Words = std::vector<Candidate>;

bool begins_like(std::string_view word, std::string_view prefix) {
  const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
  return word.size() >= prefix.size() &&
         std::ranges::equal(word.substr(0, prefix.size()), prefix, {}, upper, upper);
}

Task<Words> account_words(Session& session) {
  const Result<std::vector<Account>> accounts = co_await session.client.accounts();
  if (!accounts) co_return std::unexpected(accounts.error());
  Words words;
  for (const Account& account : *accounts) {
    const std::string nickname = account.nickname.value_or("");
    words.push_back({account.account_number, nickname});
    if (!nickname.empty()) words.push_back({nickname, account.account_number});
  }
  co_return words;
}

// What you hold: the symbols most likely meant.
Task<Words> symbol_words(Session& session) {
  const Result<std::vector<Account>> accounts = co_await session.client.accounts();
  if (!accounts) co_return std::unexpected(accounts.error());
  std::set<std::string> symbols;
  for (const Account& account : *accounts) {
    const Result<std::vector<Position>> positions = co_await session.client.positions(account);
    if (!positions) co_return std::unexpected(positions.error());
    for (const Position& position : *positions) {
      symbols.insert(position.underlying_symbol.value_or(position.symbol));
      symbols.insert(position.streamer_symbol.value_or(position.symbol));
    }
  }
  Words words;
  for (const std::string& symbol : symbols) words.push_back({symbol});
  co_return words;
}

// As the line that is being typed says; what it does not say is as ever.
void follow_flags(Context& context, std::vector<std::string> flags) {
  flags.emplace_back("accounts");
  const auto parsed = parse_command_line(flags);
  if (!parsed) return;
  const auto* const invocation = std::get_if<Invocation>(&*parsed);
  if (invocation == nullptr) return;
  context.globals.url = invocation->globals.url;
  context.globals.port = invocation->globals.port;
  if (!invocation->globals.profile) return;
  context.profile = *invocation->globals.profile;
  ::setenv("BELAY_PROFILE", std::string{enum_name(context.profile)}.c_str(), 1);
}

Words ask_broker(Context& context, const Completion& completion) {
  if (completion.wanted != Wanted::accounts && completion.wanted != Wanted::symbols) return {};
  follow_flags(context, completion.flags);
  context.silent = true;
  // The line may name a profile with credentials where this process began without.
  if (context.profile != Environment::sim && !harden_process().empty()) return {};
  Words words;
  const auto fetch = [&](Session& session) -> Task<ExitCode> {
    Result<Words> found;
    if (completion.wanted == Wanted::accounts) {
      found = co_await account_words(session);
    } else {
      found = co_await symbol_words(session);
    }
    if (found) words = std::move(*found);
    co_return ExitCode::ok;
  };
  // A completion that cannot be made is no completion: the shell has no place for a message.
  context.waiting.end();  // the shell's line is not ours to write on
  static_cast<void>(with_client(context, fetch));
  std::erase_if(words, [&](const Candidate& c) { return !begins_like(c.word, completion.prefix); });
  return words;
}

std::string line_of(const Candidate& candidate) {
  return candidate.about.empty() ? candidate.word + "\n"
                                 : candidate.word + "\t" + candidate.about + "\n";
}

}  // namespace

Result<ExitCode> run_completion(Context& context, const CompletionOptions& options) {
  const Result<std::string> script = completion_script(options.shell);
  if (!script) return std::unexpected(script.error());
  context.out.write(*script);
  return ExitCode::ok;
}

Result<ExitCode> run_complete(Context& context, const CompleteOptions& options) {
  const Completion completion = complete(command_tree(), options.words);
  std::string out;
  for (const Candidate& candidate : completion.candidates) out += line_of(candidate);
  for (const Candidate& candidate : ask_broker(context, completion)) out += line_of(candidate);
  if (completion.wanted == Wanted::files) out += ":files\n";
  context.out.write(out);
  return ExitCode::ok;
}

}  // namespace belay::app
