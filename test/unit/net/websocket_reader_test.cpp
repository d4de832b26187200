#include "net/frame_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "net/frame_writer.hpp"

namespace belay::net {
namespace {

using Kind = Reading::Kind;

constexpr MaskKey kMask{'\x11', '\x22', '\x33', '\x44'};

std::string frame(Opcode opcode, std::string_view payload) {
  std::string out;
  append_frame(out, opcode, payload, std::nullopt);
  return out;
}

/// A frame that others follow.
std::string fragment(Opcode opcode, std::string_view payload) {
  std::string out = frame(opcode, payload);
  out[0] = static_cast<char>(out[0] & 0x7F);
  return out;
}

void give(FrameReader& reader, std::string_view bytes) {
  while (!bytes.empty()) {
    const std::span<char> room = reader.room();
    const std::size_t size = bytes.copy(room.data(), room.size());
    reader.commit(size);
    bytes.remove_prefix(size);
  }
}

/// Messages, "ping …", "close CODE …", "violation CODE", "oversized LIMIT", as they come.
std::string word(const Reading& reading) {
  const std::string payload{reading.payload};
  switch (reading.kind) {
    case Kind::need_more: return "?";
    case Kind::text: return payload;
    case Kind::binary: return "binary " + payload;
    case Kind::ping: return "ping " + payload;
    case Kind::pong: return "pong " + payload;
    case Kind::close: return "close " + std::to_string(reading.code) + " " + payload;
    case Kind::oversized: return "oversized " + std::to_string(reading.limit);
    case Kind::violation: return "violation " + std::to_string(reading.code);
  }
  return "?";
}

using Words = std::vector<std::string>;

void take_all(FrameReader& reader, Words& words) {
  for (Reading r = reader.next(); r.kind != Kind::need_more; r = reader.next()) {
    words.push_back(word(r));
  }
}

Words all(std::string_view bytes, const FrameRules& rules = {}) {
  FrameReader reader{rules};
  Words words;
  give(reader, bytes);
  take_all(reader, words);
  return words;
}

/// The same bytes, `size` at a time.
Words piecewise(std::string_view bytes, std::size_t size, const FrameRules& rules = {}) {
  FrameReader reader{rules};
  Words words;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(size, bytes.size()))) {
    give(reader, bytes.substr(0, size));
    take_all(reader, words);
  }
  return words;
}

TEST(FrameReader, gives_every_whole_message_that_is_there) {
  EXPECT_EQ(all(frame(Opcode::text, "one") + frame(Opcode::text, "") + frame(Opcode::binary, "b") +
                frame(Opcode::text, "two").substr(0, 4)),
            (Words{"one", "", "binary b"}));
}

