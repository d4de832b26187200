#include "proto/oauth/session_login.hpp"

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "proto/rest/call.hpp"
#include "proto/rest/text.hpp"

namespace belay::oauth {
namespace {

constexpr std::string_view kOperation = "POST /sessions";
constexpr std::string_view kChallengeHeader = "X-Tastyworks-Challenge-Token";
constexpr std::chrono::hours kUsualLife{24};
constexpr int kMostChallenges = 1;  // a login that is challenged again after its code is refused

HttpRequest post(std::string target, std::string body) {
  return {.method = "POST",
          .target = std::move(target),
          .headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}},
          .body = std::move(body)};
}

Error refused(const HttpResponse& response, std::string_view operation, std::string_view next) {
  Error error = rest::refusal(response, operation);
  const std::string said =
      error.broker_code.empty() ? fmt::format("HTTP {}", response.status) : error.broker_code;
  if (error.code == Errc::unauthorized || error.code == Errc::rejected) {
    error.code = Errc::unauthorized;
    error.message = fmt::format(
        "the broker refused this login ({}). It is not tried again: a run of refusals blocks this "
        "address for about 8 hours. {}",
        said, next);
  }
  return error;
}

Error unusable(const HttpResponse& response, std::string_view operation, std::string_view why) {
  return {.code = Errc::parse,
          .message = fmt::format("the login's answer is not usable: {}", why),
          .operation = std::string{operation},
          .http_status = response.status};
}

SessionLogin::Step read_session(const HttpResponse& response, Instant now) {
  const auto document = json::Document::parse(response.body);
  if (!document) return unusable(response, kOperation, document.error().message);
  const auto data = document->root().find("data");
  if (!data) return unusable(response, kOperation, "it has no `data`");
  LegacySession session{.token = Secret{std::string{data->scalar("session-token")}},
                        .remember_token = Secret{std::string{data->scalar("remember-token")}},
                        .expires_at = now + kUsualLife};
  if (session.token.empty()) return unusable(response, kOperation, "session-token is missing");
  const auto ends = parse_timestamp(data->scalar("session-expiration"));
  if (ends && *ends > now) session.expires_at = std::min(*ends, session.expires_at);
  return session;
}

}  // namespace

HttpRequest SessionLogin::login_request() const {
  const bool by_password = !who_.password.empty();
  const Secret& proof = by_password ? who_.password : who_.remember_token;
  HttpRequest request =
      post("/sessions",
           fmt::format(R"({{"login":{},"{}":{},"remember-me":true}})", json::quoted(who_.login),
                       by_password ? "password" : "remember-token", json::quoted(proof.reveal())));
  if (!challenge_.empty()) {
    request.headers.push_back({std::string{kChallengeHeader}, challenge_});
  }
  if (!who_.one_time_code.empty()) {
    request.headers.push_back({"X-Tastyworks-OTP", std::string{who_.one_time_code.reveal()}});
  }
  return request;
}

HttpRequest SessionLogin::challenge_request(std::string body) const {
  HttpRequest request = post("/device-challenge", std::move(body));
  request.headers.push_back({std::string{kChallengeHeader}, challenge_});
  return request;
}

SessionLogin::Step SessionLogin::start() { return login_request(); }

SessionLogin::Step SessionLogin::answered(const HttpResponse& response, Instant now) {
  if (const auto token = find_header(response.headers, kChallengeHeader); !token.empty()) {
    challenge_ = token;
  }
  switch (at_) {
    case At::login: return login_answered(response, now);
    case At::challenge: return challenge_answered(response);
    case At::code_challenge: break;
  }
  if (!is_success(response.status)) {
    return refused(response, "POST /device-challenge", "Start again with a fresh code.");
  }
  at_ = At::login;
  return login_request();
}

SessionLogin::Step SessionLogin::login_answered(const HttpResponse& response, Instant now) {
  if (is_success(response.status)) return read_session(response, now);
  const Error error = rest::refusal(response, kOperation);
  if (error.broker_code != "device_challenge_required") {
    return refused(response, kOperation, "Check the login name, the password and the environment.");
  }
  if (who_.password.empty()) {
    return refused(response, kOperation,
                   "The broker wants to see this device again: run belay login --session");
  }
  if (challenges_++ == kMostChallenges || challenge_.empty()) {
    return refused(response, kOperation, "The code was not accepted; start again.");
  }
  at_ = At::challenge;
  return challenge_request("{}");
}

SessionLogin::Step SessionLogin::challenge_answered(const HttpResponse& response) {
  constexpr std::string_view kChallenge = "POST /device-challenge";
  if (!is_success(response.status)) return refused(response, kChallenge, "Start again.");
  const auto document = json::Document::parse(response.body);
  const auto data = document ? document->root().find("data") : std::nullopt;
  const std::string_view step = data ? data->scalar("step") : std::string_view{};
  if (step == "otp_verification") {
    asked_ = Question::What::one_time_code;
    return Question{asked_, rest::broker_words(data->scalar("phone"))};
  }
  if (step == "security_question") {
    asked_ = Question::What::security_answer;
    return Question{asked_, rest::broker_words(data->scalar("question"))};
  }
  return unusable(response, kChallenge,
                  fmt::format("its step '{}' is unknown", rest::broker_words(step)));
}

SessionLogin::Step SessionLogin::told(Secret answer) {
  if (asked_ == Question::What::security_answer) {
    return challenge_request(fmt::format(R"({{"answer":{}}})", json::quoted(answer.reveal())));
  }
  if (who_.code_to_challenge) {
    at_ = At::code_challenge;
    return challenge_request(fmt::format(R"({{"code":{}}})", json::quoted(answer.reveal())));
  }
  who_.one_time_code = std::move(answer);
  at_ = At::login;
  return login_request();
}

HttpRequest end_session_request() { return {.method = "DELETE", .target = "/sessions"}; }

}  // namespace belay::oauth
