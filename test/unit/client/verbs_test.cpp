#include <gtest/gtest.h>

#include "belay/belay.hpp"

namespace belay {
namespace {

// Both clients answer the same verbs with the same values: what one learns, the other has to learn
// too.
template <class T>
struct Awaited;
template <class T>
struct Awaited<boost::asio::awaitable<T>> {
  using type = T;
};

#define BELAY_SAME_VERB(verb, ...)                                                              \
  static_assert(                                                                                \
      std::same_as<typename Awaited<decltype(std::declval<Client&>().verb(__VA_ARGS__))>::type, \
                   decltype(std::declval<blocking::Client&>().verb(__VA_ARGS__))>,              \
      #verb " differs between Client and blocking::Client")

BELAY_SAME_VERB(accounts);
BELAY_SAME_VERB(balances, std::declval<const Account&>());
BELAY_SAME_VERB(positions, std::declval<const Account&>());
BELAY_SAME_VERB(live_orders, std::declval<const Account&>());
BELAY_SAME_VERB(dry_run, std::declval<const Account&>(), std::declval<const Order&>());
BELAY_SAME_VERB(quote_token);
static_assert(requires(blocking::Client& client, const std::vector<Account>& accounts) {
  client.account_stream(accounts)->next()->as<Execution>();
});
static_assert(requires(blocking::Client& client) {
  client.market_data()->subscribe<Quote>("SPY");
});

TEST(ExitCodes, follow_the_products_list) {
  EXPECT_EQ(exit_code(Error{.code = Errc::usage}), 1);
  EXPECT_EQ(exit_code(Error{.code = Errc::rejected}), 2);
  EXPECT_EQ(exit_code(Error{.code = Errc::cancelled}), 3);
  EXPECT_EQ(exit_code(Error{.code = Errc::blocked}), 4);
  EXPECT_EQ(exit_code(Error{.code = Errc::timeout, .in_doubt = true}), 5);
  EXPECT_EQ(exit_code(Error{.code = Errc::unreachable}), 6);
  EXPECT_EQ(exit_code(Error{.code = Errc::unauthorized}), 7);
}

}  // namespace
}  // namespace belay
