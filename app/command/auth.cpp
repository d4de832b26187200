#include <utility>

#include <fmt/format.h>

#include "app/command/commands.hpp"
#include "app/credentials.hpp"
#include "app/forget.hpp"
#include "app/render/table.hpp"
#include "app/render/text.hpp"
#include "app/session.hpp"
#include "client/credentials.hpp"
#include "proto/oauth/authorization.hpp"

namespace belay::app {
namespace {

std::string_view kind_of(const Credential& credential) {
  return credential.is_session() ? "legacy session" : "grant";
}

Meaning meaning_of(vault::Finding::State state) {
  using State = vault::Finding::State;
  return state == State::won          ? Meaning::gain
         : state == State::unreadable ? Meaning::warning
                                      : Meaning::muted;
}

std::string where_table(const vault::Search& search, const Style& style) {
  Table table{.columns = {{.title = "Place", .whole = true},
                          {.title = "Result", .whole = true},
                          {.title = "Why"}}};
  for (const vault::Finding& finding : search.findings) {
    table.rows.push_back({{std::string{to_string(finding.place)}},
                          {std::string{to_string(finding.state)}, meaning_of(finding.state)},
                          {escape_control(finding.why)}});
  }
  return render(table, style);
}

Result<ExitCode> show_where(Context& context) {
  if (context.profile == Environment::sim) {
    context.out.write("a simulator's own grant; no place is asked. Try --profile cert or live\n");
    return ExitCode::ok;
  }
  const vault::Search search = vault::find_credential(surroundings_of(context));
  JsonObject document =
      json_document("belay.auth.where/1", enum_name(context.profile), context.clock.now());
  std::vector<std::string> places;
  for (const vault::Finding& finding : search.findings) {
    places.push_back(JsonObject{}
                         .text("place", to_string(finding.place))
                         .text("result", to_string(finding.state))
                         .text("why", finding.why)
                         .str());
  }
  document.raw("places", json_array(places));
  context.out.write(context.globals.json ? document.str() + "\n"
                                         : where_table(search, context.style));
  if (!search.from) return std::unexpected(search.error);
  return ExitCode::ok;
}

/// Who, what may be done, how long the token lives.
Task<ExitCode> show_status(Session& session) {
  const Config& config = session.client.config();
  const Result<std::vector<Account>> accounts = co_await session.client.accounts();
  if (!accounts) co_return std::unexpected(accounts.error());
  const auto entry = config.token_cache ? config.token_cache->read() : std::nullopt;
  const bool is_session = !config.login.empty();
  std::string scope = entry ? entry->scope : "";
  if (scope.empty() && entry) scope = oauth::claims_of(entry->token).scope;
  std::string numbers;
  for (const Account& account : *accounts) {
    numbers += (numbers.empty() ? "" : ", ") + masked_account(account.account_number);
  }
  const Instant now = session.context.clock.now();
  const auto left = entry ? std::chrono::floor<std::chrono::seconds>(entry->expires_at - now)
                          : std::chrono::seconds{0};
  JsonObject document = session.document("belay.auth.status/1");
  document.text("kind", is_session ? "legacy session" : "grant");
  document.text("accounts", numbers);
  document.maybe("scope", scope.empty() ? std::nullopt : std::optional{scope});
  document.raw("token-seconds", entry ? std::to_string(left.count()) : "null");
  std::string text = fmt::format("signed in with a {}\naccounts: {}\nscope: {}\n",
                                 is_session ? "legacy session" : "grant", numbers,
                                 scope.empty() ? "not told by the broker" : escape_control(scope));
  text += entry ? fmt::format("access token: good for {} min, renewed before it ends\n",
                              std::chrono::floor<std::chrono::minutes>(left).count())
                : std::string{"access token: this process's own\n"};
  session.show(text, document);
  co_return ExitCode::ok;
}

Result<ExitCode> retry(Context& context) {
  if (context.profile == Environment::sim) return fail(Errc::usage, "a simulator refuses nobody");
  const vault::Surroundings around = surroundings_of(context);
  const vault::Search search = vault::find_credential(around);
  if (!search.from) return std::unexpected(search.error);
  const auto cache = shared_tokens(around, search.credential);
  const auto lock = lock_tokens(cache.get());
  if (!lock) return std::unexpected(lock.error());
  const auto entry = cache ? cache->read() : std::nullopt;
  const bool refused = entry && entry->token.empty();
  if (refused) {
    auto done = forget_token(*cache, true, context.clock.now());
    if (!done) return std::unexpected(done.error());
  }
  context.out.write(fmt::format("{} of this {}; the next command asks the broker\n",
                                refused ? "forgot the refusal" : "there was no refusal",
                                kind_of(search.credential)));
  return ExitCode::ok;
}

}  // namespace

Result<ExitCode> run_auth(Context& context, const AuthOptions& options) {
  switch (options.what) {
    case AuthOptions::What::where: return show_where(context);
    case AuthOptions::What::retry: return retry(context);
    case AuthOptions::What::status: break;
  }
  return with_client(context, show_status);
}

}  // namespace belay::app