TEST(FrameReader, lengths_of_every_form_arrive_whole_and_in_pieces) {
  std::string bytes;
  Words expected;
  for (const std::size_t size : {0U, 1U, 125U, 126U, 127U, 65'535U, 65'536U, 400'000U}) {
    expected.emplace_back(size, static_cast<char>('a' + size % 26));
    bytes += frame(Opcode::text, expected.back());
  }
  EXPECT_EQ(all(bytes), expected);
  for (const std::size_t size : {7U, 4096U, 100'000U}) {
    EXPECT_EQ(piecewise(bytes, size), expected) << size;
  }
}

TEST(FrameReader, fragments_are_joined_and_control_frames_between_them_come_first) {
  const std::string bytes = fragment(Opcode::text, "a") + frame(Opcode::ping, "p") +
                            fragment(Opcode::continuation, "bc") + frame(Opcode::pong, "") +
                            fragment(Opcode::continuation, "") + frame(Opcode::continuation, "d") +
                            frame(Opcode::text, "next");
  const Words expected{"ping p", "pong ", "abcd", "next"};
  EXPECT_EQ(all(bytes), expected);
  for (std::size_t size = 1; size <= bytes.size(); ++size) {
    EXPECT_EQ(piecewise(bytes, size), expected) << size;
  }
}

TEST(FrameReader, a_long_message_in_many_fragments_needs_no_more_room_than_it_has_bytes) {
  std::string bytes = fragment(Opcode::text, "");
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    expected += std::to_string(i);
    bytes += fragment(Opcode::continuation, std::to_string(i)) + frame(Opcode::ping, "");
  }
  bytes += frame(Opcode::continuation, "");
  FrameReader reader{{.buffer = 4096}};
  std::string got;
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::span<char> room = reader.room();
    EXPECT_LE(room.size(), 64'000U);
    const std::size_t size = rest.copy(room.data(), room.size());
    reader.commit(size);
    rest.remove_prefix(size);
    for (Reading r = reader.next(); r.kind != Kind::need_more; r = reader.next()) {
      if (r.kind == Kind::text) got = r.payload;
    }
  }
  EXPECT_EQ(got, expected);
}

TEST(FrameReader, frames_of_clients_are_unmasked) {
  std::string bytes;
  append_frame(bytes, Opcode::text, "a message longer than a word", kMask);
  append_frame(bytes, Opcode::ping, "p", kMask);
  EXPECT_EQ(all(bytes, {.masked = true}), (Words{"a message longer than a word", "ping p"}));
  EXPECT_EQ(all(bytes), (Words{"violation 1002"})) << "a server must not mask";
  EXPECT_EQ(all(frame(Opcode::text, "x"), {.masked = true}), (Words{"violation 1002"}));
}

TEST(FrameReader, what_rfc_6455_forbids_is_a_violation) {
  const std::string long_ping = "\x89\x7e" + std::string{'\0', '\x7e'} + std::string(126, 'x');
  const std::vector<std::string> wrong{
      "\x91\x01x",                                                 // RSV3
      "\xa1\x01x",                                                 // RSV2
      "\xc1\x01x",                                                 // RSV1, nothing agreed
      "\x83\x01x",                                                 // unknown data opcode
      "\x8b\x01x",                                                 // unknown control opcode
      std::string{"\x09\x00", 2},                                  // a control frame in fragments
      long_ping,                                                   // a control frame over 125 bytes
      "\x80\x01x",                                                 // continuation of nothing
      fragment(Opcode::text, "a") + frame(Opcode::text, "b"),      // a message inside another
      std::string{"\x81\x7e\x00\x7d", 4} + std::string(125, 'x'),  // a length spelt too long
      std::string{"\x81\x7f\x00\x00\x00\x00\x00\x00\xff\xff", 10},
      std::string{"\x81\x7f\xff\x00\x00\x00\x00\x00\x00\x00", 10},  // negative
      "\x88\x01x",                                                  // half a close code
      "\x88\x02\x03\xed",                                           // 1005 on the wire
      std::string{"\x88\x02\x00\x01", 4},
      "\x88\x03\x03\xe8\xff",  // a reason that is not UTF-8
  };
  for (const std::string& bytes : wrong) {
    const Words words = all(bytes + frame(Opcode::text, "more"));
    EXPECT_EQ(words, (Words{"violation 1002"})) << ::testing::PrintToString(bytes);
  }
}

TEST(FrameReader, a_violation_is_seen_in_the_first_two_bytes) {
  EXPECT_EQ(all("\x8b\x7e"), (Words{"violation 1002"}));
}

TEST(FrameReader, text_must_be_utf8) {
  const std::string good = "€ \xf4\x8f\xbf\xbf \xed\x9f\xbf \xee\x80\x80 \xc2\x80 \xf0\x90\x80\x80";
  for (const std::size_t ahead : {0U, 3U, 60U, 64U, 200U}) {
    const std::string text = std::string(ahead, 'x') + good;
    EXPECT_EQ(all(frame(Opcode::text, text)), Words{text});
  }
  for (const std::string_view bad :
       {"\xff", "\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\xe2\x28\xa1", "\xf0\x90\x80"}) {
    for (const std::size_t ahead : {0U, 7U, 63U, 128U}) {
      const std::string text = std::string(ahead, 'x') + std::string{bad};
      EXPECT_EQ(all(frame(Opcode::text, text)), (Words{"violation 1007"}))
          << ahead << ' ' << ::testing::PrintToString(bad);
    }
  }
  EXPECT_EQ(all(frame(Opcode::binary, "\xff")), (Words{"binary \xff"}));
}

TEST(FrameReader, a_character_may_lie_across_fragments) {
  EXPECT_EQ(all(fragment(Opcode::text, "\xe2\x82") + frame(Opcode::continuation, "\xac")),
            Words{"€"});
}

TEST(FrameReader, nothing_follows_a_close) {
  const std::string close = frame(Opcode::close, close_payload(1000, "Bye"));
  EXPECT_EQ(all(close + frame(Opcode::text, "late")), (Words{"close 1000 Bye"}));
  EXPECT_EQ(all(frame(Opcode::close, "")), (Words{"close 1005 "}));
  EXPECT_EQ(piecewise(close + std::string(100'000, '\xff'), 999), (Words{"close 1000 Bye"}));
}

// S-14: the limit is on a frame as it is sent. Pings and the Close still arrive.
TEST(FrameReader, an_oversized_frame_is_told_once_and_passed_over) {
  const std::string bytes = frame(Opcode::text, "a") + frame(Opcode::text, std::string(2000, 'x')) +
                            frame(Opcode::text, "b") + frame(Opcode::ping, "p") +
                            frame(Opcode::text, std::string(3000, 'x')) +
                            frame(Opcode::close, close_payload(1000, ""));
  const Words expected{"a", "oversized 1000", "ping p", "close 1000 "};
  const FrameRules rules{.max_frame = 1000, .buffer = 4096};
  EXPECT_EQ(all(bytes, rules), expected);
  for (const std::size_t size : {1U, 100U}) EXPECT_EQ(piecewise(bytes, size, rules), expected);
  EXPECT_EQ(all(frame(Opcode::text, std::string(1000, 'x')), rules).front().size(), 1000U);
}

TEST(FrameReader, the_limit_of_a_message_counts_all_its_fragments) {
  const std::string bytes = fragment(Opcode::text, std::string(600, 'x')) +
                            frame(Opcode::continuation, std::string(401, 'y')) +
                            frame(Opcode::continuation, "more");
  EXPECT_EQ(all(bytes, {.max_message = 1000}), (Words{"oversized 1000"}));
  EXPECT_EQ(all(bytes, {.max_message = 1001}).front().size(), 1001U);
}

TEST(FrameReader, memory_follows_what_arrives_not_what_is_announced) {
  FrameReader reader{{.buffer = 4096}};
  give(reader, std::string_view{"\x81\x7f\x00\x00\x00\x00\x00\xff\xff\xff", 10});  // 16 MiB
  EXPECT_EQ(reader.next().kind, Kind::need_more);
  EXPECT_LE(reader.room().size(), 8192U);
}

TEST(FrameReader, sixty_four_bytes_around_each_message_are_readable) {
  FrameReader reader{{.buffer = 4096}};
  give(reader, frame(Opcode::text, "x") + frame(Opcode::text, std::string(4000, 'y')));
  int sum = 0;
  for (Reading r = reader.next(); r.kind != Kind::need_more; r = reader.next()) {
    const char* const from = r.payload.data() - FrameReader::kPadding;
    const char* const to = r.payload.data() + r.payload.size() + FrameReader::kPadding;
    for (const char* at = from; at != to; ++at) sum += *at;  // ASan watches
  }
  EXPECT_GT(sum, 4000 * 'y');
}

TEST(FrameReader, messages_lie_where_they_arrived) {
  FrameReader reader{{}};
  const std::span<char> room = reader.room();
  const std::string bytes = frame(Opcode::text, "one") + frame(Opcode::text, "two");
  std::ranges::copy(bytes, room.begin());
  reader.commit(bytes.size());
  EXPECT_EQ(reader.next().payload.data(), room.data() + 2);
  EXPECT_EQ(reader.next().payload.data(), room.data() + 7);
}

// ---- permessage-deflate: C-3, P45 --------------------------------------------------------------

std::string compressed(Deflater& deflater, std::string_view text) {
  std::string out;
  append_frame(out, Opcode::text, deflater.message(text), std::nullopt, true);
  return out;
}

TEST(FrameReader, compressed_and_plain_messages_mix_and_the_window_goes_on) {
  Deflater deflater;
  const std::string quote = R"({"type":"FEED_DATA","channel":1,"data":["Quote",["SPY",1.5]]})";
  std::string bytes;
  Words expected;
  for (int i = 0; i < 300; ++i) {
    expected.push_back(quote + std::to_string(i));
    bytes +=
        i % 3 == 0 ? frame(Opcode::text, expected.back()) : compressed(deflater, expected.back());
  }
  EXPECT_LT(bytes.size(), 300 * quote.size() / 2) << "later messages refer to earlier ones";
  EXPECT_EQ(all(bytes, {.deflate = true}), expected);
  EXPECT_EQ(piecewise(bytes, 11, {.deflate = true}), expected);
}

TEST(FrameReader, a_compressed_message_may_be_large_empty_and_in_fragments) {
  Deflater deflater;
  std::string large;
  for (int i = 0; i < 100'000; ++i) large += std::to_string(i * 7919 % 10'007);
  const std::string packed{deflater.message(large)};
  std::string bytes = fragment(Opcode::text, packed.substr(0, 1000)) + frame(Opcode::ping, "") +
                      fragment(Opcode::continuation, packed.substr(1000, 1)) +
                      frame(Opcode::continuation, packed.substr(1001));
  bytes[0] = static_cast<char>(bytes[0] | 0x40);
  bytes += compressed(deflater, "");
  bytes += compressed(deflater, "x");
  const Words words = all(bytes, {.deflate = true});
  ASSERT_EQ(words.size(), 4U);
  EXPECT_EQ(words[0], "ping ");
  EXPECT_TRUE(words[1] == large) << words[1].size() << " of " << large.size();
  EXPECT_EQ(words[2], "");
  EXPECT_EQ(words[3], "x");
}

TEST(FrameReader, a_bomb_is_cut_at_the_limit_of_what_it_inflates_to) {
  Deflater deflater;
  const std::string bomb = compressed(deflater, std::string(10'000'000, 'x'));
  EXPECT_LT(bomb.size(), 20'000U);
  EXPECT_EQ(all(bomb, {.deflate = true, .max_message = 1 << 20}), (Words{"oversized 1048576"}));
  Deflater again;
  const std::string exact = compressed(again, std::string(1 << 20, 'x'));
  EXPECT_EQ(all(exact, {.deflate = true, .max_message = 1 << 20}).front().size(), 1U << 20);
}

TEST(FrameReader, what_does_not_inflate_or_is_not_utf8_is_bad_payload) {
  std::string bytes = frame(Opcode::text, "\xff\xff\xff\xff\xff\xff");
  bytes[0] = static_cast<char>(bytes[0] | 0x40);
  EXPECT_EQ(all(bytes, {.deflate = true}), (Words{"violation 1007"}));
  Deflater deflater;
  EXPECT_EQ(all(compressed(deflater, "\xff"), {.deflate = true}), (Words{"violation 1007"}));
}

TEST(FrameReader, rsv1_marks_first_frames_of_messages_only) {
  std::string second = fragment(Opcode::text, "a") + frame(Opcode::continuation, "b");
  second[3] = static_cast<char>(second[3] | 0x40);
  EXPECT_EQ(all(second, {.deflate = true}), (Words{"violation 1002"}));
  EXPECT_EQ(all("\xc9\x01x", {.deflate = true}), (Words{"violation 1002"}));
}

}  // namespace
}  // namespace belay::net
