#include <utility>

#include <fmt/format.h>

#include "app/command/commands.hpp"
#include "app/credentials.hpp"
#include "app/prompt.hpp"
#include "app/redirect.hpp"
#include "app/render/text.hpp"
#include "app/session.hpp"
#include "client/credentials.hpp"
#include "proto/oauth/authorization.hpp"
#include "proto/oauth/hide.hpp"
#include "proto/oauth/session_login.hpp"
#include "proto/oauth/token.hpp"
#include "vault/credential_text.hpp"
#include "vault/crypto.hpp"

namespace belay::app {
namespace {

using How = LoginOptions::How;
using Executor = boost::asio::any_io_executor;

/// A credential that was just won, and the token that came with it, if one did.
struct Won {
  Credential credential;
  std::optional<SharedToken> token;
};

/// Everything one login needs to know.
struct Login {
  Context& context;
  LoginOptions options;
  Executor executor;
  Config config;
  Asker asker;
};

Result<Won> typed_grant(const Login& login) {
  if (!login.options.from_file.empty()) {
    auto text = vault::real_files()->read_private(login.options.from_file);
    if (!text) return std::unexpected(text.error());
    if (!*text) return fail(Errc::usage, fmt::format("there is no {}", login.options.from_file));
    auto credential =
        vault::parse_credential(Secret{std::move(**text)}, enum_name(login.context.profile));
    if (!credential) return std::unexpected(credential.error());
    return Won{.credential = std::move(*credential)};
  }
  Result<Secret> secret = login.asker.hidden("Client secret");
  if (!secret) return std::unexpected(secret.error());
  Result<Secret> refresh = login.asker.hidden("Refresh token of your personal grant");
  if (!refresh) return std::unexpected(refresh.error());
  return Won{
      .credential = {.client_secret = std::move(*secret), .refresh_token = std::move(*refresh)}};
}

void show_page(const std::string& url, const std::string& address) {
  Context::complain("Open this page in a browser and let belay in:\n\n  " + url +
                    "\n\nwaiting for it to come back to " + address + " (Ctrl-C stops)\n");
}

struct Code {
  Secret code;
  Secret verifier;
};

/// Sends the person to the page; once more without PKCE where the page does not know it.
Task<Code> code_from_browser(Login& login, RedirectListener& listener, std::string client_id) {
  bool pkce = login.options.pkce != LoginOptions::Pkce::off;
  for (;;) {
    const Secret verifier{pkce ? vault::random_word(48) : std::string{}};
    oauth::AuthorizePage page{.page = login.options.page,
                              .client_id = client_id,
                              .redirect_uri = listener.address(),
                              .scope = login.options.scope,
                              .state = vault::random_word(24)};
    if (page.page.empty()) page.page = authorize_page(login.config);
    if (pkce) page.challenge = vault::s256(verifier.reveal());
    show_page(oauth::authorize_url(page), listener.address());
    Result<Secret> code = co_await listener.wait(page.state, login.options.patience);
    if (code) co_return Code{std::move(*code), verifier};
    const bool again = pkce && login.options.pkce == LoginOptions::Pkce::automatic &&
                       oauth::refuses_pkce(code.error());
    if (!again) co_return std::unexpected(code.error());
    Context::complain("the page does not understand PKCE; once more without it\n");
    pkce = false;
  }
}

SharedToken shared(const oauth::AccessToken& token, const Config& config) {
  const Instant now = config.clock.now();
  return {.token = token.token,
          .obtained_at = now,
          .expires_at = now + (token.expires_at - config.clock.tick()),
          .scope = token.scope};
}

Task<Won> granted_in_browser(Login& login) {
  Result<std::string> client_id = login.options.client_id;
  if (client_id->empty()) client_id = login.asker.shown("Client id");
  if (!client_id) co_return std::unexpected(client_id.error());
  const Result<Secret> secret = login.asker.hidden("Client secret");
  if (!secret) co_return std::unexpected(secret.error());
  auto listener = RedirectListener::listen(login.executor, login.options.redirect,
                                           login.context.log.named("redirect"));
  if (!listener) co_return std::unexpected(listener.error());
  const Result<Code> code = co_await code_from_browser(login, *listener, *client_id);
  if (!code) co_return std::unexpected(code.error());
  const oauth::CodeGrant grant{.client_id = *client_id,
                               .client_secret = *secret,
                               .code = code->code,
                               .redirect_uri = listener->address(),
                               .verifier = code->verifier};
  const Tick asked = login.config.clock.tick();
  const Result<HttpResponse> response = co_await send_to_broker(
      login.executor, login.config, oauth::code_request(grant), "exchanging the code");
  if (!response) co_return std::unexpected(response.error());
  Result<oauth::AccessToken> token = oauth::read_answer(*response, asked);
  if (!token) {
    co_return std::unexpected(oauth::hide(token.error(), {&*secret, &code->code, &code->verifier}));
  }
  if (token->refresh_token.empty()) {
    co_return fail(Errc::protocol, "the broker gave an access token but no refresh token to keep");
  }
  co_return Won{.credential = {.client_id = *client_id,
                               .client_secret = *secret,
                               .refresh_token = token->refresh_token},
                .token = shared(*token, login.config)};
}

Result<Secret> answer_to(const Login& login, const oauth::SessionLogin::Question& question) {
  using What = oauth::SessionLogin::Question::What;
  const std::string hint = escape_control(question.hint);
  return question.what == What::one_time_code
             ? login.asker.hidden(fmt::format("Code that was sent to {}", hint))
             : login.asker.hidden(hint);
}

Task<Won> logged_in(Login& login) {
  Result<std::string> name = login.options.login;
  if (name->empty()) name = login.asker.shown("Login name");
  if (!name) co_return std::unexpected(name.error());
  const Result<Secret> password = login.asker.hidden("Password");
  if (!password) co_return std::unexpected(password.error());
  oauth::SessionLogin talk{{.login = *name,
                            .password = *password,
                            .code_to_challenge = login.options.code_to_challenge}};
  oauth::SessionLogin::Step step = talk.start();
  for (;;) {
    if (auto* request = std::get_if<HttpRequest>(&step)) {
      const Result<HttpResponse> response =
          co_await send_to_broker(login.executor, login.config, std::move(*request), "logging in");
      if (!response) co_return std::unexpected(response.error());
      step = talk.answered(*response, login.config.clock.now());
    } else if (auto* question = std::get_if<oauth::SessionLogin::Question>(&step)) {
      Result<Secret> answer = answer_to(login, *question);
      if (!answer) co_return std::unexpected(answer.error());
      step = talk.told(std::move(*answer));
    } else {
      break;
    }
  }
  if (auto* error = std::get_if<Error>(&step)) {
    co_return std::unexpected(oauth::hide(std::move(*error), {&*password}));
  }
  const auto& session = std::get<oauth::LegacySession>(step);
  if (session.remember_token.empty()) {
    co_return fail(Errc::protocol, "the broker gave a session but no remember token to keep");
  }
  co_return Won{.credential = {.login = *name,
                               .remember_token = session.remember_token,
                               .session_key = Secret{vault::random_word(32)}},
                .token = SharedToken{.token = session.token,
                                     .obtained_at = login.config.clock.now(),
                                     .expires_at = session.expires_at,
                                     .remember_token = session.remember_token}};
}

Task<Won> win(Login& login) {
  switch (login.options.how) {
    case How::personal: co_return typed_grant(login);
    case How::session: co_return co_await logged_in(login);
    case How::browser: break;
  }
  co_return co_await granted_in_browser(login);
}

/// Where it was put, for people.
Result<std::string> keep(const Login& login, const vault::Surroundings& around,
                         const Credential& credential) {
  using Store = LoginOptions::Store;
  if (login.options.store == Store::keychain ||
      (login.options.store == Store::automatic && around.keychain)) {
    const auto kept = vault::keep_in_keychain(around, credential);
    if (kept) return std::string{"the keychain"};
    if (login.options.store == Store::keychain) return std::unexpected(kept.error());
  }
  const auto kept = vault::keep_in_file(around, credential);
  if (!kept) return std::unexpected(kept.error());
  return vault::sealed_path(around).string();
}

/// What is found before the place it was put hides it.
std::string hidden_by(const vault::Surroundings& around, const Credential& credential) {
  const vault::Search search = vault::find_credential(around);
  if (search.from && search.credential == credential) return {};
  for (const vault::Finding& finding : search.findings) {
    if (finding.state != vault::Finding::State::won &&
        finding.state != vault::Finding::State::unreadable) {
      continue;
    }
    return fmt::format(
        "belay: warning: other commands use the {} instead ({}); see belay auth "
        "where\n",
        to_string(finding.place), escape_control(finding.why));
  }
  return {};
}

std::string list_of(const std::vector<Account>& accounts) {
  std::string text;
  for (const Account& account : accounts) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", masked_account(account.account_number));
  }
  return text.empty() ? "no account" : text;
}

ExitCode tell(const Login& login, const std::string& place, const std::vector<Account>& accounts) {
  const Context& context = login.context;
  JsonObject document =
      json_document("belay.login/1", enum_name(context.profile), context.clock.now());
  std::vector<std::string> numbers;
  for (const Account& account : accounts) {
    numbers.push_back(fmt::format("\"{}\"", masked_account(account.account_number)));
  }
  document.text("kept-in", place).raw("accounts", json_array(numbers));
  login.context.out.write(context.globals.json
                              ? document.str() + "\n"
                              : fmt::format("signed in to {}: {}\nkept in {}\n",
                                            login.config.base_url, list_of(accounts), place));
  return ExitCode::ok;
}

/// Tries it at the broker before it is kept; what came by a code that is used up is kept first.
Task<ExitCode> log_in(Context& context, LoginOptions options, Executor executor) {
  Login login{context, options, executor, bare_config(context), Asker{options.from_stdin}};
  login.config.client_secret = Secret{"none yet"};
  login.config.refresh_token = Secret{"none yet"};
  if (auto fine = check(login.config); !fine) co_return std::unexpected(fine.error());
  Result<Won> won = co_await win(login);
  if (!won) co_return std::unexpected(won.error());
  vault::Surroundings around = surroundings_of(context);
  around.named_file.clear();
  login.config.use(won->credential);
  login.config.token_cache = shared_tokens(around, won->credential);
  auto lock = lock_tokens(login.config.token_cache.get());
  if (!lock) co_return std::unexpected(lock.error());
  if (login.config.token_cache) login.config.token_cache->forget();  // also a remembered refusal
  if (login.config.token_cache && won->token) {
    static_cast<void>(login.config.token_cache->write(*won->token));
  }
  lock->reset();  // the client's to take
  Result<std::string> place = std::string{};
  if (won->token) place = keep(login, around, won->credential);
  if (!place) co_return std::unexpected(place.error());
  Client client{executor, login.config};
  const Result<std::vector<Account>> accounts = co_await client.accounts();
  if (!accounts) co_return std::unexpected(accounts.error());
  if (!won->token) place = keep(login, around, won->credential);
  if (!place) co_return std::unexpected(place.error());
  if (options.store != LoginOptions::Store::file) {
    Context::complain(hidden_by(surroundings_of(context), won->credential));
  }
  co_return tell(login, *place, *accounts);
}

}  // namespace

Result<ExitCode> run_login(Context& context, const LoginOptions& options) {
  if (context.profile == Environment::sim) {
    return fail(
        Errc::usage,
        "a simulator lets everybody in; name the broker's world: belay --profile cert login "
        "or belay --profile live login");
  }
  return run_loop([&](Executor executor) { return log_in(context, options, executor); });
}

}  // namespace belay::app
