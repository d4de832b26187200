#include "belay/base/time.hpp"

#include <charconv>

#include <fmt/format.h>

namespace belay {
namespace {

using namespace std::chrono;

// The instants at which daylight time begins (02:00 EST) and ends (02:00 EDT) in `y`.
std::pair<Instant, Instant> daylight_time(year y) {
  const sys_days start = y / March / Sunday[2];
  const sys_days end = y / November / Sunday[1];
  return {Instant{start} + hours{7}, Instant{end} + hours{6}};
}

// Takes exactly `count` digits off the front.
bool take_number(std::string_view& text, std::size_t count, int& value) {
  if (text.size() < count) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + count, value);
  if (error != std::errc{} || end != text.data() + count || text.front() == '-') return false;
  text.remove_prefix(count);
  return true;
}

bool take_char(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

bool take_date(std::string_view& text, Date& date) {
  int y = 0;
  int m = 0;
  int d = 0;
  if (!take_number(text, 4, y) || !take_char(text, '-') || !take_number(text, 2, m) ||
      !take_char(text, '-') || !take_number(text, 2, d)) {
    return false;
  }
  date = Date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
  return date.ok();
}

nanoseconds take_fraction(std::string_view& text) {
  if (!take_char(text, '.')) return nanoseconds{0};
  std::int64_t value = 0;
  std::int64_t unit = 1'000'000'000;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
    if (unit == 1) continue;
    unit /= 10;
    value += (text.front() - '0') * unit;
  }
  return nanoseconds{value};
}

// `Z`, `+00`, `+0000`, `+00:00`; nothing at all is refused: a time without a zone is not a time.
bool take_offset(std::string_view& text, seconds& offset) {
  if (take_char(text, 'Z')) return true;
  const int sign = take_char(text, '+') ? 1 : take_char(text, '-') ? -1 : 0;
  int h = 0;
  int m = 0;
  if (sign == 0 || !take_number(text, 2, h)) return false;
  const bool colon = take_char(text, ':');
  if ((colon || !text.empty()) && !take_number(text, 2, m)) return false;
  offset = sign * (hours{h} + minutes{m});
  return h < 24 && m < 60;
}

}  // namespace

Clock Clock::system() {
  return Clock{.now = [] { return Instant{system_clock::now()}; },
               .tick = [] { return steady_clock::now(); }};
}

seconds new_york_offset(Instant at) {
  const auto y = year_month_day{floor<days>(at - hours{5})}.year();
  const auto [start, end] = daylight_time(y);
  return at >= start && at < end ? hours{-4} : hours{-5};
}

local_time<nanoseconds> to_new_york(Instant at) {
  return local_time<nanoseconds>{(at + new_york_offset(at)).time_since_epoch()};
}

Instant from_new_york(local_time<nanoseconds> local) {
  const Instant as_daylight = Instant{local.time_since_epoch()} + hours{4};
  if (new_york_offset(as_daylight) == hours{-4}) return as_daylight;
  return as_daylight + hours{1};
}

Date new_york_date(Instant at) { return Date{floor<days>(to_new_york(at))}; }

std::string to_iso_date(Date date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string to_iso_utc(Instant at) {
  const auto day = floor<days>(at);
  const hh_mm_ss time{floor<milliseconds>(at - day)};
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}+00:00", to_iso_date(Date{day}),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

std::string to_new_york_text(Instant at) {
  const auto local = to_new_york(at);
  const auto day = floor<days>(local);
  const hh_mm_ss time{floor<seconds>(local - day)};
  return fmt::format("{} {:02}:{:02}:{:02} {}", to_iso_date(Date{day}), time.hours().count(),
                     time.minutes().count(), time.seconds().count(),
                     new_york_offset(at) == hours{-4} ? "EDT" : "EST");
}

Result<Date> parse_date(std::string_view text) {
  Date date;
  std::string_view rest = text;
  if (take_date(rest, date) && (rest.empty() || rest.front() == ' ')) return date;
  return fail(Errc::parse,
              fmt::format("'{}' is not a date (expected YYYY-MM-DD)", text.substr(0, 40)));
}

Result<Instant> parse_timestamp(std::string_view text) {
  std::string_view rest = text;
  Date date;
  int h = 0;
  int m = 0;
  int s = 0;
  seconds offset{0};
  const bool read = take_date(rest, date) && (take_char(rest, 'T') || take_char(rest, ' ')) &&
                    take_number(rest, 2, h) && take_char(rest, ':') && take_number(rest, 2, m) &&
                    take_char(rest, ':') && take_number(rest, 2, s);
  const nanoseconds fraction = read ? take_fraction(rest) : nanoseconds{0};
  // An Instant holds 1677…2262; anything near its ends is no time of a market.
  const bool in_range = read && date.year() >= year{1700} && date.year() <= year{2200};
  if (!in_range || !take_offset(rest, offset) || !rest.empty() || h > 23 || m > 59 || s > 60) {
    return fail(
        Errc::parse,
        fmt::format("'{}' is not a timestamp with a zone (expected 2025-01-13T15:31:07.000+00:00)",
                    text.substr(0, 60)));
  }
  return Instant{sys_days{date}} + hours{h} + minutes{m} + seconds{s} + fraction - offset;
}

}  // namespace belay
