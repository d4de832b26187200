#include "app/cli.hpp"
#include "app/cli_parts.hpp"

namespace belay::app {
namespace {

template <class Choice>
void add_choice(CLI::App* app, const std::string& name, Choice& target,
                const std::map<std::string, Choice>& choices, const std::string& help,
                const std::string& kind) {
  app->add_option(name, target, help)
      ->transform(CLI::CheckedTransformer(choices).description(""))
      ->type_name(kind);
}

void add_secret_sources(CLI::App* login, LoginOptions& options) {
  login->add_flag("--from-stdin", options.from_stdin, "secrets are lines of standard input");
  login->add_option("--from", options.from_file, "with --personal: a file of mode 600 holds them")
      ->type_name("FILE");
  add_choice(login, "--store", options.store,
             {{"auto", LoginOptions::Store::automatic},
              {"keychain", LoginOptions::Store::keychain},
              {"file", LoginOptions::Store::file}},
             "where to keep them (auto: the keychain where there is one, else a sealed file)",
             "auto|keychain|file");
}

void add_browser(CLI::App* login, LoginOptions& options) {
  login->add_option("--client-id", options.client_id, "of your OAuth application")->type_name("ID");
  login
      ->add_option("--redirect", options.redirect,
                   "where the browser comes back to, as registered (127.0.0.1, any port)")
      ->type_name("URL");
  login->add_option("--scope", options.scope, "what to ask for (read trade openid)")
      ->type_name("WORDS");
  login->add_option("--page", options.page, "the broker's page (the profile's)")->type_name("URL");
  add_choice(login, "--pkce", options.pkce,
             {{"auto", LoginOptions::Pkce::automatic},
              {"on", LoginOptions::Pkce::on},
              {"off", LoginOptions::Pkce::off}},
             "prove that who exchanges the code asked for it (auto: unless the page refuses)",
             "auto|on|off");
  add_parsed(login, "--for", options.patience, parse_duration, "wait this long for it (5m)",
             "15s|2m");
}

void add_login(CLI::App& app, LoginOptions& options, const Choose& choose) {
  CLI::App* login = add_command(app, "login", "Sign in at the broker and keep the credentials.",
                                "belay --profile live login --personal");
  const auto how = [&](const std::string& name, LoginOptions::How what, const std::string& help) {
    return login->add_flag_callback(name, [&options, what] { options.how = what; }, help);
  };
  CLI::Option* personal = how("--personal", LoginOptions::How::personal,
                              "type a personal grant's client secret and refresh token, unseen");
  how("--session", LoginOptions::How::session,
      "log in by name and password, where the broker still allows it")
      ->excludes(personal);
  login->add_option("--login", options.login, "with --session: the login name")->type_name("NAME");
  login->add_flag("--code-to-challenge", options.code_to_challenge,
                  "with --session: hand the code to the device challenge");
  add_secret_sources(login, options);
  add_browser(login, options);
  chosen(login, choose, options);
}

}  // namespace

void add_auth(CLI::App& app, LoginOptions& login, LogoutOptions& logout_options,
              AuthOptions& auth_options, const Choose& choose) {
  add_login(app, login, choose);
  CLI::App* logout = add_command(app, "logout", "End the session and forget the credentials.",
                                 "belay --profile live logout");
  logout->add_flag("--keep-credentials", logout_options.keep_credentials,
                   "end the session and forget its tokens only");
  chosen(logout, choose, logout_options);
  CLI::App* auth = add_command(app, "auth", "Which credentials are used, and what they may do.",
                               "belay auth where");
  auth->require_subcommand(1);
  const auto verb = [&](const std::string& name, AuthOptions::What what, const std::string& about) {
    add_command(*auth, name, about, "belay --profile live auth " + name)
        ->callback([&auth_options, choose, what] {
          auth_options.what = what;
          choose(auth_options);
        });
  };
  verb("where", AuthOptions::What::where, "Which place won, and why the others did not.");
  verb("status", AuthOptions::What::status,
       "Who you are, what you may do, how long the token lives.");
  verb("retry", AuthOptions::What::retry,
       "Forget a refusal, so that the broker is asked once more.");
}

}  // namespace belay::app
