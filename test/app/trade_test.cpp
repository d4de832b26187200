#include <fstream>

#include <gmock/gmock.h>

#include "app/command/steps.hpp"
#include "proto/json/document.hpp"
#include "support/fake_broker.hpp"

// Orders against a broker that loses answers, warns, and changes while the person thinks.

namespace belay::app {
namespace {

using namespace belay::literals;
using ::testing::HasSubstr;

class TradeTest : public ::testing::Test {
 protected:
  HttpResponse answer(const HttpRequest& request) {
    const std::string& target = request.target;
    const auto items = [](const std::string& text) {
      return rest::json_response(200, R"({"data":{"items":[)" + text + "]}}");
    };
    if (target.ends_with("/dry-run")) {
      return rest::json_response(
          200, R"({"data":{"order":{"status":"Received"},"warnings":[)" + warnings_ + "]}}");
    }
    if (request.method == "POST" || request.method == "PUT" || request.method == "PATCH") {
      if (on_send_) on_send_(request);
      return rest::json_response(status_, sent_);
    }
    if (target.contains("/positions")) return items(positions_);
    if (target.contains("/market-data")) {
      return items(R"({"symbol":"SPY","bid":"109.99","ask":"110.01","mark":"110.00"})");
    }
    if (target.contains("/orders/7")) return rest::json_response(200, R"({"data":)" + old_ + "}");
    if (target.contains("/orders")) return items(orders_);
    if (target.contains("/instruments")) return items("");
    return rest::html_response(404, "Not here");
  }

  template <class Command>
  Result<ExitCode> run(Command command) {
    context_.globals.json = !context_.person;
    Client client{broker_.loop.get_executor(), broker_.config()};
    Session session{context_, client, broker_.loop.get_executor(), "", context_.clock.now};
    ::testing::internal::CaptureStderr();
    ::testing::internal::CaptureStdout();
    const Result<ExitCode> code = broker_.run([&] { return command(session); });
    output_ = ::testing::internal::GetCapturedStdout();
    ::testing::internal::GetCapturedStderr();
    return code;
  }
  Result<ExitCode> apply(StopOptions options) {
    return run([&](Session& session) { return show_trials(session, options); });
  }
  Result<ExitCode> send(TradeOptions options) {
    options.yes = !context_.person;
    return run([&](Session& session) { return trade(session, options); });
  }
  static std::string name_in(const std::string& body) {
    const auto document = json::Document::parse(body);
    return document ? std::string{document->root().scalar("external-identifier")} : "";
  }
  static std::string order(int id, const std::string& status, const std::string& name) {
    return fmt::format(
        R"({{"id":{},"account-number":"5WX00001","status":"{}","external-identifier":"{}",)"
        R"("order-type":"Stop","time-in-force":"GTC","stop-trigger":"92.00","legs":[]}})",
        id, status, name);
  }
  static std::string spy(const std::string& mark, const std::string& direction = "Long") {
    return fmt::format(
        R"({{"account-number":"5WX00001","symbol":"SPY","instrument-type":"Equity",)"
        R"("quantity":"100","quantity-direction":"{}","average-open-price":"100.00",)"
        R"("mark-price":"{}","created-at":"2026-01-05T15:00:00Z"}})",
        direction, mark);
  }

