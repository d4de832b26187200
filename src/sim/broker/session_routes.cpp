#include <chrono>

#include <fmt/format.h>

#include "belay/model/sessions.hpp"
#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "sim/broker/account_numbers.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/snapshots.hpp"
#include "sim/broker/state.hpp"

// The legacy sign-in (broker-api.md 2.2).

namespace belay::sim {
namespace {

constexpr std::string_view kChallengeHeader = "X-Tastyworks-Challenge-Token";
constexpr std::string_view kCodeHeader = "X-Tastyworks-OTP";
constexpr std::size_t kShortestPassword = 12;

SessionUser the_user() {
  return {.email = std::string{kSimEmail},
          .username = std::string{kSimLogin},
          .external_id = std::string{kUserExternalId}};
}

HttpResponse bad_login(BrokerState& state, const Ask& ask) {
  state.sign_in.failed(state.options.sign_in, ask.now.real);
  return rest::error_response(
      401, "invalid_credentials",
      "Invalid login, please check your username and password. Unique customer support "
      "identifier: 00000000000000000000000000000000");
}

HttpResponse challenge(BrokerState& state) {
  std::string token = state.tokens.letters(32);
  state.sign_in.issue(token, state.options.sign_in.security_question ? SignInDesk::Stage::question
                                                                     : SignInDesk::Stage::issued);
  HttpResponse response = rest::json_response(
      403,
      R"({"error":{"code":"device_challenge_required","message":"Device authentication challenge )"
      R"(required","redirect":{"method":"POST","url":"/device-challenge",)"
      R"("required_headers":["X-Tastyworks-Challenge-Token"]}}})");
  response.headers.push_back({std::string{kChallengeHeader}, std::move(token)});
  return response;
}

// Has the client shown what this login needs beside its password?
std::optional<HttpResponse> second_factor(BrokerState& state, const Ask& ask) {
  const SignInOptions& options = state.options.sign_in;
  const std::string_view code = find_header(ask.request.headers, kCodeHeader);
  const std::string_view token = find_header(ask.request.headers, kChallengeHeader);
  if (!options.device_challenge && !options.one_time_code) return std::nullopt;
  if (options.device_challenge && token.empty()) return challenge(state);
  if (options.device_challenge && state.sign_in.stage_of(token) != SignInDesk::Stage::code) {
    return bad_login(state, ask);
  }
  if (code != kSimCode) return bad_login(state, ask);
  state.sign_in.forget(token);
  return std::nullopt;
}

bool knows(BrokerState& state, const NewSession& login, Tick now) {
  if (login.login != kSimLogin && login.login != kSimEmail) return false;
  if (login.remember_token) return state.tokens.use_remember(login.remember_token->reveal(), now);
  return login.password && login.password->reveal() == kSimPassword;
}

HttpResponse log_in(BrokerState& state, const Ask& ask) {
  const SignInOptions& options = state.options.sign_in;
  if (!options.legacy_sessions) return not_permitted();
  const auto login = json::decode<NewSession>(ask.request.body);
  if (!login) return invalid("body", login.error().message);
  if (login->login.empty()) return invalid("login", "is missing");
  if (login->password && login->password->reveal().size() < kShortestPassword) {
    return bad_login(state, ask);
  }
  if (!knows(state, *login, ask.now.real)) return bad_login(state, ask);
  // A remember token skips the second factor (broker-api.md 2.2).
  if (!login->remember_token) {
    if (auto refused = second_factor(state, ask)) return *std::move(refused);
  }
  if (options.unconfirmed) {
    return rest::error_response(403, "unconfirmed_user", "Please confirm your e-mail address.");
  }
  state.sign_in.succeeded();
  UserSession session{.user = the_user(),
                      .session_token = Secret{state.tokens.issue_session(ask.now.real)},
                      .session_expiration = to_zulu(ask.now.simulated + TokenDesk::kSessionLife)};
  session.user->is_confirmed = true;
  if (login->remember_me.value_or(false)) {
    session.remember_token = Secret{state.tokens.issue_remember(ask.now.real)};
  }
  return data_answer(json::encode(session), ask, 201);
}

HttpResponse validate(BrokerState&, const Ask& ask) {
  SessionUser user = the_user();
  user.id = 123456;
  return data_answer(json::encode(user), ask);
}

HttpResponse log_out(BrokerState& state, const Ask& ask) {
  state.tokens.end_session(find_header(ask.request.headers, "Authorization"), ask.now.real);
  return HttpResponse{.status = 204};
}

std::string member(const Ask& ask, std::string_view key) {
  const auto document = json::Document::parse(ask.request.body.empty() ? "{}" : ask.request.body);
  return document ? std::string{document->root().scalar(key)} : std::string{};
}

HttpResponse code_wanted(BrokerState& state, std::string_view old_token) {
  state.sign_in.forget(old_token);
  std::string token = state.tokens.letters(32);
  state.sign_in.issue(token, SignInDesk::Stage::code);
  HttpResponse response = rest::json_response(
      200,
      R"({"data":{"step":"otp_verification","phone":"********6282","redirect":{"method":"POST",)"
      R"("url":"/sessions","required-headers":["X-Tastyworks-OTP","X-Tastyworks-Challenge-Token"]}}})");
  // A new one: the newest counts.
  response.headers.push_back({std::string{kChallengeHeader}, std::move(token)});
  return response;
}

HttpResponse device_challenge(BrokerState& state, const Ask& ask) {
  const std::string token{find_header(ask.request.headers, kChallengeHeader)};
  const auto stage = state.sign_in.stage_of(token);
  if (!stage) {
    return rest::error_response(401, "unauthorized", "Unauthorized. There is no such challenge.");
  }
  const std::string answer = member(ask, "answer");
  if (*stage == SignInDesk::Stage::question && answer != kSimAnswer) {
    if (!answer.empty()) return bad_login(state, ask);
    HttpResponse response = rest::json_response(
        200, R"({"data":{"step":"security_question","question":"Which brother flew first?"}})");
    response.headers.push_back({std::string{kChallengeHeader}, token});
    return response;
  }
  const std::string code = member(ask, "code");
  if (!code.empty() && code != kSimCode) return bad_login(state, ask);
  return code_wanted(state, token);
}

HttpResponse two_factor(BrokerState& state, const Ask& ask) {
  const bool active = state.options.sign_in.one_time_code || state.options.sign_in.device_challenge;
  return data_answer(
      json::encode(TwoFactorMethod{.is_active = active, .type = active ? "sms" : "none"}), ask);
}

HttpResponse done(const Ask& ask) { return data_answer("{}", ask); }

HttpResponse reset_password(BrokerState&, const Ask& ask) {
  if (member(ask, "email").empty()) return invalid("email", "is empty");
  return done(ask);
}

HttpResponse change_password(BrokerState&, const Ask& ask) {
  const bool has_current = !member(ask, "current-password").empty();
  const bool has_token = !member(ask, "reset-password-token").empty();
  if (has_current == has_token) {
    constexpr std::string_view kReason = "are missing, exactly one parameter must be provided";
    return rest::error_response(400, "validation_error", "Request validation failed",
                                {{"current-password", std::string{kReason}},
                                 {"reset-password-token", std::string{kReason}}},
                                true);
  }
  if (member(ask, "password").size() < kShortestPassword) {
    return invalid("password", "is too short (12 characters at least)");
  }
  return done(ask);
}

constexpr auto kRoutes = std::to_array<Route>({
    {"POST", "/sessions", log_in, Access::open},
    {"POST", "/sessions/validate", validate, Access::token},
    {"DELETE", "/sessions", log_out, Access::token},
    {"POST", "/device-challenge", device_challenge, Access::open},
    {"GET", "/users/me/two-factor-method", two_factor, Access::token},
    {"POST", "/password/reset", reset_password, Access::open},
    {"POST", "/password", change_password, Access::open},
    {"POST", "/confirmation", reset_password, Access::open},
});

}  // namespace

std::span<const Route> session_routes() { return kRoutes; }

}  // namespace belay::sim
