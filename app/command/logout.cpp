#include <utility>

#include <fmt/format.h>

#include "app/command/commands.hpp"
#include "app/credentials.hpp"
#include "app/forget.hpp"
#include "app/render/text.hpp"
#include "app/session.hpp"
#include "client/credentials.hpp"
#include "proto/oauth/session_login.hpp"
#include "proto/rest/call.hpp"

namespace belay::app {
namespace {

using Executor = boost::asio::any_io_executor;

/// Ends the session at the broker; the reason when that did not work.
Task<void> end_session(Executor executor, Config config, Secret token) {
  HttpRequest request = oauth::end_session_request();
  request.headers.push_back({"Authorization", std::string{token.reveal()}});
  const Result<HttpResponse> response =
      co_await send_to_broker(executor, config, std::move(request), "DELETE /sessions");
  if (!response) co_return std::unexpected(response.error());
  // 401: it had ended already.
  if (response->status / 100 == 2 || response->status == 401) co_return Result<void>{};
  co_return std::unexpected(rest::refusal(*response, "DELETE /sessions"));
}

Error not_ended(Error error) {
  error.message =
      "the credentials are forgotten here, but the broker was not told to end the "
      "session, which lives for up to a day: " +
      error.message;
  return error;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text.empty() ? "nothing" : text;
}

std::vector<std::string> left_alone(const vault::Surroundings& around) {
  std::vector<std::string> left;
  if (!around.named_file.empty()) left.push_back(around.named_file);
  for (const char* name : {"BELAY_CLIENT_SECRET", "BELAY_REFRESH_TOKEN", "TASTY_TOKEN"}) {
    if (!around.variables(name).empty()) left.emplace_back(name);
  }
  return left;
}

Task<ExitCode> log_out(Context& context, LogoutOptions options, Executor executor) {
  const vault::Surroundings around = surroundings_of(context);
  const vault::Search search = vault::find_credential(around);
  if (!search.from) context.log(LogLevel::warning, "log out: {}", search.error.message);
  const auto cache = search.from ? shared_tokens(around, search.credential) : nullptr;
  const auto entry = cache ? cache->read() : std::nullopt;
  // Here first: what is kept on this machine goes also when the broker cannot be reached.
  Forgotten forgotten;
  if (!options.keep_credentials) forgotten = forget_stored(around);
  if (cache) {
    const auto done = forget_token(*cache, options.keep_credentials, context.clock.now());
    if (!done && !forgotten.trouble) forgotten.trouble = done.error();
  }
  bool ended = false;
  if (search.from && search.credential.is_session() && entry && !entry->token.empty()) {
    const auto done = co_await end_session(executor, bare_config(context), entry->token);
    ended = done.has_value();
    if (!done && !forgotten.trouble) forgotten.trouble = not_ended(done.error());
  }
  const auto left = left_alone(around);
  JsonObject document =
      json_document("belay.logout/1", enum_name(context.profile), context.clock.now());
  document.boolean("session-ended", ended).text("forgotten", joined(forgotten.gone));
  document.text("left-alone", joined(left));
  std::string text = fmt::format("{}forgotten: {}\n", ended ? "session ended\n" : "",
                                 escape_control(joined(forgotten.gone)));
  if (!left.empty()) text += fmt::format("left alone: {}\n", escape_control(joined(left)));
  if (!search.from || search.credential.is_grant()) {
    text +=
        "a grant stays valid until you delete it on the broker's pages (API, OAuth applications)\n";
  }
  if (!forgotten.trouble || !context.globals.json) {
    context.out.write(context.globals.json ? document.str() + "\n" : text);
  }
  if (forgotten.trouble) co_return std::unexpected(std::move(*forgotten.trouble));
  co_return ExitCode::ok;
}

}  // namespace

Result<ExitCode> run_logout(Context& context, const LogoutOptions& options) {
  if (context.profile == Environment::sim) {
    return fail(Errc::usage, "a simulator has no login; name the world: --profile cert or live");
  }
  return run_loop([&](Executor executor) { return log_out(context, options, executor); });
}

}  // namespace belay::app