  Context context_;
  std::string positions_ = spy("110.00");
  std::string orders_;
  std::string old_;
  std::string warnings_;
  int status_ = 201;
  std::string sent_ = R"({"data":{"order":{"id":17,"status":"Received"}}})";
  std::function<void(const HttpRequest&)> on_send_;
  test::FakeBroker broker_{[this](const HttpRequest& request) { return answer(request); }};
  std::string output_;
};

TEST_F(TradeTest, a_stop_that_never_arrived_is_not_an_old_one_of_the_same_plan) {
  EXPECT_EQ(apply({.yes = true}), ExitCode::ok);
  const std::string first = name_in(broker_.bodies("POST", "/orders").at(0));
  EXPECT_THAT(first, HasSubstr("belay-stop-"));
  const std::string plan = first.substr(0, first.rfind('-'));
  orders_ = order(3, "Cancelled", first) + "," + order(4, "Cancelled", plan);
  status_ = 503;
  EXPECT_EQ(apply({.yes = true}), ExitCode::unknown);
  const auto bodies = broker_.bodies("POST", "/orders");
  ASSERT_EQ(bodies.size(), 2U) << "sent once each";
  EXPECT_NE(name_in(bodies[1]), first) << "every submission has a name of its own";
}

TEST_F(TradeTest, a_stop_whose_answer_was_lost_is_found) {
  status_ = 503;
  on_send_ = [&](const HttpRequest& request) {
    orders_ = order(17, "Live", name_in(request.body));
  };
  EXPECT_EQ(apply({.yes = true}), ExitCode::ok);
  EXPECT_THAT(output_, HasSubstr("order 17 Live"));
}

// Ctrl-C while the first stop is on its way: it is looked for, and no other one follows.
TEST_F(TradeTest, a_stopped_person_sends_no_further_stop) {
  positions_ = spy("110.00") + "," + spy("110.00");
  positions_.replace(positions_.rfind("SPY"), 3, "QQQ");
  on_send_ = [&](const HttpRequest& request) {
    orders_ = order(17, "Live", name_in(request.body));
    broker_.stop();
  };
  EXPECT_EQ(apply({.yes = true}), ExitCode::partly);
  EXPECT_EQ(broker_.count("POST", "/orders"), 1U);
  EXPECT_EQ(broker_.count("POST", "/orders/dry-run"), 1U);
  EXPECT_THAT(output_, HasSubstr(R"("outcome":"not_asked")"));
  EXPECT_THAT(output_, HasSubstr(R"("looked_for":true)"));
}

TEST_F(TradeTest, a_person_who_stopped_before_the_yes_sends_nothing) {
  context_.person = [&](std::string_view) {
    broker_.stop();
    return Result<void>{};
  };
  const auto closed = send({.what = TradeOptions::What::close, .symbol = "SPY"});
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, Errc::cancelled);
  EXPECT_EQ(broker_.count("POST", "/orders"), 0U);
}

TEST_F(TradeTest, nobody_is_asked_when_there_is_no_stop_to_send) {
  orders_ = R"({"id":5,"account-number":"5WX00001","status":"Live","order-type":"Stop",)"
            R"("time-in-force":"GTC","stop-trigger":"92.00","legs":[{"symbol":"SPY",)"
            R"("instrument-type":"Equity","action":"Sell to Close","quantity":100,)"
            R"("remaining-quantity":100}]})";
  context_.person = [](std::string_view) -> Result<void> {
    return fail(Errc::blocked, "nobody is there");
  };
  EXPECT_EQ(apply({}), ExitCode::ok);
  EXPECT_EQ(broker_.count("POST", "/orders"), 0U);
}

TEST_F(TradeTest, a_rejected_stop_is_no_success) {
  sent_ = R"({"data":{"order":{"id":17,"status":"Rejected","reject-reason":"Halted."}}})";
  EXPECT_EQ(apply({.yes = true}), ExitCode::rejected);
  EXPECT_THAT(output_, HasSubstr("Halted."));
  EXPECT_EQ(send({.what = TradeOptions::What::close, .symbol = "SPY"}), ExitCode::rejected);
}

TEST_F(TradeTest, a_warning_blocks_until_it_is_accepted) {
  warnings_ = R"({"code":"odd","message":"Odd."})";
  EXPECT_EQ(apply({.yes = true}), ExitCode::blocked);
  const auto closed = send({.what = TradeOptions::What::close, .symbol = "SPY"});
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, Errc::blocked);
  EXPECT_EQ(broker_.count("POST", "/orders"), 0U);
  EXPECT_EQ(apply({.yes = true, .accept = {"odd"}}), ExitCode::ok);
  EXPECT_EQ(send({.what = TradeOptions::What::close, .symbol = "SPY", .accept = {"odd"}}),
            ExitCode::ok);
  EXPECT_EQ(broker_.count("POST", "/orders"), 2U);
}

TEST_F(TradeTest, what_changed_while_the_person_thought_is_not_sent) {
  context_.person = [&](std::string_view) {
    positions_ = spy("91.00");
    return Result<void>{};
  };
  EXPECT_EQ(apply({}), ExitCode::blocked);
  EXPECT_EQ(broker_.count("POST", "/orders"), 0U);
  EXPECT_THAT(output_, HasSubstr("since you were asked"));
  positions_ = spy("110.00");
  context_.person = [&](std::string_view) { return Result<void>{}; };
  EXPECT_EQ(apply({}), ExitCode::ok);
  EXPECT_EQ(broker_.count("POST", "/orders"), 1U);
}

TEST_F(TradeTest, a_position_of_unknown_direction_is_not_closed) {
  positions_ = spy("110.00", "");
  const auto closed = send({.what = TradeOptions::What::close, .symbol = "SPY"});
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, Errc::blocked);
  EXPECT_EQ(broker_.count("POST", "/orders/dry-run"), 0U);
}

