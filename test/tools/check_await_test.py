import unittest

from tree import Tree

import check_await


def count(code, **headers):
    """Findings in `code`, which may include the headers, named like `calls` for "net/calls.hpp"."""
    tree = {f"src/net/{name}.hpp": text for name, text in headers.items()}
    with Tree(tree | {"src/net/a.cpp": code}) as root:
        return len(check_await.check(root))


FILTERS = """
enum class Side { buy, sell };
struct Plain { int most = 1; Side side = Side::buy; std::optional<Date> from; static constexpr int kMost = 3; };
struct Filter { std::vector<std::string> symbols; int most = 5; };
Task<int> positions(std::string_view account, const Filter& filter = {}, bool all = false);
Task<int> orders(int account, Plain plain = {}, std::string_view text = "", const char* more = nullptr);
Task<int> greet(std::string name = "you");
"""


class CheckAwait(unittest.TestCase):
    def test_names_literals_and_calls_are_fine(self):
        for code in [
            'auto quotes = co_await feed->subscribe<belay::Quote>("SPY", "{=1m}");',
            "co_return co_await send(make_request(order), kLimit);",
            "while (auto quote = co_await quotes->next()) { print(*quote); }",
            "if (const auto sent = co_await send(frame); !sent) { co_return {}; }",
            "// co_await f({1});\nint x;",
            "for (const auto& row : rows) { co_await send(row); }",
            "for (int i = 0; i < 3; ++i) co_await send(x ? a : b);",
            "int x = a ? b : c; co_await send(x);",
            "if (a ? b : c) { co_await send(x); }",
            "co_return co_await is_ready() ? a : b;",
        ]:
            self.assertEqual(count(code), 0, code)

    def test_what_gcc_12_miscompiles_is_found(self):
        for code in [
            "co_await send({1, 2});",
            "co_await send(Frame{.text = text});",
            "co_await send(\n    connect(Endpoint{\n        host}));",
            "co_await run([text] { return text; });",
            "for (const auto& row : *co_await rows()) use(row);",
            "x = late ? a : co_await now();",
            "const auto x =\n    late ? co_await later(at)\n         : wait;",
            "for (auto row :\n     (co_await a::rows()).value()) use(row);",
        ]:
            self.assertEqual(count(code), 1, code)

    def test_a_default_that_owns_something_is_found_where_its_argument_is_left_out(self):
        for code in [
            "co_await positions(number);",
            "co_await send(rest::positions(number));",
            "co_await client.greet();",
        ]:
            self.assertEqual(count('#include "net/calls.hpp"\n' + code, calls=FILTERS), 1, code)
            self.assertEqual(count(FILTERS + code), 1, "declared in the file itself: " + code)
            self.assertEqual(count(code, calls=FILTERS), 0, "never included: " + code)
        far = '#include "net/near.hpp"\nco_await positions(number);'
        self.assertEqual(count(far, near='#include "net/calls.hpp"', calls=FILTERS), 1)

    def test_other_defaults_are_fine(self):
        for code in [
            "co_await positions(number, filter);",
            "co_await orders(number);",
            'co_await greet("somebody, or other");',
            "const auto call = positions(number); co_await call;",
        ]:
            self.assertEqual(count('#include "net/calls.hpp"\n' + code, calls=FILTERS), 0, code)

    def test_a_branch_that_awaits_is_found(self):
        self.assertEqual(count("auto x = y ? co_await a() : co_await b();"), 2)
        self.assertEqual(count("auto x = y\n    ? z : co_await b();"), 1)
        for code in [
            "switch (x) { case A::b: co_await f(); break; default: co_await g(); }",
            "int z = x ? 1 : 2; co_await f();",
            "auto x = co_await a() ? b : c;",
        ]:
            self.assertEqual(count(code), 0, code)

    def test_a_reason_allows_it(self):
        self.assertEqual(count("// await: holds no resource\nco_await send({1, 2});"), 0)
        self.assertEqual(count("co_await send({1, 2});  // await: holds no resource"), 0)


if __name__ == "__main__":
    unittest.main()
