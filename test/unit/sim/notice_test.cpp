#include <vector>

#include <gmock/gmock.h>

#include "proto/account/server_messages.hpp"
#include "unit/sim/broker_fixture.hpp"

namespace belay::sim {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class Notices : public SignedIn {
 protected:
  void SetUp() override {
    SignedIn::SetUp();
    broker_.on_notice([this](const account::Notification& notice) { heard_.push_back(notice); });
  }
  HttpResponse say(std::string notice) {
    return send("POST", "/belay-sim/notices", std::move(notice));
  }

  std::vector<account::Notification> heard_;
};

TEST_F(Notices, of_the_user_are_said_word_for_word) {
  EXPECT_EQ(say(R"({"type":"UserMessage","data":{"text":"hello",  "n":1.50}})").status, 202);
  ASSERT_EQ(heard_.size(), 1U);
  EXPECT_EQ(heard_[0].type, "UserMessage");
  EXPECT_EQ(heard_[0].account, "");
  EXPECT_EQ(heard_[0].data, R"({"text":"hello",  "n":1.50})");
  EXPECT_EQ(heard_[0].timestamp, to_epoch_ms(kDefaultStart));
}

TEST_F(Notices, of_an_account_go_to_those_that_listen_to_it) {
  EXPECT_EQ(
      say(R"({"type":"ExternalTransaction","account-number":"5WT00002","data":{"id":7}})").status,
      202);
  ASSERT_EQ(heard_.size(), 1U);
  EXPECT_EQ(heard_[0].account, "5WT00002");
}

TEST_F(Notices, that_cannot_be_said_are_refused) {
  EXPECT_THAT(say(R"({"data":{}})").body, HasSubstr(R"("domain":"type","reason":"is missing")"));
  EXPECT_THAT(say(R"({"type":"X","data":[1]})").body, HasSubstr("is not an object"));
  EXPECT_THAT(say("not JSON").body, HasSubstr("validation_error"));
  EXPECT_EQ(say(R"({"type":"X","account-number":"5WT99999","data":{}})").status, 403);
  token_.clear();
  EXPECT_EQ(say(R"({"type":"X","data":{}})").status, 401);
  EXPECT_THAT(heard_, IsEmpty());
}

}  // namespace
}  // namespace belay::sim