TEST_F(TradeTest, new_terms_whose_answer_was_lost_are_found) {
  old_ = R"({"id":7,"status":"Live","order-type":"Stop","time-in-force":"GTD",)"
         R"("gtc-date":"2026-12-18","stop-trigger":"92.00","legs":[]})";
  status_ = 503;
  on_send_ = [&](const HttpRequest& request) {
    orders_ = order(18, "Contingent", name_in(request.body));
  };
  for (const auto what : {TradeOptions::What::replace, TradeOptions::What::edit}) {
    EXPECT_EQ(send({.what = what, .stop = 95.00_usd, .id = 7}), ExitCode::ok);
    EXPECT_THAT(output_, HasSubstr(R"("id":18)"));
  }
  EXPECT_THAT(broker_.bodies("PUT", "/orders/7").at(0), HasSubstr(R"("gtc-date":"2026-12-18")"));
  EXPECT_EQ(broker_.count("PATCH", "/orders/7"), 1U);
}

TEST_F(TradeTest, new_terms_have_to_be_named) {
  old_ = R"({"id":7,"status":"Live","order-type":"Stop","time-in-force":"Day",)"
         R"("stop-trigger":"92.00","legs":[]})";
  const auto nothing = send({.what = TradeOptions::What::replace, .id = 7});
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, Errc::usage);
  EXPECT_EQ(broker_.count("POST", "/orders/7/dry-run"), 0U);
}

class PlacedFile : public TradeTest {
 protected:
  Result<ExitCode> place(const std::string& body) {
    const std::string test = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    const std::string file = ::testing::TempDir() + "belay_" + test + ".json";
    std::ofstream{file} << body;
    return send({.what = TradeOptions::What::place, .file = file});
  }
  static std::string part(const std::string& type, const std::string& price,
                          const std::string& more = {}) {
    return fmt::format(
        R"({{"time-in-force":"GTC","order-type":"{}",{}{},"legs":[{{"instrument-type":"Equity",)"
        R"("symbol":"SPY","action":"Sell to Close","quantity":100}}]}})",
        type, price, more);
  }
};

// 110.00 is what the market pays.
TEST_F(PlacedFile, a_stop_that_the_market_has_passed_is_refused) {
  const std::string late = part("Stop", R"("stop-trigger":"900.00")");
  const std::string good = part("Stop", R"("stop-trigger":"92.00")");
  const std::string limit = part("Limit", R"("price":"120.00","price-effect":"Credit")");
  for (const std::string& body :
       {late, R"({"type":"OCO","orders":[)" + limit + "," + late + "]}",
        R"({"type":"OTO","trigger-order":)" + late + R"(,"orders":[)" + limit + "]}"}) {
    const auto refused = place(body);
    ASSERT_FALSE(refused) << body;
    EXPECT_EQ(refused.error().code, Errc::blocked);
    EXPECT_THAT(refused.error().message, HasSubstr("would not wait"));
  }
  EXPECT_EQ(broker_.count("POST", "dry-run"), 0U);
  EXPECT_EQ(place(good), ExitCode::ok);
  EXPECT_EQ(place(R"({"type":"OTO","trigger-order":)" + good + R"(,"orders":[)" + late + "]}"),
            ExitCode::ok)
      << "the market is elsewhere when it begins to work";
}

TEST_F(PlacedFile, a_group_is_looked_for_by_the_name_it_will_have) {
  const std::string limit =
      part("Limit", R"("price":"120.00","price-effect":"Credit")", R"(,"external-identifier":"")");
  const std::string stop = part("Stop", R"("stop-trigger":"92.00")");
  orders_ = order(3, "Cancelled", "mine-1");
  const auto refused =
      place(R"({"type":"OCO","external-identifier":"mine","orders":[)" + limit + "," + stop + "]}");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("'mine-1' already"));
  EXPECT_EQ(broker_.count("POST", "/complex-orders"), 0U);
}

TEST_F(TradeTest, a_name_that_another_order_has_is_refused_before_anything_is_sent) {
  const std::string file = ::testing::TempDir() + "belay_trade_test_order.json";
  std::ofstream{file} << R"({"time-in-force":"Day","order-type":"Market","legs":[)"
                      << R"({"instrument-type":"Equity","symbol":"SPY","action":"Sell to Close",)"
                      << R"("quantity":100}],"external-identifier":"mine"})";
  orders_ = order(3, "Cancelled", "mine");
  const auto refused = send({.what = TradeOptions::What::place, .file = file});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::blocked);
  EXPECT_THAT(refused.error().message, HasSubstr("order 3 (Cancelled)"));
  EXPECT_EQ(broker_.count("POST", "/orders"), 0U);
  orders_ = order(3, "Cancelled", "other");
  EXPECT_EQ(send({.what = TradeOptions::What::place, .file = file}), ExitCode::ok);
}

}  // namespace
}  // namespace belay::app
