#include "vault/crypto.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vault/fernet.hpp"

namespace belay::vault {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr SealCost kCheap{.passes = 1, .memory = 8192};
const Secret kPlain{"the canary sings"};
const Secret kWords{"correct horse"};

TEST(Seal, opens_with_its_passphrase_and_no_other) {
  const auto sealed = seal(kWords, kPlain, kCheap);
  ASSERT_TRUE(sealed) << sealed.error().message;
  EXPECT_TRUE(is_sealed(*sealed));
  EXPECT_THAT(*sealed, Not(HasSubstr("canary")));
  const auto opened = unseal(kWords, *sealed);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->reveal(), kPlain.reveal());
  const auto refused = unseal(Secret{"correct house"}, *sealed);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unauthorized);
}

TEST(Seal, the_same_text_is_never_sealed_alike) {
  EXPECT_NE(*seal(kWords, kPlain, kCheap), *seal(kWords, kPlain, kCheap));
}

TEST(Seal, every_changed_byte_is_noticed) {
  const std::string sealed = *seal(kWords, kPlain, kCheap);
  for (std::size_t at = 0; at + 1 < sealed.size(); ++at) {
    std::string changed = sealed;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(unseal(kWords, changed)) << "byte " << at;
  }
}

TEST(Seal, a_text_cut_short_anywhere_does_not_open) {
  const std::string sealed = *seal(kWords, kPlain, kCheap);
  for (std::size_t size = 0; size + 1 < sealed.size(); ++size) {
    EXPECT_FALSE(unseal(kWords, sealed.substr(0, size))) << size;
  }
}

TEST(Seal, a_file_cannot_ask_for_all_memory) {
  const auto refused = unseal(kWords, "belay-sealed/1 argon2id 3 99999999999999 AAAA\nAAAA\n");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::parse);
}

TEST(Key, only_the_same_secrets_make_the_same_key) {
  const Secret a{"a"};
  const Secret bc{"bc"};
  const Secret ab{"ab"};
  const Secret c{"c"};
  const Key key = Key::derive("p", {&a, &bc});
  EXPECT_EQ(key.name(), Key::derive("p", {&a, &bc}).name());
  std::set<std::string> names{key.name(), Key::derive("p", {&ab, &c}).name(),
                              Key::derive("q", {&a, &bc}).name()};
  EXPECT_EQ(names.size(), 3U);
  const std::string sealed = key.seal(kPlain);
  EXPECT_EQ(key.unseal(sealed)->reveal(), kPlain.reveal());
  EXPECT_FALSE(Key::derive("p", {&ab, &c}).unseal(sealed));
}

TEST(Pkce, the_challenge_is_that_of_the_standard) {
  EXPECT_EQ(s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");  // RFC 7636, appendix B
}

TEST(RandomWord, is_long_enough_and_never_the_same) {
  EXPECT_EQ(random_word(32).size(), 43U);
  EXPECT_NE(random_word(32), random_word(32));
}

const Secret kFernetKey{"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="};
constexpr std::string_view kFernetToken =
    "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4I"
    "wqDA==";

TEST(Fernet, opens_the_example_of_its_specification) {
  const auto opened = open_fernet(kFernetKey, kFernetToken);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->reveal(), "hello");
}

TEST(Fernet, notices_every_changed_letter_and_every_cut) {
  for (std::size_t at = 0; at < kFernetToken.size() - 3; ++at) {  // the last one holds unused bits
    std::string changed{kFernetToken};
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(open_fernet(kFernetKey, changed)) << at;
    EXPECT_FALSE(open_fernet(kFernetKey, kFernetToken.substr(0, at))) << at;
  }
}

TEST(Fernet, says_what_is_wrong_without_quoting_it) {
  for (const auto& [key, token] : std::map<std::string, std::string>{
           {"canary", std::string{kFernetToken}},
           {std::string{kFernetKey.reveal()}, "canary canary"},
           {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", std::string{kFernetToken}}}) {
    const auto refused = open_fernet(Secret{key}, token);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("Fernet"));
    EXPECT_THAT(refused.error().message, Not(HasSubstr("canary")));
  }
}

}  // namespace
}  // namespace belay::vault
